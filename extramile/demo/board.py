"""What the board gets: the studies computed, a final report of two months ago that was sent and read, and a
draft of a newer one. Through the operations, as an insights owner would."""

from datetime import date, datetime, timedelta
from typing import Final

from extramile.board import operations as board
from extramile.board.models import Report
from extramile.demo.beginnings import tell_beginnings
from extramile.demo.work import ZONE
from extramile.evidence import operations as evidence
from extramile.outbox.operations.retelling import tell_as_sent
from extramile.people.models import Role, RoleKind, User

WEEKS_AGO: Final = 8
A_YEAR: Final = timedelta(days=365)
REMARK: Final = {
    "en": "We asked colleagues for the first time this year. Read this as a beginning, not as an outcome.",
    "nl": "We vroegen collega’s dit jaar voor het eerst. Lees dit als een begin, niet als een uitkomst.",
}


def tell_board(*, now: datetime) -> None:
    """Nothing where nobody looks after reports: a company told on a smaller scale may have no such person."""
    author, reader = _one(RoleKind.INSIGHTS_OWNER), _one(RoleKind.BOARD_READER)
    if author is None:
        return
    then = now - timedelta(weeks=WEEKS_AGO)
    _study(now=then)
    first = _made(until=_yesterday(then), author=author, now=then)
    for language, words in REMARK.items():
        board.remark(first, part="answer", words=words, language=language, actor=author, now=then)
    board.finalise(first, actor=author, now=then)
    if reader is not None:
        board.deliver(first, to=[reader], actor=author, now=then)
        tell_as_sent(now)
        board.opened(first.public_id, reader, now=then + timedelta(hours=20))
    tell_beginnings(author=author, now=now)
    _study(now=now)
    _made(until=_yesterday(now), author=author, now=now)


def _study(*, now: datetime) -> None:
    """As the steps do, whenever something new is there to read."""
    evidence.ship_when_planned(now)
    while evidence.run_due(now):
        pass


def _one(kind: RoleKind) -> User | None:
    role = Role.objects.filter(kind=kind, ended_on__isnull=True).select_related("user").order_by("pk").first()
    return role.user if role else None


def _yesterday(moment: datetime) -> date:
    return moment.astimezone(ZONE).date() - timedelta(days=1)


def _made(*, until: date, author: User, now: datetime) -> Report:
    report, _is_new = board.make(since=until - A_YEAR, until=until, actor=author, now=now)
    board.make_due(now)
    report.refresh_from_db()
    return report
