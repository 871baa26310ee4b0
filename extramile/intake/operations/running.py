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
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import F

from extramile.core.collecting import rarely_collecting
from extramile.core.tables import (
    Applied,
    Field,
    Row,
    RowProblem,
    RowProblems,
    RowReader,
    Shape,
    TableProblem,
    open_table,
)
from extramile.intake.chunks import Chunk, File, Reading, chunks
from extramile.intake.models import BatchState, ImportBatch, ImportProblem
from extramile.intake.operations import files

LOCK_CLASS: Final = 7201  # of advisory locks: the first number says "import batch"
AT_ONCE: Final = 250  # of rows that waited: each costs more than a row, and others wait for the transaction
OPEN_STATES: Final = (BatchState.QUEUED, BatchState.RUNNING)
Progress = Callable[[int], None]


class Outcome(Protocol):
    """What `apply` says about a chunk; `problems` names rows, perhaps several times."""

    created: int
    updated: int
    unchanged: int
    problems: list[RowProblem]


class Again(Protocol):
    """Takes rows that waited for others of the file, with what had become of them. `is_last`: nothing more
    comes that they could wait for."""

    def __call__(
        self,
        batch: ImportBatch,
        rows: Sequence[Any],
        now: datetime,
        *,
        became: Mapping[int, str],
        is_last: bool,
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Handler:
    """What makes a kind of file that kind: how its rows are read, and what is done with a chunk of them."""

    reading: Reading
    apply: Callable[[ImportBatch, Any, datetime], Outcome]  # rows as `reading` builds them
    number: Callable[[Any], int] = lambda row: row.number  # the row of the file that a good one was
    takes_attributes: bool = False
    # Before the transaction of a chunk: what would keep others waiting until its end.
    make_room: Callable[[Any, datetime], None] = lambda _rows, _now: None
    # Where rows may wait for others further on (`Outcome.later`): takes them after the last row of the file.
    again: Again | None = None

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
            done = _take_chunk(batch, chunk, reader, handler, now=now)
            if on_progress:
                on_progress(done)
            if seconds is not None and time.monotonic() - started > seconds:
                return
    while batch.waiting:
        done = _take_waiting(batch, file, reader, handler, now=now)
        if on_progress:
            on_progress(done)
        if seconds is not None and time.monotonic() - started > seconds:
            return
    _finish(batch, now=now)


def rows_above(batch: ImportBatch, fields: Sequence[Field]) -> Iterator[Row]:
    """The good rows of the file that were worked through already."""
    if batch.position:
        file = _file(batch)
        reader = file.reader(fields)
        for number, values in open_table(file.path, shape=file.shape).rows():
            if number > batch.position:
                break
            try:
                yield reader.read(number, values)
            except RowProblems:
                continue


def _open(batch: ImportBatch) -> File:
    with files.path_of(batch).open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != batch.sha256:
            raise TableProblem("changed")
    return _file(batch)


def _file(batch: ImportBatch) -> File:
    return File(
        files.path_of(batch),
        Shape.from_json(batch.shape["file"]),
        batch.shape["mapping"],
        batch.shape.get("region", "NL"),
        batch.shape.get("attributes", []),
    )


def _take_chunk(
    batch: ImportBatch, chunk: Chunk, reader: RowReader, handler: Handler, *, now: datetime
) -> int:
    if chunk.good:
        handler.make_room(chunk.good, now)
    with transaction.atomic():
        _hold(batch)
        outcome = _apply(
            rows=chunk.good, number=handler.number, do=lambda rows: handler.apply(batch, rows, now)
        )
        problems = [*chunk.problems, *outcome.problems]
        if problems:
            _write_problems(batch, problems, chunk.raw(), reader)
        waiting = [*batch.waiting, *map(list, _later(outcome).items())]
        done = chunk.count - len(_later(outcome))
        _count(batch, outcome, problems, rows=done, position=chunk.position, waiting=waiting)
    batch.position, batch.waiting = chunk.position, waiting
    return done


def _hold(batch: ImportBatch) -> None:
    """Nobody else, until the end of the transaction; unless somebody else was there before us."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    is_ours = held.position == batch.position and held.waiting == batch.waiting
    if not is_ours or held.state != BatchState.RUNNING:
        raise Overtaken


def _later(outcome: Outcome) -> Mapping[int, str]:
    return outcome.later if isinstance(outcome, Applied) else {}


def _count(
    batch: ImportBatch, outcome: Outcome, problems: Sequence[RowProblem], *, rows: int, **more: Any
) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        rows=F("rows") + rows,
        created=F("created") + outcome.created,
        updated=F("updated") + outcome.updated,
        unchanged=F("unchanged") + outcome.unchanged,
        problems=F("problems") + len({problem.row for problem in problems}),
        **more,
    )


def _take_waiting(
    batch: ImportBatch, file: File, reader: RowReader, handler: Handler, *, now: datetime
) -> int:
    """Once through the rows that wait, some at a time; where none of them got further, for the last time."""
    is_last = bool(batch.waiting[0][2:])
    before, done = len(batch.waiting), 0
    for chunk in _waiting_rows(batch, file, handler):
        done += _take_again(batch, chunk, reader, handler, is_last=is_last, now=now)
    if is_last and batch.waiting:  # the file does not hold them any more
        raise TableProblem("changed")
    if len(batch.waiting) == before:
        marked = [[number, became, "last"] for number, became in batch.waiting]
        with transaction.atomic():
            _hold(batch)
            ImportBatch.objects.filter(pk=batch.pk).update(waiting=marked)
        batch.waiting = marked
    return done


def _waiting_rows(batch: ImportBatch, file: File, handler: Handler) -> Iterator[Chunk]:
    """Read anew: none of them is kept meanwhile, however many there are."""
    numbers = {number for number, *_ in batch.waiting}
    coming = chunks(file, handler.reading, after=min(numbers) - 1, rows=0)
    with closing(coming):
        for chunk in coming:
            good = [row for row in chunk.good if handler.number(row) in numbers]
            for some in (good[first : first + AT_ONCE] for first in range(0, len(good), AT_ONCE)):
                yield replace(chunk, good=some, count=len(some), problems=[])


def _take_again(
    batch: ImportBatch, chunk: Chunk, reader: RowReader, handler: Handler, *, is_last: bool, now: datetime
) -> int:
    if handler.again is None:
        raise ValueError("rows wait and nobody takes them")
    became = {number: was for number, was, *_ in batch.waiting}
    with transaction.atomic():
        _hold(batch)
        do = partial(handler.again, batch, now=now, became=became, is_last=is_last)
        outcome = _apply(rows=chunk.good, number=handler.number, do=do)
        if outcome.problems:
            _write_problems(batch, outcome.problems, chunk.raw(), reader)
        taken = {handler.number(row) for row in chunk.good} - _later(outcome).keys()
        waiting = [one for one in batch.waiting if one[0] not in taken]
        _count(batch, outcome, outcome.problems, rows=len(taken), waiting=waiting)
    batch.waiting = waiting
    return len(taken)


def _apply(
    *, rows: Sequence[Any], number: Callable[[Any], int], do: Callable[[Sequence[Any]], Outcome]
) -> Outcome:
    """What the room says; where the database refuses a row that nobody foresaw, all but that row."""
    if not rows:
        return Applied()
    try:
        with transaction.atomic():
            return do(rows)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return Applied(problems=[RowProblem("", "", "refused", row=number(rows[0]))])
    half = len(rows) // 2
    first = _apply(rows=rows[:half], number=number, do=do)
    second = _apply(rows=rows[half:], number=number, do=do)
    return Applied(
        first.created + second.created,
        first.updated + second.updated,
        first.unchanged + second.unchanged,
        [*first.problems, *second.problems],
        {**_later(first), **_later(second)},
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
    if held.position != batch.position or held.waiting or held.state != BatchState.RUNNING:
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
