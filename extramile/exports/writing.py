"""Rows into a file, as CSV or as a workbook, in memory that stays what it is however many there are."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from extramile.core.tables.guarding import guarded
from extramile.core.tables.writing import BLOCK, BYTE_ORDER_MARK, csv_blocks, write_workbook
from extramile.exports.models import ExportFormat, ExportKind
from extramile.intake.listing import COLUMNS as JOB_COLUMNS
from extramile.intake.listing import count_jobs, job_rows
from extramile.responses.queries.export import COLUMNS as RESPONSE_COLUMNS
from extramile.responses.queries.export import Filters, count_responses, csv_chunks, rows

OnRows = Callable[[int], object]
TELL: Final = 500

TITLES: Final = {ExportKind.RESPONSES: "Responses", ExportKind.JOBS: "Jobs"}
COLUMNS: Final = {ExportKind.RESPONSES: RESPONSE_COLUMNS, ExportKind.JOBS: JOB_COLUMNS}


@dataclass(frozen=True, slots=True)
class What:
    """Which rows. Jobs know no group: they have no score."""

    kind: ExportKind
    filters: Filters

    @property
    def columns(self) -> Sequence[str]:
        return COLUMNS[self.kind]

    def count(self, *, most: int | None = None) -> int:
        """How many rows it will be; with `most`, it stops counting there."""
        if self.kind == ExportKind.RESPONSES:
            return count_responses(self.filters, most=most)
        return count_jobs(**self._period(), unit_ids=self.filters.unit_ids, most=most)

    def rows(self) -> Iterator[Sequence[object]]:
        if self.kind == ExportKind.RESPONSES:
            return (tuple(row.values()) for row in rows(self.filters))
        return job_rows(**self._period(), unit_ids=self.filters.unit_ids)

    def _period(self) -> dict[str, date | None]:
        return {"since": self.filters.since, "until": self.filters.until}


def csv_pieces(what: What, on_rows: OnRows | None = None) -> Iterator[bytes]:
    """With the mark by which Excel knows UTF-8."""
    if what.kind == ExportKind.RESPONSES:
        return _joined(chain([BYTE_ORDER_MARK.encode()], csv_chunks(what.filters, on_rows)))
    return csv_blocks(what.columns, told(what.rows(), on_rows))


def write(
    what: What, form: ExportFormat, out: BinaryIO, *, on_rows: OnRows | None = None, aside: Path | None = None
) -> None:
    """`aside`: a folder for what a workbook lays aside until it is closed."""
    if form == ExportFormat.XLSX:
        found = told(what.rows(), on_rows)
        if what.kind == ExportKind.JOBS:  # responses come guarded from PostgreSQL
            found = (tuple(map(_guarded, row)) for row in found)
        write_workbook(out, title=TITLES[what.kind], heading=what.columns, rows=found, aside=aside)
        return
    for piece in csv_pieces(what, on_rows):
        out.write(piece)


def _guarded(value: object) -> object:
    """Text stays text in a workbook; who saves it as CSV shall meet no formula either."""
    return guarded(value) if isinstance(value, str) else value


def told(found: Iterable[Sequence[object]], on_rows: OnRows | None) -> Iterator[Sequence[object]]:
    """The same rows; `on_rows` hears of them now and then."""
    count = 0
    try:
        for row in found:
            yield row
            count += 1
            if on_rows and count == TELL:
                on_rows(count)
                count = 0
    finally:  # called off half-way, its cursor is not left to whoever tidies the memory
        if isinstance(found, Generator):
            found.close()
    if on_rows and count:
        on_rows(count)


def _joined(pieces: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
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
