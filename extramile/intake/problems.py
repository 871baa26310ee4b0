"""What this room refuses in a row, in words: what is wrong and what to do."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as noop

from extramile.core.tables.words import problem_words

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "shares": (
        noop("The shares cannot be read, or do not add up to 1."),
        noop("Write numbers that add up to 1, as in: anna:0.5;bob:0.5. Without shares each gets as much."),
    ),
    "employee_twice": (
        noop("“%(value)s” is named twice."),
        noop("Name each employee once, with one share."),
    ),
    "worker_unknown": (
        noop("There is no employee with the number “%(value)s”."),
        noop("Import employees first, or correct the number."),
    ),
    "no_team": (
        noop("Employee “%(value)s” was in no team on %(date)s."),
        noop("Correct the date or the employee, or the employee's first day."),
    ),
    "unit_did_you_mean": (
        noop("There is no unit “%(value)s”."),
        noop("Did you mean “%(suggestion)s”?"),
    ),
    "no_place": (
        noop("This row names neither an employee nor a unit."),
        noop("Fill in who did the job, or where."),
    ),
    "moment": (
        noop("This moment has no time zone, or lies in the future."),
        noop("Write it as 2026-02-03T14:05:00+01:00."),
    ),
    "attribute": (
        noop("This attribute is not of a type that is known."),
        noop("Write a text, a number, a date (2026-02-03) or true or false."),
    ),
    "refused": (
        noop("The database refused this row."),
        noop("Look for unusual characters or very large values, and send it again."),
    ),
}
for _code, (_what, _remedy) in WORDS.items():
    problem_words(_code, _what, _remedy)
