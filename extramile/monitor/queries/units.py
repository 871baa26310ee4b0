"""Counts of units, everything below included, from the roll-ups."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from django.db.models import Sum

from extramile.monitor.models import UnitDay, UnitTickDay
from extramile.monitor.tally import COLUMNS, Tally

SUMS = {f"sum_{column}": Sum(column) for column in (*COLUMNS, "asked", "answered")}


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(tuple(row[f"sum_{column}"] for column in COLUMNS), row["sum_asked"], row["sum_answered"])


def unit_counts(unit_ids: Collection[int], *, since: date, until: date) -> dict[int, Tally]:
    """For each unit what was answered and asked in these days, both ends included; one query."""
    rows = (
        UnitDay.objects.filter(unit_id__in=unit_ids, day__gte=since, day__lte=until)
        .order_by()
        .values("unit_id")
        .annotate(**SUMS)
    )
    counted = {row["unit_id"]: _tally(cast("Mapping[str, Any]", row)) for row in rows}
    return {unit_id: counted.get(unit_id, Tally()) for unit_id in unit_ids}


def unit_days(unit_id: int, *, since: date, until: date) -> dict[date, Tally]:
    """One unit by day; days without anything are left out."""
    rows = (
        UnitDay.objects.filter(unit_id=unit_id, day__gte=since, day__lte=until)
        .order_by()
        .values("day")
        .annotate(**SUMS)
    )
    return {row["day"]: _tally(cast("Mapping[str, Any]", row)) for row in rows}


def unit_ticks(unit_id: int, *, since: date, until: date) -> Counter[str]:
    """How often each topic was ticked: "praise:friendly" -> 21."""
    rows = (
        UnitTickDay.objects.filter(unit_id=unit_id, day__gte=since, day__lte=until)
        .order_by()
        .values_list("tick")
        .annotate(Sum("count"))
    )
    return Counter({tick: count for tick, count in rows if count})
