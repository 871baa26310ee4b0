"""`extramile export`: responses out, as CSV, XLSX or JSON lines."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from extramile.cli.shape import OK, Subparsers, add_command, fail, print_json, progress, say

if TYPE_CHECKING:
    from extramile.responses.queries.export import Filters

MOST_XLSX_ROWS: Final = 1_048_575


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "export",
        summary="Write responses to a file (CSV, XLSX or JSON lines).",
        run=run,
        examples=[
            ("everything", "extramile export responses all.csv"),
            ("a month of one region", 'extramile export responses may.xlsx --since 2026-05-01 '
             '--until 2026-05-31 --unit "Ruitmeesters/West"'),
            ("into another program", "extramile export responses - --format jsonl | jq .score"),
        ],
    )  # fmt: skip
    parser.add_argument("kind", choices=["responses"])
    parser.add_argument("file", help="where to; - is the standard output")
    parser.add_argument("--format", choices=["csv", "xlsx", "jsonl"], help="else by the file's name")
    parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day")
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day")
    parser.add_argument("--group", choices=["promoter", "passive", "detractor"])
    parser.add_argument("--unit", default="", help="path or external id: it and all below")
    parser.add_argument("--json", action="store_true", help="the result as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    from extramile.responses.queries.export import Filters, UnknownUnitError

    try:
        filters = Filters.of(
            since=arguments.since, until=arguments.until, group=arguments.group, unit=arguments.unit
        )
    except UnknownUnitError:
        fail(f"--unit {arguments.unit}: there is no such unit; write its path or its external id")
    chosen = arguments.format or Path(arguments.file).suffix.lstrip(".").lower()
    if chosen not in {"csv", "xlsx", "jsonl"}:
        fail(f"{arguments.file}: end the name in .csv, .xlsx or .jsonl, or say --format")
    if arguments.file == "-" and (chosen == "xlsx" or arguments.json):
        fail("a workbook, or a result as JSON, needs a file to write to")
    with _opened(arguments.file) as out:
        count = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx}[chosen](filters, out)
    if arguments.json:
        print_json({"file": arguments.file, "format": chosen, "responses": count})
    else:
        say(f"{count:,} responses to {arguments.file}")
    return OK


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Written beside the file and put in its place when complete: a half export is never taken for one."""
    if name == "-":
        yield sys.stdout.buffer
        return
    file = Path(name)
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as out:
            yield out
        beside.replace(file)
    except OSError as error:
        fail(f"{name}: {error.strerror}")
    finally:
        beside.unlink(missing_ok=True)


def _csv(filters: "Filters", out: BinaryIO) -> int:
    from extramile.responses.queries.export import csv_chunks

    count = 0

    def add(more: int) -> None:
        nonlocal count
        count += more
        advance(more)

    with progress("Writing", total=None) as advance:
        for chunk in csv_chunks(filters, add):
            out.write(chunk)
    return count


def _jsonl(filters: "Filters", out: BinaryIO) -> int:
    from extramile.responses.queries.export import rows

    count = 0
    with progress("Writing", total=None) as advance:
        for row in rows(filters):
            out.write((json.dumps(row, ensure_ascii=False, default=str) + "\n").encode())
            count += 1
            if count % 1000 == 0:
                advance(1000)
    return count


def _xlsx(filters: "Filters", out: BinaryIO) -> int:
    from extramile.core.tables.writing import write_workbook
    from extramile.responses.queries.export import COLUMNS, rows

    def counted() -> Iterator[Sequence[object]]:
        for count, row in enumerate(rows(filters), start=1):
            if count > MOST_XLSX_ROWS:
                fail("A workbook holds no more than 1,048,575 responses: choose a period, or write CSV")
            if count % 1000 == 0:
                advance(1000)
            yield tuple(row.values())

    with progress("Writing", total=None) as advance:
        return write_workbook(out, title="Responses", heading=COLUMNS, rows=counted())
