"""`extramile import`: read a file of jobs, people, units or responses."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.prompt import Confirm
from rich.table import Table as Grid

from extramile.cli.shape import FAILED, OK, Advance, Subparsers, add_command, fail, print_json, progress, say

if TYPE_CHECKING:
    from extramile.core.tables import Field
    from extramile.intake.models import ImportBatch

TYPES = ("text", "number", "date", "yesno")
SECONDS_BETWEEN_LOOKS = 1.0


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "import",
        summary="Read a file (CSV or XLSX) of jobs, people, units or responses.",
        run=run,
        examples=[
            ("look at the columns, say yes, and go", "extramile import jobs monday.csv --source planning"),
            ("every night, from a script", "extramile import people staff.xlsx --source hr --yes --json"),
            (
                "say what two columns are, and keep a third",
                'extramile import jobs export.csv --source crm --mapping "finished_at=Ready" '
                '--mapping "customer_email=Private mail" --attribute "Camera:yesno"',
            ),
        ],
    )
    parser.add_argument("kind", choices=["jobs", "people", "units", "responses"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="where the rows come from; remembers the columns")
    parser.add_argument(
        "--mapping",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="this field is in that column; FIELD= alone: not in this file",
    )
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="COLUMN:TYPE",
        help=f"keep this column too; type: {', '.join(TYPES)}",
    )
    parser.add_argument("--dates", choices=["dmy", "mdy"], help="which comes first in 3-2-2026")
    parser.add_argument("--sheet", default="", help="of a workbook; else the first that holds anything")
    parser.add_argument(
        "--region",
        default="",
        metavar="NL",
        help="country of telephone numbers without one; else the settings'",
    )
    parser.add_argument(
        "--create-units", action="store_true", help="responses: make units that are not known yet"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask whether the columns are right")
    parser.add_argument("--json", action="store_true", help="the result as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    from extramile.core.tables import TableProblem, tell

    _check(arguments)
    try:
        batch = _prepare(arguments)
    except TableProblem as problem:
        fail(f"{arguments.file}: {tell(problem.code, problem.parameters)}")
    if batch is None:
        say("nothing was imported")
        return FAILED
    return _report(_work(batch, show_bar=not arguments.json), arguments)


def _check(arguments: argparse.Namespace) -> None:
    from phonenumbers import SUPPORTED_REGIONS

    if not arguments.file.is_file():
        is_other = arguments.file.exists()
        fail(f"{arguments.file}: {'this is no file; name one' if is_other else 'there is no such file'}")
    if not arguments.source.strip():
        fail("--source: give a name, such as planning; it remembers the columns")
    if arguments.region and arguments.region not in SUPPORTED_REGIONS:
        fail(f"--region {arguments.region}: there is no such country; write two capitals, such as NL")


def _prepare(arguments: argparse.Namespace) -> "ImportBatch | None":
    from extramile.conductor.imports import handler_of
    from extramile.core.clock import now
    from extramile.intake.models import BatchKind
    from extramile.intake.operations import cancel_batch, source_called, start_batch
    from extramile.intake.operations.files import copy_in

    handler = handler_of(arguments.kind)
    source = source_called(arguments.source)
    path = copy_in(arguments.file)
    try:
        batch = start_batch(
            source,
            BatchKind(arguments.kind),
            path,
            file_name=arguments.file.name,
            fields=handler.fields,
            now=now(),
            sheet=arguments.sheet,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    unfinished = _unfinished(batch)
    if unfinished is not None:
        cancel_batch(batch, actor=None, now=now())
        say(f"going on with this file after row {unfinished.position:,}")
        return unfinished
    try:
        _apply_choices(batch, arguments, handler.fields, takes_attributes=handler.takes_attributes)
        if arguments.yes or _agreed(batch):
            return _confirm(batch, arguments, handler.fields)
    except BaseException:  # nobody is going to say on the imports page what its columns are
        cancel_batch(batch, actor=None, now=now())
        raise
    cancel_batch(batch, actor=None, now=now())
    return None


def _unfinished(batch: "ImportBatch") -> "ImportBatch | None":
    """The same file of the same source, stopped halfway: killed, or out of disk."""
    from extramile.core.clock import now
    from extramile.intake.models import BatchState, ImportBatch
    from extramile.intake.operations import go_on

    same = ImportBatch.objects.filter(source=batch.source, kind=batch.kind, sha256=batch.sha256)
    states = [BatchState.QUEUED, BatchState.RUNNING, BatchState.FAILED]
    found = same.filter(state__in=states).exclude(pk=batch.pk).exclude(file="").order_by("-pk").first()
    if found is not None and found.state == BatchState.FAILED:
        go_on(found, actor=None, now=now())
        found.refresh_from_db()
    return found


def _apply_choices(
    batch: "ImportBatch",
    arguments: argparse.Namespace,
    fields: "Sequence[Field]",
    *,
    takes_attributes: bool,
) -> None:
    columns = set(batch.shape["file"]["columns"])
    keys = {field.key for field in fields}
    mapping: dict[str, str] = batch.shape["mapping"]
    for choice in arguments.mapping:
        key, _, column = choice.partition("=")
        if key not in keys:
            fail(f"--mapping {choice}: there is no field “{key}”; there are {', '.join(sorted(keys))}")
        if column and column not in columns:
            fail(f"--mapping {choice}: there is no column “{column}” in this file")
        mapping = {name: held for name, held in mapping.items() if held != column and name != key}
        if column:
            mapping[key] = column
    batch.shape["mapping"] = mapping
    for choice in arguments.attribute:
        column, _, kind = choice.rpartition(":")
        if column not in columns or kind not in TYPES or not takes_attributes:
            fail(f"--attribute {choice}: write COLUMN:TYPE with a column of this file and {', '.join(TYPES)}")
        batch.shape["attributes"] = [
            item for item in batch.shape["attributes"] if item["column"] != column
        ] + [{"column": column, "type": kind}]


def _agreed(batch: "ImportBatch") -> bool:
    if not sys.stdin.isatty():
        fail("nobody is here to say whether the columns are right; look at them first, then add --yes")
    _show(batch)
    return Confirm.ask("Is this right?", console=Console(stderr=True))


def _show(batch: "ImportBatch") -> None:
    from extramile.core.tables import Shape, open_table
    from extramile.intake.operations.files import path_of

    shape = Shape.from_json(batch.shape["file"])
    rows = open_table(path_of(batch), shape=shape).first_rows(3)
    meaning = {column: key for key, column in batch.shape["mapping"].items()}
    meaning |= {item["column"]: f"kept ({item['type']})" for item in batch.shape["attributes"]}
    grid = Grid("column", "is", "first rows")
    for index, column in enumerate(shape.columns):
        values = [row[index] for row in rows if index < len(row) and row[index]]
        dates = " (month first)" if shape.dates.get(column) == "mdy" else ""
        grid.add_row(column, meaning.get(column, "[dim]not used[/dim]") + dates, " | ".join(values)[:70])
    console = Console(stderr=True)
    console.print(grid)
    rows_word = f"{shape.rows:,} rows, {shape.format}, {shape.encoding}, separator {shape.delimiter!r}"
    console.print(rows_word, highlight=False)


def _confirm(batch: "ImportBatch", arguments: argparse.Namespace, fields: "Sequence[Field]") -> "ImportBatch":
    from extramile.core.clock import now
    from extramile.intake.operations import confirm_mapping

    dates = dict.fromkeys(batch.shape["file"]["dates"], arguments.dates) if arguments.dates else {}
    return confirm_mapping(
        batch,
        mapping=batch.shape["mapping"],
        attributes=batch.shape["attributes"],
        dates=dates,
        fields=fields,
        region=arguments.region,
        create_units=arguments.create_units,
        now=now(),
    )


def _work(batch: "ImportBatch", *, show_bar: bool) -> "ImportBatch":
    if not show_bar:
        return _to_its_end(batch, lambda _rows: None)
    with progress(f"Importing {batch.kind}", total=batch.rows_expected) as advance:
        advance(batch.rows)
        return _to_its_end(batch, advance)


def _to_its_end(batch: "ImportBatch", advance: Advance) -> "ImportBatch":
    """By us; or by a worker of the program that took up a file which was stopped halfway. Then we wait, for a
    script wants to know what became of its file. A worker that dies lets go of it.
    """
    from extramile.conductor import imports
    from extramile.core.clock import now
    from extramile.intake.operations import Overtaken

    is_told, told = False, batch.rows

    def add(rows: int) -> None:
        nonlocal told
        told += rows
        advance(rows)

    while True:
        try:
            return imports.run(batch, now=now(), on_progress=add)
        except Overtaken:
            if not is_told:
                say(f"another worker is importing this file (import {batch.pk}); waiting for it")
                is_told = True
            time.sleep(SECONDS_BETWEEN_LOOKS)
            batch.refresh_from_db()
            add(batch.rows - told)


def _report(batch: "ImportBatch", arguments: argparse.Namespace) -> int:
    from extramile.intake.models import BatchState
    from extramile.intake.queries import error_of, problem_groups

    groups = problem_groups(batch) if batch.problems else []
    result: dict[str, Any] = {
        "import": batch.pk,
        "state": batch.state,
        "rows": batch.rows,
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "problems": batch.problems,
        "error": error_of(batch),
        "problem_groups": [
            {"column": one.column, "code": one.code, "rows": one.rows, "problem": one.problem}
            for one in groups
        ],
    }
    if arguments.json:
        print_json(result)
    else:
        say(
            f"{batch.rows:,} rows = {batch.created:,} new + {batch.updated:,} changed + "
            f"{batch.unchanged:,} the same + {batch.problems:,} with a problem"
        )
        for one in groups:
            say(f"  {one.rows:,} × {one.column or 'the row'}: {one.problem} {one.remedy}")
        if batch.error:
            say(error_of(batch))
    return OK if batch.state == BatchState.DONE and not batch.problems else FAILED
