"""Employees from rows. First everybody, then who coaches and manages whom."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db import transaction

from extramile.core.tables import Applied, Row, RowProblem
from extramile.people import access, values
from extramile.people.models import Employee, Role, User
from extramile.people.operations.employees import (
    add_employee,
    change_employee,
    end_employee,
    move_employee,
    take_back_employee,
)
from extramile.people.operations.imports.adding import add_new
from extramile.people.operations.imports.known import Known, check_role, day_in, known_now, number_of, team_in
from extramile.people.operations.imports.roles import RoleRow, take_roles
from extramile.people.operations.imports.shared import (
    Outcome,
    chunks,
    counted,
    problem_of,
    refuse_unfit,
    take,
)
from extramile.people.operations.locks import one_at_a_time
from extramile.people.problems import Refused
from extramile.people.queries import running


@transaction.atomic
def import_people(
    rows: Iterable[Row],
    *,
    actor: User | None,
    now: datetime,
    every_role: bool | None = None,
    seen: dict[str, int] | None = None,
    waits: bool = False,
) -> Applied:
    """Add, change, move and end employees and their roles; a person is known by the external id.

    `every_role` says whether rows may also give the roles of the office; without it: only when nobody
    (the program itself) or somebody who may give roles imports. `seen`: external ids of the rows before
    these. `waits`: more rows follow; those who coach somebody who is not known yet are handed back, written
    but for their role: give them to `import_roles` at the end.
    """
    one_at_a_time()
    known = known_now(actor, now=now, every_role=every_role)
    kept, refused = refuse_unfit(rows, {} if seen is None else seen)
    outcomes: dict[int, Outcome | RowProblem] = {}

    def one(row: Row) -> None:
        take(row, partial(_write, row, known), outcomes)

    for chunk in chunks(kept):
        known.read(number_of(row) for row in chunk)
        for is_new, some in groupby(chunk, key=lambda row: number_of(row) not in known.employees):
            if is_new:
                add_new(list(some), known, outcomes, take_one=one)
            else:
                deque(map(one, some), maxlen=0)
    later = _take_roles(kept, known, outcomes, waits=waits)
    return counted(outcomes, refused, later)


@transaction.atomic
def import_roles(
    rows: Iterable[Row],
    *,
    became: Mapping[int, str],
    actor: User | None,
    now: datetime,
    waits: bool = False,
) -> Applied:
    """The roles of rows that `import_people` handed back, with what had become of them."""
    one_at_a_time()
    kept = list(rows)
    outcomes: dict[int, Outcome | RowProblem] = {row.number: _outcome(became[row.number]) for row in kept}
    later = _take_roles(kept, known_now(actor, now=now, every_role=None), outcomes, waits=waits)
    return counted(outcomes, [], later)


def _outcome(word: str) -> Outcome:
    found: dict[str, Outcome] = {"created": "created", "updated": "updated"}
    return found.get(word, "unchanged")


def _write(row: Row, known: Known) -> Outcome:
    external_id = values.plain_text(row.values.get("external_id"), field="external_id", most=200)
    if not external_id:
        raise Refused("missing", field="external_id")
    employee = known.employees.get(external_id)
    check_role(row, known)
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


def _add(row: Row, known: Known, *, external_id: str) -> None:
    team = team_in(row, known)
    if team is None:
        raise Refused("missing", field="team")
    details = {key: row.values[key] for key in ("email", "mobile", "language") if row.values.get(key)}
    employee = add_employee(
        external_id=external_id,
        name=str(row.values.get("name", "")),
        team=team,
        started_on=day_in(row, "started_on") or day_in(row, "team_since") or known.today,
        ended_on=day_in(row, "ended_on"),
        now=known.now,
        actor=known.actor,
        **details,
    )
    known.employees[external_id] = employee
    known.teams[employee.pk] = team.pk


def _take_back(employee: Employee, row: Row, known: Known) -> bool:
    """Left before, and the row gives a first day from then on (or says that the end was a mistake)."""
    started_on, ended_on, team = day_in(row, "started_on"), day_in(row, "ended_on"), team_in(row, known)
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
    started_on = day_in(row, "started_on")
    if started_on and not (employee.ended_on and started_on >= employee.ended_on):
        wanted["started_on"] = started_on
    return wanted


def _move(employee: Employee, row: Row, known: Known) -> bool:
    team = team_in(row, known)
    if team is None or known.teams.get(employee.pk) == team.pk or employee.ended_on is not None:
        return False
    on = day_in(row, "team_since") or max(known.today, employee.started_on)
    move_employee(employee, to=team, on=on, now=known.now, actor=known.actor)
    known.teams[employee.pk] = team.pk
    return True


def _end(employee: Employee, row: Row, known: Known) -> bool:
    on = day_in(row, "ended_on")
    if on is None or employee.ended_on == on:
        return False
    end_employee(employee, on=on, now=known.now, actor=known.actor)
    return True


def _take_roles(
    rows: list[Row], known: Known, outcomes: dict[int, Outcome | RowProblem], *, waits: bool
) -> dict[int, str]:
    """What became of those who wait for whom they coach."""
    wanted = []
    later: dict[int, str] = {}
    for row in rows:
        role = str(row.values.get("role", "")).strip().lower()
        if role and not isinstance(outcomes[row.number], RowProblem):
            wanted.append(RoleRow(row=row, kind=role))
    for chunk_start in range(0, len(wanted), 1000):
        chunk = wanted[chunk_start : chunk_start + 1000]
        ids = {str(one.row.values["external_id"]).strip() for one in chunk}
        known.read(ids | {one for role_row in chunk for one in role_row.coached})
        known.read_roles(ids)
        for one in chunk:
            if waits and not all(number in known.employees for number in one.coached):
                later[one.row.number] = str(outcomes[one.row.number])
                continue
            try:
                with transaction.atomic():
                    if take_roles(one, known) and outcomes[one.row.number] == "unchanged":
                        outcomes[one.row.number] = "updated"
            except Refused as refused:
                outcomes[one.row.number] = problem_of(one.row, refused)
    return later
