"""Figures as the pages show them: never without interval, n and a sentence that says what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from extramile import stats
from extramile.monitor.tally import Tally
from extramile.web.drawing.moments import day_in_form

ROLLING = timedelta(days=28)
TREND_WEEKS = 13
# How far back the first point of the trend looks.
TREND_REACH = timedelta(days=7 * (TREND_WEEKS - 1)) + ROLLING


@dataclass(frozen=True, slots=True)
class Figure:
    """In points, −100 to +100. Empty under the minimum: too few answers yet."""

    n: int
    minimum: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    other: float | None = None
    other_label: str = ""
    sentence: str = ""
    asked: int = 0
    response_rate: float | None = None


def is_enough(tally: Tally, minimum: int) -> bool:
    return tally.n >= max(minimum, 1)


def figure_of(
    tally: Tally, *, minimum: int, sentence: str = "", other: float | None = None, other_label: str = ""
) -> Figure:
    if not is_enough(tally, minimum):
        return Figure(tally.n, minimum, asked=tally.asked, response_rate=tally.response_rate)
    points = stats.nps_interval(*tally.groups).points
    return Figure(
        tally.n,
        minimum,
        points.estimate,
        points.low,
        points.high,
        other,
        other_label,
        sentence,
        tally.asked,
        tally.response_rate,
    )


def sure_change(tally: Tally) -> str:
    """ "With 38 answers only a change of about 30 points would be a sure sign." """
    points = stats.smallest_sure_change(*tally.groups) * 100
    rounded = max(5, 5 * round(points / 5)) if points > 7.5 else max(1, round(points))
    return _("With %(n)s answers, only a change of about %(points)s points would be a sure sign.") % {
        "n": tally.n,
        "points": rounded,
    }


def compared(mine: Tally, others: Tally, *, minimum: int, name: str) -> str:
    """What one may say of an employee beside the rest of the unit."""
    if not is_enough(others, minimum):
        return ""
    sentences = {
        1: _("These customers are surely more enthusiastic than those of the rest of %(unit)s."),
        -1: _("These customers are surely less enthusiastic than those of the rest of %(unit)s."),
        0: _("Not distinguishable from the rest of %(unit)s."),
    }
    return sentences[stats.is_distinguishable(mine.groups, others.groups)] % {"unit": name}


def what_is_the_case(now: Tally, before: Tally, *, minimum: int, before_in_words: str) -> str:
    """The heading of a unit's page."""
    if not is_enough(now, minimum):
        return _("Too few answers yet to say how enthusiastic customers are.")
    if not is_enough(before, minimum):
        return _("This is what customers say now; there is nothing yet to compare it with.")
    return {
        1: _("Customers are more enthusiastic than %(before)s."),
        -1: _("Customers are less enthusiastic than %(before)s."),
        0: _("Customers are as enthusiastic as %(before)s."),
    }[stats.is_distinguishable(now.groups, before.groups)] % {"before": before_in_words}


@dataclass(frozen=True, slots=True)
class TrendRow:
    label: str
    n: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


def trend_of(days: Mapping[date, Tally], *, today: date, minimum: int) -> list[TrendRow]:
    """Thirteen weeks, each the four weeks up to its end; oldest first."""
    ends = [today - timedelta(days=7 * back) for back in reversed(range(TREND_WEEKS))]
    windows = [
        Tally.total(tally for day, tally in days.items() if end - ROLLING < day <= end) for end in ends
    ]
    return [
        TrendRow(day_in_form(end, "DAY_AND_MONTH_FORMAT"), one.n, one.estimate, one.low, one.high)
        for end, one in zip(ends, figures_of(windows, minimum=minimum), strict=True)
    ]


def figures_of(tallies: Sequence[Tally], *, minimum: int) -> list[Figure]:
    """Many at once: the intervals are made in one go."""
    enough = [tally for tally in tallies if is_enough(tally, minimum)]
    points = iter(_points(enough))
    return [
        Figure(
            tally.n,
            minimum,
            *(next(points) if is_enough(tally, minimum) else (None, None, None)),
        )
        for tally in tallies
    ]


def _points(tallies: Sequence[Tally]) -> list[tuple[float, float, float]]:
    if not tallies:
        return []
    promoters, passives, detractors = zip(*(tally.groups for tally in tallies), strict=True)
    points = stats.nps_intervals(promoters, passives, detractors)
    return [(one.points.estimate, one.points.low, one.points.high) for one in points]
