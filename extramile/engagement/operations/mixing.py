"""Mix what was cast: every row written anew in a random order, by one transaction.

Until then the database itself remembers what nobody may know: rows lie in the order they came in, and carry
the number of their transaction. So do the marks of who took a ballot, and which card was spent; side by side
they would tell. A wave is mixed when any of its tables holds rows of more than one transaction.
"""

import secrets
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


TABLES: Final = (
    Table("engagement_castballot", "uuid_send(id)"),
    Table("engagement_castcomment", "uuid_send(id)"),
    Table("engagement_spentballot", "ballot_hash"),
    Table("engagement_codecard", "decode(code_hash, 'hex')"),
    Table("engagement_invitee", "int8send(id)"),
)
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
    with transaction.atomic():
        rows = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id, state=WaveState.OPEN)
        if rows.first() is None or not any(_is_unmixed(table, wave_id) for table in TABLES):
            return 0
        for table in TABLES:
            _rewrite(table, wave_id, seed)
    return 1


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
