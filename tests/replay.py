"""Rows that were made once through operations, laid back for the next test as they were.

The cast takes some three hundred statements, and most tests begin with it. The first time a process makes it,
what the operations wrote is read back; after that the same rows are inserted, table by table. Only where a
test begins with those tables as empty as they were then; else the operations run again.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from psycopg import sql

Made = TypeVar("Made")
TABLES = """
SELECT c.relname FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition
AND c.relname NOT LIKE 'django\\_%' ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True)
class Kept(Generic[Made]):
    """What was made, and the rows it left in each table that it wrote. All of them were empty before."""

    made: Made
    rows: dict[str, str]


_kept: dict[Hashable, Kept[Any]] = {}


def once(key: Hashable, make: Callable[[], Made]) -> Made:
    """`make()` the first time; after that a copy of what it made, with its rows in the database."""
    kept: Kept[Made] | None = _kept.get(key)
    with transaction.atomic():
        if kept is None:
            return _make(key, make)
        if any(_has_rows(table) for table in kept.rows):
            return make()
        _lay_back(kept.rows)
    return copy.deepcopy(kept.made)


def _make(key: Hashable, make: Callable[[], Made]) -> Made:
    before = {table: _rows(table) for table in _tables()}
    made = make()
    after = {table: _rows(table) for table in before}
    written = {table: rows for table, rows in after.items() if rows != before[table]}
    if all(before[table] == "[]" for table in written):
        _kept[key] = Kept(copy.deepcopy(made), written)
    return made


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
        return bool((cursor.fetchone() or (True,))[0])


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def _rows(table: str) -> str:
    statement = sql.SQL("SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text FROM {} AS t")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table)))
        (found,) = cursor.fetchone() or ("[]",)
    return str(found)


def _lay_back(rows: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for table, kept in rows.items():
            name = sql.Identifier(table)
            cursor.execute(
                sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_recordset(NULL::{0}, %s)").format(name),
                [kept],
            )
