"""What a planned wave may bring: how many answers, what will be told of them, and how sure that will be.

How many take part follows from what earlier waves published of the whole company, never from anything finer:
of a team nobody may say how many of it answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from extramile.engagement.queries.fieldwork import waves_of_the_same
from extramile.engagement.queries.planned import Planned
from extramile.engagement.queries.responding import Responded, responded
from extramile.engagement.queries.waves import WaveView
from extramile.people.models import Unit
from extramile.questionnaires.definition import Kind, Question
from extramile.questionnaires.queries import definition_of
from extramile.stats import disclosure
from extramile.stats.disclosure.coding import LEAST_POINTS, LEAST_SHARES
from extramile.stats.disclosure.rules import LEAST_NODE

LOOKS_BACK: Final = 4
ASSUMED: Final = 60  # of a hundred, where no wave has closed: an "if", and said to be one
MOSTLY_TOLD_FROM: Final = 10  # docs/methods/disclosure.md: below it a unit is mostly told higher up alone
MOST_NAMED: Final = 50
A_YEAR: Final = timedelta(days=365)
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class FewAnswers:
    """Units that are told higher up alone, surely or mostly: the first of them by name, and how many."""

    total: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.names)


@dataclass(frozen=True, slots=True)
class Expectation:
    """`low` to `high` answers in all. `within`: half the width of the interval that will be published."""

    earlier: tuple[Responded, ...]
    is_supposed: bool  # somebody chose the share, or no wave has closed yet
    low_percent: int
    high_percent: int
    invited: int
    low: int
    high: int
    measure: str  # "enps", "mean", "share", "points" of the first question with a figure; empty: none
    within: int | None
    below: FewAnswers  # probably fewer than the wave's floor
    few: FewAnswers  # probably the floor, but fewer than are mostly told
    enough: int
    usual: int  # people of a usual team
    usual_within: int | None
    asked_a_year: int
    a_month_each: float  # answers of one employee
    a_month_usual: float  # of a usual team

    @property
    def is_one_share(self) -> bool:
        return self.low_percent == self.high_percent


def expected(wave: WaveView, what: Planned, *, percent: int | None = None) -> Expectation:
    """Of a wave as it is planned; `percent`: if so many of a hundred took part."""
    earlier = tuple(responded(LOOKS_BACK))
    if percent is None and earlier:
        low, high = min(one.low for one in earlier), max(one.high for one in earlier)
    else:
        low = high = ASSUMED if percent is None else percent
    share = (low + high) / 200
    below, few, enough = _sorted(what.asked_by_unit, share, least=wave.least_in_node)
    usual = round(median(_lowest(what.asked_by_unit) or [0]))
    times = 1 + len(waves_of_the_same(wave, since=wave.opens_at - A_YEAR, until=wave.opens_at))
    measure = measure_of(wave.questionnaire_version_id)
    return Expectation(
        earlier=earlier,
        is_supposed=percent is not None or not earlier,
        low_percent=low,
        high_percent=high,
        invited=what.invited,
        low=what.invited * low // 100 if low < high else round(what.invited * share),
        high=-(-what.invited * high // 100) if low < high else round(what.invited * share),
        measure=measure,
        within=half_width(measure, round(what.invited * low / 100)),
        below=_named(below),
        few=_named(few),
        enough=enough,
        usual=usual,
        usual_within=half_width(measure, round(usual * share)),
        asked_a_year=times,
        a_month_each=times * share / MONTHS,
        a_month_usual=times * share * usual / MONTHS,
    )


def _sorted(asked: Mapping[int, int], share: float, *, least: int) -> tuple[list[int], list[int], int]:
    below = [unit for unit, people in asked.items() if round(people * share) < least]
    most = max(least, MOSTLY_TOLD_FROM)
    few = [unit for unit, people in asked.items() if least <= round(people * share) < most]
    return below, few, len(asked) - len(below) - len(few)


def _lowest(asked: Mapping[int, int]) -> list[int]:
    """How many are asked in each unit that has none below it where anybody is."""
    above = set(Unit.objects.filter(pk__in=list(asked)).values_list("parent_id", flat=True))
    return [people for unit, people in asked.items() if unit not in above]


def _named(units: list[int]) -> FewAnswers:
    first = units[:MOST_NAMED]
    names = dict(Unit.objects.filter(pk__in=first).values_list("pk", "name"))
    return FewAnswers(len(units), tuple(names[unit] for unit in first))


MEASURES: Final[Mapping[Kind, str]] = {
    Kind.NPS: "enps",
    Kind.RATING: "mean",
    Kind.POINTS: "points",
    Kind.SINGLE: "share",
    Kind.MULTIPLE: "share",
    Kind.CONSENT: "share",
}


def measure_of(version_id: int) -> str:
    """What the first question with a figure is told as; empty where none has one."""
    questions = definition_of(version_id).questions
    return next((MEASURES[one.kind] for one in questions if _has_figure(one)), "")


def _has_figure(question: Question) -> bool:
    return question.kind in MEASURES


LEAST: Final = {"enps": LEAST_NODE, "mean": LEAST_NODE, "points": LEAST_POINTS, "share": LEAST_SHARES}


def half_width(measure: str, answers: int) -> int | None:
    """Of the interval as it is published of a unit, for a figure in the middle; None: nothing is."""
    if not measure or answers < LEAST[measure]:
        return None
    half, odd = divmod(answers, 2)
    if measure == "enps":
        figure = disclosure.coded_nps(half, odd, half, kind="node")
    elif measure == "points":
        [figure, _other] = disclosure.coded_points((50 * answers, 50 * answers), answers, kind="node").shares
    else:
        figure = disclosure.coded_mean(answers, answers, lowest=0, highest=2, kind="node")
    return round((figure.high - figure.low) / 2)
