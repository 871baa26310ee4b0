"""Results: the released table and nothing else, for the team the moment it is there for the boss."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extramile.engagement.queries import (
    Asked,
    GroupPage,
    Point,
    ReleasedUnit,
    conversation,
    group_page,
    groups_in_order,
    histories,
    questions_of,
    released,
    scale_figures,
    scale_histories,
    scales_of_wave,
)
from extramile.people.access import READS_VOICE, employee_of, running_roles
from extramile.people.models import Unit
from extramile.people.queries import ids_of_path, team_of
from extramile.questionnaires.definition import Kind
from extramile.web.access import signed_in, today
from extramile.web.voice.figures import name_of, told, told_options, told_scale, value_in_words, why_withheld
from extramile.web.voice.here import Here, crumbs_of, here_or_404
from extramile.web.voice.saying import comments_of
from extramile.web.voice.talk import OUTCOMES

FEW_BELOW: Final = 20
LONGEST_SEARCH: Final = 80


@signed_in
@require_safe
def overview(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Where I belong, from the company down to my team, and where I lead; the rest is below each of them."""
    here = here_or_404(request, wave)
    search = _search(request)
    if search:
        page, rows = group_page(here.wave.id, here.units, search=search, after=_after(request)), []
    else:
        mine = _mine(request)
        rows = [_row(here, one) for one in groups_in_order(here.wave.id, mine)]
        page = group_page(here.wave.id, _tops(here).exclude(pk__in=mine), after=_after(request))
    if not (rows or page.groups or search):
        raise Http404
    context = {
        "wave": here.wave,
        "rows": rows,
        "others": [_row(here, one) for one in page.groups],
        "more": _more(page, search),
        "search": search,
        "may_search": bool(search or page.groups or _led(request)),
        "crumbs": [(_("Our voice"), reverse("voice:home")), (here.wave.name, "")],
    }
    return render(request, "voice/results.html", context)


def _search(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _after(request: HttpRequest) -> int | None:
    raw = request.GET.get("after", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None


def _more(page: GroupPage, search: str) -> str:
    if page.after is None:
        return ""
    kept = QueryDict(mutable=True)
    kept.update({"q": search} if search else {})
    kept["after"] = str(page.after)
    return f"?{kept.urlencode()}"


def _mine(request: HttpRequest) -> tuple[int, ...]:
    """From the top down to my team, and then what a role of mine looks after."""
    employee = employee_of(request.user)
    team = team_of(employee, day=today()) if employee else None
    own = ids_of_path(team.path) if team else ()
    return tuple(dict.fromkeys([*own, *_led(request)]))


def _led(request: HttpRequest) -> list[int]:
    roles = running_roles(request.user, today=today())
    return [one.unit_id for one in roles if one.kind in READS_VOICE and one.unit_id is not None]


def _tops(here: Here) -> QuerySet[Unit]:
    """Of a whole company its top; of a part of it, the top of that."""
    return here.units.filter(Q(parent=None) | ~Q(parent__in=here.units.values("pk")))


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
    below = group_page(here.wave.id, here.units.filter(parent=found), limit=FEW_BELOW)
    language = request.LANGUAGE_CODE or "en"
    context = {
        "wave": here.wave,
        "unit": found,
        "group": whole,
        "figures": _figures(here, whole, asked, language=language),
        "scales": _scales(here, whole, language=language),
        "why": "" if whole.is_shown else why_withheld(whole, least=here.table.least_in_node),
        "layers": [_row(here, one) for one in groups if one.layer],
        "below": [_row(here, one) for one in below.groups],
        "has_more_below": below.after is not None,
        "is_bare": whole.is_shown and not whole.figures,
        "has_map": bool(whole.figures) and any(one.question.kind is Kind.POINTS for one in asked),
        "chosen": _chosen(here, found) if whole.is_shown else [],
        "table": here.table,
        "crumbs": crumbs_of(here, found),
        **(comments_of(request, here, found, asked) if whole.is_shown else {}),
    }
    return render(request, "voice/unit.html", context)


def _chosen(here: Here, unit: Unit) -> list[dict[str, Any]]:
    """What came of it stands where the figures are: nobody should have to look for it."""
    changes = conversation(here.wave.id, unit.pk).changes
    return [{"words": one.words, "outcome": OUTCOMES.get(one.outcome, one.outcome)} for one in changes]


@signed_in
@require_safe
def below_page(request: HttpRequest, wave: UUID, unit: int) -> HttpResponse:
    """All units right below one, or those anywhere below it with a name; a page at a time."""
    here = here_or_404(request, wave)
    found = here.unit(unit)
    search = _search(request)
    wanted = here.inside(found).exclude(pk=found.pk) if search else here.units.filter(parent=found)
    page = group_page(here.wave.id, wanted, search=search, after=_after(request))
    context = {
        "wave": here.wave,
        "unit": found,
        "rows": [_row(here, one) for one in page.groups],
        "more": _more(page, search),
        "search": search,
        "crumbs": crumbs_of(here, found, _("Below")),
    }
    return render(request, "voice/below.html", context)


def _scales(here: Here, group: ReleasedUnit, *, language: str) -> list[Any]:
    """Of an instrument that was loaded from a file."""
    scales = scales_of_wave(here.wave.id)
    past = scale_histories(scales, group.unit_id, until=here.table.closed_on)
    return [
        told_scale(one, group, language=language, history=past.get((one.key, one.moment), ()))
        for one in scale_figures(scales, group)
    ]


def _figures(here: Here, group: ReleasedUnit, asked: Sequence[Asked], *, language: str) -> list[Any]:
    past: dict[str, list[Point]] = histories(
        group.unit_id, [one.key for one in asked], until=here.table.closed_on
    )
    found = []
    for one in asked:
        figure = group.figure(one.key)
        if figure is not None:
            found.append(told(one, figure, group, language=language, history=past.get(one.key, ())))
        elif options := told_options(one, group, language=language):
            found.append(options)
    return found
