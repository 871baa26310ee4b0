"""One file, from upload to the last row. Killed at any moment, it goes on where it stopped.

The rows of a chunk, the counts and the position are written in one transaction. Whoever works on a batch
holds an advisory lock; and each chunk begins by locking the batch's row and comparing positions, so that
two workers cannot both write a chunk even where the advisory lock is lost (a broken connection).
"""

import errno
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import F

from extramile.core import audit
from extramile.core.tables import (
    Applied,
    Attribute,
    Field,
    Row,
    RowProblem,
    RowProblems,
    RowReader,
    Shape,
    TableProblem,
    open_table,
)
from extramile.intake.models import BatchKind, BatchState, ImportBatch, ImportProblem, Source
from extramile.intake.operations import files

LOCK_CLASS: Final = 7201  # of advisory locks: the first number says "import batch"
CHUNK_CHARACTERS: Final = 8_000_000
OPEN_STATES: Final = (BatchState.QUEUED, BatchState.RUNNING)
Progress = Callable[[int], None]


class Outcome(Protocol):
    """What `apply` says about a chunk; `problems` names rows, perhaps several times."""

    created: int
    updated: int
    unchanged: int
    problems: list[RowProblem]


@dataclass(frozen=True, slots=True)
class Handler:
    """What makes a kind of file that kind: its fields, and what is done with a chunk of its rows."""

    fields: Sequence[Field]
    apply: Callable[[ImportBatch, Sequence[Row], datetime], Outcome]
    chunk: int = 5000
    takes_attributes: bool = False


class Overtaken(Exception):
    """Somebody else works on this batch."""


def start_batch(
    source: Source,
    kind: BatchKind,
    path: Path,
    *,
    file_name: str,
    fields: Sequence[Field],
    now: datetime,
    actor: audit.Actor | None = None,
) -> ImportBatch:
    """Look at a stored file and guess its columns; waits for somebody to confirm them."""
    table = open_table(path)
    shape = _remembered_dates(table.shape, source.mappings.get(kind, {}))
    batch = ImportBatch.objects.create(
        source=source,
        kind=kind,
        file_name=file_name[:300],
        file=str(path.relative_to(settings.DATA)),
        sha256=table.sha256,
        shape={"file": shape.to_json(), **files.guess(shape, fields, source.mappings.get(kind, {}))},
        state=BatchState.MAPPING,
        created_at=now,
        created_by_id=actor.pk if actor else None,
        rows_expected=shape.rows,
    )
    audit.record(
        "intake.file.uploaded",
        actor=actor,
        now=now,
        subject_type="import",
        subject_id=batch.pk,
        kind=kind,
        rows=shape.rows,
    )
    return batch


def _remembered_dates(shape: Shape, remembered: Mapping[str, Any]) -> Shape:
    """The order of day and month that was confirmed earlier, where this file does not tell itself."""
    orders = remembered.get("dates", {})
    return shape.with_dates({name: orders[name] for name in shape.unsure_dates if name in orders})


@transaction.atomic
def confirm_mapping(
    batch: ImportBatch,
    *,
    mapping: Mapping[str, str],
    attributes: Sequence[Mapping[str, str]] = (),
    dates: Mapping[str, Any] | None = None,
    fields: Sequence[Field],
    region: str = "NL",
    actor: audit.Actor | None = None,
    now: datetime,
) -> ImportBatch:
    """Take the columns as confirmed, remember them for this source, and let the import begin.

    Raises TableProblem where a needed field has no column.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state != BatchState.MAPPING:
        return held
    shape = Shape.from_json(held.shape["file"]).with_dates(dates or {})
    columns = {key: column for key, column in mapping.items() if column in shape.columns}
    missing = [field.key for field in fields if field.required and field.key not in columns]
    if missing:
        raise TableProblem("unmapped", {"fields": ", ".join(missing)})
    kept = [dict(item) for item in attributes if item["column"] in shape.columns]
    held.shape = {"file": shape.to_json(), "mapping": columns, "attributes": kept, "region": region}
    held.state = BatchState.QUEUED
    held.save(update_fields=["shape", "state"])
    _remember(held, columns, kept, dict(dates or {}))
    audit.record("intake.import.started", actor=actor, now=now, subject_type="import", subject_id=held.pk)
    return held


def _remember(
    batch: ImportBatch, columns: dict[str, str], attributes: list[dict[str, str]], dates: dict[str, Any]
) -> None:
    source = Source.objects.select_for_update().get(pk=batch.source_id)
    earlier = source.mappings.get(batch.kind, {})
    source.mappings[batch.kind] = {
        "columns": columns,
        "attributes": attributes,
        "dates": {**earlier.get("dates", {}), **dates},
    }
    source.save(update_fields=["mappings"])


# --- running -----------------------------------------------------------------------------------


def run_batch(
    batch_id: int,
    *,
    handler: Handler,
    now: datetime,
    seconds: float | None = None,
    on_progress: Progress | None = None,
) -> ImportBatch:
    """Work through the file, to its end or for about so many seconds. Raises Overtaken."""
    with _alone(batch_id):
        batch = _begin(batch_id, now=now)
        if batch.state not in OPEN_STATES:
            return batch
        try:
            _work(batch, handler, now=now, seconds=seconds, on_progress=on_progress)
        except (TableProblem, OSError, DatabaseError, UnicodeError) as error:
            _fail(batch_id, error, now=now)
    batch.refresh_from_db()
    return batch


@contextmanager
def _alone(batch_id: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, batch_id % 2**31])
        if not cursor.fetchone()[0]:  # type: ignore[index]
            raise Overtaken
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, batch_id % 2**31])


@transaction.atomic
def _begin(batch_id: int, *, now: datetime) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("source").get(pk=batch_id)
    if batch.state in OPEN_STATES:
        batch.state = BatchState.RUNNING
        batch.started_at = batch.started_at or now
        batch.error = ""
        batch.save(update_fields=["state", "started_at", "error"])
    return batch


def _work(
    batch: ImportBatch,
    handler: Handler,
    *,
    now: datetime,
    seconds: float | None,
    on_progress: Progress | None,
) -> None:
    shape, reader = _open(batch, handler)
    path = files.path_of(batch)
    started = time.monotonic()
    rows = open_table(path, shape=shape).rows(after=batch.position)
    while chunk := _next_chunk(rows, handler.chunk):
        _take_chunk(batch, chunk, reader, handler, now=now)
        if on_progress:
            on_progress(len(chunk))
        if seconds is not None and time.monotonic() - started > seconds:
            return
    _finish(batch, now=now)


def _open(batch: ImportBatch, handler: Handler) -> tuple[Shape, RowReader]:
    path = files.path_of(batch)
    with path.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != batch.sha256:
            raise TableProblem("changed")
    shape = Shape.from_json(batch.shape["file"])
    reader = RowReader(
        shape,
        batch.shape["mapping"],
        handler.fields,
        region=batch.shape.get("region", "NL"),
        attributes=[Attribute(**item) for item in batch.shape.get("attributes", [])],
    )
    return shape, reader


def _next_chunk(rows: Iterator[tuple[int, list[str]]], most: int) -> list[tuple[int, list[str]]]:
    """So many rows, or fewer where they are long: memory stays bounded whatever is in the file."""
    chunk: list[tuple[int, list[str]]] = []
    characters = 0
    for number, values in islice(rows, most):
        chunk.append((number, values))
        characters += sum(map(len, values))
        if characters > CHUNK_CHARACTERS:
            break
    return chunk


def _take_chunk(
    batch: ImportBatch,
    chunk: Sequence[tuple[int, list[str]]],
    reader: RowReader,
    handler: Handler,
    *,
    now: datetime,
) -> None:
    good, problems = _read(chunk, reader)
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.position != batch.position or held.state != BatchState.RUNNING:
            raise Overtaken
        outcome = _apply(batch, good, handler, now=now)
        problems += outcome.problems
        bad = {problem.row for problem in problems}
        _write_problems(batch, problems, dict(chunk) if problems else {}, reader)
        ImportBatch.objects.filter(pk=batch.pk).update(
            position=chunk[-1][0],
            rows=F("rows") + len(chunk),
            created=F("created") + outcome.created,
            updated=F("updated") + outcome.updated,
            unchanged=F("unchanged") + outcome.unchanged,
            problems=F("problems") + len(bad),
        )
    batch.position = chunk[-1][0]


def _apply(batch: ImportBatch, rows: Sequence[Row], handler: Handler, *, now: datetime) -> Outcome:
    """What the room says; where the database refuses a row that nobody foresaw, all but that row."""
    if not rows:
        return Applied()
    try:
        with transaction.atomic():
            return handler.apply(batch, rows, now)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return Applied(problems=[RowProblem("", "", "refused", row=rows[0].number)])
    half = len(rows) // 2
    first = _apply(batch, rows[:half], handler, now=now)
    second = _apply(batch, rows[half:], handler, now=now)
    return Applied(
        first.created + second.created,
        first.updated + second.updated,
        first.unchanged + second.unchanged,
        [*first.problems, *second.problems],
    )


def _read(chunk: Sequence[tuple[int, list[str]]], reader: RowReader) -> tuple[list[Row], list[RowProblem]]:
    good: list[Row] = []
    problems: list[RowProblem] = []
    for number, values in chunk:
        try:
            good.append(reader.read(number, values))
        except RowProblems as found:
            problems += found.problems
    return good, problems


def _write_problems(
    batch: ImportBatch,
    problems: Sequence[RowProblem],
    values: Mapping[int, list[str]],
    reader: RowReader,
) -> None:
    mapping: dict[str, str] = batch.shape["mapping"]
    rows: dict[tuple[int, str], ImportProblem] = {}
    for problem in problems:
        column = mapping.get(problem.column, problem.column)
        raw = reader.raw(values.get(problem.row, ()))
        rows.setdefault(
            (problem.row, column),
            ImportProblem(
                batch=batch,
                row=problem.row,
                column=column,
                value=problem.value[:500],
                problem=problem.code,
                parameters=problem.parameters,
                raw=raw,
            ),
        )
    ImportProblem.objects.bulk_create(rows.values(), batch_size=1000)


@transaction.atomic
def _finish(batch: ImportBatch, *, now: datetime) -> None:
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.position != batch.position or held.state != BatchState.RUNNING:
        raise Overtaken
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.DONE, finished_at=now, rows_expected=F("rows")
    )


def _fail(batch_id: int, error: Exception, *, now: datetime) -> None:
    """The file as a whole stops; what was taken stays taken, and it can go on from there."""
    code, parameters = _reason(error)
    ImportBatch.objects.filter(pk=batch_id, state__in=OPEN_STATES).update(
        state=BatchState.FAILED,
        error=json.dumps({"code": code, "parameters": parameters}),
        finished_at=now,
    )


def _reason(error: Exception) -> tuple[str, dict[str, object]]:
    if isinstance(error, TableProblem):
        return error.code, error.parameters
    if isinstance(error, FileNotFoundError):
        return "gone", {}
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100" or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}):
        return "disk_full", {}
    if isinstance(error, UnicodeError):
        return "changed", {}
    return "broken", {"reason": type(error).__name__}


def go_on(batch: ImportBatch, *, actor: audit.Actor | None, now: datetime) -> bool:
    """Try a stopped import again, from where it stopped."""
    went = (
        ImportBatch.objects.filter(pk=batch.pk, state=BatchState.FAILED)
        .exclude(file="")
        .update(state=BatchState.QUEUED, error="", finished_at=None)
    )
    if went:
        audit.record(
            "intake.import.resumed", actor=actor, now=now, subject_type="import", subject_id=batch.pk
        )
    return bool(went)


def cancel_batch(batch: ImportBatch, *, actor: audit.Actor | None, now: datetime) -> bool:
    """Stop, or do not begin. What was taken stays."""
    waiting = [BatchState.MAPPING, *OPEN_STATES, BatchState.FAILED]
    stopped = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=BatchState.CANCELLED, finished_at=now
    )
    if stopped:
        audit.record(
            "intake.import.cancelled", actor=actor, now=now, subject_type="import", subject_id=batch.pk
        )
    return bool(stopped)


def delete_old_files(now: datetime, *, days: int = 30) -> int:
    """Uploaded files hold customers' names: they go when nobody needs them any more."""
    old = ImportBatch.objects.filter(created_at__lt=now - timedelta(days=days)).exclude(file="")
    gone = 0
    for batch in old.exclude(state__in=OPEN_STATES):
        files.delete(batch)
        gone += 1
    return gone + files.delete_orphans(now, days=days)
