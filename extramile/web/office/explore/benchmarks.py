"""Benchmarks: a unit beside the rest of its parent, units of one level, and figures that others published."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.core.tables import TableProblem, describe, remedy, tell
from extramile.core.tables.writing import csv_blocks
from extramile.monitor.models import PublishedFigure
from extramile.monitor.operations.published import (
    COLUMNS,
    Loaded,
    add_figure,
    delete_figure,
    load_figures,
    restore_figure,
)
from extramile.monitor.queries.explore import (
    OF_UNITS,
    Answer,
    Compared,
    Measure,
    Peers,
    Question,
    Split,
    UnreadableError,
    beside_parent,
    beside_published,
    figures_of,
    peers,
    together_of,
)
from extramile.monitor.queries.published import published_figure, published_figures
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.monitor.cells import leaned_in_words
from extramile.web.monitor.portrait import wording_here
from extramile.web.office.explore.asked import Asked, asked_in, errors_of, visible_to
from extramile.web.office.explore.choices import choices_of, kinds_of, names_of
from extramile.web.office.explore.comparing import beside_in_words, published_lines
from extramile.web.office.explore.forms import FigureForm, FileForm
from extramile.web.office.explore.table import leaned_of
from extramile.web.office.explore.wording import LEANING, days_in_words, lead_of, sentence
from extramile.web.office.exports import streams
from extramile.web.office.people.fields import units_list
from extramile.web.toasts import toast, went_wrong

LARGEST: Final = 5 * 1024 * 1024
SHOWN_PROBLEMS: Final = 100
SHOWN_PEERS: Final = 300  # of a group


@allowed(Deed.EXPLORE)
@require_safe
def benchmarks(request: HttpRequest) -> HttpResponse:
    visible = visible_to(request)
    asked = _asked(request, visible)
    if not asked.errors and not asked.is_canonical:
        return redirect(f"{reverse('office:benchmarks')}?{asked.query}")
    return _page(request, asked, visible)


def _asked(request: HttpRequest, visible: Any) -> Asked:
    """The same address as of explore: the NPS, of the units of one level, in one period."""
    asked = asked_in(request.GET, visible=visible)
    question = asked.question
    split = question.split if question.split in OF_UNITS else Split.BELOW
    meant = replace(question, measure=Measure.NPS, topic="", split=split, then=None)
    return Asked(meant, asked.errors, not request.GET or (asked.is_canonical and meant == question))


def _page(
    request: HttpRequest,
    asked: Asked,
    visible: Any,
    *,
    figure_form: FigureForm | None = None,
    file_form: FileForm | None = None,
    loaded: Loaded | None = None,
    status: int = 200,
) -> HttpResponse:
    words = wording_here()
    context: dict[str, Any] = {
        "choices": choices_of(
            asked.question, wording=words, units=names_of(visible, asked.question), kinds=kinds_of(visible)
        ),
        "errors": asked.errors,
        "units": units_list(visible),
        "figure_form": figure_form or FigureForm(),
        "file_form": file_form or FileForm(),
        "loaded": loaded,
        "problems": _told(loaded) if loaded else [],
        "title": _("Benchmarks"),
        "explore_query": asked.query,
    }
    if not asked.errors:
        try:
            context |= _compared(asked.question, visible)
        except UnreadableError as error:
            context["errors"] = errors_of(error.problems)
    bad = bool(context["errors"]) and status == 200
    return render(request, "office/explore/benchmarks.html", context, status=400 if bad else status)


def _compared(question: Question, visible: Any) -> dict[str, Any]:
    minimum = preferences().minimum_answers
    found = peers(question, visible=visible, today=today(), minimum=minimum)
    beside = beside_parent(found.answer, visible=visible, minimum=minimum)
    lines = published_lines(_beside_published(found.answer, minimum=minimum))
    together = figures_of(Measure.NPS, [found.answer.together], minimum=minimum)[0]
    return {
        "answer": found.answer,
        "lead": lead_of(found.answer, wording_here()),
        "days": days_in_words(found.answer.span),
        "sentence": sentence(Measure.NPS, together, minimum=minimum),
        "peers": found,
        **_groups(found),
        "few": found.few,
        "beside": beside,
        "beside_words": beside_in_words(beside) if beside else [],
        "published": lines,
        "minimum": minimum,
        "level": question.split,
    }


@dataclass(frozen=True, slots=True)
class Peer:
    """One unit beside the others, with the pooled score beside the plain one."""

    compared: Compared
    leaned: str


def _groups(found: Peers) -> dict[str, Any]:
    """Clearly above, clearly below, not distinguishable: those that are shown, and how many there are."""
    groups = {"above": found.of(1), "below": found.of(-1), "alike": found.of(0)}
    shown = {name: group[:SHOWN_PEERS] for name, group in groups.items()}
    rows = {row.key[0]: row for row in found.answer.rows}
    every = [one for group in shown.values() for one in group]
    beside = leaned_of(found.answer, [rows[one.place.pk] for one in every], [one.figure for one in every])
    leaned = {one.place.pk: leaned_in_words(found) for one, found in zip(every, beside, strict=True) if found}
    return {
        **{name: [Peer(one, leaned.get(one.place.pk, "")) for one in group] for name, group in shown.items()},
        "many": {name: len(group) for name, group in groups.items()},
        "leaning": LEANING if leaned else "",
    }


def _beside_published(found: Answer, *, minimum: int) -> list[Any]:
    """Each published figure beside our own of the same measure; asked once a measure."""
    published = published_figures()
    own = {
        measure: figures_of(Measure(measure), [together_of(found, Measure(measure))], minimum=minimum)[0]
        for measure in {one.measure for one in published}
    }
    span = found.span
    return [
        (own[one.measure], beside_published(own[one.measure], one, since=span.since, until=span.until))
        for one in published
    ]


@allowed(Deed.EXPLORE)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = FigureForm(request.POST)
    if not form.is_valid():
        visible = visible_to(request)
        return _page(request, _asked(request, visible), visible, figure_form=form, status=422)
    figure, is_new = add_figure(form.given(), actor=signed_in_user(request), now=now())
    if is_new:
        undo = reverse("office:published-delete", args=[figure.pk])
        toast(request, _("The figure of %(name)s is there.") % {"name": figure.name}, undo_url=undo)
    else:
        toast(
            request, _("The figure of %(name)s was there; it is brought up to date.") % {"name": figure.name}
        )
    return redirect("office:benchmarks")


@allowed(Deed.EXPLORE)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Good rows go in; of each bad one it says the row, the column and what to do."""
    form = FileForm(request.POST, request.FILES)
    visible = visible_to(request)
    asked = _asked(request, visible)
    if not form.is_valid():
        return _page(request, asked, visible, file_form=form, status=422)
    uploaded = form.cleaned_data["file"]
    if uploaded.size > LARGEST:
        form.add_error("file", tell("too_large", {"limit": LARGEST // 1024 // 1024}))
        return _page(request, asked, visible, file_form=form, status=422)
    try:
        loaded = _loaded(request, uploaded)
    except TableProblem as problem:
        form.add_error("file", tell(problem.code, problem.parameters))
        return _page(request, asked, visible, file_form=form, status=422)
    if loaded.problems:
        return _page(request, asked, visible, loaded=loaded, status=422)
    toast(request, _("Read: %(added)s new, %(changed)s that were there.") % _numbers(loaded))
    return redirect("office:benchmarks")


def _loaded(request: HttpRequest, uploaded: Any) -> Loaded:
    with tempfile.NamedTemporaryFile(suffix=Path(uploaded.name).suffix[:6]) as file:
        for chunk in uploaded.chunks():
            file.write(chunk)
        file.flush()
        return load_figures(Path(file.name), actor=signed_in_user(request), now=now())


def _numbers(loaded: Loaded) -> dict[str, int]:
    return {"added": loaded.added, "changed": loaded.brought_up_to_date}


def _told(loaded: Loaded) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "column": one.column,
            "value": one.value[:80],
            "what": describe(one.code, one.parameters),
            "remedy": remedy(one.code, one.parameters),
        }
        for one in loaded.problems[:SHOWN_PROBLEMS]
    ]


@allowed(Deed.EXPLORE)
@require_safe
def example(_request: HttpRequest) -> HttpResponseBase:
    """An empty file with the headings, and one row that shows how."""
    year = today().year - 1
    row = (
        _("Repair shops, the Netherlands"),
        "nps",
        31,
        f"{year}-01-01",
        f"{year}-12-31",
        _("Yearly report, page 12"),
        _("By telephone, once a year"),
        "https://example.org/report",
        1200,
        27,
        35,
        "no",
    )
    return streams.download(csv_blocks(COLUMNS, [row]), "published-figures.csv")


@allowed(Deed.EXPLORE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _found(pk)
    if delete_figure(figure, actor=signed_in_user(request), now=now()):
        undo = reverse("office:published-restore", args=[pk])
        toast(request, _("The figure of %(name)s is taken away.") % {"name": figure.name}, undo_url=undo)
    return redirect("office:benchmarks")


@allowed(Deed.EXPLORE)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _found(pk, is_deleted=True)
    if restore_figure(figure, actor=signed_in_user(request), now=now()):
        toast(request, _("The figure of %(name)s is back.") % {"name": figure.name})
    else:
        went_wrong(request, _("The same figure was loaded anew meanwhile: it is there."))
    return redirect("office:benchmarks")


def _found(pk: int, *, is_deleted: bool = False) -> PublishedFigure:
    figure = published_figure(pk, is_deleted=is_deleted)
    if figure is None:
        raise Http404
    return figure
