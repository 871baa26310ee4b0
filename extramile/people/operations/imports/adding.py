"""New people by the thousand: what `add_employee` does, in a few statements for all of them.

Only what is plain: a row in which anything is wrong, or whose address is somebody's, is left to the way that
says why.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from extramile.core import audit
from extramile.core.tables import Row, RowProblem
from extramile.people import values
from extramile.people.models import Employee, Membership, Unit, User
from extramile.people.operations.imports.known import Known, check_role, day_in, number_of, team_in
from extramile.people.operations.imports.shared import Outcome
from extramile.people.problems import Refused


@dataclass(slots=True)
class _New:
    row: Row
    external_id: str
    team: Unit
    started_on: date
    ended_on: date | None
    details: dict[str, Any]


def add_new(
    rows: Sequence[Row],
    known: Known,
    outcomes: dict[int, Outcome | RowProblem],
    *,
    take_one: Callable[[Row], None],
) -> None:
    """Rows of people who are not known, in their order; `take_one` takes those that are not plain."""
    found = [_read(row, known) for row in rows]
    taken = _addresses({one.details["email"] for one in found if one})
    waiting: list[_New] = []
    for row, one in zip(rows, found, strict=True):
        if one is not None and one.details["email"] not in taken:
            taken |= {one.details["email"]} - {None}
            waiting.append(one)
            continue
        _add(waiting, known, outcomes, take_one=take_one)
        waiting = []
        take_one(row)
    _add(waiting, known, outcomes, take_one=take_one)


def _read(row: Row, known: Known) -> _New | None:
    """What is to be written; nothing where the row is not plain."""
    try:
        check_role(row, known)
        external_id = values.plain_text(number_of(row), field="external_id", most=200)
        name = values.plain_text(row.values.get("name"), field="name", most=200)
        team = team_in(row, known)
        started_on = day_in(row, "started_on") or day_in(row, "team_since") or known.today
        ended_on = day_in(row, "ended_on")
        if not (external_id and name and team) or (ended_on and ended_on < started_on):
            return None
        if team.closed_on is not None and team.closed_on <= started_on:
            return None
        details = {
            "name": name,
            "email": values.email(row.values.get("email") or None),
            "mobile": values.mobile(row.values.get("mobile") or "", zone=known.zones[team.pk]),
            "language": values.language(row.values.get("language") or "en"),
        }
    except Refused:
        return None
    return _New(row, external_id, team, started_on, ended_on, details)


def _addresses(wanted: Iterable[str | None]) -> set[str | None]:
    """Those that somebody has, be it somebody who can sign in but is no employee."""
    users = User.objects.annotate(address=Lower("email")).filter(address__in=[one for one in wanted if one])
    return set(users.values_list("address", flat=True))


def _add(
    new: Sequence[_New],
    known: Known,
    outcomes: dict[int, Outcome | RowProblem],
    *,
    take_one: Callable[[Row], None],
) -> None:
    if not new:
        return
    try:
        with transaction.atomic():
            _write(new, known)
    except IntegrityError:  # somebody else took a number or an address meanwhile: each row for itself
        for one in new:
            take_one(one.row)
    else:
        outcomes |= {one.row.number: "created" for one in new}


def _write(new: Sequence[_New], known: Known) -> None:
    users = User.objects.bulk_create(_user(one, known) for one in new)
    employees = Employee.objects.bulk_create(
        Employee(
            external_id=one.external_id,
            user=user,
            started_on=one.started_on,
            ended_on=one.ended_on,
            **one.details,
        )
        for one, user in zip(new, users, strict=True)
    )
    pairs = list(zip(new, employees, strict=True))
    Membership.objects.bulk_create(
        Membership(employee=employee, unit=one.team, started_on=one.started_on, ended_on=one.ended_on)
        for one, employee in pairs
    )
    audit.record_many(
        "people.employee.added",
        [(employee.pk, {"team": one.team.pk}) for one, employee in pairs],
        actor=known.actor,
        now=known.now,
        subject_type="employee",
    )
    known.employees |= {employee.external_id: employee for _, employee in pairs}
    known.teams |= {employee.pk: one.team.pk for one, employee in pairs}


def _user(one: _New, known: Known) -> User:
    user = User(
        email=one.details["email"],
        name=one.details["name"],
        language=one.details["language"],
        created_at=known.now,
    )
    user.set_unusable_password()
    return user
