"""Which room takes which kind of file, and the step that works through what waits."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from extramile.contacts.queries import key_maker
from extramile.core.tables import Row
from extramile.intake.fields import JOB_FIELDS
from extramile.intake.models import BatchKind, BatchState, ImportBatch
from extramile.intake.operations import (
    Handler,
    Outcome,
    Overtaken,
    Reading,
    Resolver,
    Taken,
    run_batch,
    take_jobs,
)
from extramile.intake.reading import job_columns, jobs_from
from extramile.intake.rows import JobRow, fingerprint_key
from extramile.people.models import User

SLICE_SECONDS = 20.0  # then other imports have their turn
# People and units in one go: a coach may stand far above the coached, a parent far below its child. More
# than the largest organisation has (60,000 people, 6,000 units), and still a bound.
WHOLE_FILE = 100_000
WHOLE_FILE_CHARACTERS = 40_000_000


def _reader(kind: BatchKind) -> tuple[str, ...]:
    return (sys.executable, "-m", "extramile.conductor.import_reader", kind.value)


def _actor(batch: ImportBatch) -> User | None:
    return User.objects.filter(pk=batch.created_by_id).first() if batch.created_by_id else None


def _jobs() -> Handler:
    resolvers: dict[int, Resolver] = {}
    prepare = partial(job_columns, key=fingerprint_key(), key_of=key_maker())
    reading = Reading(JOB_FIELDS, prepare=prepare, build=jobs_from, command=_reader(BatchKind.JOBS))

    def apply(batch: ImportBatch, rows: Sequence[JobRow], now: datetime) -> Taken:
        resolver = resolvers.setdefault(batch.pk, Resolver(batch.source, now, keeps_teams=True))
        return take_jobs(batch.source, rows, now=now, batch=batch, resolver=resolver)

    return Handler(reading, apply, number=lambda row: int(row.row), takes_attributes=True)


def _people() -> Handler:
    from extramile.people.fields import PEOPLE_FIELDS
    from extramile.people.operations import import_people

    def apply(batch: ImportBatch, rows: Sequence[Row], now: datetime) -> Outcome:
        return import_people(rows, actor=_actor(batch), now=now)

    return Handler(Reading(PEOPLE_FIELDS, chunk=WHOLE_FILE, characters=WHOLE_FILE_CHARACTERS), apply)


def _units() -> Handler:
    from extramile.people.fields import UNIT_FIELDS
    from extramile.people.operations import import_units

    def apply(batch: ImportBatch, rows: Sequence[Row], now: datetime) -> Outcome:
        return import_units(rows, actor=_actor(batch), now=now)

    return Handler(Reading(UNIT_FIELDS, chunk=WHOLE_FILE, characters=WHOLE_FILE_CHARACTERS), apply)


def _responses() -> Handler:
    from extramile.responses.fields import RESPONSE_FIELDS
    from extramile.responses.operations.importing import take_rows
    from extramile.responses.operations.incoming import Incoming
    from extramile.responses.operations.placing import Placer
    from extramile.responses.operations.reading import response_columns, responses_from

    placers: dict[int, Placer] = {}

    def apply(batch: ImportBatch, rows: Sequence[Incoming], now: datetime) -> Outcome:
        placer = placers.setdefault(batch.pk, Placer(batch.source, now))
        create_units = batch.shape.get("create_units", False)
        return take_rows(batch.source, rows, now=now, create_units=create_units, placer=placer)

    reading = Reading(
        RESPONSE_FIELDS, prepare=response_columns, build=responses_from, command=_reader(BatchKind.RESPONSES)
    )
    return Handler(reading, apply, number=lambda row: int(row.row), takes_attributes=True)


_HANDLERS: dict[str, Callable[[], Handler]] = {
    BatchKind.JOBS: _jobs,
    BatchKind.PEOPLE: _people,
    BatchKind.UNITS: _units,
    BatchKind.RESPONSES: _responses,
}


def handler_of(kind: str) -> Handler:
    return _HANDLERS[kind]()


def run(
    batch: ImportBatch,
    *,
    now: datetime,
    seconds: float | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> ImportBatch:
    """Work through a confirmed batch of any kind. Raises Overtaken where somebody else does."""
    return run_batch(
        batch.pk, handler=handler_of(batch.kind), now=now, seconds=seconds, on_progress=on_progress
    )


def run_waiting(now: datetime) -> int:
    """The step: a slice of each batch that waits, or that a killed worker left behind. Rows done."""
    done = 0
    waiting = ImportBatch.objects.filter(state__in=[BatchState.QUEUED, BatchState.RUNNING])
    for batch in waiting.order_by("pk")[:20]:
        try:
            after = run(batch, now=now, seconds=SLICE_SECONDS)
        except Overtaken:
            continue
        done += after.rows - batch.rows
    return done
