"""A printed code without a job: anonymous. A random number in the page makes a form sent twice one answer."""

import re
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from extramile.core.clock import now as clock
from extramile.core.limits import allow
from extramile.core.tokens import link_token, random_token, read_link_token
from extramile.invitations.models import Invitation, WalkIn
from extramile.invitations.operations import open_walk_in
from extramile.questionnaires.pieces import first_name
from extramile.questionnaires.queries import definition_of, newest_published
from extramile.responses.operations import Stored, store
from extramile.responses.queries import About
from extramile.web.addresses import client_address
from extramile.web.answer.posted import Posted, TooMuchError
from extramile.web.answer.sending import say, wished
from extramile.web.answer.views import PARTIAL_IS_FINE, respond, show
from extramile.web.answer.visit import Visit

NUMBER: Final = re.compile(r"[0-9a-f]{40}")
# Of one address: a waiting room full of people behind one router, but no machine.
MOST: Final = 200
WITHIN_SECONDS: Final = 600


def walk_in(request: HttpRequest, token: str) -> HttpResponse:
    number = read_link_token("walk-in", token.lower())
    found = WalkIn.objects.filter(pk=number, revoked_at=None) if number is not None else WalkIn.objects.none()
    code = found.select_related("unit", "employee").first()
    if code is None:
        return say(request, "unknown", status=404)
    if request.method == "POST":
        return _post(request, code, token)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _show(request, code, token, language=request.GET.get("language", ""))


def _about(code: WalkIn) -> About:
    return About(
        unit=code.unit.name,
        kind_of_work="",
        employee=first_name(code.employee.name) if code.employee else "",
        finished_on=None,
        contact_id=None,
    )


def _show(
    request: HttpRequest, code: WalkIn, token: str, *, language: str, posted: Posted | None = None
) -> HttpResponse:
    version = newest_published(code.questionnaire_id)
    definition = definition_of(version.pk)
    number = posted.number if posted and NUMBER.fullmatch(posted.number) else random_token()
    visit = Visit(
        path=f"/w/{token}",
        definition=definition,
        language=definition.speak(language or wished(request, definition.languages)),
        typed=posted.typed if posted else {},
        hidden={"-number": number},
        may_stop=False,
    )
    return show(request, visit, version.pk, _about(code), today=clock().date())


def _post(request: HttpRequest, code: WalkIn, token: str) -> HttpResponse:
    try:
        posted = Posted.read(request)
    except TooMuchError:
        return say(request, "too_much", status=413)
    now = clock()
    if posted.switch or not NUMBER.fullmatch(posted.number):
        return _show(request, code, token, language=posted.switch or posted.language, posted=posted)
    address = client_address(request)
    if not allow("walk-in", address, limit=MOST, seconds=WITHIN_SECONDS, now=now):
        return say(request, "too_often", status=429)
    invitation, stored = _keep(code, posted)
    if posted.is_partial:
        return HttpResponse(status=204 if stored.outcome in PARTIAL_IS_FINE else 410)
    return respond(
        request,
        posted,
        stored,
        path=f"/w/{token}",
        now=now,
        hidden={"-number": posted.number},
        may_stop=False,
        # The answer has a link of its own now.
        change_path=f"/a/{link_token('answer', invitation.pk)}",
    )


@transaction.atomic
def _keep(code: WalkIn, posted: Posted) -> tuple[Invitation, Stored]:
    """The visitor counts as asked only together with an answer."""
    now = clock()
    invitation = open_walk_in(code, posted.number, language=posted.language, now=now)
    stored = store(
        invitation.pk,
        posted.submitted,
        complete=posted.is_complete,
        language=posted.language,
        now=now,
        seen=posted.seen,
    )
    if stored.response_id is None:
        transaction.set_rollback(True)
    return invitation, stored
