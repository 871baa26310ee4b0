"""Who may see whom, and who may do what in the office. The only place that says so.

    employee        self
    coach           the named employees, while the role runs; a team's figures only when every one of its
                    members is named to them (else a subtraction would give a colleague away)
    manager         the unit and everything below it; the people who are there, and leavers whose last
                    team it was, with their history
    insights owner  figures and customers' words of every unit (or of the unit in the role); no employee
    board reader    the same units, to read
    HR              nobody's words or figures; manages people, plans the waves of the employees' voice
    administrator   nobody's words or figures; manages people, roles, keys and settings, plans those waves

Of the employees' own voice everybody sees the released results of their own unit and of every unit above
(`units_with_voice`): nobody's boss sees them sooner, or more of them. Managers see those below too.

Roles add up. Somebody who has left sees nothing, whatever roles are still written down.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from extramile.people.models import Employee, Membership, Role, RoleKind, Unit, User
from extramile.people.queries import ids_of_path, member_ids_below, members_below, running, team_of
from extramile.people.visitor import read_visitor

# A comparison with a unit of two would tell me my only colleague's score.
LEAST_MEMBERS_FOR_COMPARISON = 3

REMEMBERED = "_roles_of_this_request"

SEES_UNITS = (RoleKind.MANAGER, RoleKind.INSIGHTS_OWNER, RoleKind.BOARD_READER)
READS_VOICE = (*SEES_UNITS, RoleKind.HR)


OFFICE_ROLES = (
    RoleKind.INSIGHTS_OWNER,
    RoleKind.BOARD_READER,
    RoleKind.HR,
    RoleKind.ADMINISTRATOR,
)


class Deed(StrEnum):
    """Something that not everybody may do."""

    IMPORT = "import"
    EDIT_QUESTIONNAIRES = "edit_questionnaires"
    ASK = "ask"
    SEE_OUTBOX = "see_outbox"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ROLES = "manage_roles"
    MANAGE_CARDS = "manage_cards"
    ERASE_CUSTOMERS = "erase_customers"
    MANAGE_SCREENS = "manage_screens"
    CHOOSE_SETTINGS = "choose_settings"
    EXPORT = "export"
    MANAGE_API_KEYS = "manage_api_keys"
    SEE_AUDIT = "see_audit"
    RUN_WAVES = "run_waves"  # of the employees' voice: plan, call off
    HAND_OUT_CODES = "hand_out_codes"  # printed codes, to answer without a device of one's own
    REPLY_TO_VOICE = "reply_to_voice"  # to a comment whose writer asked for it
    EXPLORE = "explore"  # any measure, split and period of the whole company
    STATE_STUDIES = "state_studies"  # what will be asked of the data, before they are read; plans of rollouts
    READ_FINDINGS = "read_findings"
    WRITE_REPORTS = "write_reports"  # to the board: make, remark, finalise, deliver
    READ_REPORTS = "read_reports"  # final ones


DEEDS: dict[str, frozenset[Deed]] = {
    RoleKind.COACH: frozenset(),
    RoleKind.MANAGER: frozenset(
        {Deed.MANAGE_CARDS, Deed.MANAGE_SCREENS, Deed.HAND_OUT_CODES, Deed.REPLY_TO_VOICE}
    ),
    RoleKind.INSIGHTS_OWNER: frozenset(
        {
            Deed.IMPORT,
            Deed.EDIT_QUESTIONNAIRES,
            Deed.ASK,
            Deed.SEE_OUTBOX,
            Deed.ERASE_CUSTOMERS,
            Deed.MANAGE_SCREENS,
            Deed.CHOOSE_SETTINGS,
            Deed.EXPORT,
            Deed.EXPLORE,
            Deed.STATE_STUDIES,
            Deed.READ_FINDINGS,
            Deed.WRITE_REPORTS,
            Deed.READ_REPORTS,
        }
    ),
    RoleKind.BOARD_READER: frozenset({Deed.READ_FINDINGS, Deed.READ_REPORTS}),
    RoleKind.HR: frozenset(
        {
            Deed.MANAGE_PEOPLE,
            Deed.MANAGE_CARDS,
            Deed.SEE_AUDIT,
            Deed.RUN_WAVES,
            Deed.HAND_OUT_CODES,
            Deed.REPLY_TO_VOICE,
            Deed.READ_FINDINGS,
        }
    ),
    RoleKind.ADMINISTRATOR: frozenset(
        {
            Deed.IMPORT,
            Deed.SEE_OUTBOX,
            Deed.MANAGE_PEOPLE,
            Deed.MANAGE_ROLES,
            Deed.MANAGE_CARDS,
            Deed.ERASE_CUSTOMERS,
            Deed.CHOOSE_SETTINGS,
            Deed.MANAGE_API_KEYS,
            Deed.SEE_AUDIT,
            Deed.RUN_WAVES,
        }
    ),
}

Visitor = User | AnonymousUser


def employee_of(user: Visitor) -> Employee | None:
    """The employee behind a sign-in; a board reader need not be one."""
    return getattr(user, "employee", None) if user.is_authenticated else None


def is_here(user: Visitor, *, today: date) -> bool:
    """Whether this person may still come in: active, and not a leaver."""
    if not (user.is_authenticated and user.is_active):
        return False
    employee = employee_of(user)
    return employee is None or employee.ended_on is None or employee.ended_on > today


def running_roles(user: Visitor, *, today: date) -> list[Role]:
    """The roles that hold today; one query."""
    if not isinstance(user, User) or not is_here(user, today=today):
        return []
    day, remembered = getattr(user, REMEMBERED, (None, []))
    if day == today:
        return list(remembered)
    roles = Role.objects.filter(running(today), user_id=user.pk)
    return list(roles.select_related("unit", "employee").order_by("pk"))


def remember(user: Visitor, *, today: date) -> None:
    """For a page that only shows: employee, team and roles of this visitor are asked for once."""
    if not isinstance(user, User):
        return
    has_roles = read_visitor(user, today=today)
    setattr(user, REMEMBERED, (today, running_roles(user, today=today) if has_roles else []))


def may(user: Visitor, deed: Deed, *, today: date) -> bool:
    return deed in deeds(user, today=today)


def deeds(user: Visitor, *, today: date) -> frozenset[Deed]:
    """Everything this person may do in the office today."""
    none: frozenset[Deed] = frozenset()
    return none.union(*(DEEDS[role.kind] for role in running_roles(user, today=today)))


def who_may(deed: Deed, *, today: date) -> list[User]:
    """Everybody whose roles bring this deed today, by name."""
    kinds = [kind for kind, brought in DEEDS.items() if deed in brought]
    roles = Role.objects.filter(running(today), kind__in=kinds).values("user")
    found = User.objects.filter(pk__in=roles).select_related("employee").order_by("name", "pk")
    return [user for user in found if is_here(user, today=today)]


def who_manages(levels: Iterable[str], *, today: date) -> list[User]:
    """The managers of units of these kinds, by name."""
    roles = Role.objects.filter(running(today), kind=RoleKind.MANAGER, unit__kind__in=list(levels))
    found = User.objects.filter(pk__in=roles.values("user")).select_related("employee").order_by("name", "pk")
    return [user for user in found if is_here(user, today=today)]


def _below(roles: list[Role], *, prefix: str = "") -> Q | None:
    """The units in the scope of these roles, as a condition; None: no unit at all. No unit: everywhere."""
    if any(role.unit is None for role in roles):
        return Q(**{f"{prefix}pk__isnull": False})  # not an empty Q: `or` would forget it
    condition: Q | None = None
    for path in (role.unit.path for role in roles if role.unit is not None):
        here = Q(**{f"{prefix}path__startswith": path})
        condition = here if condition is None else condition | here
    return condition


def visible_units(user: Visitor, *, today: date) -> QuerySet[Unit]:
    """The units whose figures and customers' words this person may see."""
    roles = running_roles(user, today=today)
    below = _below([role for role in roles if role.kind in SEES_UNITS])
    whole_teams = _teams_wholly_coached(roles, today=today)
    if below is None:
        return Unit.objects.filter(pk__in=whole_teams)
    return Unit.objects.filter(below | Q(pk__in=whole_teams)) if whole_teams else Unit.objects.filter(below)


def _teams_wholly_coached(roles: list[Role], *, today: date) -> list[int]:
    """Teams of which every member is coached by these roles (or is the coach)."""
    named = [role.employee_id for role in roles if role.kind == RoleKind.COACH]
    if not named:
        return []
    own = Employee.objects.filter(user_id=roles[0].user_id).values("pk")
    inside = Membership.objects.filter(running(today))
    others = inside.exclude(employee__in=named).exclude(employee__in=own)
    teams = inside.filter(employee__in=named).exclude(unit__in=others.values("unit"))
    return list(teams.values_list("unit_id", flat=True).distinct())


def coached_employees(user: Visitor, *, today: date) -> QuerySet[Employee]:
    roles = running_roles(user, today=today)
    return Employee.objects.filter(pk__in=[role.employee_id for role in roles if role.employee_id])


def _managed(roles: list[Role], *, today: date) -> Q | None:
    """Employees whose team today (or last one, or first one to come) is in the scope of these managers."""
    scope = _below(roles, prefix="unit__")
    if scope is None:
        return None
    same = Membership.objects.filter(employee=OuterRef("employee"))
    later = same.filter(started_on__gt=OuterRef("started_on"), started_on__lte=today)
    earlier = same.filter(started_on__lt=OuterRef("started_on"))
    newest = Q(started_on__lte=today) & ~Exists(later)
    to_come = Q(started_on__gt=today) & ~Exists(earlier)
    there = Membership.objects.filter(scope).filter(newest | to_come)
    return Q(pk__in=there.values("employee"))


def visible_employees(user: Visitor, *, today: date) -> QuerySet[Employee]:
    """The employees whose own words and figures this person may see: oneself, the coached, the managed."""
    if not isinstance(user, User) or not is_here(user, today=today):
        return Employee.objects.none()
    roles = running_roles(user, today=today)
    coached = [role.employee_id for role in roles if role.kind == RoleKind.COACH]
    condition = Q(user_id=user.pk)
    if coached:
        condition |= Q(pk__in=coached)
    managed = _managed([role for role in roles if role.kind == RoleKind.MANAGER], today=today)
    return Employee.objects.filter(condition if managed is None else condition | managed)


def comparison_unit(employee: Employee, *, today: date) -> Unit | None:
    """The one unit whose line an employee sees beside their own: the team, or, where the team is so small
    that its figure would give a colleague away, the nearest unit above it that is not."""
    team = team_of(employee, day=today)
    return nearest_with_members(team, lambda unit: len(member_ids_below(unit, day=today))) if team else None


def nearest_with_members(team: Unit, count: Callable[[Unit], int]) -> Unit | None:
    """That unit of somebody in this team; `count` says how many are in a unit and below."""
    unit: Unit | None = team
    while unit is not None:
        if count(unit) >= LEAST_MEMBERS_FOR_COMPARISON:
            return unit
        unit = unit.parent
    return None


def hidden_members(user: Visitor, unit: Unit, *, today: date) -> list[int]:
    """The people in a unit and below whose own figures this person may not see."""
    members = members_below(unit, day=today)
    return list(members.exclude(pk__in=visible_employees(user, today=today)).values_list("pk", flat=True))


def units_for_cards(user: Visitor, *, today: date) -> QuerySet[Unit]:
    """For whose teams this person may print sign-in cards."""
    return units_for(user, Deed.MANAGE_CARDS, today=today)


def units_for(user: Visitor, deed: Deed, *, today: date) -> QuerySet[Unit]:
    """The units in the scope of the roles that bring this deed."""
    below = _below([role for role in running_roles(user, today=today) if deed in DEEDS[role.kind]])
    return Unit.objects.none() if below is None else Unit.objects.filter(below)


def units_with_voice(user: Visitor, *, today: date) -> QuerySet[Unit]:
    """The units whose released results of the employees' voice this person may read: their own team and
    every unit above it, as any employee; those in the scope of a role that looks after units or people."""
    scope = _below([role for role in running_roles(user, today=today) if role.kind in READS_VOICE])
    employee = employee_of(user) if is_here(user, today=today) else None
    team = team_of(employee, day=today) if employee else None
    condition = Q(pk__in=ids_of_path(team.path) if team else ())
    return Unit.objects.filter(condition if scope is None else condition | scope)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who may see an employee's words and figures, and why."""

    name: str
    why: str
    user_id: int


def who_can_see(employee: Employee, *, today: date) -> list[Viewer]:
    """Everybody who may see this employee's own words and figures; the same rules read backwards."""
    viewers: list[Viewer] = []
    if employee.user_id is not None:
        viewers.append(Viewer(name=employee.name, why=_("This is you."), user_id=employee.user_id))
    viewers += _coaches(employee, today=today)
    viewers += _managers(employee, today=today)
    return viewers


def _here(roles: QuerySet[Role], *, today: date) -> QuerySet[Role]:
    left = Q(user__employee__ended_on__isnull=False, user__employee__ended_on__lte=today)
    return roles.filter(running(today), user__is_active=True).exclude(left).select_related("user", "unit")


def _coaches(employee: Employee, *, today: date) -> list[Viewer]:
    roles = _here(Role.objects.filter(kind=RoleKind.COACH, employee=employee), today=today)
    coach = _("Coach.")
    return [
        Viewer(name=str(role.user), why=coach, user_id=role.user_id)
        for role in roles.exclude(user__employee=employee).order_by("user__name", "pk")
    ]


def _managers(employee: Employee, *, today: date) -> list[Viewer]:
    team = _team_for_managers(employee, today=today)
    if team is None:
        return []
    above = Role.objects.filter(kind=RoleKind.MANAGER, unit__in=ids_of_path(team.path))
    roles = _here(above, today=today).exclude(user__employee=employee)
    return [
        Viewer(
            name=str(role.user),
            why=_("Manager of %(unit)s.") % {"unit": role.unit},
            user_id=role.user_id,
        )
        for role in roles.order_by(F("unit__depth").desc(), "user__name", "pk")
    ]


def _team_for_managers(employee: Employee, *, today: date) -> Unit | None:
    """The team that decides which managers see this employee; `_managed` read from the other side."""
    memberships = Membership.objects.filter(employee=employee).select_related("unit")
    newest = memberships.filter(started_on__lte=today).order_by("-started_on").first()
    membership = newest or memberships.order_by("started_on").first()
    return membership.unit if membership else None


def may_change_address(user: Visitor, employee: Employee, *, today: date) -> bool:
    """Who changes an address can read the code sent to it: of those with a role of the office, only an
    administrator."""
    found = deeds(user, today=today)
    if Deed.MANAGE_PEOPLE not in found:
        return False
    roles = Role.objects.filter(running(today), user__employee=employee)
    return Deed.MANAGE_ROLES in found or not roles.filter(kind__in=OFFICE_ROLES).exists()
