"""What is published of a shown group: numbers coded by the rules, never the counts behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from extramile.engagement.release.tally import Tally, answered, scores
from extramile.questionnaires.definition import Group, Kind, Question, group_of
from extramile.stats import disclosure
from extramile.stats.disclosure.coding import LEAST_POINTS, LEAST_SHARES

NOW: Final = "_now"
WISHED: Final = "_wished"
GroupKind = Literal["node", "attribute"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A figure as it is published; see `ReleasedFigure`."""

    question_key: str
    measure: str
    value: int
    option_key: str = ""
    moment: str = ""
    low: int | None = None
    high: int | None = None
    is_at_least: bool = False
    is_at_most: bool = False
    shares: Mapping[str, int] | None = None


def subject(question: Question) -> tuple[str, str]:
    """What a question is about, and whether it asks how that is or how it is wished."""
    if question.kind is Kind.POINTS:
        for ending in (NOW, WISHED):
            if question.key.endswith(ending):
                return question.key.removesuffix(ending), ending.removeprefix("_")
    return question.key, ""


def band_of(n: int) -> tuple[int, int]:
    """How many answered, as it is told."""
    among = disclosure.band(n)
    return among.low, among.high


def figures_of(question: Question, counted: Tally, *, kind: GroupKind) -> list[Coded]:
    """Of one question in one group that may show it; none where too few answered for its kind of figure."""
    return READERS[question.kind](question, counted, kind)


def _coded(
    question: Question, figure: disclosure.CodedFigure, measure: str, *, option_key: str = ""
) -> Coded:
    key, moment = subject(question)
    return Coded(
        question_key=key,
        measure=measure,
        value=figure.points,
        option_key=option_key,
        moment=moment,
        low=figure.low,
        high=figure.high,
        is_at_least=figure.top_coded,
        is_at_most=figure.bottom_coded,
        shares=dict(zip(GROUPS, figure.shares, strict=True)) if figure.shares else None,
    )


GROUPS: Final = (Group.PROMOTER.value, Group.PASSIVE.value, Group.DETRACTOR.value)


def _score(question: Question, counted: Tally, kind: GroupKind) -> list[Coded]:
    many = dict.fromkeys(GROUPS, 0)
    for number, count in scores(counted, question).items():
        many[group_of(number).value] += count
    figure = disclosure.coded_nps(*(many[group] for group in GROUPS), kind=kind)
    return [_coded(question, figure, "enps")]


def _mean(question: Question, counted: Tally, kind: GroupKind) -> list[Coded]:
    given = scores(counted, question)
    figure = disclosure.coded_mean(
        sum(number * count for number, count in given.items()),
        sum(given.values()),
        lowest=question.scale[0],
        highest=question.scale[-1],
        kind=kind,
    )
    return [_coded(question, figure, "mean")]


def _shares(question: Question, counted: Tally, kind: GroupKind) -> list[Coded]:
    n = answered(counted, question.key)
    if n < LEAST_SHARES:
        return []
    return [
        _coded(
            question,
            _share(counted.get((question.key, option.key), 0), n, kind),
            "share",
            option_key=option.key,
        )
        for option in question.options
    ]


def _yes(question: Question, counted: Tally, kind: GroupKind) -> list[Coded]:
    n = answered(counted, question.key)
    if n < LEAST_SHARES:
        return []
    return [_coded(question, _share(counted.get((question.key, str(True)), 0), n, kind), "share")]


def _share(count: int, n: int, kind: GroupKind) -> disclosure.CodedFigure:
    return disclosure.coded_mean(count, n, lowest=0, highest=1, kind=kind)


def _points(question: Question, counted: Tally, kind: GroupKind) -> list[Coded]:
    n = answered(counted, question.key)
    if n < LEAST_POINTS:
        return []
    totals = tuple(counted.get((question.key, option.key), 0) for option in question.options)
    divided = disclosure.coded_points(totals, n, kind=kind)
    return [
        _coded(question, figure, "points", option_key=option.key)
        for option, figure in zip(question.options, divided.shares, strict=True)
    ]


def _nothing(_question: Question, _counted: Tally, _kind: GroupKind) -> list[Coded]:
    return []


READERS: Final[Mapping[Kind, Callable[[Question, Tally, GroupKind], list[Coded]]]] = {
    Kind.NPS: _score,
    Kind.RATING: _mean,
    Kind.SINGLE: _shares,
    Kind.MULTIPLE: _shares,
    Kind.POINTS: _points,
    Kind.CONSENT: _yes,
    Kind.TEXT: _nothing,
    Kind.STATEMENT: _nothing,
}
