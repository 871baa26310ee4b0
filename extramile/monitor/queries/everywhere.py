"""The counts of all units and everybody at once, for what is computed of them overnight: as arrays, not as a
tally each, so that a large organisation fits."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import connection

BATCH: Final = 20_000
GROUPS: Final = "sum(s9 + s10)::int, sum(s7 + s8)::int, sum(s0 + s1 + s2 + s3 + s4 + s5 + s6)::int"
# An index leads to each unit's days: ten years of them are not read for one.
BY_WEEK: Final = """
    SELECT d.unit_id, CASE WHEN d.day < %s THEN 0 ELSE least((d.day - %s) / 7, %s) + 1 END AS week, <groups>
      FROM monitor_unitday d
     WHERE d.unit_id = ANY(%s) AND d.day >= %s
     GROUP BY 1, 2
""".replace("<groups>", GROUPS)
BY_EMPLOYEE: Final = """
    SELECT m.employee_id, <groups>
      FROM unnest(%s::bigint[], %s::date[]) AS wanted (employee_id, since)
      JOIN monitor_employeemonth m ON m.employee_id = wanted.employee_id AND m.month >= wanted.since
     GROUP BY 1
""".replace("<groups>", GROUPS)


@dataclass(frozen=True, slots=True)
class UnitWeeks:
    """Promoters, passives and detractors: of the days before the weeks, of each week, of the days after."""

    promoters: "array[int]" = field(default_factory=lambda: array("i"))
    passives: "array[int]" = field(default_factory=lambda: array("i"))
    detractors: "array[int]" = field(default_factory=lambda: array("i"))

    @classmethod
    def empty(cls, weeks: int) -> "UnitWeeks":
        return cls(*(array("i", bytes(4 * (weeks + 2))) for _group in range(3)))

    @property
    def groups(self) -> tuple[int, int, int]:
        return sum(self.promoters), sum(self.passives), sum(self.detractors)


def weeks_of_units(
    unit_ids: Sequence[int], *, since: date, first_week: date, weeks: int
) -> dict[int, UnitWeeks]:
    """From `since` until now; units without an answer are left out."""
    found: dict[int, UnitWeeks] = {}
    parameters: list[Any] = [first_week, first_week, weeks, list(unit_ids), since]
    for unit_id, week, promoters, passives, detractors in _rows(BY_WEEK, parameters):
        if not promoters + passives + detractors:
            continue
        one = found.get(unit_id)
        if one is None:
            one = found[unit_id] = UnitWeeks.empty(weeks)
        one.promoters[week], one.passives[week], one.detractors[week] = promoters, passives, detractors
    return found


def groups_of_employees(
    employee_ids: Sequence[int], since: Sequence[date]
) -> Iterator[tuple[int, int, int, int]]:
    """(employee, promoters, passives, detractors) of the whole months from each one's own first month on."""
    for employee_id, promoters, passives, detractors in _rows(BY_EMPLOYEE, [list(employee_ids), list(since)]):
        if promoters + passives + detractors:
            yield employee_id, promoters, passives, detractors


def _rows(statement: str, parameters: list[Any]) -> Iterator[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
