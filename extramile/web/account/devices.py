"""Where somebody is signed in, in words."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

SYSTEMS: Final = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Chromebook", r"CrOS"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux"),
)
BROWSERS: Final = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)


@dataclass(frozen=True, slots=True)
class Device:
    pk: int
    name: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")


def device_name(user_agent: str) -> str:
    """ "Chrome on Android"; good enough to recognise one's own."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device")


def devices_of(request: HttpRequest) -> list[Device]:
    """This one first, then those seen last; sessions that ended by themselves are left out."""
    sessions = [one for one in UserSession.objects.filter(user_id=request.user.pk) if not one.purge()]
    found = [
        Device(
            pk=one.pk,
            name=device_name(one.user_agent),
            address=one.ip,
            since=one.created_at,
            seen_at=one.last_seen_at,
            is_this=one.session_key == request.session.session_key,
        )
        for one in sessions
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))
