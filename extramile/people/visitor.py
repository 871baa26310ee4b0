"""Who somebody is today: the employee, the team with its time zone, whether there are roles. One statement.

Every page asks it before anything else; as four questions to the
query builder it took longer than drawing the page.
"""

from datetime import date
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, models

from extramile.people.models import Employee, Unit, User
from extramile.people.queries import TEAM_AT_HAND, ZONE_AT_HAND

Row = TypeVar("Row", bound=models.Model)


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


VISITOR: Final = """
    SELECT EXISTS (SELECT FROM people_role r WHERE r.user_id = %(user)s AND r.started_on <= %(day)s
                      AND (r.ended_on IS NULL OR r.ended_on > %(day)s)),
           coalesce((SELECT above.time_zone FROM people_unit above
                      WHERE above.id = ANY (string_to_array(trim(BOTH '.' FROM t.path), '.')::bigint[])
                        AND above.time_zone <> '' ORDER BY above.depth DESC LIMIT 1), ''),
           <employee>, <team>
      FROM (SELECT 1) AS one
      LEFT JOIN people_employee e ON e.user_id = %(user)s
      LEFT JOIN people_membership m ON m.employee_id = e.id AND m.started_on <= %(day)s
                                   AND (m.ended_on IS NULL OR m.ended_on > %(day)s)
      LEFT JOIN people_unit t ON t.id = m.unit_id
""".replace("<employee>", _columns(Employee, "e")).replace("<team>", _columns(Unit, "t"))
EMPLOYEE: Final = _names(Employee)
TEAM: Final = _names(Unit)


def read_visitor(user: User, *, today: date) -> bool:
    """Whether any role runs today. The employee, if there is one, is then at hand as `user.employee`, and the
    team for `team_of` and `time_zone_of_unit`."""
    with connection.cursor() as cursor:
        cursor.execute(VISITOR, {"user": user.pk, "day": today})
        has_roles, zone, *values = cursor.fetchone()
    employee = _made(Employee, EMPLOYEE, values[: len(EMPLOYEE)])
    team = _made(Unit, TEAM, values[len(EMPLOYEE) :])
    User._meta.get_field("employee").set_cached_value(user, employee)
    if employee is not None:
        employee.user = user
        setattr(employee, TEAM_AT_HAND, (today, team))
    if team is not None:
        setattr(team, ZONE_AT_HAND, zone or settings.TIME_ZONE)
    return bool(has_roles)


def _made(model: type[Row], names: list[str], values: list[Any]) -> Row | None:
    return None if values[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, values)
