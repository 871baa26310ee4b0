"""My account: who can see my figures, where I am signed in, my passkeys, my language."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.core import audit
from extramile.core.clock import now as read_clock
from extramile.people import access
from extramile.people.models import Card
from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.account.devices import devices_of
from extramile.web.account.sessions import end_sessions_of
from extramile.web.account.sign_in import sign_out


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    employee = access.employee_of(user)
    context = {
        "employee": employee,
        "viewers": access.who_can_see(employee, today=today()) if employee else [],
        "devices": devices_of(request),
        "card": _my_card(request),
    }
    return render(request, "account/account.html", context)


def _my_card(request: HttpRequest) -> Card | None:
    mine = Card.objects.filter(employee__user=signed_in_user(request), revoked_at__isnull=True)
    return mine.order_by("-created_at").first()


@require_POST
@signed_in
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(UserSession, pk=pk, user_id=request.user.pk)
    if device.session_key == request.session.session_key:
        return sign_out(request)
    device.end()
    messages.success(request, _("Signed out on that device."))
    return HttpResponseRedirect(reverse("account"))


@require_POST
@signed_in
def end_other_devices(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    ended = end_sessions_of(user, but=request.session.session_key)
    audit.record(
        "account.sessions.ended",
        actor=user,
        now=read_clock(),
        subject_type="user",
        subject_id=user.pk,
        count=ended,
    )
    messages.success(request, _("Signed out everywhere else."))
    return HttpResponseRedirect(reverse("account"))
