"""Pages for customers, made from a questionnaire: cached bytes with blanks."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from extramile.core.texts import direction, pick
from extramile.questionnaires.definition import Answers, Definition, Kind, Orientation, Question
from extramile.questionnaires.points import JOINT
from extramile.questionnaires.queries import definition_of
from extramile.web.answer.conditions import Numbers
from extramile.web.answer.parts import Blanks, Page, Speaker, blank, cut
from extramile.web.answer.style import script, stylesheet

Pieces = Mapping[str, str]
SAMPLE: Final[Pieces] = {
    "first name": "Maria",
    "unit": "Utrecht-Noord",
    "kind of work": "windscreen replacement",
    "employee": "Sanne",
    "day": "",
    "organisation": "",
}


@dataclass(frozen=True, slots=True)
class Brand:
    organisation: str = "Extra Mile"
    accent: str = "#17494d"


@cache
def own_texts() -> Mapping[str, Mapping[str, str]]:
    """What this door says for itself, whatever the questionnaire."""
    raw: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "texts.json").read_text(encoding="utf-8")
    )
    return raw


def own_text(name: str, language: str) -> str:
    return pick(own_texts()[name], language)


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """As its speakers call it."""
    try:
        name = Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:]


def _choices(question: Question, language: str, speaker: Speaker, numbers: Numbers) -> list[dict[str, Any]]:
    """Value and label of everything that can be chosen, in the order it stands on the page."""
    if question.scale:
        labels = [(str(number), str(number)) for number in question.scale]
        if question.orientation is Orientation.VERTICAL:
            labels.reverse()
    else:
        labels = [(option.key, pick(option.label, language)) for option in question.options]
    return [
        {
            "value": value,
            "label": speaker.say(label),
            "classes": numbers.classes(question, value),
            "checked": blank(f"c:{question.key}:{value}"),
            "end": "",
        }
        for value, label in labels
    ]


def _consent_choices(
    definition: Definition, question: Question, language: str, speaker: Speaker, numbers: Numbers
) -> list[dict[str, Any]]:
    return [
        {
            "value": value,
            "label": speaker.say(definition.text(name, language)),
            "classes": numbers.classes(question, value),
            "checked": blank(f"c:{question.key}:{value}"),
        }
        for value, name in (("1", "yes"), ("0", "no"))
    ]


def _fields(question: Question, language: str, speaker: Speaker) -> list[dict[str, Any]]:
    """A number field for each statement that points may go to."""
    return [
        {
            "name": f"{question.key}{JOINT}{option.key}",
            "id": f"p-{question.key}-{option.key}",
            "label": speaker.say(pick(option.label, language)),
            "points": blank(f"p:{question.key}:{option.key}"),
        }
        for option in question.options
    ]


class _Builder:
    """One page of one questionnaire in one language. `answers`: of the second step, else None."""

    def __init__(self, definition: Definition, language: str, answers: Answers | None) -> None:
        self.definition, self.language, self.answers = definition, language, answers
        self.speaker = Speaker()
        self.numbers = Numbers(definition)

    def questions(self) -> list[dict[str, Any]]:
        return [self.question(question, place) for place, question in enumerate(self._shown())]

    def _shown(self) -> list[Question]:
        if self.answers is None:
            return list(self.definition.questions)
        asked = {question.key for question in self.definition.asked(self.answers)}
        # Those that hang on something still to be answered on this very page cannot be told yet: shown.
        return [
            question
            for question in self.definition.questions
            if question.key in asked
            or any(one.question in asked and one.question not in self.answers for one in question.when)
        ]

    def question(self, question: Question, place: int) -> dict[str, Any]:
        text = {name: self._say(question, name) for name in ("title", "help", "low", "high", "placeholder")}
        if question.kind is Kind.MULTIPLE and not text["help"]:
            text["help"] = self.speaker.say(self.definition.text("several", self.language))
        shown = {
            **text,
            **self._look(question, text),
            "key": question.key,
            "is_first": place == 0,
            "required": question.required and question.kind is not Kind.MULTIPLE,
            "wraps": [] if self.answers is not None else self.numbers.wraps(question.when),
            "wrong": blank(f"a:{question.key}"),
            "error": blank(f"e:{question.key}"),
            "words": blank(f"w:{question.key}"),
            "described": " ".join(
                f"{mark}-{question.key}"
                for mark, is_there in (("h", text["help"]), ("l", text["low"]))
                if is_there
            ),
        }
        return {**shown, **self._variants(question)}

    def _say(self, question: Question, name: str) -> SafeString:
        return self.speaker.say(question.text(name, self.language, self.answers))

    def _look(self, question: Question, text: Mapping[str, SafeString]) -> dict[str, Any]:
        """Which template, which inputs."""
        if question.kind is Kind.TEXT:
            return {"template": "answer/words.html"}
        if question.kind is Kind.STATEMENT:
            return {"template": "answer/statement.html"}
        if question.kind is Kind.POINTS:
            fields = _fields(question, self.language, self.speaker)
            says = {
                name: own_text(f"points_{name}", self.language) for name in ("start", "left", "over", "done")
            }
            return {"template": "answer/points.html", "fields": fields, "says": says}
        if question.kind is Kind.CONSENT:
            choices = _consent_choices(self.definition, question, self.language, self.speaker, self.numbers)
        else:
            choices = _choices(question, self.language, self.speaker, self.numbers)
        tall = bool(question.scale) and question.orientation is Orientation.VERTICAL
        if tall:
            choices[0]["end"], choices[-1]["end"] = text["high"], text["low"]
        return {
            "template": "answer/choices.html",
            "choices": choices,
            "input": "checkbox" if question.kind is Kind.MULTIPLE else "radio",
            "is_scale": bool(question.scale),
            "ends": bool(question.scale) and not tall,
            "layout": ("scale tall" if tall else "scale") if question.scale else "options",
        }

    def _variants(self, question: Question) -> dict[str, Any]:
        """Other titles under conditions, all on the page; the stylesheet shows the one that holds."""
        if self.answers is not None:
            return {"variants": []}
        shown, hide = [], ""
        for variant in question.variants:
            number = self.numbers.number(variant.when)
            if number is None or "title" not in variant.texts:
                continue
            title = self.speaker.say(pick(variant.texts["title"], self.language))
            shown.append({"title": title, "classes": f" if-k{number}{hide}"})
            hide += f" not-k{number}"
        return {"variants": shown, "not_variants": hide}


def build_form(
    definition: Definition, language: str, *, brand: Brand, answers: Answers | None = None
) -> Page:
    """The page with the questions; with `answers`, the second step of browsers that cannot hide any."""
    builder = _Builder(definition, language, answers)
    questions = builder.questions()
    text = builder.speaker
    context = {
        **_frame(language, brand),
        "slots": Blanks(),
        "questions": questions,
        "two_steps": answers is None and any(question.when for question in definition.questions),
        "title": text.say(definition.text("title", language)),
        "send": text.say(definition.text("send", language)),
        "next": text.say(definition.text("next", language)),
        "reader": text.say(definition.text("reader", language)),
        "languages": _languages(definition),
        "language_label": own_text("language", language),
        "script": script().name,
    }
    return cut(render_to_string("answer/form.html", context), text)


def _languages(definition: Definition) -> list[tuple[str, str]]:
    if len(definition.languages) < 2:
        return []
    return [(code, language_name(code)) for code in definition.languages]


def _frame(language: str, brand: Brand) -> dict[str, Any]:
    return {
        "language": language,
        "direction": direction(language),
        "organisation": brand.organisation,
        "style": stylesheet(brand.accent).name,
    }


def build_word(heading: str, help_text: str, language: str, *, brand: Brand) -> Page:
    """A page that says one thing: thank you, too late, unknown."""
    speaker = Speaker()
    context = {
        **_frame(language, brand),
        "slots": Blanks(),
        "heading": speaker.say(heading),
        "help": speaker.say(help_text),
    }
    return cut(render_to_string("answer/word.html", context), speaker)


@lru_cache(maxsize=512)
def form(version_id: int, language: str, brand: Brand) -> Page:
    return build_form(definition_of(version_id), language, brand=brand)


@lru_cache(maxsize=2048)
def word(heading: str, help_text: str, language: str, brand: Brand) -> Page:
    return build_word(heading, help_text, language, brand=brand)


SCRIPT_TAG: Final = re.compile(r"<script\b[^>]*></script>")  # a preview stands in a frame that runs none


def page(
    definition: Definition,
    language: str,
    *,
    brand: Brand | None = None,
    pieces: Pieces = SAMPLE,
    answers: Answers | None = None,
) -> str:
    """A preview, for the editor: nothing can be sent from it."""
    brand = brand or Brand()
    filled = {**pieces, "organisation": brand.organisation}
    built = build_form(definition, language, brand=brand, answers=answers)
    return SCRIPT_TAG.sub("", built.fill({}, filled).decode())


def said_back(answers: Answers) -> bytes:
    """The customer's own words, as they were kept."""
    quoted = (
        f'<p class="words" dir="auto">{escape(words)}</p>'
        for words in answers.values()
        if isinstance(words, str)
    )
    return "".join(quoted).encode("utf-8", "replace")


def link(path: str, words: str) -> bytes:
    return f'<p><a href="{escape(path)}">{escape(words)}</a></p>'.encode("utf-8", "replace")


def button(words: str, *, language: str, name: str = "-stop", quiet: bool = False) -> bytes:
    """A form with one button, posted to where it stands."""
    look = "link" if quiet else "go"
    return (
        f'<form method="post"><input type="hidden" name="-language" value="{escape(language)}">'
        f'<button class="{look}" name="{name}" value="1">{escape(words)}</button></form>'
    ).encode("utf-8", "replace")
