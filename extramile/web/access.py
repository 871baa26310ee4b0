"""Who may open a page. What is not yours is not there: 404, never 403."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from extramile.core.preferences import asked_once
from extramile.people import access, fence
from extramile.people.access import Deed
from extramile.people.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]


def today() -> date:
    """The day as it is where the program runs; roles begin and end with it."""
    return timezone.localdate()


def signed_in_user(request: HttpRequest) -> User:
    """The person behind a request that `signed_in` let through."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def signed_in(view: View[P, R]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Ask a stranger to sign in; sign a leaver out. Pages about people are never kept by a cache."""
    return _guarded(view, None)


def _guarded(
    view: View[P, R], deeds: frozenset[Deed] | None
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view, behind both fences: who may open it at all, and what the database shows to it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            access.remember(request.user, today=today())
        if not access.is_here(request.user, today=today()):
            if request.user.is_authenticated:
                logout(request)
            return _ask_to_sign_in(request)
        done: frozenset[Deed] = frozenset()
        if deeds is not None:
            done = access.deeds(request.user, today=today()) & deeds
            if not done:
                raise Http404
        fence.open_for(request.user, today=today(), deeds=done)
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        with asked_once():
            return view(request, *args, **kwargs)

    return never_cache(guarded)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Afterwards one comes back to this page, unless it was a form: that is lost, so start at its page."""
    return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")


def allowed(
    *deeds: Deed,
) -> Callable[[View[P, R]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Only for whoever may do one of these deeds; for others the page does not exist."""

    def decorate(view: View[P, R]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        return _guarded(view, frozenset(deeds))

    return decorate
