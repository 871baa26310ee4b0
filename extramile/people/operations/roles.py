"""Give and end roles, with their scope and dates."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from extramile.core import audit
from extramile.people.models import Employee, Role, RoleKind, Unit, User
from extramile.people.problems import Refused


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what a role is: a manager's unit, an employee's coach, or the whole company."""

    unit: Unit | None = None
    employee: Employee | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        return (self.unit.pk if self.unit else None, self.employee.pk if self.employee else None)


def grant_role(
    user: User,
    kind: str,
    *,
    unit: Unit | None = None,
    employee: Employee | None = None,
    started_on: date,
    actor: User | None,
    now: datetime,
) -> Role:
    """The same role twice is one role: what already runs (or is to come) is returned as it is."""
    scope = Scope(unit, employee)
    return grant_roles(user, kind, [scope], started_on=started_on, actor=actor, now=now)[scope.key]


@transaction.atomic
def grant_roles(
    user: User,
    kind: str,
    scopes: Collection[Scope],
    *,
    started_on: date,
    actor: User | None,
    now: datetime,
) -> dict[tuple[int | None, int | None], Role]:
    """`grant_role` for each scope, in as many statements as for one: a coach has many employees."""
    User.objects.select_for_update().get(pk=user.pk)
    for scope in scopes:
        _refuse_wrong_scope(user, kind, unit=scope.unit, employee=scope.employee)
    held = _held(user, kind)
    roles: dict[tuple[int | None, int | None], Role] = {}
    new: list[Role] = []
    reopened: list[Role] = []
    for scope in {scope.key: scope for scope in scopes}.values():
        role = _same(held[scope.key], started_on)
        if role is None:
            role = Role(user=user, kind=kind, unit=scope.unit, employee=scope.employee, started_on=started_on)
            new.append(role)
        elif role.ended_on is not None or role.started_on > started_on:
            role.started_on, role.ended_on = min(role.started_on, started_on), None
            role.save(update_fields=["started_on", "ended_on"])
            reopened.append(role)
        roles[scope.key] = role
    Role.objects.bulk_create(new)
    _audit("people.role.granted", [*reopened, *new], actor=actor, now=now, on=started_on)
    return roles


def _held(user: User, kind: str) -> dict[tuple[int | None, int | None], list[Role]]:
    """By scope, the earliest first; those that ended too."""
    held: dict[tuple[int | None, int | None], list[Role]] = defaultdict(list)
    for role in Role.objects.filter(user=user, kind=kind).order_by("started_on"):
        held[role.unit_id, role.employee_id].append(role)
    return held


def _same(roles: Sequence[Role], day: date) -> Role | None:
    """What runs on that day or is to come; else what ended on the day it began: that is opened again."""
    running = [role for role in roles if role.ended_on is None or role.ended_on > day]
    return next(iter(running or [role for role in roles if role.started_on == day]), None)


def _refuse_wrong_scope(user: User, kind: str, *, unit: Unit | None, employee: Employee | None) -> None:
    if kind not in RoleKind.values:
        raise Refused("role_unknown", field="role", value=kind)
    if kind == RoleKind.MANAGER and unit is None:
        raise Refused("role_needs_unit", field="unit")
    if kind == RoleKind.COACH and employee is None:
        raise Refused("role_needs_employee", field="employee")
    if employee is not None and kind != RoleKind.COACH:
        raise Refused("role_without_scope", field="employee", value=employee)
    if unit is not None and kind == RoleKind.COACH:
        raise Refused("role_without_scope", field="unit", value=unit)
    if employee is not None and employee.user_id == user.pk:
        raise Refused("coach_of_oneself", field="employee", value=employee)


def _audit(action: str, roles: Sequence[Role], *, actor: User | None, now: datetime, on: date) -> None:
    details = [
        (
            role.user_id,
            {"kind": role.kind, "unit": role.unit_id, "employee": role.employee_id, "on": on.isoformat()},
        )
        for role in roles
    ]
    audit.record_many(action, details, actor=actor, now=now, subject_type="user")


@transaction.atomic
def end_role(role: Role, *, on: date, actor: User | None, now: datetime) -> Role:
    """`on` is the first day without it. What was ended earlier stays ended earlier."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.ended_on is not None and role.ended_on <= on:
        return role
    role.ended_on = max(role.started_on, on)
    role.save(update_fields=["ended_on"])
    _audit("people.role.ended", [role], actor=actor, now=now, on=on)
    return role
