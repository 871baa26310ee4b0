"""The moment and the place of a request: everything here that reads the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from django.utils import timezone

from extramile.core.clock import now as clock_now
from extramile.people import access
from extramile.people.models import Employee, Unit, User
from extramile.people.queries import time_zone_of
from extramile.web.monitor.period import Filters


@dataclass(frozen=True, slots=True)
class Scene:
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def scene_of(unit: Unit | None) -> Scene:
    zone = time_zone_of(unit.pk) if unit else ZoneInfo(timezone.get_default_timezone_name())
    return Scene(clock_now(), zone)


def poll_query(filters: Filters, mark: str, scene: Scene) -> str:
    """What the open page asks with: the same filters, what it knows already, and since when."""
    query = QueryDict(mutable=True)
    query.update({"group": filters.group or "", "mark": mark, "at": scene.now.isoformat()})
    if filters.period.key:
        query["period"] = filters.period.key
    else:
        query["since"], query["until"] = filters.period.since.isoformat(), filters.period.until.isoformat()
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
