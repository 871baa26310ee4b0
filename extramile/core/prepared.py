"""Statements that PostgreSQL plans once per connection, not at every call.

Django binds parameters on our side, so that each statement is a new text to the server and is planned anew.
For the few statements that every customer's visit runs, planning cost five times what running them did.
Cast every parameter that stands where its type cannot be told (`%(score)s::smallint`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """Binds on the server's side."""


def _wrapped() -> CursorWrapper:
    """Counted, logged and with its errors wrapped like any other cursor of Django's."""
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 0  # of this kind of cursor alone: the others bind on our side
    make: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    wrapped: CursorWrapper = make(_Cursor(raw))
    return wrapped


def fetch_one(sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row, or None."""
    with _wrapped() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def run(sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> None:
    """A statement without rows."""
    with _wrapped() as cursor:
        cursor.execute(sql, parameters)
