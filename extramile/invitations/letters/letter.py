"""One letter to one customer: subject, both bodies, headers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from extramile.core.texts import pick
from extramile.invitations.letters.form import Frame, Look, fill_in, form
from extramile.questionnaires.definition import Definition, Kind, Question
from extramile.questionnaires.pieces import fill

SCORES: Final = range(11)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
    )
    return words


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter says that differs from customer to customer."""

    language: str
    pieces: Mapping[str, str]
    link: str
    stop: str
    stop_mail: str = ""  # mailto:, where a mailbox of ours is read
    is_reminder: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def say(name: str, facts: Facts) -> str:
    return fill(pick(_words()[name], facts.language), facts.pieces)


def _page(name: str, definition: Definition, facts: Facts) -> str:
    """A text that the answer page says too, in the same words."""
    return fill(definition.text(name, facts.language), facts.pieces)


def compose(definition: Definition, facts: Facts, *, accent: str) -> Written:
    question = _first(definition)
    asked = fill(question.text("title", facts.language), facts.pieces)
    return Written(
        subject=say("subject_again" if facts.is_reminder else "subject", facts),
        text=_text(definition, question, asked, facts),
        html=_html(definition, question, asked, facts, accent=accent),
        headers={
            "List-Unsubscribe": ", ".join(f"<{one}>" for one in (facts.stop, facts.stop_mail) if one),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def compose_sms(facts: Facts) -> str:
    """Short: every 160 characters cost money."""
    return f"{say('sms', facts)} {facts.link}\n{say('sms_stop', facts)} {facts.stop}"


def _first(definition: Definition) -> Question:
    """The question that the mail asks: the score, else the first one with an answer."""
    return definition.score_question or next(each for each in definition.questions if each.has_answer)


def _html(definition: Definition, question: Question, asked: str, facts: Facts, *, accent: str) -> str:
    frame = Frame(
        language=facts.language,
        look=Look(facts.pieces.get("organisation", ""), accent),
        has_scale=question.kind is Kind.NPS,
        low=question.text("low", facts.language),
        high=question.text("high", facts.language),
        press=say("press", facts),
        open=say("open", facts),
        stop=_page("stop", definition, facts),
        reminder=say("again", facts) if facts.is_reminder else "",
    )
    values = {
        "preheader": say("preheader", facts),
        "greeting": say("greeting", facts),
        "question": asked,
        "reader": _page("reader", definition, facts),
        "why": say("why", facts),
        "link": facts.link,
        "stop": facts.stop,
    }
    return fill_in(form(frame), values)


def _text(definition: Definition, question: Question, asked: str, facts: Facts) -> str:
    lines = [say("greeting", facts), ""]
    if facts.is_reminder:
        lines += [say("again", facts), ""]
    lines += [asked, ""]
    if question.kind is Kind.NPS:
        low, high = question.text("low", facts.language), question.text("high", facts.language)
        lines += [f"0 = {low}, 10 = {high}", "", say("open_text", facts), facts.link, ""]
        lines += [say("number_text", facts), *(f"{n:>2}  {facts.link}?score={n}" for n in SCORES), ""]
    else:
        lines += [say("open", facts), facts.link, ""]
    lines += [
        _page("reader", definition, facts),
        "",
        "-- ",
        say("why", facts),
        f"{_page('stop', definition, facts)}: {facts.stop}",
    ]
    return "\n".join(lines) + "\n"
