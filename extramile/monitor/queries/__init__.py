"""What may be asked of the counts."""

from extramile.monitor.queries.employees import (
    answering_members,
    employee_counts,
    employee_days,
    employee_ticks,
    own_answers_in_unit,
)
from extramile.monitor.queries.freshness import changed_since, employee_mark, unit_mark
from extramile.monitor.queries.looks import Look, looks_at
from extramile.monitor.queries.screens import screen_of, screens_of
from extramile.monitor.queries.units import unit_counts, unit_days, unit_ticks
from extramile.monitor.queries.words import newest_words

__all__ = [
    "Look",
    "answering_members",
    "changed_since",
    "employee_counts",
    "employee_days",
    "employee_mark",
    "employee_ticks",
    "looks_at",
    "newest_words",
    "own_answers_in_unit",
    "screen_of",
    "screens_of",
    "unit_counts",
    "unit_days",
    "unit_mark",
    "unit_ticks",
]
