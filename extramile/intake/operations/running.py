"""Work through one file. Killed at any moment, it goes on where it stopped.

The rows of a chunk, the counts and the position are written in one transaction. Whoever works on a batch
holds an advisory lock; and each chunk begins by locking the batch's row and comparing positions, so that
two workers cannot both write a chunk even where the advisory lock is lost (a broken connection).
"""

import errno
import hashlib
import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final, Protocol

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import F

from extramile.core.collecting import rarely_collecting
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
from extramile.intake.models import BatchState, ImportBatch, ImportProblem
from extramile.intake.operations import files

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
    """What makes a kind of file that kind: its fields, and what is done with a chunk of its rows."""

    fields: Sequence[Field]
    apply: Callable[[ImportBatch, Sequence[Any], datetime], Outcome]
    prepare: Callable[[Row], Any] = lambda row: row  # in the reading thread: no database; raises RowProblem
    number: Callable[[Any], int] = lambda row: row.number  # the row of the file that `prepare` was given
    chunk: int = 5000  # rows in one transaction, and at most so many characters
    characters: int = 8_000_000
    takes_attributes: bool = False


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
    shape, reader = _open(batch, handler)
    started = time.monotonic()
    rows = open_table(files.path_of(batch), shape=shape).rows(after=batch.position)
    with rarely_collecting(), closing(_ahead(_chunks(rows, reader, handler))) as chunks:
        for chunk in chunks:
            _take_chunk(batch, chunk, reader, handler, now=now)
            if on_progress:
                on_progress(len(chunk.raw))
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


@dataclass(slots=True)
class _Chunk:
    """Some rows of the file: as they were, those that can be taken, what is wrong with the others."""

    raw: dict[int, list[str]] = field(default_factory=dict)
    good: list[Any] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def _chunks(rows: Iterator[tuple[int, list[str]]], reader: RowReader, handler: Handler) -> Iterator[_Chunk]:
    """So many rows at a time, fewer where they are long: memory stays bounded whatever is in the file."""
    while True:
        chunk, characters = _Chunk(), 0
        for number, values in islice(rows, handler.chunk):
            chunk.raw[number] = values
            _read(number, values, chunk, reader, handler)
            characters += sum(map(len, values))
            if characters > handler.characters:
                break
        if not chunk.raw:
            return
        yield chunk


def _read(number: int, values: list[str], chunk: _Chunk, reader: RowReader, handler: Handler) -> None:
    try:
        chunk.good.append(handler.prepare(reader.read(number, values)))
    except RowProblems as found:
        chunk.problems += found.problems
    except RowProblem as found:
        found.row = number
        chunk.problems.append(found)


def _ahead(chunks: Iterator[_Chunk]) -> Generator[_Chunk, None, None]:
    """Read the next chunk in a thread of its own while the database works on this one."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as pool:
        coming = pool.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, chunks, None)
            yield chunk


def _take_chunk(
    batch: ImportBatch, chunk: _Chunk, reader: RowReader, handler: Handler, *, now: datetime
) -> None:
    position = max(chunk.raw)
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.position != batch.position or held.state != BatchState.RUNNING:
            raise Overtaken
        outcome = _apply(batch, chunk.good, handler, now=now)
        problems = [*chunk.problems, *outcome.problems]
        _write_problems(batch, problems, chunk.raw, reader)
        ImportBatch.objects.filter(pk=batch.pk).update(
            position=position,
            rows=F("rows") + len(chunk.raw),
            created=F("created") + outcome.created,
            updated=F("updated") + outcome.updated,
            unchanged=F("unchanged") + outcome.unchanged,
            problems=F("problems") + len({problem.row for problem in problems}),
        )
    batch.position = position


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
