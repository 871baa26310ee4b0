"""Ticked topics of many units at once."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import connection

from extramile.monitor.queries.only import ALL, Only

TICKS: Final = """
    SELECT unit_id, tick, sum(count)::int FROM monitor_unittickday
     WHERE unit_id = ANY(%s) AND day BETWEEN %s AND %s<only> GROUP BY 1, 2
"""


def ticks_of_units(
    unit_ids: Collection[int], *, since: date, until: date, only: Only = ALL
) -> dict[int, Counter[str]]:
    """For each unit how often each topic was ticked in these days, both ends included; one query."""
    conditions, parameters = only.conditions
    found: dict[int, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(TICKS.replace("<only>", conditions), [list(unit_ids), since, until, *parameters])
        for unit, tick, count in cursor.fetchall():
            found[unit][tick] = count
    return {unit: found[unit] for unit in unit_ids}
