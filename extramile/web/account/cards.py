"""Sign in with a printed card: the QR code opens this page, the PIN opens the door."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from extramile.core.clock import now as read_clock
from extramile.core.tokens import keyed_hash
from extramile.people.models import Card
from extramile.people.operations import choose_pin, find_card, right_pin
from extramile.people.problems import Refused
from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.account import limits
from extramile.web.account.forms import NewPinForm, PinForm
from extramile.web.account.next import safe_next
from extramile.web.account.sessions import remember_shared
from extramile.web.addresses import client_address

CARD = "card"


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, token: str) -> HttpResponse:
    """An unknown or revoked card is asked for a PIN too: the page tells nobody which cards exist."""
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _right_card(request, token, form)
        if found is not None:
            return _sign_in(request, found, shared=form.cleaned_data["shared"])
    return render(request, "account/card.html", {"form": form}, status=200)


def _right_card(request: HttpRequest, token: str, form: PinForm) -> Card | None:
    """Each try counts before the PIN is looked at; a locked card says so, right PIN or not."""
    now, key = read_clock(), keyed_hash("card", token)
    allowed = [
        limits.PINS_PER_MACHINE.allow(client_address(request), now=now),
        limits.PINS_PER_CARD_A_DAY.allow(key, now=now),
        limits.PINS_PER_CARD.allow(key, now=now),
    ]
    if not all(allowed):
        form.add_error(
            None,
            _("This was tried too often. Wait a quarter of an hour, or ask your manager for a new card."),
        )
        return None
    found = find_card(token, today=today())
    if not right_pin(found, form.cleaned_data["pin"].strip()):
        form.add_error("pin", _("That PIN does not belong to this card. Try again, or ask for a new card."))
        return None
    limits.PINS_PER_CARD.forgive(key)
    limits.PINS_PER_CARD_A_DAY.forgive(key)
    return found


def _sign_in(request: HttpRequest, found: Card, *, shared: bool) -> HttpResponse:
    user = found.employee.user
    if request.user.is_authenticated and request.user != user:
        request.session.flush()  # nothing of whoever was signed in here before
    remember_shared(request, shared=shared)
    request.session[CARD] = found.pk
    record_authentication(request, user, method="card")
    goal = "/account/pin/" if found.pin_chosen_at is None else "/"
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=goal))
    return response


@sensitive_post_parameters("pin")
@signed_in
def pin(request: HttpRequest) -> HttpResponse:
    """One's own PIN, after signing in with a card: whoever printed the sheet saw the first one."""
    user = signed_in_user(request)
    mine = Card.objects.filter(
        pk=request.session.get(CARD) or 0, employee__user=user, revoked_at__isnull=True
    ).first()
    if mine is None:
        raise Http404
    form = NewPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_pin(mine, pin=form.cleaned_data["pin"], now=read_clock())
        except Refused as refused:
            form.add_error("pin", str(refused))
        else:
            messages.success(request, _("That is your PIN from now on."))
            return HttpResponseRedirect(safe_next(request))
    return render(request, "account/pin.html", {"form": form, "first": mine.pin_chosen_at is None})
