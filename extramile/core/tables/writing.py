"""Rows out again, as CSV or as a workbook, without holding them. What could be a formula is made text."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

import xlsxwriter

from extramile.core.tables.guarding import guarded

BLOCK: Final = 64 * 1024
LONGEST_CELL: Final = 32_767
MOST_SHEET_ROWS: Final = 1_048_575  # and the heading
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252


def csv_blocks(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file in pieces of about 64 kB."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([_written(value) for value in row])
        if out.tell() >= BLOCK:
            yield _emptied(out)
    yield _emptied(out)


def _emptied(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _written(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return guarded(value) if isinstance(value, str) else value


def write_workbook(
    out: BinaryIO,
    *,
    title: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[object]],
    aside: Path | None = None,
    most: int = MOST_SHEET_ROWS,
) -> int:
    """Row by row through temporary files (in `aside`); says how many rows. Text stays text, whatever it is.

    A sheet holds `most` rows below its heading; the rest goes on in "title 2" and further.
    """
    with tempfile.TemporaryDirectory(prefix=".extramile-", dir=aside) as inside:  # gone, whatever happens
        book = xlsxwriter.Workbook(out, {**OPTIONS, "tmpdir": inside})
        try:
            count = _write_sheets(book, title, heading, rows, most)
        except BaseException:
            for sheet in book.worksheets():  # a workbook that is not closed forgets what it laid aside
                sheet.row_data_fh.close()
            raise
        book.close()
        return count


def _write_sheets(
    book: "xlsxwriter.Workbook",
    title: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[object]],
    most: int,
) -> int:
    bold = book.add_format({"bold": True})
    sheet = _sheet(book, title, heading, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        place = (count - 1) % most
        if place == 0 and count > 1:
            sheet = _sheet(book, f"{title} {1 + (count - 1) // most}", heading, bold)
        for column, value in enumerate(row):
            _write_cell(sheet, place + 1, column, value)
    return count


def _sheet(
    book: "xlsxwriter.Workbook", title: str, heading: Sequence[str], bold: "xlsxwriter.format.Format"
) -> "xlsxwriter.worksheet.Worksheet":
    sheet = book.add_worksheet(title)
    sheet.write_row(0, 0, heading, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_cell(sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
        sheet.write_string(row, column, text[:LONGEST_CELL])
