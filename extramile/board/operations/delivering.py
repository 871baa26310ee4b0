"""A final report on its way to readers, by mail with a link; and a final report that should not be read.

No figure and no word of the report travels by mail, and no file: whoever reads it signs in. Being named opens
this one report to somebody who may not read reports otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from extramile.board.compose import LANGUAGES
from extramile.board.letters import Facts, compose
from extramile.board.models import Delivery, Report, ReportState
from extramile.board.operations.locking import locked
from extramile.board.operations.trail import record
from extramile.board.problems import NobodyError, NotFinalError, WordsError
from extramile.core import audit
from extramile.core.preferences import preferences
from extramile.outbox.operations import Letter, post_many
from extramile.people.access import is_here
from extramile.people.models import User

HEADERS: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
MOST_WORDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Delivered:
    """Who is told now, who was before, and who cannot be: no address, or not here any more."""

    told: tuple[str, ...]
    before: tuple[str, ...]
    unreachable: tuple[str, ...]


def deliver(report: Report, *, to: Collection[User], actor: User | None, now: datetime) -> Delivered:
    """Once to each. Raises NotFinalError, NobodyError."""
    if not to:
        raise NobodyError
    with locked(report) as found:
        if found.state != ReportState.FINAL:
            raise NotFinalError
        had = set(Delivery.objects.filter(report=found).values_list("user_id", flat=True))
        reachable = [user for user in to if user.email and is_here(user, today=now.date())]
        new = [user for user in reachable if user.pk not in had]
        Delivery.objects.bulk_create(
            Delivery(report=found, user=user, language=_language(user), delivered_at=now, delivered_by=actor)
            for user in new
        )
        post_many([_letter(found, user, now=now) for user in new], now=now)
        audit.record_many(
            "board.report.delivered",
            [(found.public_id, {"to": str(user)}) for user in new],
            actor=actor,
            now=now,
            subject_type="report",
        )
    return Delivered(
        told=tuple(str(user) for user in new),
        before=tuple(str(user) for user in reachable if user.pk in had),
        unreachable=tuple(str(user) for user in to if user not in reachable),
    )


def _language(user: User) -> str:
    spoken = user.language.partition("-")[0]
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


def _letter(report: Report, user: User, *, now: datetime) -> Letter:
    language = _language(user)
    link = f"{settings.ADDRESS}/board/{report.public_id}/{language}/"
    written = compose(
        Facts(
            organisation=preferences().organisation,
            since=report.since,
            until=report.until,
            link=link,
            paper=f"{link}paper",
        ),
        language,
    )
    return Letter(
        key=f"board:{report.public_id}:{user.pk}",
        channel="email",
        recipient=user.email or "",
        recipient_name=user.name,
        subject=written.subject,
        text=written.text,
        html=written.html,
        headers=HEADERS,
        language=language,
        due_at=now,
    )


def opened(report_id: UUID, user: User, *, now: datetime) -> None:
    """The first time alone."""
    mine = Delivery.objects.filter(report__public_id=report_id, user=user, opened_at__isnull=True)
    mine.update(opened_at=now)


@transaction.atomic
def withdraw(report: Report, *, why: str, actor: User | None, now: datetime) -> bool:
    """Readers find the reason instead. False: it was withdrawn before. Raises NotFinalError, WordsError."""
    reason = why.replace("\x00", "").strip()[:MOST_WORDS]
    if not reason:
        raise WordsError
    with locked(report) as found:
        if found.state == ReportState.WITHDRAWN:
            return False
        if found.state != ReportState.FINAL:
            raise NotFinalError
        Report.objects.filter(pk=found.pk).update(
            state=ReportState.WITHDRAWN, withdrawn_at=now, withdrawn_by=actor, withdrawn_why=reason
        )
        record("board.report.withdrawn", found, actor=actor, now=now, why=reason)
    return True
