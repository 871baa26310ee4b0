"""From the names in a row to the units and employees of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from django.conf import settings

from extramile.core.tables import RowProblem
from extramile.core.wall_clocks import offset_on
from extramile.intake.models import Source
from extramile.intake.rows import WHOLE, WHOLE_TEXT, JobRow
from extramile.people import queries as people

FEW = 3
MOST_USUAL = 100_000
Credits = tuple[tuple[int, int, str], ...]
Workers = tuple[tuple[str, Decimal], ...]
_Where = tuple[str, date, int, int | None, Credits]  # as in `Placed`


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class Placed:
    """A job row with everything looked up. `credits` are (employee id, team id, share), lead first."""

    row: JobRow
    offset: str  # from UTC, to be written behind a moment that has none of its own
    finished_on: date
    unit: int
    place: int | None
    credits: Credits

    @property
    def finished_at(self) -> datetime:
        return datetime.fromisoformat(self.row.finished_at.isoformat() + self.offset).astimezone(UTC)


@dataclass(slots=True)
class Resolver:
    """Looks names up, many at a time; remembers what does not change while a file is worked through.

    `keeps_teams`: also who was where when, for the rows of one file. Without it that is asked for each batch.
    """

    source: Source
    now: datetime
    keeps_teams: bool = False
    zone: ZoneInfo = field(init=False)
    latest: datetime = field(init=False)
    _soon: date = field(init=False)  # before that day, nothing lies in the future anywhere
    _employees: dict[str, int] = field(default_factory=dict)
    _stays: dict[int, list[tuple[date, date, int]]] = field(default_factory=dict)
    _units: dict[str, int] | None = None
    _zones: dict[int, ZoneInfo] = field(default_factory=dict)
    _offsets: dict[tuple[ZoneInfo, date], str] = field(default_factory=dict)
    # Where those who did a job belong on a day: the same for each of their jobs, where nothing else tells.
    _usual: dict[tuple[Workers, date], _Where] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.source.time_zone or settings.TIME_ZONE)
        self.latest = self.now + timedelta(days=1)
        self._soon = (self.latest - timedelta(days=2)).date()

    def place(self, rows: Sequence[JobRow]) -> tuple[list[Placed], list[RowProblem]]:
        """The rows that have a place, in order, and what is wrong with the others."""
        self._learn(rows)
        placed: list[Placed] = []
        problems: list[RowProblem] = []
        for row in rows:
            try:
                placed.append(self._place(row))
            except RowProblem as problem:
                problem.row = row.row
                problems.append(problem)
        return placed, problems

    def _learn(self, rows: Iterable[JobRow]) -> None:
        if not self.keeps_teams:
            self._stays.clear()
            self._usual.clear()
        names = {name for row in rows for name, _ in row.employees}
        if wanted := names - self._employees.keys():
            self._employees |= people.employees_by_external_id(wanted)
        ids = {self._employees[name] for name in names if name in self._employees}
        if new := ids - self._stays.keys():
            stays = people.stays_of(new)
            self._stays |= stays
            self._learn_zones(unit for some in stays.values() for _, _, unit in some)

    def _day(self, moment: datetime, zone: ZoneInfo) -> date:
        return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()

    def _team(self, employee: int, day: date) -> int | None:
        for first, end, unit in self._stays.get(employee, ()):
            if first <= day < end:
                return unit
        return None

    def _lead_team(self, row: JobRow, day: date) -> int | None:
        lead = row.employees[0] if len(row.employees) == 1 else max(row.employees, key=lambda pair: pair[1])
        return self._team(self._employees.get(lead[0], 0), day)

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

    def _place(self, row: JobRow) -> Placed:
        says_no_more = not row.unit and row.finished_at.tzinfo is None
        if says_no_more and (where := self._usual.get((row.employees, row.finished_at.date()))):
            return Placed(row, *where)
        placed = self._look_up(row)
        if says_no_more and len(self._usual) < MOST_USUAL:
            self._keep_usual(row, placed)
        return placed

    def _keep_usual(self, row: JobRow, placed: Placed) -> None:
        """Unless the hour matters: another zone's day, a day of two offsets, a day that may lie ahead."""
        zone, day = self._zone(placed.unit), row.finished_at.date()
        clock = self.zone if self.source.time_zone else zone
        if clock is zone and (clock, day) in self._offsets and day < self._soon:
            where = (placed.offset, placed.finished_on, placed.unit, placed.place, placed.credits)
            self._usual[row.employees, day] = where

    def _look_up(self, row: JobRow) -> Placed:
        named = self._unit(row.unit) if row.unit else None
        moment = row.finished_at
        day = self._day(moment, self.zone)
        home = named
        if moment.tzinfo is not None or not row.employees:
            team = self._lead_team(row, day) if row.employees else None
            home = team or named
            if home is not None:
                day = self._day(moment, self._zone(home))
        workers = self._workers(row, day)
        unit = workers[0][1] if workers else home
        if unit is None:
            raise RowProblem("employees", "", "no_place")
        zone = self._zone(unit)
        offset, finished_on = "", day
        if moment.tzinfo is None:
            clock = self.zone if self.source.time_zone else zone
            offset = self._offsets.get((clock, day)) or self._offset(clock, moment)
            moment_zone: tzinfo = clock
        else:
            moment_zone = moment.tzinfo
        if moment_zone is not zone:
            finished_on = moment.replace(tzinfo=moment_zone).astimezone(zone).date()
        if finished_on >= self._soon and moment.replace(tzinfo=moment_zone) > self.latest:
            raise RowProblem("finished_at", moment.isoformat(" ", "minutes"), "future")
        place = named if workers and named != unit else None
        return Placed(row, offset, finished_on, unit, place, workers)

    def _offset(self, clock: ZoneInfo, moment: datetime) -> str:
        """From UTC, on that clock; remembered for the day, unless the clock is changed on it."""
        found = moment.replace(tzinfo=clock).isoformat()[len(moment.isoformat()) :]
        if offset_on(moment.date(), clock) is not None:
            self._offsets[clock, moment.date()] = found
        return found

    def _workers(self, row: JobRow, day: date) -> Credits:
        made = []
        by_share = row.employees
        if len(by_share) > 1:
            by_share = tuple(sorted(by_share, key=lambda pair: -pair[1]))  # stable: the first named leads
        for name, share in by_share:
            employee = self._employees.get(name)
            if employee is None:
                raise RowProblem("employees", name, "worker_unknown", {"value": name})
            team = self._team(employee, day)
            if team is None:
                raise RowProblem("employees", name, "no_team", {"value": name, "date": day.isoformat()})
            made.append((employee, team, WHOLE_TEXT if share is WHOLE else str(share)))
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
