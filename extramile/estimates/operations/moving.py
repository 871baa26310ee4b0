"""Where a unit's weekly answers changed: looked for in all units together, the many paid for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from extramile import stats
from extramile.estimates.operations.reading import WEEKS, Read
from extramile.monitor.queries import UnitWeeks

FALSE_DISCOVERIES: Final = 0.05
LEAST_ANSWERS: Final = 30  # in the weeks together; with fewer only a landslide would be seen
PERMUTATIONS: Final = 999
# The library draws a hundred times as many where a p-value must be finer; so one unit among all can be told.
FINEST: Final = 100


class MovementLine(NamedTuple):
    unit_id: int
    n: int
    until: date
    seen: float
    is_sure: bool
    week: date
    earliest: date
    latest: date
    before: float
    after: float
    n_before: int
    n_after: int
    low: float
    high: float
    q_value: float


def movement_lines(read: Read, *, seed: int) -> Iterator[MovementLine]:
    inside = {pk: _inside(read.weeks[pk]) for pk in sorted(read.weeks)}  # in one order
    weeks = {pk: one for pk, one in inside.items() if _n(one) >= LEAST_ANSWERS}
    if not weeks:
        return
    columns = [
        [one.promoters for one in weeks.values()],
        [one.passives for one in weeks.values()],
        [one.detractors for one in weeks.values()],
    ]
    finest = int(len(weeks) / FALSE_DISCOVERIES / FINEST) + 1
    told = stats.change_points(
        *columns,
        seed=seed,
        false_discovery_rate=FALSE_DISCOVERIES,
        permutations=max(PERMUTATIONS, finest),
    )
    seen = stats.smallest_seen_step(*columns, series=len(weeks), false_discovery_rate=FALSE_DISCOVERIES)
    figures = zip(
        weeks.items(), told.changed.tolist(), told.period.tolist(), told.earliest.tolist(),
        told.latest.tolist(), told.before.tolist(), told.after.tolist(), told.change.low.tolist(),
        told.change.high.tolist(), told.q_value.tolist(), seen.tolist(), strict=True,
    )  # fmt: skip
    first = read.span.first_week
    for (pk, one), changed, period, earliest, latest, before, after, low, high, q_value, step in figures:
        if period < 0:  # too few weeks with answers
            continue
        n, n_before = _n(one), _n(one, until=period)
        yield MovementLine(
            pk, n, read.span.last_day, step, changed, _monday(first, period), _monday(first, earliest),
            _monday(first, latest), before, after, n_before, n - n_before, low, high, q_value,
        )  # fmt: skip


def _inside(whole: UnitWeeks) -> UnitWeeks:
    """The whole weeks alone."""
    inside = slice(1, WEEKS + 1)
    return UnitWeeks(whole.promoters[inside], whole.passives[inside], whole.detractors[inside])


def _n(one: UnitWeeks, *, until: int = WEEKS) -> int:
    groups = (one.promoters, one.passives, one.detractors)
    return sum(sum(counts[:until]) for counts in groups)


def _monday(first: date, week: int) -> date:
    return first + timedelta(weeks=week)
