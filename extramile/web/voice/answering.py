"""Before answering: what my boss sees. Then the questions; ballot and hand-in are the page's script's."""

import json
import math
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from extramile.core.blind_signatures import base64url
from extramile.core.clock import now as clock
from extramile.engagement.operations import sign_ballot
from extramile.engagement.problems import BadBallot, BallotTaken, NotInvited, UnknownWave, WaveNotOpen
from extramile.engagement.queries import GroupView, Place, Shows, WaveView, groups_of_cell, measure_of
from extramile.people.access import employee_of, is_here
from extramile.questionnaires.estimates import longest_minutes
from extramile.questionnaires.queries import definition_of
from extramile.stats.disclosure.groups import Kind
from extramile.web.access import signed_in, today
from extramile.web.voice.asked import shown
from extramile.web.voice.common import from_base64url, place_or_404, voter_of, wave_or_404
from extramile.web.voice.figures import example_of
from extramile.web.voice.wording import control_code, group_name

MOST_BYTES: Final = 4096
FEW: Final = 20  # invited, of whom perhaps fewer than ten answer


@signed_in
@require_safe
def wave_page(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Every group that my answer becomes part of, and what may ever be shown of it."""
    found = wave_or_404(wave)
    if found.state == "closed":
        return redirect("voice:results", found.public_id)
    _employee, place = place_or_404(request, found)
    groups = groups_of_cell(found.id, place.cell_id)
    context = {
        "wave": found,
        "place": place,
        "groups": _told(groups, measure_of(found.questionnaire_version_id)),
        "code": control_code(found.keys_digest),
        "is_open": found.takes_ballots(clock()),
        "minutes": _minutes(found, request.LANGUAGE_CODE or "en"),
    }
    return render(request, "voice/wave.html", context)


def _minutes(wave: WaveView, language: str) -> int:
    """Whole ones, upwards: who takes longer than was said feels misled."""
    definition = definition_of(wave.questionnaire_version_id)
    return max(1, math.ceil(longest_minutes(definition, definition.speak(language))))


def _told(groups: Sequence[GroupView], measure: str) -> list[dict[str, Any]]:
    """From the smallest up; the first that may be told anything of has the example."""
    rows = [_row(group) for group in groups]
    for row, group in zip(rows, groups, strict=True):
        kind: Kind = "attribute" if group.layer else "node"
        example = None if row["nothing"] else example_of(group.invited, kind=kind, measure=measure)
        if example:
            row["example"] = example
            break
    for row in rows[:1]:
        row["is_smallest"] = True
    return rows


def _row(group: GroupView) -> dict[str, Any]:
    return {
        "group": group,
        "name": group_name(group.unit_name, group.layer),
        "nothing": group.note is Shows.NOTHING,
        "comments": group.note in {Shows.COMMENTS, Shows.SHARES} and not group.layer,
        "shares": group.note is Shows.SHARES,
        "few": group.invited < FEW,
    }


@signed_in
@require_safe
def answer(request: HttpRequest, wave: UUID) -> HttpResponse:
    found = wave_or_404(wave)
    employee, place = place_or_404(request, found)
    if not found.takes_ballots(clock()):
        return redirect("voice:wave", found.public_id)
    definition = definition_of(found.questionnaire_version_id)
    language = definition.speak(request.LANGUAGE_CODE or "en")
    context = {
        "wave": found,
        "place": place,
        "questions": shown(definition, language),
        "code": control_code(found.keys_digest),
        "spoken": language,
        **_ballot(found, place, employee.pk),
    }
    return render(request, "voice/answer.html", context)


def _ballot(wave: WaveView, place: Place, employee_id: int) -> dict[str, Any]:
    """What the script needs; see static/js/voice/README.md."""
    return {
        "voter": voter_of(wave.public_id, employee_id),
        "key": base64url(place.public_key),
        "keys_url": reverse("ballot-keys", args=[wave.public_id]),
        "look_url": reverse("ballot-look", args=[wave.public_id]),
        "hand_in_url": reverse("ballot-hand-in", args=[wave.public_id]),
        "thread_url": reverse("thread"),
        "card_url": reverse("card-start"),
    }


@require_POST
def ballot(request: HttpRequest, wave: UUID) -> HttpResponseBase:
    """A blind signature, as the script asks for it. A stranger is told so, and not sent to a page.

    Presses are not counted: a count would keep the time at which this person voted.
    """
    if not is_here(request.user, today=today()):
        return JsonResponse({"problem": "signed-out"}, status=401)
    return _sign(request, wave)


@signed_in
def _sign(request: HttpRequest, wave: UUID) -> HttpResponse:
    employee = employee_of(request.user)
    blinded = _blinded(request)
    if employee is None:
        return JsonResponse({"problem": "not-invited"}, status=404)
    if blinded is None:
        return JsonResponse({"problem": "ballot"}, status=422)
    try:
        signature = sign_ballot(wave, employee_id=employee.pk, blinded=blinded, now=clock())
    except tuple(PROBLEMS) as problem:
        status, name = PROBLEMS[type(problem)]
        return JsonResponse({"problem": name}, status=status)
    return JsonResponse({"signature": base64url(signature)})


PROBLEMS: Final[dict[type[Exception], tuple[int, str]]] = {
    NotInvited: (404, "not-invited"),
    UnknownWave: (404, "not-invited"),
    BallotTaken: (409, "taken"),
    WaveNotOpen: (410, "closed"),
    BadBallot: (422, "ballot"),
}


def _blinded(request: HttpRequest) -> bytes | None:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return None
    try:
        return from_base64url(json.loads(body)["blinded"])
    except (ValueError, TypeError, KeyError):
        return None
