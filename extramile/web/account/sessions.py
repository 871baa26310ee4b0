"""How long one stays signed in: half a year, renewed by use, on a phone of one's own; half an hour without
use on a computer that others use too."""

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from extramile.core.clock import now as read_clock
from extramile.people.models import User
from extramile.web.addresses import client_address

SHARED = "shared_computer"
SEEN_AT = "seen_at"
SIGNED_IN_AT = "signed_in_at"
SHARED_IDLE = 30 * 60
TOUCH_SHARED = 60
TOUCH_OWN = 24 * 60 * 60
NO_PASSKEY_COOKIE = "extramile_no_passkey"
WIPE = '"cache", "storage"'


def remember_shared(request: HttpRequest, *, shared: bool) -> None:
    """Said before signing in; kept through it."""
    request.session[SHARED] = shared


def begin(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """Right after signing in, by whatever door: how long it lasts, the language, and what to do first."""
    shared = bool(request.session.get(SHARED))
    request.session[SEEN_AT] = request.session[SIGNED_IN_AT] = int(time.time())
    request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
    if not shared and _offer_passkey(request, user):
        goal = response.headers.get("Location", "/")
        response.headers["Location"] = f"{reverse('account_offer')}?{urlencode({'next': goal})}"
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 24 * 60 * 60,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


def _offer_passkey(request: HttpRequest, user: User) -> bool:
    if request.COOKIES.get(NO_PASSKEY_COOKIE) or "card" in request.session:
        return False
    return not Authenticator.objects.filter(user_id=user.pk).exists()


def end(request: HttpRequest) -> None:
    """Sign out here; the row in the list of devices goes with it."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request)


def wipe(response: HttpResponse) -> HttpResponse:
    """What this browser kept of somebody's pages goes too."""
    response.headers["Clear-Site-Data"] = WIPE
    return response


def end_sessions_of(user: User, *, but: str | None = None) -> int:
    """Sign somebody out on every device, except the one of this session key."""
    sessions = list(UserSession.objects.filter(user_id=user.pk).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    return len(sessions)


class SessionLength:
    """Ends a forgotten session on a shared computer; renews a used one without writing at every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Pages of customers carry no session cookie: reading the session would cost them a query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self._is_over(request):
            end(request)
            messages.info(request, _("You were signed out, because nobody used this computer for a while."))
            response = self.get_response(request)
            return wipe(response) if isinstance(response, HttpResponse) else response
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        if SEEN_AT not in request.session or not request.user.is_authenticated:
            return False
        shared = bool(request.session.get(SHARED))
        idle = time.time() - request.session[SEEN_AT]
        if shared and idle > SHARED_IDLE:
            return True
        asked_by_the_page_itself = request.headers.get("HX-Request") == "true" and request.method == "GET"
        if idle > (TOUCH_SHARED if shared else TOUCH_OWN) and not asked_by_the_page_itself:
            self._touch(request)
        return False

    def _touch(self, request: HttpRequest) -> None:
        request.session[SEEN_AT] = int(time.time())
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=read_clock(),
            ip=client_address(request),
            user_agent=request.headers.get("User-Agent", "")[:200],
        )
