"""The pages of reports: the list, one report in one of its languages, the same on paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extramile.board.compose import LANGUAGES
from extramile.board.models import HandingWay
from extramile.board.operations import opened
from extramile.board.queries import (
    FrozenView,
    ReportView,
    content_of,
    deliveries_of,
    handings_of,
    left_out_of,
    remarks_of,
    report_of,
)
from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in, today
from extramile.web.board.delivering import leaders_without, readers_without
from extramile.web.board.drawing import shown
from extramile.web.board.handing import WAYS
from extramile.web.board.reading import Reader, reader_of, report_or_404

NAMES = {"en": "English", "nl": "Nederlands"}


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    found = reader.reports()
    if not (found or reader.writes or reader.reads_all):
        raise Http404
    return render(request, "board_pages/overview.html", {"reports": found, "writes": reader.writes})


@signed_in
@require_safe
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    """In the language of whoever reads, where the report has it; while it is made, how far it is."""
    reader = reader_of(request)
    found = report_or_404(reader, report)
    if found.made_at is None:
        return render(request, "board_pages/making.html", {"report": found})
    spoken = (translation.get_language() or "").partition("-")[0]
    return redirect("board:report-in", report, spoken if spoken in LANGUAGES else LANGUAGES[0])


@allowed(Deed.WRITE_REPORTS)
@require_safe
def progress(request: HttpRequest, report: UUID) -> HttpResponse:
    """The moving part; when it is made, or cannot be, the whole page is fetched again."""
    found = report_of(report)
    if found is None:
        raise Http404
    if found.is_waiting:
        return render(request, "board_pages/progress.html", {"report": found})
    response = HttpResponse()
    response.headers["HX-Redirect"] = reverse("board:report", args=[report])
    return response


@signed_in
@require_safe
def report_in(request: HttpRequest, report: UUID, language: str) -> HttpResponse:
    reader = reader_of(request)
    found = report_or_404(reader, report)
    if found.is_withdrawn and not reader.writes:
        return render(request, "board_pages/withdrawn.html", {"report": found})
    frozen = frozen_or_404(report, language)
    if found.is_final:
        opened(found.public_id, reader.user, now=now())
    return render(request, "board_pages/report.html", _page(reader, found, frozen, language))


def frozen_or_404(report: UUID, language: str) -> FrozenView:
    frozen = content_of(report, language) if language in LANGUAGES else None
    if frozen is None:
        raise Http404
    return frozen


def _page(reader: Reader, report: ReportView, frozen: FrozenView, language: str) -> dict[str, Any]:
    with translation.override(language):
        remarks = remarks_of(report.public_id, language)
        body = shown(frozen.content, remarks)
    context: dict[str, Any] = {
        "report": report,
        "content": frozen.content,
        "body": body,
        "erased": frozen.erased,
        "fingerprint": frozen.fingerprint,
        "report_language": language,
        "languages": [
            {
                "label": NAMES[one],
                "url": reverse("board:report-in", args=[report.public_id, one]),
                "is_current": one == language,
            }
            for one in LANGUAGES
        ],
        "writes": reader.writes,
        "edits": reader.writes and report.is_draft,
        "crumbs": [(_("Reports to the board"), reverse("board:reports"))],
    }
    if reader.writes:
        context["deliveries"] = deliveries_of(report.public_id)
        context["handings"] = [(one, WAYS[HandingWay(one.way)]) for one in handings_of(report.public_id)]
        context["ways"] = list(WAYS.items())
        context["today"] = today()
        context["left_out"] = left_out_of(report.public_id)
        context["readers"] = readers_without(report) if report.is_final else []
        context["leaders"] = leaders_without(report) if report.is_final else []
    return context
