"""Which room takes which kind of file, and the step that works through what waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from extramile.conductor.readings import reading_of
from extramile.core.tables import Field, Row
from extramile.intake.models import BatchKind, BatchState, ImportBatch
from extramile.intake.operations import (
    Handler,
    Outcome,
    Overtaken,
    Reading,
    Resolver,
    Taken,
    rows_above,
    run_batch,
    take_jobs,
)
from extramile.intake.rows import JobRow
from extramile.people.models import User

SLICE_SECONDS = 20.0  # then other imports have their turn
# Of people and units: one transaction holds up whoever changes a person or the tree.
SOME = 1000
SOME_CHARACTERS = 2_000_000


@dataclass(slots=True)
class Seen:
    """The external ids of a file so far: a person or unit has one row in it, wherever the second stands."""

    fields: Sequence[Field]
    _known: dict[int, dict[str, int]] = field(default_factory=dict)

    def before(self, batch: ImportBatch) -> dict[str, int]:
        """Of the rows above; whoever was killed has forgotten them: read again."""
        if batch.pk not in self._known:
            self._known[batch.pk] = {}
            for row in rows_above(batch, self.fields):
                external_id = str(row.values.get("external_id", "")).strip()
                self._known[batch.pk].setdefault(external_id, row.number)
        return self._known[batch.pk]


def _actor(batch: ImportBatch) -> User | None:
    return User.objects.filter(pk=batch.created_by_id).first() if batch.created_by_id else None


def _jobs() -> Handler:
    resolvers: dict[int, Resolver] = {}

    def apply(batch: ImportBatch, rows: Sequence[JobRow], now: datetime) -> Taken:
        resolver = resolvers.setdefault(batch.pk, Resolver(batch.source, now, keeps_teams=True))
        return take_jobs(batch.source, rows, now=now, batch=batch, resolver=resolver)

    return Handler(reading_of("jobs"), apply, number=lambda row: int(row.row), takes_attributes=True)


def _people() -> Handler:
    from extramile.people.fields import PEOPLE_FIELDS
    from extramile.people.operations import import_people, import_roles

    seen = Seen(PEOPLE_FIELDS)

    def apply(batch: ImportBatch, rows: Sequence[Row], now: datetime) -> Outcome:
        return import_people(rows, actor=_actor(batch), now=now, seen=seen.before(batch), waits=True)

    def again(
        batch: ImportBatch, rows: Sequence[Row], now: datetime, *, became: Mapping[int, str], is_last: bool
    ) -> Outcome:
        return import_roles(rows, became=became, actor=_actor(batch), now=now, waits=not is_last)

    return Handler(Reading(PEOPLE_FIELDS, chunk=SOME, characters=SOME_CHARACTERS), apply, again=again)


def _units() -> Handler:
    from extramile.people.fields import UNIT_FIELDS
    from extramile.people.operations import import_units

    seen = Seen(UNIT_FIELDS)

    def apply(batch: ImportBatch, rows: Sequence[Row], now: datetime) -> Outcome:
        return import_units(rows, actor=_actor(batch), now=now, seen=seen.before(batch), waits=True)

    def again(
        batch: ImportBatch,
        rows: Sequence[Row],
        now: datetime,
        *,
        became: Mapping[int, str],  # noqa: ARG001 - nothing yet: they wait as a whole
        is_last: bool,
    ) -> Outcome:
        return import_units(rows, actor=_actor(batch), now=now, waits=not is_last)

    return Handler(Reading(UNIT_FIELDS, chunk=SOME, characters=SOME_CHARACTERS), apply, again=again)


def _responses() -> Handler:
    from extramile.responses.blocks import Block
    from extramile.responses.operations.filing import make_room, take_block
    from extramile.responses.operations.placing import Placer
    from extramile.responses.operations.spots import Spots

    kept: dict[int, Spots] = {}

    def apply(batch: ImportBatch, rows: Block, now: datetime) -> Outcome:
        spots = kept.setdefault(batch.pk, Spots(Placer(batch.source, now)))
        create_units = batch.shape.get("create_units", False)
        return take_block(batch.source, rows, now=now, create_units=create_units, spots=spots)

    return Handler(
        reading_of("responses"),
        apply,
        number=lambda row: int(row.row),
        takes_attributes=True,
        make_room=lambda rows, now: make_room(rows, now=now),
    )


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
