"""Counts of units, everything below included, from the roll-ups."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Sum

from extramile.monitor.models import UnitTickDay
from extramile.monitor.tally import COLUMNS, Tally

# Written out: every page asks it, and a dozen sums take the query builder longer than PostgreSQL.
DAYS: Final = """
    SELECT <key>, <sums>, sum(asked)::int, sum(answered)::int FROM monitor_unitday
     WHERE unit_id = ANY(%s) AND day BETWEEN %s AND %s GROUP BY 1
""".replace("<sums>", ", ".join(f"sum({column})::int" for column in COLUMNS))
BY_UNIT: Final = DAYS.replace("<key>", "unit_id")
BY_DAY: Final = DAYS.replace("<key>", "day")


def _tally(numbers: Sequence[int]) -> Tally:
    return Tally(tuple(numbers[:11]), numbers[11], numbers[12])


def unit_counts(unit_ids: Collection[int], *, since: date, until: date) -> dict[int, Tally]:
    """For each unit what was answered and asked in these days, both ends included; one query."""
    with connection.cursor() as cursor:
        cursor.execute(BY_UNIT, [list(unit_ids), since, until])
        counted = {row[0]: _tally(row[1:]) for row in cursor.fetchall()}
    return {unit_id: counted.get(unit_id, Tally()) for unit_id in unit_ids}


def unit_days(unit_id: int, *, since: date, until: date) -> dict[date, Tally]:
    """One unit by day; days without anything are left out."""
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, [[unit_id], since, until])
        return {row[0]: _tally(row[1:]) for row in cursor.fetchall()}


def unit_ticks(unit_id: int, *, since: date, until: date) -> Counter[str]:
    """How often each topic was ticked: "praise:friendly" -> 21."""
    rows = (
        UnitTickDay.objects.filter(unit_id=unit_id, day__gte=since, day__lte=until)
        .order_by()
        .values_list("tick")
        .annotate(Sum("count"))
    )
    return Counter({tick: count for tick, count in rows if count})
