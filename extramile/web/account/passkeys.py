"""Passkeys: sign in with a face, a finger or the phone's code. Never a password, nothing to remember."""

import time
from typing import Any

from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core import audit
from extramile.core.clock import now as read_clock
from extramile.web.access import signed_in, signed_in_user
from extramile.web.account.adapter import post_letter
from extramile.web.account.devices import device_name
from extramile.web.account.next import safe_next
from extramile.web.account.passkey_forms import AddForm
from extramile.web.account.sessions import NO_PASSKEY_COOKIE, SIGNED_IN_AT

# A phone left unlocked on a table must not give somebody else a lasting way in.
FRESH_SECONDS = 30 * 60
NOT_NOW_SECONDS = 90 * 24 * 60 * 60


def is_fresh(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(SIGNED_IN_AT, 0) < FRESH_SECONDS)


@signed_in
def offer(request: HttpRequest) -> HttpResponse:
    """Asked once after signing in with a code: shall this phone remember you?"""
    return render(request, "account/offer.html", {"next": safe_next(request)})


@require_POST
def not_now(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    response.set_cookie(
        NO_PASSKEY_COOKIE,
        "1",
        max_age=NOT_NOW_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


@require_POST
@signed_in
def options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey; the challenge waits in the session."""
    if not is_fresh(request):
        return JsonResponse({"again": reverse("account_passkeys")}, status=409)
    return JsonResponse(auth.begin_registration(signed_in_user(request), passwordless=True))


@signed_in
def passkeys(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    if request.method == "POST":
        return _add(request)
    mine = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    return render(request, "account/passkeys.html", {"passkeys": list(mine), "fresh": is_fresh(request)})


def _add(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = AddForm(data=_named(request), user=user)
    if not is_fresh(request) or not form.is_valid():
        messages.error(request, _("That passkey could not be added. Try it once more."))
        return HttpResponseRedirect(reverse("account_passkeys"))
    passkey = flows.signup_authenticator(
        request, user=user, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
    )
    _tell(request, "added", passkey)
    messages.success(request, _("From now on you can sign in with this passkey."))
    return HttpResponseRedirect(safe_next(request, default=reverse("account_passkeys")))


def _named(request: HttpRequest) -> dict[str, Any]:
    name = device_name(request.headers.get("User-Agent", ""))
    return {"credential": request.POST.get("credential", ""), "name": name}


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    passkey = get_object_or_404(Authenticator, pk=pk, user=user, type=Authenticator.Type.WEBAUTHN)
    delete_and_cleanup(request, passkey)
    _tell(request, "removed", passkey)
    messages.success(request, _("That passkey no longer works."))
    return HttpResponseRedirect(reverse("account_passkeys"))


def _tell(request: HttpRequest, what: str, passkey: Authenticator) -> None:
    """Written down, and mailed to its owner: a change of the locks is never silent."""
    user = signed_in_user(request)
    now = read_clock()
    audit.record(f"account.passkey.{what}", actor=user, now=now, subject_type="user", subject_id=user.pk)
    if user.email:
        post_letter(f"account/mail/passkey_{what}", user.email, {"passkey": passkey.wrap().name})
