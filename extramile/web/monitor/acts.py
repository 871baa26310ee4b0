"""Keep, ask the coach, have read: each a form that works without script, each with its undo."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extramile.actions import operations
from extramile.actions.models import CoachQuestion
from extramile.actions.operations import NotOwnWordsError
from extramile.core.clock import now
from extramile.people import access
from extramile.people.models import Employee
from extramile.people.queries import team_of
from extramile.responses.queries import said
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.items import own_acts
from extramile.web.monitor.portrait import wording_here
from extramile.web.monitor.scene import own_employee, scene_of
from extramile.web.monitor.voices import own_voices
from extramile.web.toasts import toast


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the form stood on."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect("monitor:my-customers")


def _answer(
    request: HttpRequest, employee: Employee, response_id: int, *, text: str, undo_url: str
) -> HttpResponse:
    """With script: the item as it is now, and a toast. Without: back to the page, and a toast there."""
    if not request.headers.get("HX-Request"):
        toast(request, text, undo_url=undo_url)
        return _back(request)
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    place = operations.place_of_own(employee, response_id)
    with timezone.override(scene.zone):
        voices = own_voices(said([place]), employee=employee, wording=wording_here())
        context = {"voices": voices, "acts": own_acts, "text": text, "undo_url": undo_url}
        return render(request, "monitor/acted.html", context)


def _own(
    deed: Callable[[Employee, int, HttpRequest], None], *, text: Callable[[], str], undo: str
) -> Callable[..., HttpResponseBase]:
    """A deed about one's own words; anybody else's do not exist."""

    @require_POST
    @signed_in
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        employee = own_employee(signed_in_user(request))
        try:
            deed(employee, pk, request)
        except NotOwnWordsError as error:
            raise Http404 from error
        return _answer(request, employee, pk, text=text(), undo_url=reverse(undo, args=[pk]) if undo else "")

    return act


def _keep(employee: Employee, pk: int, _request: HttpRequest) -> None:
    operations.keep(employee, pk, now=now())


def _unkeep(employee: Employee, pk: int, _request: HttpRequest) -> None:
    operations.unkeep(employee, pk)


def _ask(employee: Employee, pk: int, request: HttpRequest) -> None:
    operations.ask_coach(employee, pk, note=request.POST.get("note", ""), now=now())


def _withdraw(employee: Employee, pk: int, _request: HttpRequest) -> None:
    operations.withdraw_question(employee, pk)


keep = _own(_keep, text=lambda: _("Kept."), undo="monitor:unkeep")
unkeep = _own(_unkeep, text=lambda: _("No longer kept."), undo="monitor:keep")
ask = _own(_ask, text=lambda: _("On the list for the talk with your coach."), undo="monitor:withdraw")
withdraw = _own(_withdraw, text=lambda: _("Taken off the list."), undo="")


@require_POST
@signed_in
def read(request: HttpRequest) -> HttpResponse:
    """The employee has read what was on the page of that moment."""
    employee = own_employee(signed_in_user(request))
    try:
        moment = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError as error:
        raise Http404 from error
    if moment.tzinfo is None:
        raise Http404
    operations.read_until(employee, min(moment, now()))
    return HttpResponse(status=204) if request.headers.get("HX-Request") else _back(request)


def _question(request: HttpRequest, pk: int) -> CoachQuestion:
    """A question of somebody whom I coach, or my own."""
    user = signed_in_user(request)
    today = timezone.localdate()
    question = get_object_or_404(CoachQuestion, pk=pk)
    coached = access.coached_employees(user, today=today).filter(pk=question.employee_id)
    if not coached.exists() and access.employee_of(user) != question.employee:
        raise Http404
    return question


@require_POST
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    operations.close_question(question, actor=signed_in_user(request), now=now())
    toast(request, _("Talked about: off the list."), undo_url=reverse("monitor:reopen", args=[pk]))
    return _back(request)


@require_POST
@signed_in
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    operations.reopen_question(_question(request, pk), actor=signed_in_user(request), now=now())
    toast(request, _("Back on the list."))
    return _back(request)
