"""Responses that others collected: idempotent by (source, external id), in bulk or one at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from extramile.core.tables import Applied, Row, RowProblem
from extramile.intake.models import ImportBatch, Source
from extramile.intake.operations import Resolver
from extramile.people.models import Unit
from extramile.people.queries import path_names
from extramile.responses.operations.copying import Placed, copy_in
from extramile.responses.operations.incoming import Incoming, Reader, fingerprint
from extramile.responses.operations.store import before_of_response, change
from extramile.responses.operations.units import make_units

LOCK_CLASS: Final = 7_262_512  # of advisory locks: one importer of a source at a time
COLUMNS: Final = {"finished_at": "responded_at", "employees": "employee"}  # as `intake` calls them

Known = dict[str, tuple[int, datetime, bytes]]


def import_responses(
    source: Source | int,
    rows: Sequence[Row],
    *,
    now: datetime,
    batch: ImportBatch | None = None,  # noqa: ARG001
    create_units: bool = False,
) -> Applied:
    """Typed rows of a file. Unknown units are problems, unless they may be created."""
    found = source if isinstance(source, Source) else Source.objects.get(pk=source)
    reader = Reader(now=now, everywhere=everywhere())
    applied = Applied()
    incoming: list[Incoming] = []
    for row in rows:
        try:
            incoming.append(reader.read(row))
        except RowProblem as problem:
            applied.problems.append(problem)
    if create_units:
        make_units({one.unit for one in incoming if one.unit and not one.employees})
    return take(found, incoming, now=now, applied=applied)


def everywhere() -> str:
    """The path of the top unit, where there is one: the place of rows that name none."""
    tops = list(Unit.objects.filter(parent=None)[:2])
    return "/".join(path_names(tops[0])) if len(tops) == 1 else ""


@transaction.atomic
def take(
    source: Source,
    incoming: Sequence[Incoming],
    *,
    now: datetime,
    applied: Applied | None = None,
    resolver: Resolver | None = None,
) -> Applied:
    """New ones are written, changed ones changed, the rest left alone. Each row is counted once."""
    applied = applied or Applied()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, source.pk])
    placed = place(resolver or Resolver(source, now), incoming, applied)
    known = _known(source.pk, [one.incoming.external_id for one in placed])
    new: dict[str, Placed] = {}
    for one in placed:
        name = one.incoming.external_id
        if name in known:
            _take_known(source.pk, one, known, applied, now=now)
        elif name in new:
            same = new[name].fingerprint == one.fingerprint
            applied.unchanged, applied.updated = applied.unchanged + same, applied.updated + (not same)
            new[name] = one
        else:
            new[name] = one
            applied.created += 1
    copy_in(source.pk, list(new.values()), now=now)
    return applied


def place(resolver: Resolver, incoming: Sequence[Incoming], applied: Applied) -> list[Placed]:
    """Where each belongs: the same rules as for jobs."""
    resolver_rows, problems = resolver.place([one.as_job() for one in incoming])
    for problem in problems:
        problem.column = COLUMNS.get(problem.column, problem.column)
    applied.problems += problems
    by_row = {one.row: one for one in incoming}
    return [
        Placed(
            incoming=by_row[found.row.row],
            fingerprint=fingerprint(by_row[found.row.row]),
            responded_at=found.finished_at,
            day=found.finished_on,
            unit=found.unit,
            credits=found.credits,
        )
        for found in resolver_rows
    ]


def _known(source_id: int, names: list[str]) -> Known:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, response_id, responded_at, fingerprint FROM responses_importedresponse"
            " WHERE source_id = %s AND external_id = ANY(%s)",
            [source_id, names],
        )
        return {row[0]: (row[1], row[2], bytes(row[3])) for row in cursor.fetchall()}


def _take_known(source_id: int, one: Placed, known: Known, applied: Applied, *, now: datetime) -> None:
    """The answers may change; when and where it was said stays as it was first told."""
    response_id, responded_at, mark = known[one.incoming.external_id]
    if mark == one.fingerprint or one.incoming.external_id.startswith("row "):
        applied.unchanged += 1
        return
    before = before_of_response(response_id, responded_at=responded_at)
    if before is not None:
        change(before, one.incoming.submission, complete=True, language=one.incoming.language, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE responses_importedresponse SET fingerprint = %s"
            " WHERE source_id = %s AND external_id = %s",
            [one.fingerprint, source_id, one.incoming.external_id],
        )
    known[one.incoming.external_id] = (response_id, responded_at, one.fingerprint)
    applied.updated += 1
