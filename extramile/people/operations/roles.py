"""Give and end roles, with their scope and dates."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from extramile.core import audit
from extramile.people.models import Employee, Role, RoleKind, Unit, User
from extramile.people.problems import Refused


@transaction.atomic
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
    User.objects.select_for_update().get(pk=user.pk)
    _refuse_wrong_scope(user, kind, unit=unit, employee=employee)
    same = Role.objects.filter(user=user, kind=kind, unit=unit, employee=employee)
    role = same.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=started_on)).order_by("started_on").first()
    if role is None:
        role = same.filter(started_on=started_on).first()  # ended on the day it began: open it again
    if role is not None and role.ended_on is None and role.started_on <= started_on:
        return role
    if role is not None:
        role.started_on, role.ended_on = min(role.started_on, started_on), None
        role.save(update_fields=["started_on", "ended_on"])
    else:
        role = Role.objects.create(user=user, kind=kind, unit=unit, employee=employee, started_on=started_on)
    _audit("people.role.granted", role, actor=actor, now=now, on=started_on)
    return role


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


def _audit(action: str, role: Role, *, actor: User | None, now: datetime, on: date) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        subject_type="user",
        subject_id=role.user_id,
        kind=role.kind,
        unit=role.unit_id,
        employee=role.employee_id,
        on=on.isoformat(),
    )


@transaction.atomic
def end_role(role: Role, *, on: date, actor: User | None, now: datetime) -> Role:
    """`on` is the first day without it. What was ended earlier stays ended earlier."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.ended_on is not None and role.ended_on <= on:
        return role
    role.ended_on = max(role.started_on, on)
    role.save(update_fields=["ended_on"])
    _audit("people.role.ended", role, actor=actor, now=now, on=on)
    return role
