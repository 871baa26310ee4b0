"""What the program makes of a known company by itself, and the report that its board would read."""

from datetime import datetime, timedelta
from typing import Final

from extramile.board import operations as board
from extramile.board.models import Report
from extramile.demo.known.founding import Founded
from extramile.estimates.operations import make_fit
from extramile.evidence.operations import run_due

A_YEAR: Final = timedelta(days=365)


def conclude(founded: Founded, *, now: datetime) -> Report:
    """Estimates, every study that is due, and a final report of the last year."""
    make_fit(now)
    while run_due(now):
        pass
    yesterday = now.date() - timedelta(days=1)
    actor = founded.insights_owner
    report, _ = board.make(since=yesterday - A_YEAR, until=yesterday, actor=actor, now=now)
    board.make_due(now)
    report.refresh_from_db()
    board.finalise(report, actor=actor, now=now)
    return report
