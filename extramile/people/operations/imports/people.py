"""Employees from rows. First everybody, then who coaches and manages whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from extramile.core.tables import Applied, Row, RowProblem
from extramile.people import access, values
from extramile.people.access import Deed
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit, User
from extramile.people.operations.employees import (
    add_employee,
    change_employee,
    end_employee,
    move_employee,
    take_back_employee,
)
from extramile.people.operations.imports.roles import RoleRow, take_roles
from extramile.people.operations.imports.shared import (
    Outcome,
    chunks,
    counted,
    problem_of,
    refuse_doubles,
    take,
)
from extramile.people.operations.locks import one_at_a_time
from extramile.people.problems import Refused
from extramile.people.queries import running, time_zones, unit_paths

# Somebody who may import people but not give these roles could otherwise make themselves one.
PLAIN_ROLES = frozenset({"employee", "coach", "manager"})


@dataclass(slots=True)
class Known:
    """What one chunk of rows needs to know, read in a few queries: unchanged rows cost none."""

    now: datetime
    today: date
    actor: User | None
    paths: dict[str, int]
    units: dict[int, Unit]
    zones: dict[int, ZoneInfo]
    gives_every_role: bool
    employees: dict[str, Employee] = field(default_factory=dict)
    teams: dict[int, int] = field(default_factory=dict)  # employee id -> team today, or the nearest to today

    def read(self, external_ids: Iterable[str]) -> None:
        wanted = Employee.objects.filter(external_id__in=list(external_ids)).select_related("user")
        self.employees = {one.external_id: one for one in wanted}
        ids = [one.pk for one in self.employees.values()]
        memberships = Membership.objects.filter(employee__in=ids).order_by("started_on")
        self.teams = {}
        for one in memberships:
            if one.started_on <= self.today or one.employee_id not in self.teams:
                self.teams[one.employee_id] = one.unit_id

    def unit(self, written: str, *, key: str) -> Unit:
        found = self.paths.get(written.strip().strip("/").casefold())
        if found is None:
            raise Refused("unit_unknown", field=key, value=written)
        return self.units[found]


@transaction.atomic
def import_people(
    rows: Iterable[Row], *, actor: User | None, now: datetime, every_role: bool | None = None
) -> Applied:
    """Add, change, move and end employees and their roles; a person is known by the external id.

    `every_role` says whether rows may also give the roles of the office; without it: only when nobody
    (the program itself) or somebody who may give roles imports.
    """
    one_at_a_time()
    today = now.date()
    if every_role is None:
        every_role = actor is None or access.may(actor, Deed.MANAGE_ROLES, today=today)
    known = Known(
        now=now,
        today=today,
        actor=actor,
        paths=unit_paths(),
        units={unit.pk: unit for unit in Unit.objects.all()},
        zones=time_zones(),
        gives_every_role=every_role,
    )
    kept, doubled = refuse_doubles(rows)
    outcomes: dict[int, Outcome | RowProblem] = {}
    for chunk in chunks(kept):
        known.read(str(row.values.get("external_id", "")).strip() for row in chunk)
        for row in chunk:
            take(row, partial(_write, row, known), outcomes)
    _take_roles(kept, known, outcomes)
    return counted(outcomes, doubled)


def _write(row: Row, known: Known) -> Outcome:
    external_id = values.plain_text(row.values.get("external_id"), field="external_id", most=200)
    if not external_id:
        raise Refused("missing", field="external_id")
    employee = known.employees.get(external_id)
    _check_role(row, known)
    if employee is None:
        _add(row, known, external_id=external_id)
        return "created"
    changes = [
        _take_back(employee, row, known),
        _change(employee, row, known),
        _move(employee, row, known),
        _end(employee, row, known),
    ]
    return "updated" if any(changes) else "unchanged"


def _check_role(row: Row, known: Known) -> None:
    role = str(row.values.get("role", "")).strip().lower()
    if not role or role in PLAIN_ROLES:
        return
    if role not in RoleKind.values:
        raise Refused("role_unknown", field="role", value=role)
    if not known.gives_every_role:
        raise Refused("role_of_administrator", field="role", value=role)


def _day(row: Row, key: str) -> date | None:
    return values.day(row.values.get(key), field=key)


def _team(row: Row, known: Known) -> Unit | None:
    written = values.plain_text(row.values.get("team"), field="team", most=1000)
    return known.unit(written, key="team") if written else None


def _add(row: Row, known: Known, *, external_id: str) -> None:
    team = _team(row, known)
    if team is None:
        raise Refused("missing", field="team")
    details = {key: row.values[key] for key in ("email", "mobile", "language") if row.values.get(key)}
    employee = add_employee(
        external_id=external_id,
        name=str(row.values.get("name", "")),
        team=team,
        started_on=_day(row, "started_on") or _day(row, "team_since") or known.today,
        ended_on=_day(row, "ended_on"),
        now=known.now,
        actor=known.actor,
        **details,
    )
    known.employees[external_id] = employee
    known.teams[employee.pk] = team.pk


def _take_back(employee: Employee, row: Row, known: Known) -> bool:
    """Left before, and the row gives a first day from then on (or says that the end was a mistake)."""
    started_on, ended_on, team = _day(row, "started_on"), _day(row, "ended_on"), _team(row, known)
    if employee.ended_on is None or started_on is None or ended_on == employee.ended_on:
        return False
    if started_on < employee.ended_on:
        return False
    take_back_employee(
        employee,
        team=team or known.units[known.teams[employee.pk]],
        on=started_on,
        now=known.now,
        actor=known.actor,
    )
    if team is not None:
        known.teams[employee.pk] = team.pk
    return True


def _change(employee: Employee, row: Row, known: Known) -> bool:
    wanted = _details(employee, row, known)
    changed = {key: value for key, value in wanted.items() if getattr(employee, key) != value}
    if "email" in changed and not known.gives_every_role and _has_office_role(employee, known):
        raise Refused("address_of_role_holder", field="email", value=changed["email"])
    if not changed:
        return False
    change_employee(employee, now=known.now, actor=known.actor, **changed)
    return True


def _has_office_role(employee: Employee, known: Known) -> bool:
    roles = Role.objects.filter(running(known.today), user__employee=employee)
    return roles.filter(kind__in=access.OFFICE_ROLES).exists()


def _details(employee: Employee, row: Row, known: Known) -> dict[str, Any]:
    """What the row says about this person, in the form in which it is kept."""
    wanted: dict[str, Any] = {}
    if name := values.plain_text(row.values.get("name"), field="name", most=200):
        wanted["name"] = name
    if email := values.email(row.values.get("email")):
        wanted["email"] = email
    if (written := str(row.values.get("mobile") or "")) and written != employee.mobile:
        wanted["mobile"] = values.mobile(written, zone=known.zones[known.teams[employee.pk]])
    if row.values.get("language"):
        wanted["language"] = values.language(row.values["language"])
    started_on = _day(row, "started_on")
    if started_on and not (employee.ended_on and started_on >= employee.ended_on):
        wanted["started_on"] = started_on
    return wanted


def _move(employee: Employee, row: Row, known: Known) -> bool:
    team = _team(row, known)
    if team is None or known.teams.get(employee.pk) == team.pk or employee.ended_on is not None:
        return False
    on = _day(row, "team_since") or max(known.today, employee.started_on)
    move_employee(employee, to=team, on=on, now=known.now, actor=known.actor)
    known.teams[employee.pk] = team.pk
    return True


def _end(employee: Employee, row: Row, known: Known) -> bool:
    on = _day(row, "ended_on")
    if on is None or employee.ended_on == on:
        return False
    end_employee(employee, on=on, now=known.now, actor=known.actor)
    return True


def _take_roles(rows: list[Row], known: Known, outcomes: dict[int, Outcome | RowProblem]) -> None:
    wanted = []
    for row in rows:
        role = str(row.values.get("role", "")).strip().lower()
        if role and not isinstance(outcomes[row.number], RowProblem):
            wanted.append(RoleRow(row=row, kind=role))
    for chunk_start in range(0, len(wanted), 1000):
        chunk = wanted[chunk_start : chunk_start + 1000]
        ids = {str(one.row.values["external_id"]).strip() for one in chunk}
        known.read(ids | {one for role_row in chunk for one in role_row.coached})
        for one in chunk:
            try:
                with transaction.atomic():
                    if take_roles(one, known) and outcomes[one.row.number] == "unchanged":
                        outcomes[one.row.number] = "updated"
            except Refused as refused:
                outcomes[one.row.number] = problem_of(one.row, refused)
