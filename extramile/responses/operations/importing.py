"""Responses that others collected: idempotent by (source, external id), in bulk or one at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from extramile.core.copying import array_of, is_fenced
from extramile.core.tables import Applied, Row, RowProblem
from extramile.intake.models import ImportBatch, Source
from extramile.people.models import Unit
from extramile.people.queries import path_names
from extramile.responses.incoming import OWN_NUMBER, Incoming, fingerprint
from extramile.responses.operations.asking import settle
from extramile.responses.operations.changes import ERASED
from extramile.responses.operations.copying import copy_in
from extramile.responses.operations.inserting import insert
from extramile.responses.operations.partitions import ensure_months, months_of
from extramile.responses.operations.placing import Placed, Placer
from extramile.responses.operations.store import before_of_response, change
from extramile.responses.operations.units import make_units
from extramile.responses.reading import read_row

LOCK_CLASS: Final = 7_262_512  # of advisory locks: one importer of a source at a time


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
    applied = Applied()
    incoming: list[Incoming] = []
    for row in rows:
        try:
            incoming.append(read_row(row))
        except RowProblem as problem:
            applied.problems.append(problem)
    take_rows(found, incoming, now=now, create_units=create_units, applied=applied)
    return applied


def take_rows(
    source: Source,
    incoming: Sequence[Incoming],
    *,
    now: datetime,
    create_units: bool = False,
    applied: Applied | None = None,
    placer: Placer | None = None,
) -> Applied:
    """What `read_row` made of a file. A placer that is handed in again remembers employees and units."""
    settle(incoming, now=now, everywhere=everywhere())
    if (
        create_units
        and make_units({one.unit for one in incoming if one.unit and not one.employees})
        and placer
    ):
        placer.ask_anew()
    return take(source, incoming, now=now, applied=applied, placer=placer, new_months=True)


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
    placer: Placer | None = None,
    new_months: bool = False,
) -> Applied:
    """New ones are written, changed ones changed, the rest left alone. Each row is counted once.

    `new_months`: make partitions for what is older. The web's role may not; a step does it afterwards.
    """
    applied = applied or Applied()
    alone(source.pk)
    known = known_of(source.pk, [one.external_id for one in incoming])
    in_turn(
        source.pk,
        incoming,
        known,
        applied,
        placer=placer or Placer(source, now),
        now=now,
        new_months=new_months,
    )
    return applied


def alone(source_id: int) -> None:
    """Until the end of the transaction nobody else writes responses of this source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, source_id])


def in_turn(
    source_id: int,
    incoming: Sequence[Incoming],
    known: dict[str, bytes],
    applied: Applied,
    *,
    placer: Placer,
    now: datetime,
    new_months: bool,
) -> None:
    """Row by row; `known`: the fingerprint of each that is stored."""
    rest = _unlike_known(incoming, known)
    applied.unchanged += len(incoming) - len(rest)
    new: dict[str, Placed] = {}
    for one in placer.place(rest, applied):
        name = one.incoming.external_id
        if name in known:
            if _is_same(one.incoming, known[name]):
                applied.unchanged += 1
                continue
            _take_known(source_id, one, now=now)
            known[name] = one.fingerprint
            applied.updated += 1
        elif name in new:
            same = new[name].fingerprint == one.fingerprint
            applied.unchanged, applied.updated = applied.unchanged + same, applied.updated + (not same)
            new[name] = one
        else:
            new[name] = one
            applied.created += 1
    _write(source_id, list(new.values()), now=now, new_months=new_months)


def _write(source_id: int, placed: Sequence[Placed], *, now: datetime, new_months: bool) -> None:
    if new_months:
        ensure_months(months_of((one.responded_at for one in placed), now=now))
    if not placed:
        return
    if is_fenced("responses_response"):
        insert(source_id, placed, now=now)
    else:
        copy_in(source_id, placed, now=now)


# By the index whatever the statistics say: LIMIT keeps the planner from reading the whole table.
KNOWN: Final = """
    SELECT wanted.external_id, found.fingerprint
      FROM unnest(%s::text[]) AS wanted (external_id) CROSS JOIN LATERAL (
        SELECT fingerprint FROM responses_importedresponse
         WHERE source_id = %s AND external_id = wanted.external_id LIMIT 1) AS found
"""


def known_of(source_id: int, names: Iterable[str]) -> dict[str, bytes]:
    """The fingerprint of each that is stored."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [array_of(names), source_id])
        return dict(cursor.fetchall())


def _unlike_known(incoming: Sequence[Incoming], known: Mapping[str, bytes]) -> Sequence[Incoming]:
    """Without those that are stored just so: the same file again must cost next to nothing. Where a number
    comes twice, the second row is about what the first one made of it: then every row is looked at in turn.
    """
    if not known or len({one.external_id for one in incoming}) < len(incoming):
        return incoming
    return [one for one in incoming if not _is_same(one, known.get(one.external_id))]


def _is_same(one: Incoming, known: bytes | None) -> bool:
    if known is None:
        return False
    if known == ERASED:
        return True
    one.mark = one.mark or fingerprint(one)
    return one.mark == known or one.external_id.startswith(OWN_NUMBER)


PLACE: Final = """
    SELECT response_id, responded_at FROM responses_importedresponse
     WHERE source_id = %s AND external_id = %s
"""
REMEMBER: Final = """
    UPDATE responses_importedresponse SET fingerprint = %s, customer_key = coalesce(%s, customer_key)
     WHERE source_id = %s AND external_id = %s
"""


def _take_known(source_id: int, one: Placed, *, now: datetime) -> None:
    """The answers may change; when and where it was said stays as it was first told. Whose it is does not go
    because a row leaves it out."""
    incoming = one.incoming
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [source_id, incoming.external_id])
        response_id, responded_at = cursor.fetchone()
        cursor.execute(
            REMEMBER, [one.fingerprint, incoming.customer_key or None, source_id, incoming.external_id]
        )
    before = before_of_response(response_id, responded_at=responded_at)
    if before is not None:
        change(before, incoming.submission, complete=True, language=incoming.language, now=now)
