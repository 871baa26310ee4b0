"""Employees come, move, change and leave. A leaver is ended, never deleted."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest

from extramile.core import audit
from extramile.people import values
from extramile.people.models import Card, Employee, Membership, Role, Unit, User
from extramile.people.operations.users import note_address_change, refuse_taken_email
from extramile.people.problems import Refused
from extramile.people.queries import running, time_zone_of


@transaction.atomic
def add_employee(
    *,
    external_id: str,
    name: str,
    team: Unit,
    started_on: date,
    now: datetime,
    email: str | None = None,
    mobile: str = "",
    language: str = "en",
    ended_on: date | None = None,
    actor: User | None = None,
) -> Employee:
    """A new employee with the means to sign in and a first team."""
    if ended_on is not None and ended_on < started_on:
        raise Refused("ends_before_start", field="ended_on", value=ended_on)
    external_id = _required(external_id, field="external_id")
    if Employee.objects.filter(external_id=external_id).exists():
        raise Refused("external_id_taken", field="external_id", value=external_id)
    _refuse_closed(team, on=started_on)
    details = _checked({"name": name, "email": email, "mobile": mobile, "language": language}, team=team)
    user = _user_for(details, now=now)
    employee = Employee.objects.create(
        external_id=external_id, user=user, started_on=started_on, ended_on=ended_on, **details
    )
    Membership.objects.create(employee=employee, unit=team, started_on=started_on, ended_on=ended_on)
    _audit("people.employee.added", employee, actor=actor, now=now, team=team.pk)
    return employee


def _required(raw: str, *, field: str) -> str:
    text = values.plain_text(raw, field=field, most=200)
    if not text:
        raise Refused("missing", field=field)
    return text


def _refuse_closed(unit: Unit, *, on: date) -> None:
    if unit.closed_on is not None and unit.closed_on <= on:
        raise Refused("unit_closed", field="team", value=unit.name)


def _checked(details: dict[str, Any], *, team: Unit) -> dict[str, Any]:
    checked = dict(details)
    if "name" in checked:
        checked["name"] = _required(checked["name"], field="name")
    if "email" in checked:
        checked["email"] = values.email(checked["email"])
    if "mobile" in checked:
        checked["mobile"] = values.mobile(checked["mobile"], zone=time_zone_of(team.pk))
    if "language" in checked:
        checked["language"] = values.language(checked["language"])
    return checked


def _user_for(details: dict[str, Any], *, now: datetime) -> User:
    """The sign-in of a new employee: a new one, or one with this address that nobody else is behind."""
    address = details["email"]
    user = User.objects.filter(email__iexact=address).first() if address else None
    if user is not None and hasattr(user, "employee"):
        raise Refused("email_taken", field="email", value=address)
    if user is None:
        user = User(email=address, name=details["name"], language=details["language"], created_at=now)
        user.set_unusable_password()
        user.save()
    return user


def _audit(action: str, employee: Employee, *, actor: User | None, now: datetime, **detail: Any) -> None:
    audit.record(action, actor=actor, now=now, subject_type="employee", subject_id=employee.pk, **detail)


@transaction.atomic
def change_employee(
    employee: Employee, *, now: datetime, actor: User | None = None, **changes: Any
) -> Employee:
    """Name, e-mail, mobile, language or first day; the sign-in follows."""
    started_on: date | None = changes.pop("started_on", None)
    membership = employee.memberships.select_related("unit").order_by("started_on")[0]
    details = _checked(changes, team=membership.unit)
    if "email" in details:
        refuse_taken_email(details["email"], but=employee.user_id)
    if started_on is not None:
        _change_first_day(employee, started_on=started_on)
        details["started_on"] = started_on
    before = {name: getattr(employee, name) for name in details}
    for name, value in details.items():
        setattr(employee, name, value)
    employee.save(update_fields=list(details))
    follow = {name: value for name, value in details.items() if name in {"name", "email", "language"}}
    if follow and employee.user_id is not None:
        if "email" in follow:
            note_address_change(employee.user_id, to=follow["email"], now=now)
        User.objects.filter(pk=employee.user_id).update(**follow)
    changed = {name: [str(before[name]), str(value)] for name, value in details.items()}
    _audit("people.employee.changed", employee, actor=actor, now=now, changed=changed)
    return employee


def _change_first_day(employee: Employee, *, started_on: date) -> None:
    """Correct a first day: the team that began with it begins with the new one."""
    if employee.ended_on is not None and started_on > employee.ended_on:
        raise Refused("ends_before_start", field="started_on", value=started_on)
    first = employee.memberships.filter(started_on=employee.started_on).first()
    if first is None:
        return
    if first.ended_on is not None and started_on >= first.ended_on:
        raise Refused("moved_later", field="started_on", value=started_on, date=first.ended_on)
    earlier = employee.memberships.filter(started_on__lt=employee.started_on, ended_on__gt=started_on)
    if earlier.exists():
        raise Refused("moved_before_start", field="started_on", value=started_on, start=employee.started_on)
    first.started_on = started_on
    first.save(update_fields=["started_on"])


@transaction.atomic
def move_employee(
    employee: Employee, *, to: Unit, on: date, now: datetime, actor: User | None = None
) -> Membership:
    """From that day on in another team. What was done before stays with the team it was done in."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    _refuse_closed(to, on=on)
    if employee.ended_on is not None and on >= employee.ended_on:
        raise Refused("has_left", field="team", value=to.name, date=employee.ended_on)
    later = employee.memberships.filter(started_on__gt=on).order_by("started_on").first()
    if later is not None and later.started_on == _first_day(employee):
        raise Refused("moved_before_start", field="team", value=to.name, start=later.started_on)
    if later is not None:
        raise Refused("moved_later", field="team", value=to.name, date=later.started_on)
    current = employee.memberships.filter(running(on)).first()
    if current is not None and current.unit_id == to.pk:
        return current
    membership = _change_team(employee, current, to=to, on=on)
    was = current.unit_id if current else None
    _audit(
        "people.employee.moved", employee, actor=actor, now=now, on=on.isoformat(), before=was, after=to.pk
    )
    return membership


def _first_day(employee: Employee) -> date:
    return employee.memberships.order_by("started_on").values_list("started_on", flat=True)[0]


def _change_team(employee: Employee, current: Membership | None, *, to: Unit, on: date) -> Membership:
    if current is not None and current.started_on == on:
        Membership.objects.filter(pk=current.pk).update(unit=to)
        return Membership.objects.get(pk=current.pk)
    if current is not None:
        Membership.objects.filter(pk=current.pk).update(ended_on=on)
    return Membership.objects.create(employee=employee, unit=to, started_on=on, ended_on=employee.ended_on)


@transaction.atomic
def end_employee(employee: Employee, *, on: date, now: datetime, actor: User | None = None) -> Employee:
    """`on` is the first day no longer employed. Team, roles and cards end with it; the past stays."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    if on < employee.started_on:
        raise Refused("ends_before_start", field="ended_on", value=on)
    employee.memberships.filter(started_on__gte=on).delete()  # teams that never began
    last = employee.memberships.order_by("-started_on").first()
    if last is None:  # left on the first day: keep the row that says where
        raise Refused("ends_before_start", field="ended_on", value=on)
    Membership.objects.filter(pk=last.pk).update(ended_on=on)
    employee.ended_on = on
    employee.save(update_fields=["ended_on"])
    _end_roles(employee, on=on)
    if on <= now.date():
        Card.objects.filter(employee=employee, revoked_at__isnull=True).update(revoked_at=now)
    _audit("people.employee.ended", employee, actor=actor, now=now, on=on.isoformat())
    return employee


def _end_roles(employee: Employee, *, on: date) -> None:
    concerned = Q(employee=employee)
    if employee.user_id is not None:
        concerned |= Q(user_id=employee.user_id)
    open_roles = Role.objects.filter(concerned).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    open_roles.update(ended_on=Greatest(F("started_on"), Value(on, output_field=DateField())))


@transaction.atomic
def take_back_employee(
    employee: Employee, *, team: Unit, on: date, now: datetime, actor: User | None = None
) -> Employee:
    """Somebody who left comes back, or did not leave after all; the same person, the same sign-in."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    _refuse_closed(team, on=on)
    if employee.ended_on is None:
        return employee
    on = max(on, employee.ended_on)
    last = employee.memberships.order_by("-started_on").first()
    if last is not None and last.unit_id == team.pk and last.ended_on == on:
        Membership.objects.filter(pk=last.pk).update(ended_on=None)  # did not leave after all
    else:
        Membership.objects.create(employee=employee, unit=team, started_on=on)
        employee.started_on = on
    employee.ended_on = None
    employee.save(update_fields=["started_on", "ended_on"])
    _audit("people.employee.taken_back", employee, actor=actor, now=now, on=on.isoformat(), team=team.pk)
    return employee
