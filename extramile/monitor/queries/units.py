"""Counts of units, everything below included, from the roll-ups."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from extramile.monitor.queries.only import ALL, Only
from extramile.monitor.tally import COLUMNS, Tally

# Written out: every page asks it, and a dozen sums take the query builder longer than PostgreSQL.
DAYS: Final = """
    SELECT <key>, <sums>, sum(asked)::int, sum(answered)::int FROM monitor_unitday
     WHERE unit_id = ANY(%s) AND day BETWEEN %s AND %s<only> GROUP BY 1
""".replace("<sums>", ", ".join(f"sum({column})::int" for column in COLUMNS))
BY_UNIT: Final = DAYS.replace("<key>", "unit_id")
BY_DAY: Final = DAYS.replace("<key>", "day")


def _tally(numbers: Sequence[int]) -> Tally:
    return Tally(tuple(numbers[:11]), numbers[11], numbers[12])


def _rows(statement: str, unit_ids: Collection[int], since: date, until: date, only: Only) -> list[Any]:
    conditions, parameters = only.conditions
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("<only>", conditions), [list(unit_ids), since, until, *parameters])
        return list(cursor.fetchall())


def unit_counts(unit_ids: Collection[int], *, since: date, until: date, only: Only = ALL) -> dict[int, Tally]:
    """For each unit what was answered and asked in these days, both ends included; one query."""
    if not unit_ids:
        return {}
    counted = {row[0]: _tally(row[1:]) for row in _rows(BY_UNIT, unit_ids, since, until, only)}
    return {unit_id: counted.get(unit_id, Tally()) for unit_id in unit_ids}


def unit_days(unit_id: int, *, since: date, until: date, only: Only = ALL) -> dict[date, Tally]:
    """One unit by day; days without anything are left out."""
    return {row[0]: _tally(row[1:]) for row in _rows(BY_DAY, [unit_id], since, until, only)}


TICKS: Final = """
    SELECT tick, sum(count)::int FROM monitor_unittickday
     WHERE unit_id = %s AND day BETWEEN %s AND %s<only> GROUP BY 1
"""


def unit_ticks(unit_id: int, *, since: date, until: date, only: Only = ALL) -> Counter[str]:
    """How often each topic was ticked: "praise:friendly" -> 21."""
    conditions, parameters = only.conditions
    with connection.cursor() as cursor:
        cursor.execute(TICKS.replace("<only>", conditions), [unit_id, since, until, *parameters])
        return Counter({tick: count for tick, count in cursor.fetchall() if count})
