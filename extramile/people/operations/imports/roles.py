"""The role a row gives: of coach and manager, the row says the whole scope; what it leaves out ends."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from extramile.core.tables import Row
from extramile.people.models import Employee, RoleKind, Unit
from extramile.people.operations.roles import Scope, end_role, grant_roles
from extramile.people.problems import Refused

if TYPE_CHECKING:
    from extramile.people.operations.imports.known import Known

SEPARATORS: Final = re.compile(r"[;,|\n]")


def listed(raw: object) -> list[str]:
    """ "e-1; e-2" or a list, as a list without doubles."""
    parts = [str(one) for one in raw] if isinstance(raw, list | tuple) else SEPARATORS.split(str(raw or ""))
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


@dataclass(frozen=True, slots=True)
class RoleRow:
    row: Row
    kind: str

    @property
    def coached(self) -> list[str]:
        return listed(self.row.values.get("coach_of")) if self.kind == RoleKind.COACH else []


def take_roles(role_row: RoleRow, known: "Known") -> bool:
    """Whether anything changed. `employee` ends coaching and managing, never a role of the office."""
    employee = known.employees[str(role_row.row.values["external_id"]).strip()]
    if role_row.kind == "employee":
        return _end_others(employee, {RoleKind.COACH, RoleKind.MANAGER}, keep=set(), known=known)
    if employee.ended_on is not None and employee.ended_on <= known.today:
        return False  # the roles ended with the person; the same row again says nothing new
    kind = RoleKind(role_row.kind)
    wanted = _wanted(role_row, employee, known)
    granted = _grant(employee, kind, wanted, known=known)
    if kind in {RoleKind.COACH, RoleKind.MANAGER}:
        return _end_others(employee, {kind}, keep={scope.key for scope in wanted}, known=known) or granted
    return granted


def _wanted(role_row: RoleRow, employee: Employee, known: "Known") -> list[Scope]:
    if role_row.kind == RoleKind.COACH:
        return [Scope(employee=one) for one in _coached(role_row, known, coach=employee)]
    if role_row.kind == RoleKind.MANAGER:
        return [Scope(unit=unit) for unit in _managed(role_row, employee, known)]
    return [Scope()]


def _coached(role_row: RoleRow, known: "Known", *, coach: Employee) -> list[Employee]:
    if not role_row.coached:
        raise Refused("role_needs_employee", field="coach_of")
    for external_id in role_row.coached:
        if external_id not in known.employees:
            raise Refused("employee_unknown", field="coach_of", value=external_id)
        if external_id == coach.external_id:
            raise Refused("coach_of_oneself", field="coach_of", value=external_id)
    return [known.employees[external_id] for external_id in role_row.coached]


def _managed(role_row: RoleRow, employee: Employee, known: "Known") -> list[Unit]:
    """The units that the row names; without any, the one that the manager is in."""
    written = listed(role_row.row.values.get("manager_of"))
    if not written:
        return [known.units[known.teams[employee.pk]]]
    return [known.unit(one, key="manager_of") for one in written]


def _grant(employee: Employee, kind: RoleKind, wanted: list[Scope], *, known: "Known") -> bool:
    if employee.user is None:
        return False
    has = {(role.unit_id, role.employee_id) for role in known.roles[employee.user_id] if role.kind == kind}
    missing = sorted((scope for scope in wanted if scope.key not in has), key=lambda scope: str(scope.key))
    if missing:
        grant_roles(employee.user, kind, missing, started_on=known.today, actor=known.actor, now=known.now)
    return bool(missing)


def _end_others(
    employee: Employee,
    kinds: set[RoleKind],
    *,
    keep: set[tuple[int | None, int | None]],
    known: "Known",
) -> bool:
    ending = [
        role
        for role in known.roles[employee.user_id]
        if role.kind in kinds and (role.unit_id, role.employee_id) not in keep
    ]
    for role in ending:
        end_role(role, on=known.today, actor=known.actor, now=known.now)
    return bool(ending)
