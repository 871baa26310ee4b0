"""How much PostgreSQL goes through to answer: a plan for an empty table may be a bad one for a full one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg.sql import Composable

ASKED = frozenset({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"})


@dataclass(slots=True)
class Work:
    rows: int = 0
    blocks: int = 0  # looked at, as often as they are


def remember_empty(table: str) -> None:
    """PostgreSQL takes the table for one that holds nothing, however much comes into it from now on: what it
    keeps of a table that was used, emptied and looked at. `table`: has a row or more, and loses them."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("SELECT reltuples, relpages > 0 FROM pg_class WHERE oid = %s::regclass", [table])
        assert cursor.fetchone() == (0, True), "it had no row to lose"


@contextmanager
def measured() -> Iterator[Work]:
    """Counts the rows that every step of every statement goes through, each time that it does. It asks each
    statement twice: the first time for this, and undone."""
    work = Work()

    def explain(execute: Any, asked: Any, params: Any, many: bool, context: Any) -> Any:
        sql = asked.as_string() if isinstance(asked, Composable) else str(asked)
        if not many and sql.split(maxsplit=1)[0] in ASKED:
            with transaction.atomic():
                told = connection.connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                ((plans,),) = told.fetchall()
                work.rows += sum(_rows(plan["Plan"]) for plan in plans)
                work.blocks += sum(_blocks(plan["Plan"]) for plan in plans)
                transaction.set_rollback(True)
        return execute(asked, params, many, context)

    with connection.execute_wrapper(explain):
        yield work


def _blocks(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _rows(plan: dict[str, Any]) -> int:
    told = sum(number for name, number in plan.items() if name.startswith("Rows Removed by"))
    own = plan["Actual Loops"] * (plan["Actual Rows"] + told)
    return int(own) + sum(_rows(below) for below in plan.get("Plans", ()))
