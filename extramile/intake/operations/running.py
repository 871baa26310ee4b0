"""Work through one file. Killed at any moment, it goes on where it stopped.

The rows of a chunk, the counts and the position are written in one transaction. Whoever works on a batch
holds an advisory lock; and each chunk begins by locking the batch's row and comparing positions, so that
two workers cannot both write a chunk even where the advisory lock is lost (a broken connection).
"""

import errno
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import F

from extramile.core.collecting import rarely_collecting
from extramile.core.tables import Applied, Field, RowProblem, RowReader, Shape, TableProblem
from extramile.intake.models import BatchState, ImportBatch, ImportProblem
from extramile.intake.operations import files
from extramile.intake.operations.chunks import Chunk, File, Reading, chunks

LOCK_CLASS: Final = 7201  # of advisory locks: the first number says "import batch"
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
    """What makes a kind of file that kind: how its rows are read, and what is done with a chunk of them."""

    reading: Reading
    apply: Callable[[ImportBatch, Sequence[Any], datetime], Outcome]
    number: Callable[[Any], int] = lambda row: row.number  # the row of the file that a good one was
    takes_attributes: bool = False

    @property
    def fields(self) -> Sequence[Field]:
        return self.reading.fields


class Overtaken(Exception):
    """Somebody else works on this batch."""


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
        if not cursor.fetchone()[0]:
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
    file = _open(batch)
    reader = file.reader(handler.fields)
    started = time.monotonic()
    expected = (batch.rows_expected or 0) - batch.rows
    coming = chunks(file, handler.reading, after=batch.position, rows=expected)
    with rarely_collecting(), closing(coming):
        for chunk in coming:
            _take_chunk(batch, chunk, reader, handler, now=now)
            if on_progress:
                on_progress(chunk.count)
            if seconds is not None and time.monotonic() - started > seconds:
                return
    _finish(batch, now=now)


def _open(batch: ImportBatch) -> File:
    path = files.path_of(batch)
    with path.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != batch.sha256:
            raise TableProblem("changed")
    return File(
        path,
        Shape.from_json(batch.shape["file"]),
        batch.shape["mapping"],
        batch.shape.get("region", "NL"),
        batch.shape.get("attributes", []),
    )


def _take_chunk(
    batch: ImportBatch, chunk: Chunk, reader: RowReader, handler: Handler, *, now: datetime
) -> None:
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.position != batch.position or held.state != BatchState.RUNNING:
            raise Overtaken
        outcome = _apply(batch, chunk.good, handler, now=now)
        problems = [*chunk.problems, *outcome.problems]
        if problems:
            _write_problems(batch, problems, chunk.raw(), reader)
        ImportBatch.objects.filter(pk=batch.pk).update(
            position=chunk.position,
            rows=F("rows") + chunk.count,
            created=F("created") + outcome.created,
            updated=F("updated") + outcome.updated,
            unchanged=F("unchanged") + outcome.unchanged,
            problems=F("problems") + len({problem.row for problem in problems}),
        )
    batch.position = chunk.position


def _apply(batch: ImportBatch, rows: Sequence[Any], handler: Handler, *, now: datetime) -> Outcome:
    """What the room says; where the database refuses a row that nobody foresaw, all but that row."""
    if not rows:
        return Applied()
    try:
        with transaction.atomic():
            return handler.apply(batch, rows, now)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return Applied(problems=[RowProblem("", "", "refused", row=handler.number(rows[0]))])
    half = len(rows) // 2
    first = _apply(batch, rows[:half], handler, now=now)
    second = _apply(batch, rows[half:], handler, now=now)
    return Applied(
        first.created + second.created,
        first.updated + second.updated,
        first.unchanged + second.unchanged,
        [*first.problems, *second.problems],
    )


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
