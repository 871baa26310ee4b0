"""Past imports, one import as it runs, and what came of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from extramile.core import audit
from extramile.core.clock import now
from extramile.core.tables import describe, remedy
from extramile.intake.models import BatchState, ImportBatch, ImportProblem
from extramile.intake.operations import cancel_batch, go_on
from extramile.intake.queries import error_of, past_batches, problem_groups, problems_as_csv
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.imports.common import KINDS, find_batch, kinds_for
from extramile.web.toasts import toast

BATCHES_A_PAGE = 30
PROBLEMS_A_PAGE = 50
BUSY = (BatchState.QUEUED, BatchState.RUNNING)


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    batches = past_batches().filter(kind__in=kinds_for(request))
    page = Paginator(batches, BATCHES_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"batch": one, "kind": KINDS[one.kind], "busy": one.state in BUSY} for one in page]
    return render(request, "office/imports/overview.html", {"rows": rows, "page": page})


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_batch(request, pk)
    if found.state == BatchState.MAPPING:
        return redirect("office:import-columns", pk=pk)
    return render(request, "office/imports/batch.html", _context(request, found))


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; when the work is done it asks for the page anew."""
    found = find_batch(request, pk)
    response = render(request, "office/imports/progress.html", {"batch": found, "busy": found.state in BUSY})
    if found.state not in BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


def _context(request: HttpRequest, found: ImportBatch) -> dict[str, Any]:
    rows = ImportProblem.objects.filter(batch=found).order_by("row", "column")
    page = Paginator(rows, PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "batch": found,
        "kind": KINDS[found.kind],
        "busy": found.state in BUSY,
        "error": error_of(found),
        "groups": problem_groups(found) if found.problems else [],
        "page": page,
        "problems": [_shown(one) for one in page],
        "can_go_on": found.state == BatchState.FAILED and found.file,
    }


def _shown(problem: ImportProblem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "what": describe(problem.problem, problem.parameters),
        "remedy": remedy(problem.problem, problem.parameters),
    }


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_safe
def problems_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    found = find_batch(request, pk)
    audit.record(
        "intake.problems.downloaded",
        actor=signed_in_user(request),
        now=now(),
        subject_type="import",
        subject_id=pk,
    )
    response = StreamingHttpResponse(problems_as_csv(found), content_type="text/csv; charset=utf-8")
    name = slugify(found.file_name.rpartition(".")[0]) or "import"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{pk}-{_("to-mend")}.csv"'
    return response


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_batch(request, pk)
    if cancel_batch(found, actor=signed_in_user(request), now=now()):
        toast(request, _("Stopped. Rows that were taken in stay."))
    return redirect("office:import", pk=pk)


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_batch(request, pk)
    if not go_on(found, actor=signed_in_user(request), now=now()):
        toast(request, _("This import cannot go on; upload the file again."))
    return redirect("office:import", pk=pk)
