"""What a maker of a file writes down while its own connection reads: how far it is, and that it lives."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from extramile.core.preferences import preferences
from extramile.exports.models import Export, ExportState, Failure

SECONDS_BETWEEN: Final = 0.5  # so often it is written down how far it is
LOCK: Final = 7_205  # the first half of our advisory locks: one maker a file
ERASING: Final = 0x0E62 << 44  # held by whoever erases somebody's words, until that is committed

CLAIM: Final = """
    UPDATE exports_export
       SET state = 'running', tries = tries + 1, started_at = %(now)s, rows = 0, rows_expected = NULL
     WHERE id = %(id)s AND state IN ('queued', 'running') RETURNING tries
"""
TELL: Final = """
    UPDATE exports_export SET rows = %(rows)s, rows_expected = coalesce(%(expected)s, rows_expected)
     WHERE id = %(id)s AND state = 'running'
"""
END: Final = """
    UPDATE exports_export
       SET state = %(state)s, failure = %(failure)s, finished_at = %(at)s, expires_at = %(expires)s,
           rows = %(rows)s, size = %(size)s
     WHERE id = %(id)s AND state = 'running'
"""


class CalledOff(Exception):
    """Cancelled, or to be made anew: what was written so far is of no use."""


@dataclass(slots=True)
class Desk:
    """One file's row, by a connection of its own."""

    export_id: int
    line: BaseDatabaseWrapper
    now: datetime
    began: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)
    rows: int = 0
    tries: int = 0

    def _run(self, statement: str, **values: Any) -> Any:
        """The first row, or how many rows it was."""
        with self.line.cursor() as cursor:
            cursor.execute(statement, {"id": self.export_id, **values})
            return cursor.fetchone() if cursor.description else cursor.rowcount

    def take(self) -> bool:
        """Nobody else makes it, and it is still to be made."""
        (mine,) = self._run("SELECT pg_try_advisory_lock(%(lock)s, hashint8(%(id)s))", lock=LOCK)
        claimed = self._run(CLAIM, now=self.now) if mine else None
        self.tries = claimed[0] if claimed else 0
        return claimed is not None

    def wait_for_erasers(self) -> None:
        """What they erase is not to be read in the last moment; who begins later finds this file."""
        self._run("SELECT pg_advisory_lock(%(erasing)s)", erasing=ERASING)
        self._run("SELECT pg_advisory_unlock(%(erasing)s)", erasing=ERASING)

    def add(self, rows: int) -> None:
        """So many more; raises CalledOff. Written down now and then: a statement a row would be the work."""
        self.rows += rows
        if time.monotonic() - self.told >= SECONDS_BETWEEN:
            self.tell()

    def tell(self, *, expected: int | None = None) -> None:
        self.told = time.monotonic()
        if not self._run(TELL, rows=self.rows, expected=expected):
            raise CalledOff

    def end(self, state: ExportState, *, failure: Failure = Failure.NONE, size: int = 0) -> bool:
        """False: it was called off before."""
        at = self.now + timedelta(seconds=time.monotonic() - self.began)
        expires = at + timedelta(days=preferences().export_days) if state == ExportState.DONE else None
        ended = self._run(
            END, state=state, failure=failure, at=at, expires=expires, rows=self.rows, size=size
        )
        return bool(ended)


@contextmanager
def desk_of(export: Export, *, now: datetime) -> Iterator[Desk]:
    """Its lock goes with the connection: whoever is killed holds nothing."""
    line = connection.copy()
    line.settings_dict["OPTIONS"] = {
        name: value for name, value in line.settings_dict["OPTIONS"].items() if name != "pool"
    }
    try:
        yield Desk(export.pk, line, now)
    finally:
        line.close()
