"""Where a response belongs: the same rules as for jobs, which `intake`'s Resolver knows.

Nearly every row of a file is plain: one employee, known, in a team on that day, or a unit that was named
before. Such a row is placed from what is remembered; any other is the Resolver's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from extramile.core.tables import Applied
from extramile.core.wall_clocks import as_utc
from extramile.intake.models import Source
from extramile.intake.operations import Resolver
from extramile.people import queries as people
from extramile.responses.incoming import Incoming, fingerprint

COLUMNS: Final = {"finished_at": "responded_at", "employees": "employee"}  # as `intake` calls them
Credits = tuple[tuple[int, int, str], ...]
NOBODY: Final[Credits] = ()


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class Placed:
    """An incoming response with everything looked up. `credits`: (employee id, team id, share)."""

    incoming: Incoming
    fingerprint: bytes
    responded_at: datetime
    day: date
    unit: int
    credits: Credits


@dataclass(slots=True)
class _Term:
    """An employee's time in a team."""

    started_on: date
    ended_on: date
    unit: int
    credits: Credits


@dataclass(slots=True)
class Placer:
    """Remembers employees and units while a file is worked through."""

    source: Source
    now: datetime
    resolver: Resolver = field(init=False)
    _terms: dict[str, list[_Term]] = field(default_factory=dict)
    _homes: dict[str, int] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)
    _zones: dict[int, ZoneInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ask_anew()

    def ask_anew(self) -> None:
        """Units were made since: what was not known may be; and some that were made may have been undone."""
        self.resolver = Resolver(self.source, self.now)
        self._homes.clear()
        self._named.clear()

    def place(self, incoming: Sequence[Incoming], applied: Applied) -> list[Placed]:
        """Those that have a place, in order; what is wrong with the others goes to `applied`."""
        self.learn({one.employees[0][0] for one in incoming if one.employees})
        quick = list(map(self._quickly, incoming))
        if None not in quick:
            return [placed for placed in quick if placed]
        found = {placed.incoming.row: placed for placed in quick if placed}
        found |= self._carefully([one for one in incoming if one.row not in found], applied)
        return [found[one.row] for one in incoming if one.row in found]

    @property
    def names(self) -> Collection[str]:
        """The employees that are remembered."""
        return self._terms.keys()

    def learn(self, wanted: Iterable[str]) -> None:
        names = set(wanted) - self._terms.keys()
        if not names:
            return
        for name, terms in people.terms_of(names).items():
            self._terms[name] = [
                _Term(started_on, ended_on or date.max, unit, ((employee, unit, "1"),))
                for employee, unit, started_on, ended_on in terms
            ]
            if any(term.unit not in self._zones for term in self._terms[name]):
                self._zones = people.time_zones()

    def plain_terms(self, unit: str, worker: str) -> list[tuple[date, date, ZoneInfo, int, Credits]] | None:
        """From when to when rows that name them belong where; None: not known without a closer look."""
        if unit and unit not in self._named:
            return None
        if not worker:
            home = self._homes.get(unit, 0)
            zone = self._zones.get(home)
            return None if zone is None else [(date.min, date.max, zone, home, NOBODY)]
        return [
            (term.started_on, term.ended_on, self._zones[term.unit], term.unit, term.credits)
            for term in self._terms.get(worker, ())
            if term.unit in self._zones
        ]

    def _quickly(self, one: Incoming) -> Placed | None:
        moment, credited, unit = one.responded_at, NOBODY, self._homes.get(one.unit, 0)
        if one.unit and one.unit not in self._named:
            return None
        day = moment.date() if moment.tzinfo is None else moment.astimezone(self.resolver.zone).date()
        if one.employees:
            term = self._term(one, day)
            if term is None:
                return None
            unit, credited = term.unit, term.credits
        zone = self._zones.get(unit)
        if zone is None or (moment.tzinfo is not None and zone is not self.resolver.zone):
            return None  # the day may be another one there
        if moment.tzinfo is None and not self.source.time_zone:
            moment = as_utc(moment, zone)
        else:
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self.resolver.zone)
                day = moment.astimezone(zone).date()
            moment = moment.astimezone(UTC)
        if moment > self.resolver.latest:
            return None
        return Placed(one, one.mark or fingerprint(one), moment, day, unit, credited)

    def _term(self, one: Incoming, day: date) -> _Term | None:
        if len(one.employees) > 1 or one.employees[0][1] != 1:
            return None
        for term in self._terms.get(one.employees[0][0], ()):
            if term.started_on <= day < term.ended_on:
                return term
        return None

    def _carefully(self, incoming: Sequence[Incoming], applied: Applied) -> dict[int, Placed]:
        resolved, problems = self.resolver.place([one.as_job() for one in incoming])
        for problem in problems:
            problem.column = COLUMNS.get(problem.column, problem.column)
        applied.problems += problems
        by_row = {one.row: one for one in incoming}
        placed = {}
        for found in resolved:
            one = by_row[found.row.row]
            mark = one.mark or fingerprint(one)
            placed[one.row] = Placed(
                one, mark, found.finished_at, found.finished_on, found.unit, found.credits
            )
            self._remember(one, found.unit)
        return placed

    def _remember(self, one: Incoming, unit: int) -> None:
        """Its unit exists; and where no employee says otherwise, it is this one."""
        self._named.add(one.unit)
        if not one.employees:
            self._homes[one.unit] = unit
            if unit not in self._zones:
                self._zones = people.time_zones()
