"""Answers become counts that add up, and nobody's answers are together any more."""

from collections.abc import Iterable, Mapping
from typing import Final

from extramile.questionnaires.definition import Kind, Question, chosen

# (question, token) -> how many; of divided points the sum. A token is a score, an option, or "answered".
Tally = dict[tuple[str, str], int]
ANSWERED: Final = "#"

COUNTED: Final = frozenset({Kind.NPS, Kind.RATING, Kind.SINGLE, Kind.MULTIPLE, Kind.POINTS, Kind.CONSENT})


def tally(questions: Iterable[Question], answers: Mapping[str, object]) -> Tally:
    """One ballot. An answer that is none to its question counts for nothing."""
    counted: Tally = {}
    for question in questions:
        if question.kind not in COUNTED:
            continue
        given = question.read_answer(answers.get(question.key))
        if given is not None:
            _count(counted, question.key, ANSWERED)
            _add(counted, question, given)
    return counted


def _add(counted: Tally, question: Question, given: object) -> None:
    if isinstance(given, dict):
        for option, points in given.items():
            _count(counted, question.key, option, points)
    elif question.kind is Kind.MULTIPLE:
        for option in chosen(given):
            _count(counted, question.key, option)
    else:
        _count(counted, question.key, str(given))


def _count(counted: Tally, key: str, token: str, number: int = 1) -> None:
    counted[key, token] = counted.get((key, token), 0) + number


def add(into: Tally, other: Tally) -> None:
    for place, number in other.items():
        into[place] = into.get(place, 0) + number


def scores(counted: Tally, question: Question) -> dict[int, int]:
    """How many gave each number of the question's scale."""
    return {number: counted.get((question.key, str(number)), 0) for number in question.scale}


def answered(counted: Tally, key: str) -> int:
    return counted.get((key, ANSWERED), 0)
