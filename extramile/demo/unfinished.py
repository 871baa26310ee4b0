"""A demo that was stopped halfway: known by a mark that only a load leaves, and taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from extramile.core.preferences import choose, preferences
from extramile.people.models import Unit

LOCK: Final = 0x0DE30  # one load at a time
# What migrations filled; everything else was empty before the demo came.
OF_MIGRATIONS: Final = frozenset({"django_migrations", "django_content_type", "auth_permission"})


class BusyError(Exception):
    """Somebody else is loading the demo into this database just now."""


def is_empty() -> bool:
    """Nobody is here yet, or what is here is half a demo that the next load takes away first."""
    return not Unit.objects.exists() or is_unfinished()


def is_unfinished() -> bool:
    return preferences().half_told


def mark_unfinished() -> None:
    choose(half_told=True)


def mark_finished() -> None:
    choose(half_told=False)


@contextmanager
def alone_here() -> Iterator[None]:
    """Two loads at once would take each other's company for half a one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BusyError("somebody else is loading the demo into this database just now")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@transaction.atomic
def take_away_unfinished() -> None:
    """Every row of every table, if there is a mark; nothing at all if there is none."""
    if not is_unfinished():
        return
    names = sorted(set(connection.introspection.table_names()) - OF_MIGRATIONS)
    with connection.cursor() as cursor:
        tables = sql.SQL(", ").join(sql.Identifier(name) for name in names)
        cursor.execute(sql.SQL("TRUNCATE {}").format(tables))
