"""The moment and the place of a request: everything here that reads the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from django.utils import timezone

from extramile.core.clock import now as clock_now
from extramile.people import access
from extramile.people.models import Employee, Unit, User
from extramile.people.queries import time_zone_of_unit
from extramile.web.monitor.period import Filters


@dataclass(frozen=True, slots=True)
class Scene:
    now: datetime
    zone: ZoneInfo
    unit: Unit | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def scene_of(unit: Unit | None) -> Scene:
    zone = time_zone_of_unit(unit) if unit else ZoneInfo(timezone.get_default_timezone_name())
    return Scene(clock_now(), zone, unit)


def poll_query(filters: Filters, mark: str, scene: Scene) -> str:
    """What the open page asks with: the same filters, what it knows already, and since when."""
    query = QueryDict(mutable=True)
    query.update({**dict(filters.looked_for), "mark": mark, "at": scene.now.isoformat()})
    return query.urlencode()


def own_employee(user: User) -> Employee:
    """The employee behind the sign-in; for whoever is none, own pages do not exist."""
    employee = access.employee_of(user)
    if employee is None:
        raise Http404
    return employee


def visible_employee(user: User, pk: int, *, today: date) -> Employee:
    employee = access.visible_employees(user, today=today).filter(pk=pk).first()
    if employee is None:
        raise Http404
    return employee


def visible_unit(user: User, pk: int, *, today: date) -> Unit:
    unit = access.visible_units(user, today=today).filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit
