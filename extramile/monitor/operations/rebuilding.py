"""Make the counts anew from the facts, and say where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from extramile.invitations.models import AskedChange
from extramile.invitations.operations import take_changes as take_asked
from extramile.monitor.deltas import Key, deltas_of
from extramile.monitor.models import FillMark
from extramile.monitor.truth import PREPARED, ROLL_UPS, SPAN, TEMPORARY, RollUp, listed, months
from extramile.people.queries import ancestor_ids, tree_version
from extramile.responses.models import ResponseChange
from extramile.responses.operations import take_changes as take_responses

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of counts that is not what the facts say."""

    table: str
    key: tuple[object, ...]
    stored: dict[str, int] = field(default_factory=dict)
    true: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        key = ", ".join(str(part) for part in self.key)
        return f"{self.table} ({key}): counted {self.stored}, the answers say {self.true}"


def rebuild(now: datetime) -> int:
    """Make every count what the facts say; how many rows were wrong.

    Readers go on reading the old counts until it is done, and then see all the new ones at once. Counting
    waits meanwhile; answers that come in are counted afterwards, from their feed.
    """
    with _one_moment() as alone:
        with connection.cursor() as cursor:
            # Taken before anything is read: nobody counts from here on, and what we see is complete.
            cursor.execute("LOCK TABLE monitor_fillmark IN EXCLUSIVE MODE")
            if not alone:
                cursor.execute("LOCK TABLE responses_responsechange, invitations_askedchange IN SHARE MODE")
        version = tree_version()
        _throw_away_the_feeds()
        _facts_at_hand()
        mended = sum(_mend(roll_up) for roll_up in ROLL_UPS)
        FillMark.objects.update_or_create(pk=1, defaults={"tree_version": version, "rebuilt_at": now})
        return mended


def check(*, limit: int = 100) -> list[Difference]:
    """Where the counts, with what is still waiting to be counted, differ from the facts. Changes nothing."""
    with _one_moment():
        pending = deltas_of(
            AskedChange.objects.iterator(), ResponseChange.objects.iterator(), above=ancestor_ids()
        )
        found: list[Difference] = []
        _facts_at_hand()
        for roll_up in ROLL_UPS:
            found += _differences(roll_up, pending[roll_up], limit=limit - len(found))
            if len(found) >= limit:
                break
        return found


@contextmanager
def _one_moment() -> Iterator[bool]:
    """A transaction in which every statement sees the same moment; False if we are inside one already."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield alone


def _throw_away_the_feeds() -> None:
    """Their facts are in the truth already: same transaction, same moment."""
    while take_asked(BATCH) or take_responses(BATCH):
        pass


def _facts_at_hand() -> None:
    """What the counts must be, in temporary tables: a month at a time, so that it never takes more memory
    than a month does; together on disk until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 2")
        cursor.execute("SET LOCAL work_mem = '96MB'")
        tables = [*TEMPORARY, *(f"true_{roll_up.table}" for roll_up in ROLL_UPS)]
        for table in tables:  # a second time in one transaction
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(table)))
        for statement in PREPARED:
            cursor.execute(statement)
        cursor.execute(SPAN)
        first, last = cursor.fetchone()
        slices = list(months(first, last)) if first else [(date.min, date.min)]
        for roll_up in ROLL_UPS:
            if roll_up.finer is None:
                _gather(cursor, roll_up, slices)
            else:
                cursor.execute(roll_up.adding_up(roll_up.finer))
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(f"true_{roll_up.table}")))


def _gather(cursor: CursorWrapper, roll_up: RollUp, slices: Sequence[tuple[date, date]]) -> None:
    into = sql.Identifier(f"true_{roll_up.table}")
    make = sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS {} WITH NO DATA")
    for number, (since, until) in enumerate(slices):
        facts, truth = roll_up.gathering(since, until)
        cursor.execute(facts)
        cursor.execute("ANALYZE facts")
        if not number:
            cursor.execute(make.format(into, truth))
        cursor.execute(sql.SQL("INSERT INTO {} {}").format(into, truth))
        cursor.execute("DROP TABLE facts")


# In the order of the index: there is nothing yet that could be right.
FILL: Final = ("INSERT INTO {table} ({keys}, {counts}) SELECT {keys}, {counts} FROM {truth} ORDER BY {keys}",)
# Rows that are right are not touched: quick when little moved, and nothing to swap.
MEND: Final = (
    "DELETE FROM {table} m WHERE NOT EXISTS (SELECT 1 FROM {truth} t WHERE {same})",
    """
    INSERT INTO {table} AS m ({keys}, {counts})
    SELECT {keys}, {counts} FROM {truth} t
     WHERE NOT EXISTS (SELECT 1 FROM {table} m WHERE {same} AND ({mine}) = ({theirs}))
    ON CONFLICT ({keys}) DO UPDATE SET {sets}
    """,
)


def _mend(roll_up: RollUp) -> int:
    parts = {
        "sets": listed("{column} = excluded.{column}", roll_up.counts),
        "mine": listed("m.{column}", roll_up.counts),
        "theirs": listed("t.{column}", roll_up.counts),
    }
    wrong = 0
    with connection.cursor() as cursor:
        cursor.execute(roll_up.spell("SELECT EXISTS (SELECT 1 FROM {table})"))
        (has_rows,) = cursor.fetchone()
        for statement in MEND if has_rows else FILL:
            cursor.execute(roll_up.spell(statement, **parts))
            wrong += cursor.rowcount
    return wrong


def _differences(
    roll_up: RollUp, pending: Mapping[Key, Mapping[str, int]], *, limit: int
) -> list[Difference]:
    """Stored plus pending against the truth. A row of zeros is as good as none."""
    found: list[Difference] = []
    seen: set[Key] = set()
    for key, stored, true in _side_by_side(roll_up, list(pending)):
        seen.add(key)
        waiting = pending.get(key, {})
        counted = {column: stored[column] + waiting.get(column, 0) for column in stored}
        if counted != true:
            found.append(_difference(roll_up, key, counted, true))
        if len(found) >= limit:
            return found
    for key, waiting in pending.items():
        if key not in seen and any(waiting.values()):
            found.append(_difference(roll_up, key, dict(waiting), {}))
    return found[:limit]


def _difference(roll_up: RollUp, key: Key, counted: dict[str, int], true: dict[str, int]) -> Difference:
    differ = [column for column in roll_up.counts if counted.get(column, 0) != true.get(column, 0)]
    return Difference(
        roll_up.table,
        key,
        {column: counted.get(column, 0) for column in differ},
        {column: true.get(column, 0) for column in differ},
    )


SIDE_BY_SIDE: Final = """
    SELECT {every_key}, {stored}, {true} FROM {table} m FULL JOIN {truth} t ON {same}
     WHERE ({stored}) IS DISTINCT FROM ({true}) OR ({every_key}) IN (SELECT * FROM unnest({arrays}))
     ORDER BY {every_key}
"""


def _side_by_side(
    roll_up: RollUp, pending: list[Key]
) -> Iterator[tuple[Key, dict[str, int], dict[str, int]]]:
    """(key, stored, true) where these two differ or something is pending. The database compares."""
    arrays = [list(part) for part in zip(*pending, strict=True)] or [[] for _key in roll_up.keys]
    statement = roll_up.spell(
        SIDE_BY_SIDE,
        every_key=listed("coalesce(m.{column}, t.{column})", roll_up.keys),
        stored=listed("coalesce(m.{column}, 0)", roll_up.counts),
        true=listed("coalesce(t.{column}, 0)", roll_up.counts),
        arrays=sql.SQL(", ").join(sql.SQL(f"%s::{type_}[]") for type_ in roll_up.types),
    )
    width, height = len(roll_up.keys), len(roll_up.counts)
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                numbers = row[width:]
                yield (
                    tuple(row[:width]),
                    dict(zip(roll_up.counts, numbers[:height], strict=True)),
                    dict(zip(roll_up.counts, numbers[height:], strict=True)),
                )
