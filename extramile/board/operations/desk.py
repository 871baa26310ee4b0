"""What the maker of a report writes down while its own connection reads: how far it is, and that it lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from extramile.board.models import Failure, Report

LOCK: Final = 7_206  # the first half of our advisory locks: one maker a report

CLAIM: Final = """
    UPDATE board_report SET state = 'making', tries = tries + 1, steps = 0
     WHERE id = %(id)s AND state IN ('queued', 'making') RETURNING tries
"""
STEP: Final = "UPDATE board_report SET steps = steps + 1 WHERE id = %(id)s AND state = 'making'"
FAIL: Final = """
    UPDATE board_report SET state = 'failed', failure = %(failure)s WHERE id = %(id)s AND state = 'making'
"""


class CalledOff(Exception):
    """It is gone, or not to be made any more: what was gathered so far is of no use."""


@dataclass(slots=True)
class Desk:
    """One report's row, by a connection of its own."""

    report_id: int
    line: BaseDatabaseWrapper
    tries: int = 0

    def _run(self, statement: str, **values: Any) -> Any:
        """The first row, or how many rows it was."""
        with self.line.cursor() as cursor:
            cursor.execute(statement, {"id": self.report_id, **values})
            return cursor.fetchone() if cursor.description else cursor.rowcount

    def take(self) -> bool:
        """Nobody else makes it, and it is still to be made."""
        (mine,) = self._run("SELECT pg_try_advisory_lock(%(lock)s, hashint8(%(id)s))", lock=LOCK)
        claimed = self._run(CLAIM) if mine else None
        self.tries = claimed[0] if claimed else 0
        return claimed is not None

    def step(self) -> None:
        """One more is done; raises CalledOff."""
        if not self._run(STEP):
            raise CalledOff

    def fail(self, why: Failure) -> None:
        self._run(FAIL, failure=why)


@contextmanager
def desk_of(report: Report) -> Iterator[Desk]:
    """Its lock goes with the connection: whoever is killed holds nothing."""
    if connection.in_atomic_block:  # inside somebody else's transaction nobody could see it: the demo, tests
        yield Desk(report.pk, connection)
        return
    line = connection.copy()
    line.settings_dict["OPTIONS"] = {
        name: value for name, value in line.settings_dict["OPTIONS"].items() if name != "pool"
    }
    try:
        yield Desk(report.pk, line)
    finally:
        line.close()
