"""Who can be tried: one of each sort, with a link that signs in on this machine, in demo mode only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from extramile.core.preferences import preferences
from extramile.core.tokens import link_token
from extramile.invitations.models import Decision, Invitation
from extramile.invitations.queries import answer_link
from extramile.people.models import Employee, Role, RoleKind, User
from extramile.responses.models import Credit


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    role: str
    sign_in: str  # an address


def sign_in_link(user: User) -> str:
    return f"{settings.ADDRESS}/account/demo/{link_token('demo', user.pk)}/"


def demo_people() -> list[DemoPerson]:
    """A helpful selection, in the order in which one would want to look."""
    return [DemoPerson(user.name, role, sign_in_link(user)) for role, user in _selection()]


def _selection() -> Iterator[tuple[str, User]]:
    yield from _technicians()
    coach = (
        Role.objects.filter(kind=RoleKind.COACH, ended_on=None).select_related("user").order_by("pk").first()
    )
    if coach is not None:
        yield "coach", coach.user
    yield from _managers()
    for kind in (RoleKind.INSIGHTS_OWNER, RoleKind.HR, RoleKind.ADMINISTRATOR, RoleKind.BOARD_READER):
        role = Role.objects.filter(kind=kind, ended_on=None).select_related("user").order_by("pk").first()
        if role is not None:
            yield kind.label.lower().replace("_", " "), role.user
    office = Employee.objects.filter(external_id="K05").select_related("user").first()
    if office is not None and office.user is not None:
        yield "colleague without customers", office.user


def _managers() -> Iterator[tuple[str, User]]:
    roles = Role.objects.filter(kind=RoleKind.MANAGER, ended_on=None).select_related("user", "unit")
    for kind, name in (("centre", "centre manager"), ("region", "region manager"), ("company", "director")):
        role = roles.filter(unit__kind=kind).order_by("pk").first()
        if role is not None:
            yield name, role.user


def _technicians() -> Iterator[tuple[str, User]]:
    """With many answers, with too few, and one who reads English."""
    here = Employee.objects.filter(external_id__startswith="T", ended_on=None, user__isnull=False)
    counts = dict(Credit.objects.values_list("employee_id").annotate(n=Count("pk")).order_by())
    known = sorted(here.select_related("user"), key=lambda one: (-counts.get(one.pk, 0), one.pk))
    enough = [one for one in known if counts.get(one.pk, 0) >= preferences().minimum_answers]
    few = [one for one in known if 0 < counts.get(one.pk, 0) < preferences().minimum_answers]
    in_english = [one for one in enough[1:] if one.language == "en"]
    for role, found in (
        ("technician with many answers", [one for one in enough if one.language != "en"]),
        ("technician who reads English", in_english),
        ("technician with too few answers yet", few),
    ):
        if found and found[0].user is not None:
            yield role, found[0].user


def unanswered_links(count: int = 20, *, now: datetime) -> list[str]:
    """Links of customers who were asked and have not answered yet, the newest first."""
    waiting = Invitation.objects.filter(
        decision=Decision.ASKED,
        asked_at__isnull=False,
        responded_at=None,
        cancelled_at=None,
        expires_at__gt=now,
        job__isnull=False,
    ).order_by("-asked_at", "-pk")
    return [answer_link(number) for number in waiting.values_list("pk", flat=True)[:count]]
