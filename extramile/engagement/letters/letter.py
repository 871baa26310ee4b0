"""One letter in a language: subject and both bodies. It knows no name and carries no token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from extramile.core.texts import direction, pick


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
    )
    return words


@dataclass(frozen=True, slots=True)
class Facts:
    organisation: str
    wave: str
    minutes: int
    closes_on: date
    link: str
    is_reminder: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=64)
def compose(facts: Facts, language: str) -> Written:
    said = _said(facts, language)
    first = said["again" if facts.is_reminder else "asks"]
    before = [said["greeting"], first, said["takes"], said["nobody"], said["groups"]]
    after = [said["link"], said["free"]]
    text = [*before, f"{said['open']}:\n{facts.link}", *after, f"-- \n{said['why']}"]
    html = {**said, "before": before, "after": after, "address": facts.link, "title": facts.organisation}
    return Written(
        subject=said["subject_again" if facts.is_reminder else "subject"],
        text="\n\n".join(text) + "\n",
        html=_html(html, language),
    )


@lru_cache(maxsize=64)
def compose_sms(facts: Facts, language: str) -> str:
    """Who asks, the promise, until when, and the link: no name, no word of what is asked, no token."""
    said = _said(facts, language)
    return f"{said['sms_again' if facts.is_reminder else 'sms']} {facts.link}"


def _said(facts: Facts, language: str) -> dict[str, str]:
    """Every text in this language, with the facts in it; in one pass, so that a name stays what it is."""
    spoken = language if any(language in texts for texts in _words().values()) else language.partition("-")[0]
    with translation.override(spoken if spoken in {"en", "nl"} else "en"):
        closes_on = date_format(facts.closes_on, "j F")
    pieces = {
        "organisation": facts.organisation,
        "wave": facts.wave,
        "minutes": str(facts.minutes),
        "closes": closes_on,
    }
    return {name: pick(texts, language).format_map(pieces) for name, texts in _words().items()}


def _html(said: Mapping[str, object], language: str) -> str:
    """The template escapes what it is given; lines stay short, so that they travel as they are."""
    source = render_to_string(
        "engagement/letter.mjml", {**said, "language": language, "direction": direction(language)}
    )
    html: str = mrml.to_html(source, None, mrml.RenderOptions(disable_comments=False, fonts={})).content
    return html.replace("<t", "\n<t")
