"""What was submitted, read against the frozen questionnaire: answers, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extramile.questionnaires.definition import LONGEST_WORDS, Definition, Kind, Question
from extramile.questionnaires.points import as_stored, is_blank

Value = int | str | bool | list[str]


class Problem(StrEnum):
    NEEDED = "needed"  # asked, required and not answered
    NOT_A_CHOICE = "not_a_choice"  # answered with something that cannot be chosen
    TOO_LONG = "too_long"
    NOT_A_HUNDRED = "not_a_hundred"  # points that do not add up


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much, a million times
class Submission:
    answers: Mapping[str, Value]  # of asked questions alone, in the order of the questionnaire
    problems: Mapping[str, Problem]
    score: int | None
    ticks: tuple[str, ...]

    @property
    def has_words(self) -> bool:
        return str in map(type, self.answers.values())


def ticks_of(answers: Mapping[str, object]) -> tuple[str, ...]:
    """Every choice as "question:option"; ordered by question, so that two moments can be compared."""
    return tuple(f"{key}:{option}" for key in sorted(answers) for option in _options(answers[key]))


def _options(value: object) -> list[str]:
    return [str(option) for option in value] if isinstance(value, list) else []


def _read_one(question: Question, raw: object) -> tuple[Value | None, Problem | None]:
    value = question.read_answer(raw)
    if question.kind is Kind.POINTS or isinstance(value, dict):
        return _read_points(value, raw)
    if value is None:
        given = raw is not None and raw not in ("", [], [""]) and question.kind is not Kind.TEXT
        return None, Problem.NOT_A_CHOICE if given else None
    if question.kind is Kind.TEXT and isinstance(raw, str):
        too_long = len(raw.replace("\r\n", "\n").strip()) > LONGEST_WORDS
        return value, Problem.TOO_LONG if too_long else None
    if question.kind is Kind.SINGLE:
        return [str(value)], None
    if question.kind is Kind.MULTIPLE and len(value) < _number_of_choices(raw):  # type: ignore[arg-type]
        return value, Problem.NOT_A_CHOICE
    return value, None


def _read_points(value: object, raw: object) -> tuple[Value | None, Problem | None]:
    if isinstance(value, dict):
        return as_stored(value), None
    return None, None if is_blank(raw) else Problem.NOT_A_HUNDRED


def _number_of_choices(raw: object) -> int:
    return len(set(raw)) if isinstance(raw, (list, tuple, set, frozenset)) else 1


def read(definition: Definition, submitted: Mapping[str, object]) -> Submission:
    """Keys that are no question are passed over; so are answers to questions that are not asked."""
    read_as: dict[str, Value] = {}
    wrong: dict[str, Problem] = {}
    for question in definition.questions:
        if not question.has_answer:
            continue
        value, problem = _read_one(question, submitted.get(question.key))
        if value is not None:
            read_as[question.key] = value
        if problem is not None:
            wrong[question.key] = problem
    asked = [question for question in definition.asked(read_as) if question.has_answer]
    answers = {question.key: read_as[question.key] for question in asked if question.key in read_as}
    problems = {question.key: wrong[question.key] for question in asked if question.key in wrong}
    for question in asked:
        if question.required and question.key not in answers:
            problems.setdefault(question.key, Problem.NEEDED)
    return Submission(answers, problems, _score(definition, answers), ticks_of(answers))


def _score(definition: Definition, answers: Mapping[str, Value]) -> int | None:
    question = definition.score_question
    given = answers.get(question.key) if question else None
    return given if isinstance(given, int) else None


def as_rows(answers: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Answers as rows of the answer table: exactly one of number, words and choices carries each."""
    return [_as_row(question, value) for question, value in answers.items()]


def _as_row(question: str, value: Value) -> dict[str, Any]:
    row: dict[str, Any] = {"question": question, "number": None, "words": "", "choices": None}
    if isinstance(value, list):
        row["choices"] = value
    elif isinstance(value, str):
        row["words"] = value
    else:
        row["number"] = int(value)
    return row
