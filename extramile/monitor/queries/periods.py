"""Units by period: what a comparison of before and after reads, and who answered of whom was asked."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

# Whole periods alone, and one row a unit and period whatever the number of answers.
PERIODS: Final = """
    SELECT unit_id, (day - %(since)s) / %(days)s,
           sum(s9 + s10)::int, sum(s7 + s8)::int, sum(s0 + s1 + s2 + s3 + s4 + s5 + s6)::int
      FROM monitor_unitday
     WHERE unit_id = ANY(%(units)s) AND day >= %(since)s AND day < %(until)s
     GROUP BY 1, 2
"""
RATES: Final = """
    SELECT unit_id, channel, (day - %(since)s) / %(days)s,
           sum(asked)::int, sum(answered)::int,
           sum(s9 + s10)::int, sum(s7 + s8)::int, sum(s0 + s1 + s2 + s3 + s4 + s5 + s6)::int
      FROM monitor_unitday
     WHERE unit_id = ANY(%(units)s) AND day >= %(since)s AND day < %(until)s
     GROUP BY 1, 2, 3
"""


def _rows(
    statement: str, unit_ids: Collection[int], *, since: date, days: int, periods: int
) -> list[tuple[Any, ...]]:
    if not unit_ids or periods < 1:
        return []
    asked: dict[str, Any] = {
        "units": list(unit_ids),
        "since": since,
        "days": days,
        "until": since + timedelta(days=days * periods),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def unit_periods(
    unit_ids: Collection[int], *, since: date, days: int, periods: int
) -> dict[int, list[tuple[int, int, int]]]:
    """For each unit (promoters, passives, detractors) of each period of so many days; one query."""
    found = {unit: [(0, 0, 0)] * periods for unit in unit_ids}
    for unit, period, *groups in _rows(PERIODS, unit_ids, since=since, days=days, periods=periods):
        found[unit][period] = (groups[0], groups[1], groups[2])
    return found


def channel_rates(
    unit_ids: Collection[int], *, since: date, days: int, periods: int
) -> list[tuple[int, str, int, int, int, tuple[int, int, int]]]:
    """(unit, channel, period, asked, answered of those, (promoters, passives, detractors)); one query."""
    rows = _rows(RATES, unit_ids, since=since, days=days, periods=periods)
    return [(row[0], row[1], row[2], row[3], row[4], (row[5], row[6], row[7])) for row in rows]
