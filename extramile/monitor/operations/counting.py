"""Take what changed and add it to the counts, in one transaction: killed at any moment, nothing is lost
and nothing counted twice. Any number of workers may do so at once."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final

from django.db import OperationalError, connection, transaction
from psycopg import sql

from extramile.invitations.operations import take_changes as take_asked
from extramile.monitor.deltas import Key, deltas_of
from extramile.monitor.models import FillMark
from extramile.monitor.operations.rebuilding import rebuild
from extramile.monitor.truth import ROLL_UPS, RollUp, listed
from extramile.people.queries import ancestor_ids, tree_version
from extramile.responses.operations import take_changes as take_responses


def count_changes(now: datetime, limit: int = 2000) -> int:
    """Count what changed since; how many changes were taken. A tree that moved is rebuilt first."""
    if is_behind_the_tree():
        rebuild(now)
    with transaction.atomic():
        if not _may_count():
            return 0
        asked, changed = take_asked(limit), take_responses(limit)
        if not asked and not changed:
            return 0
        above = ancestor_ids()
        deltas = deltas_of(asked, changed, above=above)
        for roll_up in ROLL_UPS:
            add(roll_up, deltas[roll_up])
        _tell_open_pages(Counter(pk for one in changed for pk in above.get(one.unit_id, ())))
        return len(asked) + len(changed)


def is_behind_the_tree() -> bool:
    mark = FillMark.objects.values_list("tree_version", flat=True).first()
    return (mark or 0) < tree_version()


def _may_count() -> bool:
    """Not while a rebuild runs: it reads the facts as they were, and would miss what is counted meanwhile."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE monitor_fillmark IN ROW SHARE MODE NOWAIT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
            raise
        return False
    return True


PULSE: Final = """
    INSERT INTO monitor_unitpulse AS p (unit_id, number)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS new (unit_id, number) ORDER BY unit_id
    ON CONFLICT (unit_id) DO UPDATE SET number = p.number + excluded.number
"""


def _tell_open_pages(changes: Counter[int]) -> None:
    if changes:
        with connection.cursor() as cursor:
            cursor.execute(PULSE, [list(changes.keys()), list(changes.values())])


ADD: Final = """
    INSERT INTO {table} AS m ({keys}, {counts})
    SELECT * FROM unnest({arrays}) AS new ({keys}, {counts}) ORDER BY {keys}
    ON CONFLICT ({keys}) DO UPDATE SET {sums}
"""


def add(roll_up: RollUp, deltas: Mapping[Key, Counter[str]]) -> None:
    """One statement; rows in the order of their keys, so that two workers never wait in a circle."""
    rows = sorted((key, counts) for key, counts in deltas.items() if any(counts.values()))
    if not rows:
        return
    arrays: list[list[object]] = [
        list(values) for values in zip(*(key for key, _counts in rows), strict=True)
    ]
    arrays += [[counts[column] for _key, counts in rows] for column in roll_up.counts]
    with connection.cursor() as cursor:
        cursor.execute(_adding(roll_up), arrays)


@cache
def _adding(roll_up: RollUp) -> str:
    statement = roll_up.spell(
        ADD,
        sums=listed("{column} = m.{column} + excluded.{column}", roll_up.counts),
        arrays=sql.SQL(", ").join(
            sql.SQL(f"%s::{type_}[]") for type_ in (*roll_up.types, *["int"] * len(roll_up.counts))
        ),
    )
    return statement.as_string(None)
