"""Files on their way out: as they are read where that can be, through a temporary file where it cannot."""

import tempfile
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from typing import Final

from django.http import FileResponse, StreamingHttpResponse

from extramile.core.tables.writing import BLOCK, BYTE_ORDER_MARK, write_workbook
from extramile.responses.queries.export import COLUMNS, Filters, rows

MOST_XLSX_ROWS: Final = 100_000
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NothingToExport(Exception):
    """No row answers to these choices."""


class TooManyRows(Exception):
    """More than a workbook is made of while somebody waits."""


def blocks(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Small pieces joined: a piece a row would be a system call a row."""
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


def is_empty(found: Iterator[object]) -> bool:
    """Whether it gives nothing; closed at once, for what it holds of the database nobody else may use.

    A download begins to read only once its answer is under way: until then the page writes its audit entry
    and its session over the same connection.
    """
    try:
        return next(found, None) is None
    finally:
        if isinstance(found, Generator):
            found.close()


def marked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """With the mark by which Excel knows UTF-8."""
    return chain([BYTE_ORDER_MARK.encode()], pieces)


def download(pieces: Iterable[bytes], name: str, *, kind: str = CSV) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"  # a proxy in front passes it on as it comes
    return response


def workbook(filters: Filters, name: str) -> FileResponse:
    """Responses as a workbook. Raises NothingToExport, TooManyRows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        found = rows(filters)
        values = (tuple(row.values()) for row in islice(found, MOST_XLSX_ROWS))
        count = write_workbook(file, title="Responses", heading=COLUMNS, rows=values)
        if not count:
            raise NothingToExport
        if next(found, None) is not None:
            raise TooManyRows
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
