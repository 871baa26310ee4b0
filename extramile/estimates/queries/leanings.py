"""What the answers of somebody or of units lean on, and the pooled score they then have: one query each."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from extramile import stats

OF_EMPLOYEES: Final = """
    SELECT l.employee_id, l.mean, l.variance, l.within, l.unit_id, u.name
      FROM estimates_employeeleaning l JOIN people_unit u ON u.id = l.unit_id
     WHERE l.employee_id = ANY(%s)
"""
OF_UNITS: Final = """
    SELECT unit_id, mean, variance, within, side FROM estimates_unitleaning WHERE unit_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What others' answers of the last year let one expect; of a unit, how it stands among its neighbours."""

    mean: float
    variance: float
    within: float
    unit_id: int  # of an employee: whose people are leaned on
    unit_name: str = ""
    side: int | None = None  # 1 clearly above, -1 clearly below, 0 not distinguishable; None: not compared

    def pooled(self, groups: tuple[int, int, int]) -> stats.Leaned:
        """With these answers (promoters, passives, detractors), which are not among those leaned on."""
        return stats.lean(*groups, mean=self.mean, variance=self.variance, within=self.within)


def pooled_employee(employee_id: int) -> Leaning | None:
    """None: nothing was fitted for this person, or nobody may be leaned on."""
    return pooled_employees([employee_id]).get(employee_id)


def pooled_employees(employee_ids: Collection[int]) -> dict[int, Leaning]:
    """Of those people who have something to lean on."""
    if not employee_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_EMPLOYEES, [list(employee_ids)])
        return {row[0]: Leaning(*row[1:]) for row in cursor.fetchall()}


def pooled_units(unit_ids: Collection[int]) -> dict[int, Leaning]:
    """Of those units that have something to lean on."""
    if not unit_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_UNITS, [list(unit_ids)])
        return {
            pk: Leaning(mean, variance, within, pk, side=side)
            for pk, mean, variance, within, side in cursor.fetchall()
        }
