"""What a row comes to: value, interval and n, made by `stats` at the last moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from extramile import stats
from extramile.monitor.queries.explore.counting import Counted
from extramile.monitor.queries.explore.question import Measure
from extramile.stats import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """In the unit of the measure: points, a mark from 0 to 10, per cent, or a number of answers.

    Without a value: too few answers. The number of answers itself has no interval: it was counted.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def figures_of(measure: Measure, rows: Sequence[Counted], *, minimum: int) -> list[Figure]:
    """One a row, in the order handed in; the intervals are made in one go."""
    if measure == Measure.ANSWERS:
        return [Figure(row.n, row.n) for row in rows]
    enough = [row for row in rows if is_enough(row, minimum)]
    made = iter(_intervals(measure, enough) if enough else [])
    return [_figure(row, next(made)) if is_enough(row, minimum) else Figure(row.n) for row in rows]


def is_enough(row: Counted, minimum: int) -> bool:
    return row.n >= max(minimum, 1)


def _figure(row: Counted, interval: Interval[float]) -> Figure:
    return Figure(row.n, interval.estimate, interval.low, interval.high)


def _intervals(measure: Measure, rows: Sequence[Counted]) -> list[Interval[float]]:
    if measure == Measure.NPS:
        made = stats.nps_intervals(
            [row.promoters for row in rows], [row.passives for row in rows], [row.detractors for row in rows]
        )
        return [_times_hundred(one) for one in made]
    if measure == Measure.MEAN:
        return stats.mean_score_intervals(
            [row.n for row in rows], [row.total for row in rows], [row.squares for row in rows]
        )
    counts = [some_of(measure, row) for row in rows]
    return [_times_hundred(one) for one in stats.share_intervals(counts, [row.n for row in rows])]


def some_of(measure: Measure, row: Counted) -> int:
    """Of a share: how many, never more than all: an answer may be known a moment before it counts as asked,
    and a topic may be ticked by somebody who gave no score."""
    some = {
        Measure.PROMOTERS: row.promoters,
        Measure.DETRACTORS: row.detractors,
        Measure.RESPONSE: row.answered,
        Measure.TOPIC: row.ticked,
    }[measure]
    return min(some, row.n)


def _times_hundred(one: Interval[float]) -> Interval[float]:
    return Interval(one.estimate * 100, one.low * 100, one.high * 100, one.n)
