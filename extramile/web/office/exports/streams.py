"""Files on their way out while somebody waits: small ones, and those that lie ready."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from extramile.exports.models import ExportFormat
from extramile.exports.writing import What, csv_pieces, write

CONTENT: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# About a second of waiting. What is longer is made in the background.
SMALL: Final = {ExportFormat.CSV: 50_000, ExportFormat.XLSX: 5_000}


def small(form: ExportFormat) -> int:
    return SMALL[form]


def at_once(what: What, form: ExportFormat, name: str) -> HttpResponseBase:
    """CSV as it is read; a workbook has to be whole before it can be read, so through a temporary file."""
    if form == ExportFormat.CSV:
        return download(csv_pieces(what), name)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        write(what, form, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT[form])


def download(pieces: Iterable[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=CONTENT[ExportFormat.CSV])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"  # a proxy in front passes it on as it comes
    return response


def lying_ready(path: Path, form: ExportFormat, name: str) -> FileResponse:
    """Raises FileNotFoundError: a restored program has the row and not the file."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=CONTENT[form])
