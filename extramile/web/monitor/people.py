"""What a coach or manager sees: coached employees, their open questions, and one employee's page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from extramile.actions.models import CoachQuestion
from extramile.actions.queries import open_questions, open_questions_about, read_up_to
from extramile.monitor.operations import note_look
from extramile.people import access
from extramile.people.models import Employee, User
from extramile.people.queries import members_below, team_of
from extramile.responses.queries import OneAnswer, said
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.items import acts_of_viewer
from extramile.web.monitor.period import Filters, read_filters
from extramile.web.monitor.portrait import answers_for, portrait_of, wording_here
from extramile.web.monitor.scene import Scene, scene_of, visible_employee, visible_unit
from extramile.web.monitor.units import employee_rows
from extramile.web.monitor.voices import (
    look,
    page_length,
    read_position,
    voices_of,
    which_words,
    words_page_of,
)
from extramile.web.monitor.wording import Wording

NEVER_READ = datetime.min.replace(tzinfo=UTC)


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """The people I coach, and what they would like to talk about."""
    user = signed_in_user(request)
    scene = scene_of(None)
    coached = access.coached_employees(user, today=scene.today).order_by("name", "pk")
    if not coached.exists():
        raise Http404
    words = wording_here()
    filters = read_filters(request, today=scene.today, questionnaires=words.questionnaires)
    with timezone.override(scene.zone):
        visible = access.visible_units(user, today=scene.today)
        rows = employee_rows(list(coached), filters, unit=None, visible=visible)
        context = {
            "filters": filters,
            "people": rows,
            "people_lean": any(row.figure.leaned for row in rows),
            "questions": questions_with_words(list(open_questions(coached)), words=words),
        }
        return render(request, "monitor/people.html", context)


def questions_with_words(questions: list[CoachQuestion], *, words: Wording) -> list[dict[str, Any]]:
    found = said([(one.response_id, one.responded_at) for one in questions])
    voices = {voice.said.response_id: voice for voice in voices_of(found, wording=words)}
    return [
        {"question": one, "voice": voices[one.response_id]} for one in questions if one.response_id in voices
    ]


@signed_in
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    found = visible_employee(user, pk, today=timezone.localdate())
    return _employee(request, user, found)


@signed_in
def employee_in_unit(request: HttpRequest, unit_pk: int, pk: int) -> HttpResponse:
    """The same, reached from a unit's page: the employee must be there."""
    user = signed_in_user(request)
    today = timezone.localdate()
    unit = visible_unit(user, unit_pk, today=today)
    found = visible_employee(user, pk, today=today)
    if not members_below(unit, day=today).filter(pk=found.pk).exists():
        raise Http404
    return _employee(request, user, found)


def _employee(request: HttpRequest, user: User, found: Employee) -> HttpResponse:
    """Reading somebody else's page is written down, and that person can see it."""
    scene = scene_of(team_of(found, day=timezone.localdate()))
    if found.user_id != user.pk:
        note_look(user, found, now=scene.now, zone=scene.zone)
    with timezone.override(scene.zone):
        return render(request, "monitor/employee.html", employee_page(request, found, scene=scene))


def employee_page(request: HttpRequest, found: Employee, *, scene: Scene) -> dict[str, Any]:
    words = wording_here()
    filters = read_filters(request, today=scene.today, questionnaires=words.questionnaires)
    answers = answers_for(found, filters, scene=scene)
    page = words_page(request, found, filters, words=words, answers=answers)
    return {
        **page,
        "employee": found,
        "filters": filters,
        "portrait": portrait_of(
            found, answers, filters, scene=scene, viewer=signed_in_user(request), words=words
        ),
        "unread": sum(voice.is_unread for voice in page["voices"]),
    }


def words_page(
    request: HttpRequest,
    found: Employee,
    filters: Filters,
    *,
    words: Wording,
    answers: Sequence[OneAnswer],
) -> dict[str, Any]:
    before = read_position(request.GET)
    length = page_length(before)
    which = which_words(filters, before=before, length=length)
    looked = look(found, filters, which, answers=answers)
    page = words_page_of(looked, filters, request.path, length=length)
    read = read_up_to(found) or NEVER_READ
    ids = [one.response_id for one in page.said]
    return {
        "voices": voices_of(page.said, wording=words, unread_since=read),
        "acts": acts_of_viewer(found, asked_about=set(open_questions_about(found, ids))),
        "more_url": page.more_url,
        "looked_until": page.looked_until,
        "hits": page.hits,
    }
