"""My customers: what mine said, newest first, and how I am doing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from extramile.actions.queries import kept_places
from extramile.monitor import queries
from extramile.people import access
from extramile.people.models import Employee, RoleKind, User
from extramile.people.queries import team_of
from extramile.responses.queries import OneAnswer, Position, said, words_of_employees
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.items import own_acts
from extramile.web.monitor.period import Filters, read_filters
from extramile.web.monitor.portrait import answers_for, portrait_of, wording_here
from extramile.web.monitor.scene import Scene, own_employee, poll_query, scene_of
from extramile.web.monitor.voices import (
    Voice,
    look,
    own_voices,
    page_length,
    read_position,
    which_words,
    words_page_of,
)
from extramile.web.monitor.wording import Wording

LOOKS_BACK: Final = timedelta(days=90)


@signed_in
def my_customers(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    employee = access.employee_of(user)
    elsewhere = _elsewhere(user, employee)
    if employee is None or elsewhere:
        return redirect(elsewhere or "more")
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    with timezone.override(scene.zone):
        return render(request, "monitor/own.html", own_page(request, employee, scene=scene))


def _elsewhere(user: User, employee: Employee | None) -> str:
    """Where somebody goes who has other things to see and no customers of their own."""
    kinds = {role.kind for role in access.running_roles(user, today=timezone.localdate())}
    if employee is not None and (not kinds or words_of_employees([employee.pk], limit=1, with_words=False)):
        return ""
    if not kinds.isdisjoint(access.SEES_UNITS):
        return "monitor:units"
    return "monitor:people" if RoleKind.COACH in kinds else ""


def own_page(request: HttpRequest, employee: Employee, *, scene: Scene) -> dict[str, Any]:
    words = wording_here()
    filters = own_filters(request, scene=scene, words=words)
    answers = answers_for(employee, filters, scene=scene)
    page = words_page(employee, filters, words=words, answers=answers)
    return {
        **page,
        "employee": employee,
        "filters": filters,
        "portrait": portrait_of(
            employee, answers, filters, scene=scene, viewer=signed_in_user(request), words=words
        ),
        "poll_query": poll_query(filters, queries.mark_among(answers, now=scene.now), scene),
        "read_at": scene.now.isoformat(),
        "news": _news([voice for voice in page["voices"] if voice.is_new]),
        "poll_url": reverse("monitor:newer"),
        "acts": own_acts,
    }


def _news(new: list[Voice]) -> str:
    words = ngettext("%(n)s new since your last visit", "%(n)s new since your last visit", len(new))
    return words % {"n": len(new)} if new else ""


def own_filters(request: HttpRequest, *, scene: Scene, words: Wording) -> Filters:
    return read_filters(
        request,
        today=scene.today,
        path=reverse("monitor:my-customers"),
        questionnaires=words.questionnaires,
    )


def words_page(
    employee: Employee,
    filters: Filters,
    *,
    words: Wording,
    before: Position | None = None,
    answers: Sequence[OneAnswer] | None = None,
) -> dict[str, Any]:
    """One page of words, and where to read on. `answers`: those read already, for the first page."""
    length = page_length(before)
    which = which_words(filters, before=before, length=length)
    looked = look(employee, filters, which, answers=answers)
    page = words_page_of(looked, filters, reverse("monitor:words"), length=length)
    return {
        "voices": own_voices(page.said, employee=employee, wording=words, marks_new=before is None),
        "more_url": page.more_url,
        "looked_until": page.looked_until,
        "hits": page.hits,
    }


@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """Further words: a list of its own without script, the next items of the list with it."""
    employee = own_employee(signed_in_user(request))
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    with timezone.override(scene.zone):
        said_in = wording_here()
        filters = own_filters(request, scene=scene, words=said_in)
        position = read_position(request.GET)
        page = words_page(employee, filters, words=said_in, before=position)
        template = "monitor/items.html" if request.headers.get("HX-Request") else "monitor/words.html"
        context = {**page, "filters": filters, "acts": own_acts, "is_further": True}
        return render(request, template, context)


@signed_in
def kept(request: HttpRequest) -> HttpResponse:
    employee = own_employee(signed_in_user(request))
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    places = kept_places(employee)
    found = {one.response_id: one for one in said(places)}
    in_order = [found[pk] for pk, _at in places if pk in found and found[pk].words]
    with timezone.override(scene.zone):
        voices = own_voices(in_order, employee=employee, wording=wording_here())
        return render(request, "monitor/kept.html", {"voices": voices, "acts": own_acts})


@signed_in
def who_sees_me(request: HttpRequest) -> HttpResponse:
    """Who may see my words and figures, and who looked."""
    employee = own_employee(signed_in_user(request))
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    with timezone.override(scene.zone):
        context = {
            "viewers": access.who_can_see(employee, today=scene.today),
            "looks": queries.looks_at(employee, since=scene.now - LOOKS_BACK),
        }
        return render(request, "monitor/who_sees_me.html", context)
