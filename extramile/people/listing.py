"""People and units as rows of a file, with the headings that an import takes: out, mended, and in again."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from extramile.people.fields import PEOPLE_FIELDS, UNIT_FIELDS
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit
from extramile.people.queries import running

PEOPLE_COLUMNS: Final = tuple(field.key for field in PEOPLE_FIELDS)
UNIT_COLUMNS: Final = tuple(field.key for field in UNIT_FIELDS)
CHUNK: Final = 2000
# A row says one role: that of coach or manager before one of the office, for these carry a scope.
FIRST: Final = (RoleKind.COACH, RoleKind.MANAGER)


def _paths() -> dict[int, str]:
    units = list(Unit.objects.values_list("pk", "path", "name"))
    names = {pk: name for pk, _path, name in units}
    return {pk: "/".join(names[int(one)] for one in path.split(".") if one) for pk, path, _name in units}


def _known_as(paths: dict[int, str]) -> dict[int, str]:
    """What a file calls a unit: its number, else its path from the top."""
    numbers = dict(Unit.objects.exclude(external_id=None).values_list("pk", "external_id"))
    return {pk: numbers.get(pk) or path for pk, path in paths.items()}


def unit_rows() -> Iterator[tuple[object, ...]]:
    """Every unit, parents before children. One without a number gets none: give it one first."""
    known = _known_as(_paths())
    for unit in Unit.objects.order_by("path").iterator(CHUNK):
        parent = known[unit.parent_id] if unit.parent_id else ""
        yield (unit.external_id, unit.name, unit.kind, parent, unit.time_zone, unit.closed_on)


def people_rows(*, today: date) -> Iterator[tuple[object, ...]]:
    """Every employee, leavers too: the team of now (or the last), and the roles that run."""
    known = _known_as(_paths())
    roles = _roles(known, today=today)
    for chunk in _chunks():
        teams = _teams(chunk, today=today)
        for one in chunk:
            team_id, since = teams.get(one.pk, (None, None))
            team = known[team_id] if team_id is not None else ""
            details = (one.external_id, one.name, one.email, one.mobile, one.language, team, since)
            scope = roles.get(one.user_id or 0, ("", "", ""))
            yield (*details, *scope, one.started_on, one.ended_on)


def _chunks() -> Iterator[list[Employee]]:
    rows = Employee.objects.order_by("external_id").iterator(CHUNK)
    chunk: list[Employee] = []
    for one in rows:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _teams(chunk: list[Employee], *, today: date) -> dict[int, tuple[int, date]]:
    """The team of today, else the first to come, else the last."""
    found: dict[int, tuple[int, date]] = {}
    rows = Membership.objects.filter(employee__in=[one.pk for one in chunk]).order_by("started_on")
    for employee_id, unit_id, started_on in rows.values_list("employee_id", "unit_id", "started_on"):
        if started_on <= today or employee_id not in found:
            found[employee_id] = (unit_id, started_on)
    return found


def _roles(known: dict[int, str], *, today: date) -> dict[int, tuple[str, str, str]]:
    """User id -> (role, coach of, manager of)."""
    held: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for role in Role.objects.filter(running(today)).select_related("employee").order_by("pk"):
        of = role.employee.external_id if role.employee else known[role.unit_id] if role.unit_id else ""
        held[role.user_id][role.kind].append(of)
    return {user_id: _said(kinds) for user_id, kinds in held.items()}


def _said(kinds: dict[str, list[str]]) -> tuple[str, str, str]:
    kind = next((one for one in (*FIRST, *kinds) if one in kinds), "")
    coached = "; ".join(kinds[kind]) if kind == RoleKind.COACH else ""
    managed = "; ".join(kinds[kind]) if kind == RoleKind.MANAGER else ""
    return str(kind), coached, managed
