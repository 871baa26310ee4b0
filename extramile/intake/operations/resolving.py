"""From the names in a row to the units and employees of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from django.conf import settings

from extramile.core.tables import RowProblem
from extramile.intake.models import Source
from extramile.intake.rows import JobRow
from extramile.people import queries as people

FEW = 3


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class Placed:
    """A job row with everything looked up. `credits` are (employee id, team id, share), lead first."""

    row: JobRow
    finished_at: datetime
    finished_on: date
    unit: int
    place: int | None
    credits: tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class Resolver:
    """Looks names up, many at a time; remembers what does not change while a file is worked through."""

    source: Source
    now: datetime
    zone: ZoneInfo = field(init=False)
    latest: datetime = field(init=False)
    _employees: dict[str, int] = field(default_factory=dict)
    _units: dict[str, int] | None = None
    _zones: dict[int, ZoneInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.source.time_zone or settings.TIME_ZONE)
        self.latest = self.now + timedelta(days=1)

    def place(self, rows: Sequence[JobRow]) -> tuple[list[Placed], list[RowProblem]]:
        """The rows that have a place, in order, and what is wrong with the others."""
        self._learn_employees(rows)
        teams = self._teams(rows)
        placed: list[Placed] = []
        problems: list[RowProblem] = []
        for row in rows:
            try:
                placed.append(self._place(row, teams))
            except RowProblem as problem:
                problem.row = row.row
                problems.append(problem)
        return placed, problems

    def _learn_employees(self, rows: Iterable[JobRow]) -> None:
        wanted = {name for row in rows for name, _ in row.employees} - self._employees.keys()
        if wanted:
            self._employees |= people.employees_by_external_id(wanted)

    def _day(self, row: JobRow, zone: ZoneInfo) -> date:
        moment = row.finished_at
        return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()

    def _teams(self, rows: Iterable[JobRow]) -> dict[tuple[int, date], int]:
        """Teams on the day as seen from here, and on the day as seen from the team's own time zone."""
        pairs = self._pairs((row, self._day(row, self.zone)) for row in rows)
        teams = people.teams_on(pairs)
        self._learn_zones(teams.values())
        abroad = [
            (row, self._day(row, self._zones[team]))
            for row in rows
            if row.finished_at.tzinfo is not None and row.employees
            for team in [self._lead_team(row, self._day(row, self.zone), teams)]
            if team is not None and self._zones[team] is not self.zone
        ]
        missing = self._pairs(abroad) - teams.keys()
        return teams | people.teams_on(missing) if missing else teams

    def _pairs(self, days: Iterable[tuple[JobRow, date]]) -> set[tuple[int, date]]:
        known = self._employees
        return {(known[name], day) for row, day in days for name, _ in row.employees if name in known}

    def _lead_team(self, row: JobRow, day: date, teams: dict[tuple[int, date], int]) -> int | None:
        lead = row.employees[0] if len(row.employees) == 1 else max(row.employees, key=lambda pair: pair[1])
        return teams.get((self._employees.get(lead[0], 0), day))

    def _zone(self, unit: int) -> ZoneInfo:
        if unit not in self._zones:
            self._learn_zones([unit])
        return self._zones[unit]

    def _learn_zones(self, units: Iterable[int]) -> None:
        missing = set(units) - self._zones.keys()
        if len(missing) > FEW:
            self._zones = people.time_zones()
        else:
            self._zones |= {unit: people.time_zone_of(unit) for unit in missing}

    def _place(self, row: JobRow, teams: dict[tuple[int, date], int]) -> Placed:
        named = self._unit(row.unit) if row.unit else None
        day = self._day(row, self.zone)
        team = self._lead_team(row, day, teams) if row.employees else None
        home = team or named
        if home is not None:
            day = self._day(row, self._zone(home))
        workers = self._workers(row, day, teams)
        unit = workers[0][1] if workers else home
        if unit is None:
            raise RowProblem("employees", "", "no_place")
        zone = self._zone(unit)
        moment = row.finished_at
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone if self.source.time_zone else zone)
        if moment > self.latest:
            raise RowProblem("finished_at", row.finished_at.isoformat(" ", "minutes"), "future")
        place = named if workers and named != unit else None
        finished_on = moment.astimezone(zone).date()
        return Placed(row, moment.astimezone(UTC), finished_on, unit, place, workers)

    def _workers(
        self, row: JobRow, day: date, teams: dict[tuple[int, date], int]
    ) -> tuple[tuple[int, int, str], ...]:
        made = []
        by_share = row.employees
        if len(by_share) > 1:
            by_share = tuple(sorted(by_share, key=lambda pair: -pair[1]))  # stable: the first named leads
        for name, share in by_share:
            employee = self._employees.get(name)
            if employee is None:
                raise RowProblem("employees", name, "worker_unknown", {"value": name})
            team = teams.get((employee, day))
            if team is None:
                raise RowProblem("employees", name, "no_team", {"value": name, "date": day.isoformat()})
            made.append((employee, team, str(share)))
        return tuple(made)

    def _unit(self, name: str) -> int:
        units = self._unit_paths()
        wanted = "/".join(part.strip() for part in name.split("/")).casefold()
        found = units.get(wanted) or units.get(wanted.replace(" > ", "/").replace("\\", "/"))
        if found is None:
            close = get_close_matches(wanted, units, n=1, cutoff=0.8) if len(units) < 20_000 else []
            if close:
                raise RowProblem(
                    "unit", name[:200], "unit_did_you_mean", {"value": name[:200], "suggestion": close[0]}
                )
            raise RowProblem("unit", name[:200], "unit_unknown", {"value": name[:200]})
        return found

    def _unit_paths(self) -> dict[str, int]:
        if self._units is None:
            self._units = people.unit_paths()
        return self._units
