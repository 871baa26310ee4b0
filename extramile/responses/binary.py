"""Rows as PostgreSQL's binary COPY takes them: no text to be written here and read again there.

A field is its length and its bytes. What a file says again and again (a language, a kind of work, a score)
is made once. https://www.postgresql.org/docs/current/sql-copy.html describes the format.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from struct import Struct
from typing import Final

from django.db import connection
from psycopg import sql

HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER: Final = b"\xff\xff"
NULL: Final = b"\xff\xff\xff\xff"
NO_ITEMS: Final = b"\x00\x00\x00\x0c" + bytes(8)  # an empty array: its kind of items is added
BIGINT, TEXT = 20, 25  # as pg_type numbers them
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = _EPOCH.date().toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)
_LENGTH, _SHORT = Struct("!i"), Struct("!ih")
_ARRAY, _ITEM, _NUMERIC = Struct("!iiiiii"), Struct("!iq"), Struct("!ihhHhh")
SLICE: Final = 1 << 17


def moment(at: datetime) -> int:
    """Microseconds, as a timestamptz holds them."""
    return (at - _EPOCH) // _MICROSECOND


def text(value: str) -> bytes:
    raw = value.encode()
    return _LENGTH.pack(len(raw)) + raw


def bytes_of(raw: bytes) -> bytes:
    return _LENGTH.pack(len(raw)) + raw


@lru_cache(maxsize=10_000)
def known_text(value: str) -> bytes:
    """For texts that come again and again."""
    return text(value)


def jsonb(value: str) -> bytes:
    return text(f"\x01{value}")  # the first byte is the version of the format


def day_number(value: date) -> int:
    """Days, as a date holds them."""
    return value.toordinal() - _FIRST_DAY


@lru_cache(maxsize=100)
def smallint(value: int | None) -> bytes:
    return NULL if value is None else _SHORT.pack(2, value)


def boolean(value: bool) -> bytes:
    return b"\x00\x00\x00\x01\x01" if value else b"\x00\x00\x00\x01\x00"


@lru_cache(maxsize=10_000)
def share(value: str) -> bytes:
    """A numeric from 0 to 1 with at most four digits behind the point: one digit of base 10,000."""
    parts = round(Decimal(value) * 10_000)
    if parts == 10_000:
        return _NUMERIC.pack(10, 1, 0, 0, 4, 1)
    return _NUMERIC.pack(10, 1, -1, 0, 4, parts)


def bigints(values: Sequence[int]) -> bytes:
    if not values:
        return _array(BIGINT, 0, b"")
    return _array(BIGINT, len(values), b"".join([_ITEM.pack(8, value) for value in values]))


def texts(values: Sequence[str]) -> bytes:
    return _array(TEXT, len(values), b"".join([known_text(value) for value in values]))


def _array(kind: int, count: int, items: bytes) -> bytes:
    if not count:
        return _LENGTH.pack(12) + bytes(8) + _LENGTH.pack(kind)
    return _ARRAY.pack(20 + len(items), 1, 0, kind, count, 1) + items


def copy(table: str, columns: str, rows: Iterable[bytes]) -> None:
    """Each row says how many fields it has. PostgreSQL works on what it has while more is made here. Raises
    what the database says as Django does."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as out:
        waiting, size = [HEADER], 0
        for row in rows:
            waiting.append(row)
            size += len(row)
            if size > SLICE:
                out.write(b"".join(waiting))
                waiting, size = [], 0
        out.write(b"".join([*waiting, TRAILER]))
