"""Mix what was cast: every row of a table written anew in a random order, by one transaction.

Until then the database itself remembers what nobody may know: rows lie in the order they came in, and carry
the number of their transaction. So do the marks of who took a ballot, and which card was spent; side by side
they would tell. A wave is mixed when any of its tables holds rows of more than one transaction, of the
marks in one cell.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from extramile.engagement.models import Cell, Wave, WaveState


@dataclass(frozen=True, slots=True)
class Table:
    """`key`: what a row is known by, as bytes."""

    name: str
    key: str


# Voters only add to these: they need not wait while the others' rows are written anew.
CAST: Final = (
    Table("engagement_castballot", "uuid_send(id)"),
    Table("engagement_castcomment", "uuid_send(id)"),
    Table("engagement_spentballot", "ballot_hash"),
)
# Voters change these, and wait while they are written: so a few whole cells at a time, a moment each. A
# cell is all that an answer is known by; in which batch it was says nothing.
MARKS: Final = (
    Table("engagement_codecard", "decode(code_hash, 'hex')"),
    Table("engagement_invitee", "int8send(id)"),
)
TABLES: Final = CAST + MARKS
LOCKS: Final = 20_261_123  # the first half of the advisory locks of whoever mixes
BESIDE_VOTERS: Final = "SELECT FROM engagement_wave WHERE id = %s AND state = 'open' FOR SHARE"
ALONE: Final = "SELECT FROM engagement_wave WHERE id = %s AND state = 'open' FOR NO KEY UPDATE"
# A wave on which nothing was cast has nothing to hide, and one transaction is one order.
UNMIXED: Final = (
    "SELECT count(*) > 1 FROM (SELECT 1 FROM {table} WHERE wave_id = %s GROUP BY xmin::text LIMIT 2) AS s"
)
UNMIXED_CELL: Final = (
    "SELECT count(*) > 0 FROM (SELECT 1 FROM {table} WHERE wave_id = %s"
    " GROUP BY cell_id HAVING count(DISTINCT xmin::text) > 1 LIMIT 1) AS s"
)
AT_ONCE: Final = 500  # people whose marks are written together
MIX: Final = """
WITH taken AS (DELETE FROM {table} WHERE wave_id = %(wave)s{some} RETURNING *)
INSERT INTO {table} SELECT * FROM taken ORDER BY sha256(%(key)s::bytea || {row})
"""


def mix(now: datetime, *, seed: bytes | None = None) -> int:
    """Mix every open wave that something came into. `seed` is for tests; else each order is drawn anew."""
    mixed = 0
    for wave in Wave.objects.filter(state=WaveState.OPEN, opens_at__lte=now).values_list("pk", flat=True):
        mixed += _mix(wave, seed or secrets.token_bytes(32))
    if mixed:
        _vacuum()
    return mixed


def mix_now_and_then(now: datetime) -> int:
    """A step. Always 0, "nothing is left": every row is written anew, so whoever came meanwhile waits for
    the next turn."""
    mix(now)
    return 0


def _mix(wave_id: int, seed: bytes) -> int:
    if not any(_is_unmixed(table, wave_id) for table in TABLES):
        return 0
    return int(
        _rewrite_all(CAST, wave_id, seed, hold=BESIDE_VOTERS)
        and all(_rewrite_all(MARKS, wave_id, seed, hold=ALONE, cells=some) for some in _batches(wave_id))
    )


def _batches(wave_id: int) -> Iterator[list[int]]:
    """All cells of a wave, in an order drawn anew, together until they are `AT_ONCE` people."""
    cells = list(Cell.objects.filter(wave=wave_id).values_list("pk", "invited"))
    secrets.SystemRandom().shuffle(cells)
    batch, people = list[int](), 0
    for cell, invited in cells:
        batch.append(cell)
        people += invited
        if people >= AT_ONCE:
            yield batch
            batch, people = [], 0
    if batch:
        yield batch


def _rewrite_all(
    tables: Sequence[Table], wave_id: int, seed: bytes, *, hold: str, cells: Sequence[int] | None = None
) -> bool:
    """In one transaction, which whoever closes the wave waits for; not at all if another host is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashint8(%s))", [LOCKS, wave_id])
        mine = bool((cursor.fetchone() or (False,))[0])
        if mine:
            cursor.execute(hold, [wave_id])
            mine = cursor.fetchone() is not None
        if mine:
            for table in tables:
                _rewrite(table, wave_id, seed, cells=cells)
    return mine


def _is_unmixed(table: Table, wave_id: int) -> bool:
    with connection.cursor() as cursor:
        query = UNMIXED_CELL if table in MARKS else UNMIXED
        cursor.execute(sql.SQL(query).format(table=sql.Identifier(table.name)), [wave_id])
        found = cursor.fetchone()
    return bool(found and found[0])


def _rewrite(table: Table, wave_id: int, seed: bytes, *, cells: Sequence[int] | None) -> None:
    statement = sql.SQL(MIX).format(
        table=sql.Identifier(table.name),
        row=sql.SQL(table.key),
        some=sql.SQL("" if cells is None else " AND cell_id = ANY(%(cells)s)"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"wave": wave_id, "key": seed, "cells": list(cells or ())})


def _vacuum() -> None:
    """The rows as they lay before are dead, and still on the disk: take them away."""
    if connection.in_atomic_block:
        return
    tables = sql.SQL(", ").join(sql.Identifier(table.name) for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("VACUUM {}").format(tables))
