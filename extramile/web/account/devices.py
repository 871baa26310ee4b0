"""Where somebody is signed in, in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from extramile.core.clock import now as read_clock
from extramile.people.models import User
from extramile.web.access import signed_in_user

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


def _lasting(user: User, keys: Iterable[str]) -> set[str]:
    """Of these sessions, those that still let this person in. One question for all of them."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    kept = Session.objects.filter(session_key__in=list(keys), expire_date__gt=read_clock())
    return {one.session_key for one in kept if _is_of(user, one.get_decoded(), hashes)}


def _is_of(user: User, held: Mapping[str, str], hashes: Iterable[str]) -> bool:
    mine = held.get(SESSION_KEY) == str(user.pk)
    return mine and any(constant_time_compare(held.get(HASH_SESSION_KEY, ""), one) for one in hashes)


def devices_of(request: HttpRequest) -> list[Device]:
    """This one first, then those seen last; sessions that ended by themselves are left out."""
    user = signed_in_user(request)
    known = list(UserSession.objects.filter(user=user))
    lasting = _lasting(user, [one.session_key for one in known])
    sessions = [one for one in known if one.session_key in lasting]
    if len(sessions) < len(known):
        ended = [one.pk for one in known if one.session_key not in lasting]
        UserSession.objects.filter(pk__in=ended).delete()
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
