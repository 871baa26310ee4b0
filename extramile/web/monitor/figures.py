"""Figures as the pages show them: never without interval, n and a sentence that says what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extramile import stats
from extramile.estimates.queries import Leaning
from extramile.monitor.tally import Tally
from extramile.web.drawing.figures import Leaned, counted, signed
from extramile.web.drawing.moments import day_in_form

ROLLING = timedelta(days=28)
TREND_WEEKS = 13
# How far back the first point of the trend looks.
TREND_REACH = timedelta(days=7 * (TREND_WEEKS - 1)) + ROLLING
# Half of an interval in points: a wider one under the minimum says nothing yet.
WIDEST_UNDER_MINIMUM = 20


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
    response: stats.Interval[float] | None = None  # 0 to 1; None where nobody was asked
    leaned: Leaned | None = None


def is_enough(tally: Tally, minimum: int) -> bool:
    return tally.n >= max(minimum, 1)


def figure_of(
    tally: Tally,
    *,
    minimum: int,
    sentence: str = "",
    other: float | None = None,
    other_label: str = "",
    leaned: Leaned | None = None,
) -> Figure:
    if not is_enough(tally, minimum):
        return Figure(tally.n, minimum, asked=tally.asked, response=response_of(tally), leaned=leaned)
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
        response_of(tally),
        leaned,
    )


def response_of(tally: Tally) -> stats.Interval[float] | None:
    """Of whoever was asked, the share that answered."""
    if not tally.asked:
        return None
    return stats.share_intervals([min(tally.answered, tally.asked)], [tally.asked])[0]


def leaned_of(tally: Tally, leaning: Leaning | None, *, minimum: int, on: str = "") -> Leaned | None:
    """The pooled score beside the plain one. `on`: whom it leans on; without it no sentence, for a table.

    Under the minimum only a range, and only one that says something.
    """
    if leaning is None or (not tally.n and on):
        return None
    pooled = leaning.pooled(tally.groups)
    points = pooled.points
    if not on:
        return Leaned(points.estimate, points.low, points.high)
    enough = is_enough(tally, minimum)
    if not enough and points.high - points.low > 2 * WIDEST_UNDER_MINIMUM:
        return None
    words = {
        "lean": _how_far(pooled.own_weight, tally.n, on),
        "estimate": signed(points.estimate),
        "low": signed(points.low),
        "high": signed(points.high),
    }
    if enough:
        sentence = _("%(lean)s: most likely %(estimate)s, between %(low)s and %(high)s.") % words
    else:
        sentence = _("%(lean)s: likely between %(low)s and %(high)s.") % words
    return Leaned(points.estimate, points.low, points.high, sentence)


def _how_far(own_weight: float, n: int, on: str) -> str:
    """ "With 8 answers we lean mostly on what we know of Team North" """
    if own_weight < 0.4:
        words = ngettext(
            "With one answer we lean mostly on what we know of %(unit)s",
            "With %(n)s answers we lean mostly on what we know of %(unit)s",
            n,
        )
    elif own_weight < 0.8:
        words = ngettext(
            "With one answer we lean in part on what we know of %(unit)s",
            "With %(n)s answers we lean in part on what we know of %(unit)s",
            n,
        )
    else:
        words = ngettext(
            "With one answer we hardly lean on what we know of %(unit)s",
            "With %(n)s answers we hardly lean on what we know of %(unit)s",
            n,
        )
    return words % {"n": counted(n), "unit": on}


def sure_change(tally: Tally) -> str:
    """ "With 38 answers only a change of about 30 points would be a sure sign." """
    points = stats.smallest_sure_change(*tally.groups) * 100
    rounded = max(5, 5 * round(points / 5)) if points > 7.5 else max(1, round(points))
    return _("With %(n)s answers, only a change of about %(points)s points would be a sure sign.") % {
        "n": counted(tally.n),
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


def what_is_the_case(now: Tally, before: Tally, *, minimum: int, before_in_words: str, moved: int) -> str:
    """The heading of a unit's page. `moved`: +1 or -1 where the unit surely did in the last year.

    What differs from the period before without that may be chance: of many units, looked at daily, some do.
    """
    if not is_enough(now, minimum):
        return _("Too few answers yet to say how enthusiastic customers are.")
    if not is_enough(before, minimum):
        return _("This is what customers say now; there is nothing yet to compare it with.")
    apart = stats.is_distinguishable(now.groups, before.groups)
    return {
        (1, True): _("Customers are more enthusiastic than %(before)s."),
        (-1, True): _("Customers are less enthusiastic than %(before)s."),
        (1, False): _("Customers seem more enthusiastic than %(before)s, but it may be chance."),
        (-1, False): _("Customers seem less enthusiastic than %(before)s, but it may be chance."),
    }.get((apart, apart == moved), _("Customers are as enthusiastic as %(before)s.")) % {
        "before": before_in_words
    }


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


def figures_of(
    tallies: Sequence[Tally], *, minimum: int, leaned: Sequence[Leaned | None] | None = None
) -> list[Figure]:
    """Many at once: the intervals are made in one go."""
    enough = [tally for tally in tallies if is_enough(tally, minimum)]
    points = iter(_points(enough))
    none = (None, None, None)
    found = []
    for tally, beside in zip(tallies, leaned or [None] * len(tallies), strict=True):
        estimate, low, high = next(points) if is_enough(tally, minimum) else none
        found.append(Figure(tally.n, minimum, estimate, low, high, leaned=beside))
    return found


def _points(tallies: Sequence[Tally]) -> list[tuple[float, float, float]]:
    if not tallies:
        return []
    promoters, passives, detractors = zip(*(tally.groups for tally in tallies), strict=True)
    points = stats.nps_intervals(promoters, passives, detractors)
    return [(one.points.estimate, one.points.low, one.points.high) for one in points]
