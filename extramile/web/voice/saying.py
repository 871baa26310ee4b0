"""Comments as they are read: a page at a time, in the one order that says nothing; and replies to them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.engagement.operations.comments import reply
from extramile.engagement.problems import VoiceProblem
from extramile.engagement.queries import (
    Asked,
    CommentView,
    comment,
    comment_page,
    questions_of,
    released,
)
from extramile.people.access import Deed, units_for
from extramile.people.models import Unit
from extramile.people.queries import unit_names
from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.here import Here, crumbs_of, here_or_404


def comments_of(
    request: HttpRequest, here: Here, unit: Unit, asked: Sequence[Asked], *, start: UUID | None = None
) -> dict[str, Any]:
    """Those at home here, and those of the units below that this person may read. No count of them: how many
    wrote is not told."""
    page = comment_page(here.wave.id, here.inside(unit), start=start)
    homes = {one.unit_id for one in page.comments}
    names = unit_names(homes - {unit.pk})
    may = units_for(request.user, Deed.REPLY_TO_VOICE, today=today()).filter(pk__in=homes)
    mine = set(may.values_list("pk", flat=True))
    titles = {one.key: one.question.text("title", request.LANGUAGE_CODE or "en") for one in asked}
    return {
        "comments": [
            {
                "comment": one,
                "about": titles.get(one.question_key, ""),
                "place": names.get(one.unit_id, ""),
                "may_reply": one.can_be_answered and one.unit_id in mine and not _waits(one),
            }
            for one in page.comments
        ],
        "more_comments": _from(here, unit.pk, page.start) if page.start else "",
    }


def _from(here: Here, unit: int, start: UUID) -> str:
    return f"{here.address('voice:comments', unit)}?from={start}"


def _waits(said: CommentView) -> bool:
    """The company spoke last: now it is the writer's turn."""
    return bool(said.messages) and said.messages[-1].by_company


@signed_in
@require_safe
def comments_page(request: HttpRequest, wave: UUID, unit: int) -> HttpResponse:
    """The next ones, from any of them on. Of a unit that is not shown there are none."""
    here = here_or_404(request, wave)
    found = here.unit(unit)
    whole = released(here.wave.id, [found.pk], layers=False)
    if not whole or not whole[0].is_shown:
        raise Http404
    context = {
        "wave": here.wave,
        "unit": found,
        "crumbs": crumbs_of(here, found, _("In our own words")),
        **comments_of(request, here, found, questions_of(here.wave.id), start=_start(request)),
    }
    return render(request, "voice/comments.html", context)


def _start(request: HttpRequest) -> UUID | None:
    raw = request.GET.get("from", "")
    try:
        return UUID(raw) if raw else None
    except ValueError as error:
        raise Http404 from error


@require_POST
@signed_in
def reply_to(request: HttpRequest, wave: UUID, unit: int, comment_id: UUID) -> HttpResponse:
    """HR, and the manager of the unit where the comment is at home."""
    here = here_or_404(request, wave)
    found = comment(comment_id)
    mine = units_for(request.user, Deed.REPLY_TO_VOICE, today=today())
    if found is None or not mine.filter(pk=found.unit_id).exists():
        raise Http404
    here.unit(found.unit_id)
    place = here.unit(unit).pk
    try:
        reply(comment_id, request.POST.get("words", ""), actor=signed_in_user(request), now=clock())
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        toast(request, _("Your reply stands below the comment. Only its writer can answer it."))
    page = reverse("voice:comments", args=[here.wave.public_id, place])
    return redirect(f"{page}?from={comment_id}#c-{comment_id}")
