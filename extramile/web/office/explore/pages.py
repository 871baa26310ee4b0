"""The explore page: a form that is a link, and its answer as figure, picture and table; and as a file."""

import tempfile
from collections.abc import Collection
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core import audit
from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.core.tables.writing import csv_blocks, write_workbook
from extramile.exports.models import ExportFormat
from extramile.monitor.queries.explore import (
    Answer,
    Measure,
    Sort,
    UnreadableError,
    answer,
    figures_of,
    ticked_topics,
)
from extramile.monitor.queries.views import names_of_owners, views_for
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.monitor.portrait import wording_here
from extramile.web.monitor.wording import Wording
from extramile.web.office.explore.asked import Asked, FieldError, asked_in, errors_of, page_number, visible_to
from extramile.web.office.explore.choices import choices_of, kinds_of, names_of
from extramile.web.office.explore.picture import picture_of
from extramile.web.office.explore.table import file_rows, heading_of, page_of
from extramile.web.office.explore.wording import (
    LEANING,
    headings,
    lead_of,
    measure_in_words,
    sentence,
    title_of,
)
from extramile.web.office.exports import streams
from extramile.web.office.people.fields import units_list
from extramile.web.toasts import went_wrong


@allowed(Deed.EXPLORE)
@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    visible = visible_to(request)
    asked = asked_in(request.GET, visible=visible)
    if not asked.errors and not asked.is_canonical:
        return redirect(f"{reverse('office:explore')}?{asked.query}")
    words = wording_here()
    found, errors = _answered(asked, visible)
    ticked = ticked_topics([one.pk for one in found.chosen], found.span) if found else ()
    context = _form(request, asked, errors, visible=visible, words=words, ticked=ticked)
    if found is not None:
        context |= _shown(request, found, asked, words=words)
    return render(request, "office/explore/explore.html", context, status=400 if errors else 200)


def _answered(asked: Asked, visible: Any) -> tuple[Answer | None, list[FieldError]]:
    if asked.errors:
        return None, asked.errors
    try:
        return answer(asked.question, visible=visible, today=today()), []
    except UnreadableError as error:
        return None, errors_of(error.problems)


def _form(
    request: HttpRequest,
    asked: Asked,
    errors: list[FieldError],
    *,
    visible: Any,
    words: Wording,
    ticked: Collection[str],
) -> dict[str, Any]:
    user = signed_in_user(request)
    views = views_for(user)
    owners = names_of_owners([one for one in views if one.owner_id != user.pk])
    return {
        "choices": choices_of(
            asked.question,
            wording=words,
            units=names_of(visible, asked.question),
            kinds=kinds_of(visible),
            ticked=ticked,
        ),
        "errors": errors,
        "units": units_list(visible),
        "typed": request.GET.get("add", "") if errors else "",
        "views": [(one, one.owner_id == user.pk, owners.get(one.owner_id, "")) for one in views],
        "current_query": asked.query,
        "title": _("Explore"),
    }


def _shown(request: HttpRequest, found: Answer, asked: Asked, *, words: Wording) -> dict[str, Any]:
    minimum = preferences().minimum_answers
    question = found.question
    page = page_of(found, number=page_number(request.GET), minimum=minimum, wording=words)
    title = title_of(question, words)
    together = figures_of(question.measure, [found.together], minimum=minimum)[0]
    return {
        "answer": found,
        "title": title,
        "lead": lead_of(found, words),
        "minimum": minimum,
        "together": together,
        "sentence": sentence(
            question.measure, together, minimum=minimum, what=measure_in_words(question, words)
        )
        if question.has_whole
        else "",
        "headings": headings(question.splits),
        "page": page,
        "picture": picture_of(found, page.lines, minimum=minimum, title=title, wording=words),
        "cautions": cautions_of(found, is_leaned=any(line.leaned for line in page.lines)),
        "link": request.build_absolute_uri(f"{reverse('office:explore')}?{asked.query}"),
        "base": f"{reverse('office:explore')}?{asked.query}",
    }


def cautions_of(found: Answer, *, is_leaned: bool = False) -> list[str]:
    """What one might read into these rows that is not there."""
    question = found.question
    cautions: list[str] = []
    if question.of_units and question.measure != Measure.ANSWERS:
        cautions.append(
            _("The rows stand by name, not by score: where intervals overlap, it may all be chance.")
            if question.sort == Sort.NAME
            else _("The rows stand by number of answers, not by score.")
        )
    if is_leaned:
        cautions.append(str(LEANING))
    if question.measure == Measure.TOPIC:
        cautions.append(_("Of all answers with a score, also of those whom this question was not put to."))
    if question.measure == Measure.RESPONSE:
        cautions.append(_("By the day of asking. Whoever was asked last may still answer."))
    return cautions


@allowed(Deed.EXPLORE)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole answer as a file. At most some thousands of rows: it comes at once."""
    visible = visible_to(request)
    asked = asked_in(QueryDict(request.POST.get("query", "")), visible=visible)
    found, errors = _answered(asked, visible)
    if found is None:
        went_wrong(request, " ".join(f"{one.label}: {one.text}" for one in errors))
        return redirect("office:explore")
    words, minimum = wording_here(), preferences().minimum_answers
    audit.record(
        "office.explore.exported",
        actor=signed_in_user(request),
        now=now(),
        subject_type="export",
        query=asked.query,
        rows=len(found.rows),
    )
    rows = file_rows(found, minimum=minimum, wording=words)
    name = f"explore-{found.question.measure}-{today().isoformat()}"
    if request.POST.get("format") == ExportFormat.XLSX:
        return workbook(heading_of(found), rows, f"{name}.xlsx")
    return streams.download(csv_blocks(heading_of(found), list(rows)), f"{name}.csv")


def workbook(heading: list[str], rows: Any, name: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        write_workbook(file, title=_("Explore"), heading=heading, rows=rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=name, content_type=streams.CONTENT[ExportFormat.XLSX]
    )
