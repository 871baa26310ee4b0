"""Jobs that another program sends: the same rows, checks and counts as a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from extramile.core import audit
from extramile.core.tables import RowProblem, Shape
from extramile.core.tables.rows import storable
from extramile.intake.fields import JOB_FIELDS
from extramile.intake.models import BatchKind, BatchState, ImportBatch, ImportProblem, Source
from extramile.intake.operations.jobs import Taken, take_jobs
from extramile.intake.rows import JobRow


@transaction.atomic
def take_sent_jobs(
    source: Source,
    rows: Sequence[JobRow],
    *,
    refused: Sequence[RowProblem],
    sent: Sequence[Mapping[str, Any]],
    actor: audit.Actor | None,
    now: datetime,
) -> tuple[Taken, ImportBatch | None]:
    """Take them; rows that could not even be read are counted in. One row that is well leaves no batch."""
    taken = take_jobs(source, rows, now=now)
    taken.problems = sorted([*refused, *taken.problems], key=lambda problem: problem.row)
    if len(sent) == 1 and not taken.problems:
        return taken, None
    batch = ImportBatch.objects.create(
        source=source,
        kind=BatchKind.JOBS,
        state=BatchState.DONE,
        shape=_shape(sent),
        created_at=now,
        created_by_id=actor.pk if actor else None,
        started_at=now,
        finished_at=now,
        position=len(sent),
        rows=len(sent),
        rows_expected=len(sent),
        created=taken.created,
        updated=taken.updated,
        unchanged=taken.unchanged,
        problems=taken.problem_rows,
    )
    _write_problems(batch, taken.problems, sent)
    return taken, batch


def _shape(sent: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As if it had been a file, so that its problems can be downloaded, mended and imported."""
    columns = tuple(field.key for field in JOB_FIELDS)
    shape = Shape(columns=columns, rows=len(sent))
    return {"file": shape.to_json(), "mapping": {key: key for key in columns}, "attributes": []}


def _write_problems(
    batch: ImportBatch, problems: Sequence[RowProblem], sent: Sequence[Mapping[str, Any]]
) -> None:
    rows = {
        (problem.row, problem.column): ImportProblem(
            batch=batch,
            row=problem.row,
            column=problem.column,
            value=storable(problem.value[:500]),
            problem=problem.code,
            parameters=problem.parameters,
            raw={storable(name): storable(_text(value)) for name, value in sent[problem.row - 1].items()},
        )
        for problem in reversed(problems)
    }
    ImportProblem.objects.bulk_create(rows.values(), batch_size=1000)


def _text(value: Any) -> str:
    """As it would stand in a file: "anna:0.5;bob:0.5"."""
    if isinstance(value, list):
        return ";".join(_text(item) for item in value)
    if isinstance(value, Mapping):
        return ":".join(_text(item) for item in value.values() if item is not None)
    return "" if value is None else str(value)
