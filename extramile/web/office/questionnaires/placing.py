"""From a place in a definition ("questions[2].options[0].label", "nl") to where it stands on the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extramile.questionnaires.checking import Problem

QUESTION: Final = re.compile(r"^questions\[(\d+)\]\.?(.*)$")
LANGUAGE: Final = re.compile(r"^(.*?) \(([A-Za-z-]+)\)$")  # "questions[0].texts.title (nl)"


def split_language(path: str) -> tuple[str, str]:
    found = LANGUAGE.match(path)
    return (found[1], found[2]) if found else (path, "")


def question_of(path: str) -> int | None:
    """The question that this place is in."""
    found = QUESTION.match(path)
    return int(found[1]) if found else None


def field_of(path: str, language: str = "") -> str:
    """The name of the form's field for this place; empty where it has none."""
    end = f".{language}" if language else ""
    if path.startswith("texts."):
        return f"page.{path.removeprefix('texts.')}{end}"
    found = QUESTION.match(path)
    if found is None:
        return ""
    number, rest = found[1], found[2]
    rest = re.sub(r"\[(\d+)\]", r".\1", rest)
    rest = re.sub(r"^texts\.", "text.", rest)
    rest = re.sub(r"^options\.(\d+)", r"option.\1", rest)
    rest = re.sub(r"^variants\.(\d+)\.texts\.", r"variant.\1.", rest)
    is_field = re.fullmatch(r"key|option\.\d+\.key|(text|variant\.\d+|option\.\d+)\.\w+", rest)
    return (
        f"q.{number}.{rest}{end if rest != 'key' and not rest.endswith('.key') else ''}" if is_field else ""
    )


def field_id(name: str) -> str:
    return "f-" + name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem with the place on the page that a link leads to."""

    problem: Problem
    anchor: str  # empty: nowhere in particular
    language: str

    @property
    def path(self) -> str:
        return self.problem.path

    @property
    def message(self) -> str:
        return self.problem.message


def placed(problems: Sequence[Problem], languages: Sequence[str]) -> list[Shown]:
    """Each problem with its field where that is on the page, else with its question."""
    return [_placed(problem, languages) for problem in problems]


def _placed(problem: Problem, languages: Sequence[str]) -> Shown:
    path, language = split_language(problem.path)
    if not language and (stem := path.rpartition("."))[2] in languages:  # "texts.title.nl": of the checks
        path, language = stem[0], stem[2]
    name, number = field_of(path, language), question_of(path)
    if name and (not language or language in languages):
        return Shown(problem, field_id(name), language)
    return Shown(problem, f"question-{number}" if number is not None else "", language)
