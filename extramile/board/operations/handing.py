"""Who received a final report by hand: the chair on paper, somebody outside who does not sign in here."""

from datetime import date, datetime
from typing import Final

from extramile.board.models import Handing, HandingWay, Report, ReportState
from extramile.board.operations.locking import locked
from extramile.board.operations.trail import record
from extramile.board.problems import DayError, NobodyError, NotFinalError
from extramile.people.models import User

LONGEST_NAME: Final = 120


def note_handing(
    report: Report,
    *,
    name: str,
    handed_on: date,
    actor: User | None,
    now: datetime,
    way: str = HandingWay.PAPER,
) -> None:
    """Kept beside those it was sent to. Raises NotFinalError, NobodyError, DayError."""
    who = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not who:
        raise NobodyError
    with locked(report) as found:
        if found.state != ReportState.FINAL or found.finalised_at is None:
            raise NotFinalError
        if not found.finalised_at.date() <= handed_on <= now.date():
            raise DayError
        Handing.objects.create(
            report=found, name=who, way=HandingWay(way), handed_on=handed_on, noted_at=now, noted_by=actor
        )
        record("board.report.handed", found, actor=actor, now=now, to=who, way=way, on=handed_on.isoformat())


def strike_handing(report: Report, number: int, *, actor: User | None, now: datetime) -> bool:
    """It was noted by mistake. False: it was struck out before, or is of another report."""
    with locked(report) as found:
        row = Handing.objects.filter(report=found, pk=number, struck_at__isnull=True).first()
        if row is None:
            return False
        Handing.objects.filter(pk=row.pk).update(struck_at=now)
        record("board.report.handing-struck", found, actor=actor, now=now, to=row.name)
    return True
