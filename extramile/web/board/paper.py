"""A report as a file to print. Taking it out is written down."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from extramile.board.operations import opened
from extramile.board.paper import as_pdf
from extramile.board.queries import remarks_of
from extramile.core import audit
from extramile.core.clock import now
from extramile.web.access import signed_in
from extramile.web.board.pages import frozen_or_404
from extramile.web.board.reading import reader_of, report_or_404


@signed_in
@require_safe
def paper(request: HttpRequest, report: UUID, language: str) -> HttpResponse:
    """The same as a PDF. A draft says so on every page. Taking it out is written down."""
    reader = reader_of(request)
    found = report_or_404(reader, report)
    if found.is_withdrawn and not reader.writes:
        raise Http404
    frozen = frozen_or_404(report, language)
    if found.is_final:  # the mail leads here as well
        opened(found.public_id, reader.user, now=now())
    with translation.override(language):
        remarks = remarks_of(report, language)
    file = as_pdf(
        frozen.content, remarks=remarks, is_draft=not found.is_final, fingerprint=frozen.fingerprint
    )
    audit.record(
        "board.report.downloaded",
        actor=reader.user,
        now=now(),
        subject_type="report",
        subject_id=report,
        language=language,
    )
    response = HttpResponse(file, content_type="application/pdf")
    name = f"board-report-{found.until.isoformat()}-{language}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
