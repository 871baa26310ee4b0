"""What may be asked of the counts."""

from extramile.monitor.queries.employees import (
    days_of,
    employee_counts,
    have_answers,
    members_with_answers,
    tally_of,
)
from extramile.monitor.queries.everywhere import UnitWeeks, groups_of_employees, weeks_of_units
from extramile.monitor.queries.freshness import changed_since, employee_mark, mark_among, unit_mark
from extramile.monitor.queries.history import asking_history
from extramile.monitor.queries.looks import Look, looks_at
from extramile.monitor.queries.only import ALL, Only
from extramile.monitor.queries.periods import channel_rates, unit_periods
from extramile.monitor.queries.screens import screen_of, screens_of
from extramile.monitor.queries.ticks import ticks_of_units
from extramile.monitor.queries.units import unit_counts, unit_days, unit_ticks
from extramile.monitor.queries.words import newest_words, newest_words_among, newest_words_of_employee

__all__ = [
    "ALL",
    "Look",
    "Only",
    "UnitWeeks",
    "asking_history",
    "changed_since",
    "channel_rates",
    "days_of",
    "employee_counts",
    "employee_mark",
    "groups_of_employees",
    "have_answers",
    "looks_at",
    "mark_among",
    "members_with_answers",
    "newest_words",
    "newest_words_among",
    "newest_words_of_employee",
    "screen_of",
    "screens_of",
    "tally_of",
    "ticks_of_units",
    "unit_counts",
    "unit_days",
    "unit_mark",
    "unit_periods",
    "unit_ticks",
    "weeks_of_units",
]
