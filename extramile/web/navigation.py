"""Where each person can go from the bar at the bottom (phone) or the top (desk). Four at most, then More."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from extramile.board.queries import has_received
from extramile.people.access import DEEDS, READS_VOICE, Deed, Visitor, employee_of, running_roles
from extramile.people.models import RoleKind, User

IN_BAR: Final = 4


@dataclass(frozen=True, slots=True)
class Person:
    """What the bar needs to know of a person: two queries, asked once a page; of whoever has a role that does
    not bring reports, a third: somebody may have sent them one."""

    is_employee: bool
    kinds: frozenset[str]
    has_report: bool = False

    @property
    def is_front_line(self) -> bool:
        """An employee first: what their own customers said is where they begin."""
        return self.is_employee and self.kinds <= {RoleKind.COACH}

    @property
    def deeds(self) -> frozenset[Deed]:
        none: frozenset[Deed] = frozenset()
        return none.union(*(DEEDS[kind] for kind in self.kinds))

    @property
    def reads_reports(self) -> bool:
        return not self.deeds.isdisjoint({Deed.WRITE_REPORTS, Deed.READ_REPORTS})


@dataclass(frozen=True, slots=True)
class Place:
    label: str | Promise
    address: str  # the name of the URL
    is_for: Callable[[Person], bool]
    also: tuple[str, ...] = ()  # paths that belong to it although they begin otherwise


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    is_current: bool


def _deed(*deeds: Deed) -> Callable[[Person], bool]:
    return lambda person: not person.deeds.isdisjoint(deeds)


def _kind(*kinds: RoleKind) -> Callable[[Person], bool]:
    return lambda person: not person.kinds.isdisjoint(kinds)


PLACES: Final[tuple[Place, ...]] = (
    Place(_("Customers"), "monitor:my-customers", lambda person: person.is_front_line),
    Place(
        _("My people"),
        "monitor:people",
        lambda person: person.is_front_line and RoleKind.COACH in person.kinds,
        also=("/employee/",),
    ),
    Place(_("Ask a customer"), "asking:today", lambda person: person.is_front_line),
    Place(_("Our voice"), "voice:home", lambda person: person.is_front_line),
    Place(
        _("Units"),
        "monitor:units",
        _kind(RoleKind.MANAGER, RoleKind.INSIGHTS_OWNER, RoleKind.BOARD_READER),
        also=("/unit/",),
    ),
    Place(_("Reports"), "board:reports", lambda person: person.has_report or person.reads_reports),
    Place(
        _("My people"),
        "monitor:people",
        lambda person: not person.is_front_line and RoleKind.COACH in person.kinds,
        also=("/employee/",),
    ),
    Place(_("Explore"), "office:explore", _deed(Deed.EXPLORE)),
    Place(_("Imports"), "office:imports", _deed(Deed.IMPORT, Deed.MANAGE_PEOPLE)),
    Place(_("Questions"), "office:questionnaires", _deed(Deed.EDIT_QUESTIONNAIRES)),
    Place(_("Asking"), "office:asking", _deed(Deed.ASK)),
    Place(_("Waves"), "office:waves", _deed(Deed.RUN_WAVES, Deed.HAND_OUT_CODES)),
    Place(
        _("Studies"),
        "office:studies",
        _deed(Deed.READ_FINDINGS, Deed.STATE_STUDIES),
        also=("/office/changes/", "/office/rollouts/", "/office/need/"),
    ),
    Place(_("People"), "office:people", _deed(Deed.MANAGE_PEOPLE)),
    Place(_("Sign-in cards"), "office:cards", _deed(Deed.MANAGE_CARDS)),
    Place(_("Team screens"), "monitor:screens", _deed(Deed.MANAGE_SCREENS)),
    Place(_("Outbox"), "office:outbox", _deed(Deed.SEE_OUTBOX)),
    Place(_("Exports"), "office:exports", _deed(Deed.EXPORT, Deed.MANAGE_PEOPLE)),
    Place(_("Customers' data"), "office:customers", _deed(Deed.ERASE_CUSTOMERS)),
    Place(_("API keys"), "office:api-keys", _deed(Deed.MANAGE_API_KEYS)),
    Place(_("Audit trail"), "office:audit", _deed(Deed.SEE_AUDIT)),
    Place(_("Settings"), "office:settings", _deed(Deed.CHOOSE_SETTINGS)),
    Place(
        _("Our voice"),
        "voice:home",
        lambda person: (
            not person.is_front_line and (person.is_employee or not person.kinds.isdisjoint(READS_VOICE))
        ),
    ),
    Place(
        _("My own customers"),
        "monitor:my-customers",
        lambda person: person.is_employee and not person.is_front_line,
    ),
)


def person_of(user: Visitor, *, today: date) -> Person:
    kinds = frozenset(role.kind for role in running_roles(user, today=today))
    person = Person(is_employee=employee_of(user) is not None, kinds=kinds)
    if kinds and isinstance(user, User) and not person.reads_reports:
        return replace(person, has_report=has_received(user))
    return person


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def links(request: HttpRequest, *, today: date) -> list[Link]:
    """Everywhere this person can go, the place they are in marked (the longest address that fits)."""
    if not request.user.is_authenticated:
        return []
    person = person_of(request.user, today=today)
    places = [(place, _url(place.address)) for place in PLACES if place.is_for(person)]
    known = [(place, url) for place, url in places if url]
    lengths = {url: _fit(request.path, url, *place.also) for place, url in known}
    best = max(lengths, key=lambda url: lengths[url], default="")
    return [Link(place.label, url, url == best and lengths[url] > 0) for place, url in known]


def _fit(path: str, *starts: str) -> int:
    """How much of the path a place explains; the front page explains itself alone."""
    return max(
        len(start) if path == start or (start != "/" and path.startswith(start)) else 0 for start in starts
    )
