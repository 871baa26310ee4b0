"""One page with everything that may be taken out, and the downloads. Each is written in the audit trail."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core import audit
from extramile.core.clock import now
from extramile.core.tables.writing import csv_blocks
from extramile.intake.listing import COLUMNS as JOB_COLUMNS
from extramile.intake.listing import job_rows
from extramile.intake.models import Job
from extramile.people.access import Deed, deeds, visible_units
from extramile.people.listing import PEOPLE_COLUMNS, UNIT_COLUMNS, people_rows, unit_rows
from extramile.people.models import Unit
from extramile.people.queries import descendants
from extramile.questionnaires.queries import questionnaires
from extramile.responses.models import Response
from extramile.responses.queries.export import Filters, csv_chunks, rows
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.exports.forms import JobsForm, PeriodForm, ResponsesForm
from extramile.web.office.exports.streams import (
    NothingToExport,
    TooManyRows,
    blocks,
    download,
    is_empty,
    marked,
    workbook,
)
from extramile.web.office.people.fields import units_list

USUAL_DAYS = 91


@allowed(Deed.EXPORT, Deed.MANAGE_PEOPLE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    responses: ResponsesForm | None = None,
    jobs: JobsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = deeds(signed_in_user(request), today=today())
    usual = {"since": today() - timedelta(days=USUAL_DAYS), "format": "csv", "group": ""}
    context: dict[str, Any] = {"may_people": Deed.MANAGE_PEOPLE in mine}
    if Deed.EXPORT in mine:
        context |= {
            "may_responses": True,
            "has_responses": Response.objects.exists(),
            "has_jobs": Job.objects.exists(),
            "responses_form": responses or ResponsesForm(initial=usual, prefix="responses"),
            "jobs_form": jobs or JobsForm(initial=usual, prefix="jobs"),
            "units": units_list(),
            "questionnaires": questionnaires().order_by("name")
            if Deed.EDIT_QUESTIONNAIRES in mine
            else questionnaires().none(),
        }
    return render(request, "office/exports/overview.html", context, status=status)


def _unit_ids(request: HttpRequest, chosen: Unit | None) -> tuple[int, ...] | None:
    """The units meant, of those this person sees; None: all there are."""
    mine = visible_units(signed_in_user(request), today=today())
    wanted = mine & descendants(chosen) if chosen else mine
    ids = tuple(wanted.values_list("pk", flat=True))
    return None if not chosen and len(ids) == Unit.objects.count() else ids


def _note(request: HttpRequest, what: str, form: PeriodForm | None = None, **detail: object) -> None:
    chosen = form.cleaned_data if form else {}
    told = {name: str(value) for name, value in chosen.items() if value}
    audit.record(
        f"office.{what}.exported",
        actor=signed_in_user(request),
        now=now(),
        subject_type="export",
        **told,
        **detail,
    )


def _name(what: str, ending: str = "csv") -> str:
    return f"{what}-{today().isoformat()}.{ending}"


@allowed(Deed.EXPORT)
@require_POST
def responses(request: HttpRequest) -> HttpResponseBase:
    form = ResponsesForm(request.POST, prefix="responses")
    if not form.is_valid():
        return _page(request, responses=form, status=422)
    chosen = form.cleaned_data
    filters = Filters(
        since=chosen["since"],
        until=chosen["until"],
        group=chosen["group"] or None,
        unit_ids=_unit_ids(request, chosen["unit"]),
    )
    try:
        response = _answers(filters, chosen["format"])
    except NothingToExport:
        form.add_error(None, _nothing())
    except TooManyRows:
        form.add_error("format", _("There are more than 100,000. Choose a shorter period, or CSV."))
    else:
        _note(request, "responses", form)
        return response
    return _page(request, responses=form, status=422)


def _nothing() -> str:
    return _("There is nothing in this period. Choose another, or a larger unit.")


def _answers(filters: Filters, form: str) -> HttpResponseBase:
    if form == "xlsx":
        return workbook(filters, _name("responses", "xlsx"))
    if is_empty(rows(filters)):
        raise NothingToExport
    return download(blocks(marked(csv_chunks(filters))), _name("responses"))


@allowed(Deed.EXPORT)
@require_POST
def jobs(request: HttpRequest) -> HttpResponseBase:
    form = JobsForm(request.POST, prefix="jobs")
    if not form.is_valid():
        return _page(request, jobs=form, status=422)
    chosen = form.cleaned_data
    period = {"since": chosen["since"], "until": chosen["until"]}
    unit_ids = _unit_ids(request, chosen["unit"])
    if is_empty(job_rows(**period, unit_ids=unit_ids)):
        form.add_error(None, _nothing())
        return _page(request, jobs=form, status=422)
    _note(request, "jobs", form)
    return download(csv_blocks(JOB_COLUMNS, job_rows(**period, unit_ids=unit_ids)), _name("jobs"))


@allowed(Deed.MANAGE_PEOPLE)
@require_POST
def people(request: HttpRequest) -> HttpResponseBase:
    _note(request, "people")
    return download(csv_blocks(PEOPLE_COLUMNS, people_rows(today=today())), _name("people"))


@allowed(Deed.MANAGE_PEOPLE)
@require_POST
def units(request: HttpRequest) -> HttpResponseBase:
    _note(request, "units")
    return download(csv_blocks(UNIT_COLUMNS, unit_rows()), _name("units"))
