"""Read the organisation's counts as sums, in a few queries.

An answer that comes in meanwhile may be in one and not yet in another: nothing falls below nought for it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from extramile.estimates.organisation import Groups, Organisation, Person
from extramile.monitor.queries import UnitWeeks, groups_of_employees, weeks_of_units
from extramile.people.models import Unit
from extramile.people.queries import latest_teams

WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks, and the whole months that hold them, until the day of the fit."""

    day: date

    @property
    def first_week(self) -> date:
        """A Monday."""
        this_week = self.day - timedelta(days=self.day.weekday())
        return this_week - timedelta(weeks=WEEKS)

    @property
    def last_day(self) -> date:
        """Of the weeks: a Sunday."""
        return self.first_week + timedelta(weeks=WEEKS, days=-1)

    @property
    def since(self) -> date:
        return self.first_week.replace(day=1)


@dataclass(frozen=True, slots=True)
class Read:
    span: Span
    organisation: Organisation
    weeks: Mapping[int, UnitWeeks]
    silent: list[Person]  # in a unit, without an answer
    fingerprint: str


def read_counts(day: date) -> Read:
    span = Span(day)
    units = list(Unit.objects.order_by("depth", "pk").values_list("pk", "parent_id", "kind"))
    weeks = weeks_of_units(
        [pk for pk, _parent, _kind in units], since=span.since, first_week=span.first_week, weeks=WEEKS
    )
    people = _people(span)
    groups = {pk: Groups(*one.groups) for pk, one in weeks.items()}
    return Read(
        span,
        Organisation.of(units, groups, people),
        weeks,
        [one for one in people if not one.groups.n],
        _fingerprint(span, units, weeks, people),
    )


def _people(span: Span) -> list[Person]:
    """Everybody in their last unit, with the answers of the whole months there: earlier ones are not its."""
    nobody = Groups(0, 0, 0)
    teams = latest_teams(day=span.day)
    since = [_first_month(span, joined) for _employee, _unit, joined in teams]
    counted = {
        employee: Groups(promoters, passives, detractors)
        for employee, promoters, passives, detractors in groups_of_employees(
            [employee for employee, _unit, _joined in teams], since
        )
    }
    return [Person(employee, unit, counted.get(employee, nobody)) for employee, unit, _joined in teams]


def _first_month(span: Span, joined: date) -> date:
    if joined <= span.since:
        return span.since
    return joined if joined.day == 1 else (joined.replace(day=1) + timedelta(days=32)).replace(day=1)


def _fingerprint(
    span: Span,
    units: Sequence[tuple[int, int | None, str]],
    weeks: Mapping[int, UnitWeeks],
    people: list[Person],
) -> str:
    found = hashlib.sha256(f"{span.since} {span.first_week} {span.day}".encode())
    for unit in units:
        found.update(repr(unit).encode())
    for pk in sorted(weeks):
        found.update(f"\n{pk} ".encode())
        for groups in (weeks[pk].promoters, weeks[pk].passives, weeks[pk].detractors):
            found.update(groups.tobytes())
    for person in people:
        found.update(f"\n{person.id} {person.unit} {tuple(person.groups)}".encode())
    return found.hexdigest()
