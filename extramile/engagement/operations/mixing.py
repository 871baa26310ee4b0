"""Mix what was cast: every row of a table written anew in a random order, by one transaction.

Until then the database itself remembers what nobody may know: rows lie in the order they came in, and carry
the number of their transaction. So do the marks of who took a ballot, and which card was spent; side by side
they would tell. A wave is mixed when any of its tables holds rows of more than one transaction.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from extramile.engagement.models import Wave, WaveState


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
# Voters change these: they wait, some seconds where there are tens of thousands.
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
MIX: Final = """
WITH taken AS (DELETE FROM {table} WHERE wave_id = %(wave)s RETURNING *)
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
        and _rewrite_all(MARKS, wave_id, seed, hold=ALONE)
    )


def _rewrite_all(tables: Sequence[Table], wave_id: int, seed: bytes, *, hold: str) -> bool:
    """In one transaction, which whoever closes the wave waits for; not at all if another host is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashint8(%s))", [LOCKS, wave_id])
        mine = bool((cursor.fetchone() or (False,))[0])
        if mine:
            cursor.execute(hold, [wave_id])
            mine = cursor.fetchone() is not None
        if mine:
            for table in tables:
                _rewrite(table, wave_id, seed)
    return mine


def _is_unmixed(table: Table, wave_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(UNMIXED).format(table=sql.Identifier(table.name)), [wave_id])
        found = cursor.fetchone()
    return bool(found and found[0])


def _rewrite(table: Table, wave_id: int, seed: bytes) -> None:
    statement = sql.SQL(MIX).format(table=sql.Identifier(table.name), row=sql.SQL(table.key))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"wave": wave_id, "key": seed})


def _vacuum() -> None:
    """The rows as they lay before are dead, and still on the disk: take them away."""
    if connection.in_atomic_block:
        return
    tables = sql.SQL(", ").join(sql.Identifier(table.name) for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("VACUUM {}").format(tables))
