"""What may be asked about units and employees."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from extramile.people.models import Employee, Membership, TreeVersion, Unit

# Where `visitor.read_visitor` leaves what it read on the way.
TEAM_AT_HAND: Final = "_team_at_hand"  # of an employee: (day, team)
ZONE_AT_HAND: Final = "_zone_at_hand"  # of a unit: its own time zone or the nearest one above


def descendants(unit: Unit) -> QuerySet[Unit]:
    """The unit itself and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def ids_of_path(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split(".") if part)


def ancestor_ids() -> Mapping[int, tuple[int, ...]]:
    """For each unit the ids from the top down to itself; one query."""
    return {pk: ids_of_path(path) for pk, path in Unit.objects.values_list("pk", "path")}


def tree_version() -> int:
    """Goes up whenever a unit moves, so that whoever keeps roll-ups knows that they are out of date."""
    return TreeVersion.objects.values_list("number", flat=True).first() or 1


TEAMS = """
SELECT asked.employee, asked.day, membership.unit_id
FROM unnest(%s::bigint[], %s::date[]) AS asked(employee, day)
JOIN people_membership membership
  ON membership.employee_id = asked.employee
 AND membership.started_on <= asked.day
 AND (membership.ended_on IS NULL OR membership.ended_on > asked.day)
"""


def teams_on(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], int]:
    """(employee id, day) -> id of the team on that day; pairs without a team are left out. One query."""
    asked = list(set(pairs))
    if not asked:
        return {}
    employees, days = [pair[0] for pair in asked], [pair[1] for pair in asked]
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, [employees, days])
        return {(employee, day): unit for employee, day, unit in cursor.fetchall()}


TERMS = """
SELECT employee.external_id, employee.id, membership.unit_id, membership.started_on, membership.ended_on
FROM people_employee employee JOIN people_membership membership ON membership.employee_id = employee.id
WHERE employee.external_id = ANY(%s)
ORDER BY membership.started_on
"""


def terms_of(external_ids: Iterable[str]) -> dict[str, list[tuple[int, int, date, date | None]]]:
    """External id -> (employee id, unit id, first day, the day after the last or None) of every team so far.
    One query, in SQL: programs ask it as often as they send something."""
    terms: dict[str, list[tuple[int, int, date, date | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [list(external_ids)])
        for name, *term in cursor.fetchall():
            terms.setdefault(name, []).append((term[0], term[1], term[2], term[3]))
    return terms


def stays_of(employees: Iterable[int]) -> dict[int, list[tuple[date, date, int]]]:
    """Employee id -> (first day, first day no longer there, team id) of each membership. One query."""
    stays: dict[int, list[tuple[date, date, int]]] = {}
    rows = Membership.objects.filter(employee__in=list(employees)).order_by("employee_id", "-started_on")
    for employee, started_on, ended_on, unit in rows.values_list(
        "employee_id", "started_on", "ended_on", "unit_id"
    ):
        stays.setdefault(employee, []).append((started_on, ended_on or date.max, unit))
    return stays


def _zones(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Each unit's own zone or the nearest one above it."""
    own: dict[int, str] = {}
    paths: dict[int, str] = {}
    for pk, path, zone in rows:
        own[pk], paths[pk] = zone, path
    return {
        pk: next((own[above] for above in reversed(ids_of_path(path)) if own.get(above)), settings.TIME_ZONE)
        for pk, path in paths.items()
    }


def time_zones() -> dict[int, ZoneInfo]:
    rows = Unit.objects.values_list("pk", "path", "time_zone")
    return {pk: ZoneInfo(zone) for pk, zone in _zones(rows).items()}


def time_zone_of(unit_id: int) -> ZoneInfo:
    """The unit's own time zone, or that of the nearest unit above it, or the program's."""
    return time_zone_of_unit(Unit.objects.only("path", "time_zone").get(pk=unit_id))


def time_zone_of_unit(unit: Unit) -> ZoneInfo:
    """The same of a unit at hand."""
    if zone := getattr(unit, ZONE_AT_HAND, ""):
        return ZoneInfo(zone)
    if unit.time_zone:
        return ZoneInfo(unit.time_zone)
    rows = Unit.objects.filter(pk__in=ids_of_path(unit.path)).values_list("pk", "path", "time_zone")
    return ZoneInfo(_zones(rows)[unit.pk])


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """In SQL: every list of customers' words asks it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_unit WHERE id = ANY (%s)", [list(ids)])
        return dict(cursor.fetchall())


def unit_paths() -> dict[str, int]:
    """Every way to write a unit, casefolded -> its id.

    A way is its path from the top ("ruitmeesters/west/utrecht-noord"), that path without the first
    parts where what is left is unambiguous ("west/utrecht-noord", "utrecht-noord"), or its external id.
    External ids win, then whole paths.
    """
    units = {
        pk: (name, path, external)
        for pk, name, path, external in Unit.objects.values_list("pk", "name", "path", "external_id")
    }
    whole: dict[str, int] = {}
    partial: dict[str, int] = {}
    twice: set[str] = set()
    for pk, (_name, path, _external) in units.items():
        names = [units[above][0].casefold() for above in ids_of_path(path)]
        whole["/".join(names)] = pk
        for start in range(1, len(names)):
            way = "/".join(names[start:])
            if way in partial:
                twice.add(way)
            partial[way] = pk
    ways = {way: pk for way, pk in partial.items() if way not in twice} | whole
    return ways | {external.casefold(): pk for pk, (_n, _p, external) in units.items() if external}


def employees_by_external_id(ids: Iterable[str]) -> dict[str, int]:
    wanted = list(set(ids))
    return dict(Employee.objects.filter(external_id__in=wanted).values_list("external_id", "pk"))


def running(day: date, *, prefix: str = "") -> Q:
    """The rows of a [started_on, ended_on) that hold on that day."""
    ends = Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": day})
    return Q(**{f"{prefix}started_on__lte": day}) & ends


def team_of(employee: Employee, *, day: date) -> Unit | None:
    known, team = getattr(employee, TEAM_AT_HAND, (None, None))
    if known == day:
        return team
    membership = Membership.objects.select_related("unit").filter(running(day), employee=employee).first()
    return membership.unit if membership else None


def members(unit: Unit, *, day: date) -> QuerySet[Employee]:
    """Who is in this very unit on that day, by name."""
    return Employee.objects.filter(running(day, prefix="memberships__"), memberships__unit=unit).order_by(
        "name", "pk"
    )


def members_below(unit: Unit, *, day: date) -> QuerySet[Employee]:
    """Who is in this unit or anywhere below it on that day, by name."""
    return Employee.objects.filter(
        running(day, prefix="memberships__"), memberships__unit__path__startswith=unit.path
    ).order_by("name", "pk")


LATEST_TEAMS: Final = """
    SELECT DISTINCT ON (employee_id) employee_id, unit_id, started_on FROM people_membership
     WHERE started_on <= %s ORDER BY employee_id, started_on DESC
"""


def latest_teams(*, day: date) -> list[tuple[int, int, date]]:
    """(employee, team, since when) of everybody who ever was in a team by that day: of leavers the last."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST_TEAMS, [day])
        return list(cursor.fetchall())


MEMBER_IDS: Final = """
    SELECT m.employee_id FROM people_membership m JOIN people_unit u ON u.id = m.unit_id
     WHERE u.path >= %(path)s AND u.path < %(path)s || ':'  -- the character after the last digit
       AND m.started_on <= %(day)s AND (m.ended_on IS NULL OR m.ended_on > %(day)s)
"""


def member_ids_below(unit: Unit, *, day: date) -> list[int]:
    """The ids of `members_below`, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBER_IDS, {"path": unit.path, "day": day})
        return [row[0] for row in cursor.fetchall()]


def path_names(unit: Unit) -> list[str]:
    """The names from the top down to the unit."""
    names = dict(Unit.objects.filter(pk__in=ids_of_path(unit.path)).values_list("pk", "name"))
    return [names[pk] for pk in ids_of_path(unit.path)]
