"""The open page asks every few seconds: is there anything newer? Mostly the answer is no (204)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from extramile.monitor import queries
from extramile.people.queries import team_of
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.own import own_page
from extramile.web.monitor.scene import Scene, own_employee, scene_of, visible_unit
from extramile.web.monitor.units import unit_page
from extramile.web.monitor.voices import Voice

NOTHING_NEW: Final = 204
# An answer is written a moment before others can see it.
SLACK: Final = timedelta(minutes=1)
MOST_SHOWN: Final = 500


def _shown(request: HttpRequest) -> set[int]:
    """Which words stand on the page already."""
    return {int(raw) for raw in request.GET.getlist("said")[:MOST_SHOWN] if raw.isascii() and raw.isdigit()}


def _asked_at(request: HttpRequest, scene: Scene) -> datetime:
    try:
        moment = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return scene.now
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - SLACK


def _difference(request: HttpRequest, voices: Sequence[Voice], *, scene: Scene) -> dict[str, Any]:
    """What to take off the page and what to put on top of the list."""
    shown = _shown(request)
    places = [(voice.said.response_id, voice.said.responded_at) for voice in voices]
    changed = queries.changed_since(places, _asked_at(request, scene)) & shown if places else set()
    fresh = [voice for voice in voices if voice.said.response_id not in shown - changed]
    return {"fresh": fresh, "changed": changed, "count": len(fresh), "was_empty": not shown}


@signed_in
def newer(request: HttpRequest) -> HttpResponse:
    """About my own customers."""
    employee = own_employee(signed_in_user(request))
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    if queries.employee_mark(employee.pk, now=scene.now) == request.GET.get("mark"):
        return HttpResponse(status=NOTHING_NEW)
    with timezone.override(scene.zone):
        page = own_page(request, employee, scene=scene)
        return render(request, "monitor/newer.html", page | _difference(request, page["voices"], scene=scene))


@signed_in
def newer_in_unit(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    unit = visible_unit(user, pk, today=timezone.localdate())
    scene = scene_of(unit)
    if queries.unit_mark(unit.pk) == request.GET.get("mark"):
        return HttpResponse(status=NOTHING_NEW)
    with timezone.override(scene.zone):
        page = unit_page(request, unit, user=user, scene=scene)
        return render(request, "monitor/newer.html", page | _difference(request, page["voices"], scene=scene))
