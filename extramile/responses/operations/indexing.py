"""The step that makes searching quick: an index of the words of each month that is over.

Not of the month that runs: kept up with each answer, such an index would cost an import most of its time,
and a month is soon looked through without. Made while answers go on to come in; killed half-way it leaves an
index that PostgreSQL knows to be unfinished, and that is made anew.
"""

from datetime import UTC, datetime
from typing import Final

from django.db import connection
from psycopg import sql

LOCK: Final = 7_262_513  # any number that nobody else uses: one maker of indexes at a time
ENDING: Final = "words_plain"

# Finished ones of which PostgreSQL says that they may be used.
WANTED: Final = """
    SELECT part.relname, mark.indexrelid IS NOT NULL
      FROM pg_inherits i
      JOIN pg_class part ON part.oid = i.inhrelid
      LEFT JOIN pg_class made
             ON made.relname = part.relname || '_words_plain' AND made.relnamespace = part.relnamespace
      LEFT JOIN pg_index mark ON mark.indexrelid = made.oid
     WHERE i.inhparent = 'responses_answer'::regclass AND part.relname < %s
       AND part.relname <> 'responses_answer_default' AND pg_relation_size(part.oid) > %s
       AND coalesce(mark.indisvalid, false) = false
     ORDER BY part.relname DESC LIMIT 1
"""
SMALL: Final = 256 * 1024  # bytes: looked through sooner than an index is opened


def index_words(now: datetime) -> int:
    """One month's index, the newest first; 0: there is none to make."""
    with connection.cursor() as cursor:
        if not _can_be_indexed():
            return 0
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _make_newest(now)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _can_be_indexed() -> bool:
    """Where PostgreSQL comes without pg_trgm, words are looked for without an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')")
        return bool(cursor.fetchone()[0])


def _make_newest(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WANTED, [f"responses_answer_{now.astimezone(UTC):%Y%m}", SMALL])
        found = cursor.fetchone()
        if found is None:
            return 0
        table, is_unfinished = found
        if is_unfinished:
            cursor.execute(_named("DROP INDEX CONCURRENTLY {index}", table))
        cursor.execute(
            _named(
                "CREATE INDEX CONCURRENTLY {index} ON {table}"
                " USING gin (responses_plain(words) gin_trgm_ops) WHERE words <> ''",
                table,
            )
        )
        cursor.execute(_named("ANALYZE {table}", table))  # how rare three letters are
    return 1


def _named(statement: str, table: str) -> sql.Composed:
    names = {"index": sql.Identifier(f"{table}_{ENDING}"), "table": sql.Identifier(table)}
    return sql.SQL(statement).format(**names)
