"""Files as people really send them."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

JOBS_HEADING = ["Opdrachtnummer", "Gereed op", "Monteur", "Mobiel"]


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def two_sheets() -> bytes:
    """Notes first, the jobs behind them."""
    notes = [["Wat", "Wie"], ["planning bijgewerkt", "Ada"]]
    jobs = [JOBS_HEADING, ["J1", "2026-02-03", "e-sanne", "06 12345678"]]
    return workbook({"Uitleg": notes, "Opdrachten": jobs, "Leeg": []})
