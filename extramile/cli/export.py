"""`extramile export`: what the office's page takes out, as CSV, XLSX or JSON lines."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from extramile.cli.shape import OK, Advance, Subparsers, add_command, fail, print_json, progress, say

if TYPE_CHECKING:
    from extramile.exports.queries import What

KINDS: Final = ("responses", "jobs", "people", "units")
TITLES: Final = {"responses": "Responses", "jobs": "Jobs", "people": "People", "units": "Units"}


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be written: a heading, rows, and how many (None: not known before)."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    count: int | None = None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as 2026-05-31") from None


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "export",
        summary="Write responses, jobs, people or units to a file (CSV, XLSX or JSON lines).",
        run=run,
        examples=[
            ("everything", "extramile export responses all.csv"),
            ("a month of one region", 'extramile export responses may.xlsx --since 2026-05-01 '
             '--until 2026-05-31 --unit "Ruitmeesters/West"'),
            ("into another program", "extramile export responses - --format jsonl | jq .score"),
            ("jobs of this year", "extramile export jobs jobs.csv --since 2026-01-01"),
            ("people, to mend and import again", "extramile export people people.csv"),
        ],
    )  # fmt: skip
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", help="where to; - is the standard output")
    parser.add_argument("--format", choices=["csv", "xlsx", "jsonl"], help="else by the file's name")
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="first day")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="last day")
    parser.add_argument("--group", choices=["promoter", "passive", "detractor"], help="of responses")
    parser.add_argument("--unit", default="", help="path or external id: it and all below")
    parser.add_argument("--json", action="store_true", help="the result as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    chosen = arguments.format or Path(arguments.file).suffix.lstrip(".").lower()
    if chosen not in {"csv", "xlsx", "jsonl"}:
        fail(f"{arguments.file}: end the name in .csv, .xlsx or .jsonl, or say --format")
    if arguments.file == "-" and (chosen == "xlsx" or arguments.json):
        fail("a workbook, or a result as JSON, needs a file to write to")
    _check_choices(arguments)
    with _opened(arguments.file) as out:
        count = _written(arguments, chosen, out)
    if arguments.json:
        print_json({"file": arguments.file, "format": chosen, "rows": count, arguments.kind: count})
    else:
        say(f"{count:,} {arguments.kind} to {arguments.file}")
    return OK


def _check_choices(arguments: argparse.Namespace) -> None:
    """A choice that would do nothing is said, not passed over."""
    if arguments.since and arguments.until and arguments.since > arguments.until:
        fail(f"--until {arguments.until}: comes before --since {arguments.since}; change one of them")
    if arguments.group and arguments.kind != "responses":
        fail(f"--group is of responses; leave it out for {arguments.kind}")
    if arguments.kind in {"people", "units"} and (arguments.since or arguments.until or arguments.unit):
        fail(
            f"{arguments.kind} are written as they are today, all of them: leave out --since, --until, --unit"
        )


def _what(arguments: argparse.Namespace) -> "What":
    from extramile.exports.models import ExportKind
    from extramile.exports.queries import What
    from extramile.responses.queries.export import Filters, UnknownUnitError

    try:
        filters = Filters.of(
            since=arguments.since, until=arguments.until, group=arguments.group, unit=arguments.unit
        )
    except UnknownUnitError:
        fail(f"--unit {arguments.unit}: there is no such unit; write its path or its external id")
    return What(ExportKind(arguments.kind), filters)


def _written(arguments: argparse.Namespace, form: str, out: BinaryIO) -> int:
    """How many rows."""
    if arguments.kind == "responses" and form == "csv":
        return _by_copy(_what(arguments), out)
    found = _rows(arguments)
    with progress("Writing", total=found.count) as advance:
        counted = _counted(found.rows, advance)
        if form == "xlsx":
            from extramile.core.tables.writing import write_workbook

            # What is laid aside stays beside the file: that is where there should be room.
            aside = _folder_of(Path(arguments.file))
            return write_workbook(
                out, title=TITLES[arguments.kind], heading=found.columns, rows=counted, aside=aside
            )
        return _csv(found.columns, counted, out) if form == "csv" else _jsonl(found.columns, counted, out)


def _rows(arguments: argparse.Namespace) -> Rows:
    from extramile.core.clock import now
    from extramile.people.listing import PEOPLE_COLUMNS, UNIT_COLUMNS, people_rows, unit_rows

    if arguments.kind == "people":
        return Rows(PEOPLE_COLUMNS, people_rows(today=now().date()))
    if arguments.kind == "units":
        return Rows(UNIT_COLUMNS, unit_rows())
    what = _what(arguments)
    return Rows(what.columns, what.rows(), what.count())


def _counted(rows: Iterable[Sequence[object]], advance: Advance) -> Iterator[Sequence[object]]:
    count = 0
    for row in rows:
        yield row
        count += 1
        if count % 1000 == 0:
            advance(1000)
    advance(count % 1000)


def _by_copy(what: "What", out: BinaryIO) -> int:
    """As PostgreSQL writes it: no row is seen by Python."""
    from extramile.responses.queries.export import csv_chunks

    count = 0

    def add(more: int) -> None:
        nonlocal count
        count += more
        advance(more)

    with progress("Writing", total=what.count()) as advance:
        for chunk in csv_chunks(what.filters, add):
            out.write(chunk)
    return count


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], out: BinaryIO) -> int:
    """For programs: without the mark that Excel wants."""
    from extramile.core.tables.writing import BYTE_ORDER_MARK, csv_blocks

    count = 0

    def seen() -> Iterator[Sequence[object]]:
        nonlocal count
        for count, row in enumerate(rows, start=1):  # noqa: B007  # read by the function around it
            yield row

    for number, block in enumerate(csv_blocks(columns, seen())):
        out.write(block.removeprefix(BYTE_ORDER_MARK.encode()) if number == 0 else block)
    return count


def _jsonl(columns: Sequence[str], rows: Iterable[Sequence[object]], out: BinaryIO) -> int:
    count = 0
    for row in rows:
        told = dict(zip(columns, row, strict=True))
        out.write((json.dumps(told, ensure_ascii=False, default=str) + "\n").encode())
        count += 1
    return count


def _is_other(file: Path) -> bool:
    return file.exists() and not file.is_file() and not file.is_dir()


def _folder_of(file: Path) -> Path | None:
    return None if _is_other(file) else file.resolve().parent


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Written beside the file and put in its place when complete: a half export is never taken for one."""
    if name == "-":
        yield sys.stdout.buffer
        return
    file = Path(name)
    if _is_other(file):  # a pipe or a device: what is put in its place would take it away from everybody
        with file.open("wb") as out:
            yield out
        return
    file = file.resolve()  # a link stays one: /dev/stdout is one, to a file where it is sent to a file
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as out:
            yield out
        beside.replace(file)
    except OSError as error:
        fail(f"{name}: {error.strerror}")
    finally:
        beside.unlink(missing_ok=True)
