"""A partition a month, made ahead of time. What came before its partition lies in the default one."""

import logging
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from django.db import OperationalError, connection, transaction
from psycopg import sql

from extramile.core.postgres import web_role

TABLES: Final = ("responses_response", "responses_answer", "responses_credit")
YEARS_WITH_PARTITIONS: Final = 12  # older months lie together in the default partition
LOCK_NUMBER: Final = 7_262_511  # any number that nobody else uses: one maker of partitions at a time
# Shorter than PostgreSQL's deadlock_timeout (1 s): it is the maker who gives way, never a customer.
PATIENCE: Final = "300ms"
TRIES: Final = 8
PAUSE: Final = 0.05  # seconds, longer each time: those who answer get through meanwhile
LOCK_NOT_AVAILABLE: Final = "55P03"
log = logging.getLogger(__name__)

Place = tuple[str, date]  # a table and a month


def months_from(first: date, count: int) -> list[date]:
    """The first days of `count` months, beginning with that of `first`."""
    start = first.year * 12 + first.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]


def make_partitions(now: datetime, months_ahead: int = 3) -> int:
    """The partitions of this month, of those ahead, and of older ones that a program sent answers of; says
    how many were made. Rows that lie in the default one beside their month are brought there.
    """
    waiting = in_default(now=now)
    ahead = months_from(now.astimezone(UTC).date(), months_ahead + 1)
    return _settle(_missing({*ahead, *(month for _, month in waiting)}) | waiting)


def in_default(*, now: datetime) -> set[Place]:
    """Tables and months of which rows lie in the default partition, though months so late have their own."""
    return {(table, month) for table in TABLES for month in months_of(_moments_in_default(table), now=now)}


def astray(*, now: datetime) -> list[str]:
    """The partitions that lack rows: those lie in the default one, where whoever asks for that month does
    not look for them.
    """
    names = {_name(*place) for place in in_default(now=now)}
    return sorted(_existing(names))


def _moments_in_default(table: str) -> list[datetime]:
    """A moment of every month."""
    statement = "SELECT DISTINCT date_trunc('month', responded_at, 'UTC') FROM {}"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(f"{table}_default")))
        return [row[0] for row in cursor.fetchall()]


def months_of(moments: Iterable[datetime], *, now: datetime) -> set[date]:
    """The first days of their months, as far back as months have partitions. Moments in UTC."""
    return first_days({moment.date() for moment in moments}, now=now)


def first_days(days: Iterable[date], *, now: datetime) -> set[date]:
    """The same of days."""
    first = now.year - YEARS_WITH_PARTITIONS
    months = {(day.year, day.month) for day in days}
    return {date(year, month, 1) for year, month in months if year >= first}


def ensure_months(months: Iterable[date]) -> int:
    """Make what is missing, and say how much. Rows that already came into the default partition move along.

    Customers go first: where answers keep a table from us, it is left for the next time.
    """
    return _settle(_missing(months))


def _missing(months: Iterable[date]) -> set[Place]:
    wanted = {_name(table, month): (table, month) for month in months for table in TABLES}
    return {wanted[name] for name in wanted.keys() - _existing(wanted)}


def _settle(places: Iterable[Place]) -> int:
    return sum(_between_answers(table, month) for table, month in sorted(places))


def _between_answers(table: str, month: date) -> bool:
    """A transaction a table: whoever holds one and waits for the next is who deadlocks."""
    for number in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _make_or_move(table, month)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
        time.sleep(number * PAUSE)
    log.warning("%s is in use: the answers of that month go into the default partition", _name(table, month))
    return False


def _make_or_move(table: str, month: date) -> bool:
    """True where the partition was not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])
        is_new = not _existing([_name(table, month)])  # else: another maker was first, or rows went astray
        cursor.execute("SELECT current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        _run((LOCK, CREATE, MOVE, FENCE, ATTACH) if is_new else (LOCK, MOVE), table, month)
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
    if is_new:
        web_role.shut(_name(table, month))
    return is_new


def _name(table: str, month: date) -> str:
    return f"{table}_{month:%Y%m}"


def _existing(names: Iterable[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'", [list(names)]
        )
        return {row[0] for row in cursor.fetchall()}


# Nothing comes into the default partition from here on that the month would miss. And nobody may just be
# making a list of the partitions, to read or to write: PostgreSQL lets a session keep such a list although a
# partition was attached meanwhile, see `test_who_looks_for_the_months_while_one_is_made_learns_of_it`.
LOCK: Final = "LOCK TABLE ONLY {table}, {default} IN ACCESS EXCLUSIVE MODE"
CREATE: Final = "CREATE TABLE {month} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
MOVE: Final = (
    "WITH moved AS (DELETE FROM {default} WHERE responded_at >= {start} AND responded_at < {end} RETURNING *)"
    " INSERT INTO {month} SELECT * FROM moved"
)
# Asked for by its own name it shows nothing: the policies are those of the whole table.
FENCE: Final = "ALTER TABLE {month} ENABLE ROW LEVEL SECURITY"
ATTACH: Final = "ALTER TABLE {table} ATTACH PARTITION {month} FOR VALUES FROM ({start}) TO ({end})"


def _run(statements: Iterable[str], table: str, month: date) -> None:
    start, end = (datetime(day.year, day.month, 1, tzinfo=UTC) for day in months_from(month, 2))
    names = {
        "table": sql.Identifier(table),
        "default": sql.Identifier(f"{table}_default"),
        "month": sql.Identifier(_name(table, month)),
        "start": sql.Literal(start),
        "end": sql.Literal(end),
    }
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))
