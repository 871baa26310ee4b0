"""Answers become counts that add up, and nobody's answers are together any more."""

from collections.abc import Iterable, Mapping
from math import log
from typing import Final

from extramile.questionnaires.definition import Kind, Question, chosen

# (question, token) -> how many; of divided points the sum, which need not be whole. A token is a score, an
# option, or one of these.
Tally = dict[tuple[str, str], float]
ANSWERED: Final = "#"
LOG: Final = "log "  # before an option of a question that divides points: the sum of its log-ratios
# A share of nothing has no logarithm: half of the smallest step that anybody can give stands in for it.
SMALLEST_SHARE: Final = 0.5

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
        _add_points(counted, question.key, given)
    elif question.kind is Kind.MULTIPLE:
        for option in chosen(given):
            _count(counted, question.key, option)
    else:
        _count(counted, question.key, str(given))


def _add_points(counted: Tally, key: str, divided: Mapping[str, int]) -> None:
    """Shares of a hundred are compositional: beside the sum, the log of each against their common middle."""
    logs = {option: log(max(points, SMALLEST_SHARE)) for option, points in divided.items()}
    middle = sum(logs.values()) / len(logs)
    for option, points in divided.items():
        _count(counted, key, option, points)
        _count(counted, key, LOG + option, logs[option] - middle)


def _count(counted: Tally, key: str, token: str, number: float = 1) -> None:
    counted[key, token] = counted.get((key, token), 0) + number


def add(into: Tally, other: Tally) -> None:
    for place, number in other.items():
        into[place] = into.get(place, 0) + number


def scores(counted: Tally, question: Question) -> dict[int, int]:
    """How many gave each number of the question's scale."""
    return {number: int(counted.get((question.key, str(number)), 0)) for number in question.scale}


def answered(counted: Tally, key: str) -> int:
    return int(counted.get((key, ANSWERED), 0))
