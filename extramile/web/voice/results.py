"""Results: the released table and nothing else, for the team the moment it is there for the boss."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    Point,
    ReleasedUnit,
    TableView,
    WaveView,
    comment,
    comments,
    histories,
    questions_of,
    released,
    table_of,
)
from extramile.people.access import Deed, employee_of, units_for
from extramile.people.models import Unit
from extramile.people.queries import ids_of_path, team_of
from extramile.questionnaires.definition import Kind
from extramile.web.access import signed_in, signed_in_user, today
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.common import my_units, wave_or_404
from extramile.web.voice.figures import name_of, told, value_in_words, why_withheld

MOST_COMMENTS = 50


@dataclass(frozen=True, slots=True)
class Here:
    """A closed wave, its table, and the units of it that this person may read."""

    wave: WaveView
    table: TableView
    units: dict[int, Unit]

    def unit(self, pk: int) -> Unit:
        if pk not in self.units:
            raise Http404
        return self.units[pk]


def here_or_404(request: HttpRequest, wave: UUID) -> Here:
    found = wave_or_404(wave)
    table = table_of(found.id) if found.state == "closed" else None
    if table is None:
        raise Http404
    return Here(found, table, my_units(request))


@signed_in
@require_safe
def overview(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Where I belong, from the company down to my team; the rest is below each of them."""
    here = here_or_404(request, wave)
    wanted = [unit for unit in here.units.values() if unit.pk in _own(request) or _is_top(unit, here.units)]
    groups = _whole(here, [unit.pk for unit in wanted])
    if not groups:
        raise Http404
    rows = [_row(here, groups[unit.pk]) for unit in wanted if unit.pk in groups]
    crumbs = [(_("Our voice"), reverse("voice:home")), (here.wave.name, "")]
    return render(request, "voice/results.html", {"wave": here.wave, "rows": rows, "crumbs": crumbs})


def _own(request: HttpRequest) -> tuple[int, ...]:
    employee = employee_of(request.user)
    team = team_of(employee, day=today()) if employee else None
    return ids_of_path(team.path) if team else ()


def _is_top(unit: Unit, units: dict[int, Unit]) -> bool:
    return unit.parent_id not in units


def _whole(here: Here, unit_ids: Sequence[int]) -> dict[int, ReleasedUnit]:
    return {one.unit_id: one for one in released(here.wave.id, unit_ids, layers=False)}


def _row(here: Here, group: ReleasedUnit) -> dict[str, Any]:
    first = next((one for one in group.figures if not one.option_key), None)
    return {
        "group": group,
        "name": name_of(group),
        "value": value_in_words(first) if first else "",
        "why": "" if group.is_shown else why_withheld(group, least=_least(here, group)),
    }


def _least(here: Here, group: ReleasedUnit) -> int:
    return here.table.least_in_cut if group.layer else here.table.least_in_node


@signed_in
@require_safe
def unit_page(request: HttpRequest, wave: UUID, unit: int) -> HttpResponse:
    here = here_or_404(request, wave)
    found = here.unit(unit)
    groups = released(here.wave.id, [found.pk])
    whole = next((one for one in groups if not one.layer), None)
    if whole is None:
        raise Http404
    asked = questions_of(here.wave.id)
    below = _whole(here, [one.pk for one in here.units.values() if one.parent_id == found.pk])
    said = _comments(request, here, found) if whole.is_shown else []
    context = {
        "wave": here.wave,
        "unit": found,
        "group": whole,
        "figures": _figures(here, whole, asked, language=request.LANGUAGE_CODE or "en"),
        "why": "" if whole.is_shown else why_withheld(whole, least=here.table.least_in_node),
        "layers": [_row(here, one) for one in groups if one.layer],
        "below": [_row(here, one) for one in sorted(below.values(), key=lambda one: one.unit_name)],
        "comments": said[:MOST_COMMENTS],
        "more_comments": len(said) > MOST_COMMENTS,
        "has_map": whole.is_shown and any(one.question.kind is Kind.POINTS for one in asked),
        "table": here.table,
        "crumbs": crumbs_of(here, found),
    }
    return render(request, "voice/unit.html", context)


def crumbs_of(here: Here, unit: Unit, last: str = "") -> list[tuple[str, str]]:
    way = [(_("Our voice"), reverse("voice:home"))]
    way.append((here.wave.name, reverse("voice:results", args=[here.wave.public_id])))
    address = reverse("voice:unit", args=[here.wave.public_id, unit.pk]) if last else ""
    way.append((unit.name, address))
    return [*way, (last, "")] if last else way


def _figures(here: Here, group: ReleasedUnit, asked: Sequence[Asked], *, language: str) -> list[Any]:
    past: dict[str, list[Point]] = histories(
        group.unit_id, [one.key for one in asked], until=here.table.closed_on
    )
    return [
        told(one, figure, group, language=language, history=past.get(one.key, ()))
        for one in asked
        if (figure := group.figure(one.key)) is not None
    ]


def _comments(request: HttpRequest, here: Here, unit: Unit) -> list[dict[str, Any]]:
    """Those at home here, and those of the units below that this person may read."""
    inside = [one.pk for one in here.units.values() if one.path.startswith(unit.path)]
    mine = set(units_for(request.user, Deed.REPLY_TO_VOICE, today=today()).values_list("pk", flat=True))
    titles = {
        one.key: one.question.text("title", request.LANGUAGE_CODE or "en")
        for one in questions_of(here.wave.id)
    }
    return [
        {
            "comment": one,
            "about": titles.get(one.question_key, ""),
            "place": here.units[one.unit_id].name if one.unit_id != unit.pk else "",
            "may_reply": one.can_be_answered and one.unit_id in mine and not _waits(one),
        }
        for one in comments(here.wave.id, inside)
    ]


def _waits(said: CommentView) -> bool:
    """The company spoke last: now it is the writer's turn."""
    return bool(said.messages) and said.messages[-1].by_company


@require_POST
@signed_in
def reply_to(request: HttpRequest, wave: UUID, unit: int, comment_id: UUID) -> HttpResponse:
    """HR, and the manager of the unit where the comment is at home."""
    here = here_or_404(request, wave)
    found = comment(comment_id)
    mine = units_for(request.user, Deed.REPLY_TO_VOICE, today=today())
    if found is None or not mine.filter(pk=found.unit_id).exists() or found.unit_id not in here.units:
        raise Http404
    try:
        reply(comment_id, request.POST.get("words", ""), actor=signed_in_user(request), now=clock())
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        toast(request, _("Your reply stands below the comment. Only its writer can answer it."))
    return redirect("voice:unit", here.wave.public_id, here.unit(unit).pk)
