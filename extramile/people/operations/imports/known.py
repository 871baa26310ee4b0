"""What rows of people are read against, and what they say in each of their cells."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from extramile.core.tables import Row
from extramile.people import access, values
from extramile.people.access import Deed
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit, User
from extramile.people.problems import Refused
from extramile.people.queries import running, time_zones, unit_paths

# Somebody who may import people but not give these roles could otherwise make themselves one.
PLAIN_ROLES = frozenset({"employee", "coach", "manager"})


@dataclass(slots=True)
class Known:
    """What one chunk of rows needs to know, read in a few queries: unchanged rows cost none."""

    now: datetime
    today: date
    actor: User | None
    paths: dict[str, int]
    units: dict[int, Unit]
    zones: dict[int, ZoneInfo]
    gives_every_role: bool
    employees: dict[str, Employee] = field(default_factory=dict)
    teams: dict[int, int] = field(default_factory=dict)  # employee id -> team today, or the nearest to today
    roles: dict[int | None, list[Role]] = field(default_factory=dict)  # by user; of those whose row says one

    def read(self, external_ids: Iterable[str]) -> None:
        wanted = Employee.objects.filter(external_id__in=list(external_ids)).select_related("user")
        self.employees = {one.external_id: one for one in wanted}
        ids = [one.pk for one in self.employees.values()]
        memberships = Membership.objects.filter(employee__in=ids).order_by("started_on")
        self.teams = {}
        for one in memberships:
            if one.started_on <= self.today or one.employee_id not in self.teams:
                self.teams[one.employee_id] = one.unit_id

    def read_roles(self, external_ids: Iterable[str]) -> None:
        """Those that these people have today."""
        held = Role.objects.filter(running(self.today), user__employee__external_id__in=list(external_ids))
        self.roles = defaultdict(list)
        for role in held.order_by("pk"):
            self.roles[role.user_id].append(role)

    def unit(self, written: str, *, key: str) -> Unit:
        found = self.paths.get(written.strip().strip("/").casefold())
        if found is None:
            raise Refused("unit_unknown", field=key, value=written)
        return self.units[found]


def known_now(actor: User | None, *, now: datetime, every_role: bool | None) -> Known:
    today = now.date()
    if every_role is None:
        every_role = actor is None or access.may(actor, Deed.MANAGE_ROLES, today=today)
    return Known(
        now=now,
        today=today,
        actor=actor,
        paths=unit_paths(),
        units={unit.pk: unit for unit in Unit.objects.all()},
        zones=time_zones(),
        gives_every_role=every_role,
    )


def number_of(row: Row) -> str:
    """Whose row it is."""
    return str(row.values.get("external_id", "")).strip()


def check_role(row: Row, known: Known) -> None:
    role = str(row.values.get("role", "")).strip().lower()
    if not role or role in PLAIN_ROLES:
        return
    if role not in RoleKind.values:
        raise Refused("role_unknown", field="role", value=role)
    if not known.gives_every_role:
        raise Refused("role_of_administrator", field="role", value=role)


def day_in(row: Row, key: str) -> date | None:
    return values.day(row.values.get(key), field=key)


def team_in(row: Row, known: Known) -> Unit | None:
    written = values.plain_text(row.values.get("team"), field="team", most=1000)
    return known.unit(written, key="team") if written else None
