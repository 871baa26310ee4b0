"""One unit, for whoever may see it: what is the case, what customers say, the units and people below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from extramile.core.preferences import preferences
from extramile.estimates.queries import (
    Leaning,
    WhatMoved,
    movements,
    pooled_employees,
    pooled_units,
)
from extramile.monitor import queries
from extramile.monitor.tally import Tally
from extramile.people import access
from extramile.people.access import Deed
from extramile.people.models import Employee, Role, Unit, User
from extramile.people.queries import descendants, ids_of_path, members, running
from extramile.responses.models import Credit
from extramile.responses.queries import Position, Said
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.cells import cells_of
from extramile.web.monitor.figures import (
    TREND_REACH,
    Figure,
    TrendRow,
    figure_of,
    figures_of,
    is_enough,
    leaned_of,
    sure_change,
    trend_of,
    what_is_the_case,
)
from extramile.web.monitor.groups import groups_of
from extramile.web.monitor.moved import Told, told
from extramile.web.monitor.period import Filters, read_filters
from extramile.web.monitor.portrait import wording_here
from extramile.web.monitor.scene import Scene, poll_query, scene_of, visible_unit
from extramile.web.monitor.voices import (
    employee_names,
    page_length,
    read_position,
    voices_of,
    which_words,
    words_page_of,
)
from extramile.web.monitor.wording import TickCount, Wording

FIRST_IN_UNIT: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a unit or an employee with its figure."""

    name: str
    url: str
    figure: Figure
    asked: int = 0
    response_rate: float | None = None
    side: int | None = None  # of a unit among its neighbours; see estimates

    @property
    def cells(self) -> SafeString:
        return cells_of(self.figure)


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of one unit in one period."""

    heading: str
    figure: Figure
    trend: list[TrendRow]
    praise: list[TickCount]
    improve: list[TickCount]


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """Where one's units begin: the one at the top, or a choice between several."""
    user = signed_in_user(request)
    scene = scene_of(None)
    tops = top_units(user, today=scene.today)
    if len(tops) == 1:
        return redirect("monitor:unit", pk=tops[0].pk)
    filters = read_filters(request, today=scene.today, questionnaires=wording_here().questionnaires)
    context = {"rows": unit_rows(tops, filters), "filters": filters}
    return render(request, "monitor/units.html", context)


def top_units(user: User, *, today: date) -> list[Unit]:
    """The visible units of which the parent is not visible."""
    visible = access.visible_units(user, today=today)
    tops = visible.filter(Q(parent__isnull=True) | ~Q(parent__in=visible.values("pk")))
    return list(still_open(tops, today=today))


def still_open(found: Any, *, today: date) -> Any:
    return found.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today)).order_by("name", "pk")


@signed_in
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    found = visible_unit(user, pk, today=timezone.localdate())
    scene = scene_of(found)
    with timezone.override(scene.zone):
        return render(request, "monitor/unit.html", unit_page(request, found, user=user, scene=scene))


def unit_page(request: HttpRequest, found: Unit, *, user: User, scene: Scene) -> dict[str, Any]:
    words = wording_here()
    filters = unit_filters(request, found, scene=scene, words=words)
    visible = access.visible_units(user, today=scene.today)
    below = list(still_open(visible.filter(parent=found), today=scene.today))
    leanings = pooled_units([found.pk, *(one.pk for one in below)]) if filters.only.is_all else {}
    rows = unit_rows(below, filters, leanings=leanings)
    moved = movements(found)
    people = employee_rows(_people(found, user=user, today=scene.today), filters, unit=found, visible=visible)
    return {
        **words_page(found, filters, user=user, words=words, scene=scene),
        "unit": found,
        "filters": filters,
        "crumbs": crumbs(found, visible),
        "picture": picture_of(
            found,
            filters,
            scene=scene,
            words=words,
            leaning=leanings.get(found.pk),
            moved=moved.own.direction if moved.own else 0,
        ),
        "rows": rows,
        "groups": groups_of(rows),
        "leanings": any(row.figure.leaned for row in rows),
        "moved": what_moved(moved, visible),
        "people": people,
        "people_lean": any(row.figure.leaned for row in people),
        "may_have_screens": access.may(user, Deed.MANAGE_SCREENS, today=scene.today),
        "poll_query": poll_query(filters, queries.unit_mark(found.pk), scene),
        "poll_url": reverse("monitor:newer-in-unit", args=[found.pk]),
    }


def what_moved(moved: WhatMoved, visible: Any) -> Told:
    below = [one.unit_id for one in moved.below]
    seen = visible.filter(pk__in=below).values_list("pk", flat=True) if below else []
    return told(moved, among=seen)


def unit_filters(request: HttpRequest, found: Unit, *, scene: Scene, words: Wording) -> Filters:
    return read_filters(
        request,
        today=scene.today,
        path=reverse("monitor:unit", args=[found.pk]),
        questionnaires=words.questionnaires,
    )


def _people(found: Unit, *, user: User, today: date) -> list[Employee]:
    """Who is in this very unit, as far as this person may see them; whoever leads it is no technician."""
    visible = access.visible_employees(user, today=today).values("pk")
    here = list(members(found, day=today).filter(pk__in=visible).distinct())
    if not here:
        return []
    leading = Role.objects.filter(running(today), user__employee__in=[one.pk for one in here])
    leaders = set(leading.values_list("user__employee", flat=True))
    if leaders:  # asked for them alone: every month of ten years has to be looked into
        served = Credit.objects.filter(employee_id__in=leaders).values_list("employee_id", flat=True)
        leaders -= set(served.distinct())
    return [one for one in here if one.pk not in leaders]


def crumbs(found: Unit, visible: Any) -> list[tuple[str, str]]:
    above = visible.filter(pk__in=ids_of_path(found.path)[:-1]).order_by("depth").values_list("pk", "name")
    return [(name, reverse("monitor:unit", args=[pk])) for pk, name in above] + [(found.name, "")]


def picture_of(
    found: Unit, filters: Filters, *, scene: Scene, words: Wording, leaning: Leaning | None, moved: int
) -> Picture:
    minimum = preferences().minimum_answers
    period, only = filters.period, filters.only
    since = min(period.since, scene.today - TREND_REACH)
    days = queries.unit_days(found.pk, since=since, until=scene.today, only=only)
    now = Tally.total(tally for day, tally in days.items() if period.since <= day <= period.until)
    past = period.before
    before = queries.unit_counts([found.pk], since=past.since, until=past.until, only=only)[found.pk]
    ticks = queries.unit_ticks(found.pk, since=period.since, until=period.until, only=only)
    return Picture(
        heading=what_is_the_case(
            now, before, minimum=minimum, before_in_words=period.before_in_words, moved=moved
        ),
        figure=figure_of(
            now,
            minimum=minimum,
            sentence=sure_change(now) if is_enough(now, minimum) else "",
            leaned=leaned_of(now, leaning, minimum=minimum, on=_("the units around it")),
        ),
        trend=trend_of(days, today=scene.today, minimum=minimum),
        praise=words.most_ticked(ticks, "praise"),
        improve=words.most_ticked(ticks, "improve"),
    )


def unit_rows(
    found: list[Unit], filters: Filters, *, leanings: Mapping[int, Leaning] | None = None
) -> list[Row]:
    """By name: a table of units is no league."""
    if not found:
        return []
    period = filters.period
    counts = queries.unit_counts(
        [one.pk for one in found], since=period.since, until=period.until, only=filters.only
    )
    minimum = preferences().minimum_answers
    leaning = leanings or {}
    leaned = [leaned_of(counts[one.pk], leaning.get(one.pk), minimum=minimum) for one in found]
    figures = figures_of([counts[one.pk] for one in found], minimum=minimum, leaned=leaned)
    return [
        Row(
            one.name,
            filters.counts_url(reverse("monitor:unit", args=[one.pk])),
            figure,
            counts[one.pk].asked,
            counts[one.pk].response_rate,
            leaning[one.pk].side if one.pk in leaning else None,
        )
        for one, figure in zip(found, figures, strict=True)
    ]


def employee_rows(
    found: list[Employee], filters: Filters, *, unit: Unit | None, visible: QuerySet[Unit]
) -> list[Row]:
    """By name, never by score. `visible`: the units of which the visitor may see the figures."""
    if not found:
        return []
    period = filters.period
    counts = queries.employee_counts(
        [one.pk for one in found], since=period.since, until=period.until, only=filters.only
    )
    minimum = preferences().minimum_answers
    leanings = _leanings(found, visible) if filters.only.is_all else {}
    leaned = [leaned_of(counts[one.pk], leanings.get(one.pk), minimum=minimum) for one in found]
    figures = figures_of([counts[one.pk] for one in found], minimum=minimum, leaned=leaned)
    return [
        Row(one.name, filters.counts_url(_employee_url(one, unit)), figure)
        for one, figure in zip(found, figures, strict=True)
    ]


def _leanings(found: list[Employee], visible: QuerySet[Unit]) -> dict[int, Leaning]:
    """Where they lean on a unit that the visitor may see: a coach of some could work out the others'."""
    leanings = pooled_employees([one.pk for one in found])
    units = {one.unit_id for one in leanings.values()}
    seen = set(visible.filter(pk__in=units).values_list("pk", flat=True)) if units else set()
    return {pk: one for pk, one in leanings.items() if one.unit_id in seen}


def _employee_url(employee: Employee, unit: Unit | None) -> str:
    if unit is None:
        return reverse("monitor:employee", args=[employee.pk])
    return reverse("monitor:employee-in-unit", args=[unit.pk, employee.pk])


def words_page(
    found: Unit,
    filters: Filters,
    *,
    user: User,
    words: Wording,
    scene: Scene,
    before: Position | None = None,
) -> dict[str, Any]:
    """One page of words of the unit and all below; with names for whoever may see those people."""
    length = page_length(before, first=FIRST_IN_UNIT)
    which = which_words(filters, before=before, length=length)
    looked = queries.newest_words(ids_below(found), words=filters.words, **which)
    page = words_page_of(looked, filters, reverse("monitor:unit-words", args=[found.pk]), length=length)
    return {
        "voices": voices_of(page.said, wording=words, names=_names(page.said, user=user, today=scene.today)),
        "more_url": page.more_url,
        "looked_until": page.looked_until,
        "hits": page.hits,
    }


def ids_below(found: Unit) -> list[int] | None:
    """The unit and everything below it; None when that is all there is: nobody then lists every unit."""
    if found.parent_id is None and not Unit.objects.filter(parent__isnull=True).exclude(pk=found.pk).exists():
        return None
    return list(descendants(found).values_list("pk", flat=True))


def _names(shown: list[Said], *, user: User, today: date) -> dict[int, str]:
    if not shown:
        return {}
    ids = {pk for one in shown for pk in one.employees}
    visible = access.visible_employees(user, today=today).filter(pk__in=ids)
    return employee_names(shown, among=set(visible.values_list("pk", flat=True)))


@signed_in
def words(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    found = visible_unit(user, pk, today=timezone.localdate())
    scene = scene_of(found)
    with timezone.override(scene.zone):
        said_in = wording_here()
        filters = unit_filters(request, found, scene=scene, words=said_in)
        before = read_position(request.GET)
        page = words_page(found, filters, user=user, words=said_in, scene=scene, before=before)
        template = "monitor/items.html" if request.headers.get("HX-Request") else "monitor/words.html"
        return render(request, template, {**page, "filters": filters, "unit": found, "is_further": True})
