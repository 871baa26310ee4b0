"""One page with everything that may be taken out, and the downloads. Each is written in the audit trail."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core import audit
from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.core.tables.writing import csv_blocks
from extramile.exports import operations as exports
from extramile.exports.models import ExportFormat, ExportKind
from extramile.exports.queries import What
from extramile.intake.models import Job
from extramile.people.access import Deed, deeds
from extramile.people.listing import PEOPLE_COLUMNS, UNIT_COLUMNS, people_rows, unit_rows
from extramile.questionnaires.queries import questionnaires
from extramile.responses.models import Response
from extramile.responses.queries.export import Filters
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.exports import streams
from extramile.web.office.exports.forms import JobsForm, PeriodForm, ResponsesForm
from extramile.web.office.exports.ready import ready_files, unit_ids_of
from extramile.web.office.people.fields import units_list
from extramile.web.toasts import toast

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
            "files": ready_files(request),
            "days_kept": preferences().export_days,
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
    return _taken_out(request, ExportKind.RESPONSES, form) or _page(request, responses=form, status=422)


@allowed(Deed.EXPORT)
@require_POST
def jobs(request: HttpRequest) -> HttpResponseBase:
    form = JobsForm(request.POST, prefix="jobs")
    return _taken_out(request, ExportKind.JOBS, form) or _page(request, jobs=form, status=422)


def _taken_out(request: HttpRequest, kind: ExportKind, form: PeriodForm) -> HttpResponseBase | None:
    """A small file at once, a large one in the background; None: the form says what is wrong."""
    if not form.is_valid():
        return None
    chosen = form.cleaned_data
    filters = Filters(
        since=chosen["since"],
        until=chosen["until"],
        group=chosen.get("group") or None,
        unit_ids=unit_ids_of(request, chosen["unit"]),
    )
    what, ending = What(kind, filters), ExportFormat(chosen["format"])
    found = what.count(most=streams.small(ending) + 1)
    if not found:
        form.add_error(None, _("There is nothing in this period. Choose another, or a larger unit."))
        return None
    if found > streams.small(ending):
        return _in_the_background(request, what, ending, form)
    _note(request, kind, form)
    return streams.at_once(what, ending, _name(kind, ending))


def _in_the_background(
    request: HttpRequest, what: What, ending: ExportFormat, form: PeriodForm
) -> HttpResponseBase | None:
    unit = form.cleaned_data["unit"]
    try:
        _export, is_new = exports.ask(
            what, ending, unit=unit.name if unit else "", actor=signed_in_user(request), now=now()
        )
    except exports.TooManyExports:
        form.add_error(
            None, _("Five of your files are being made already. Wait for one, or stop one, then ask again.")
        )
        return None
    if is_new:
        toast(request, _("Your file is being made. You can leave this page; it will lie ready here."))
    else:
        toast(request, _("This file is being made already."))
    return redirect("office:exports")


@allowed(Deed.MANAGE_PEOPLE)
@require_POST
def people(request: HttpRequest) -> HttpResponseBase:
    _note(request, "people")
    return streams.download(csv_blocks(PEOPLE_COLUMNS, people_rows(today=today())), _name("people"))


@allowed(Deed.MANAGE_PEOPLE)
@require_POST
def units(request: HttpRequest) -> HttpResponseBase:
    _note(request, "units")
    return streams.download(csv_blocks(UNIT_COLUMNS, unit_rows()), _name("units"))
