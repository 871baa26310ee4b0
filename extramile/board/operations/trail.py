"""Every deed on a report is written down, under the report's own id."""

from datetime import datetime

from extramile.board.models import Report
from extramile.core import audit
from extramile.people.models import User


def record(action: str, report: Report, *, actor: User | None, now: datetime, **detail: object) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        subject_type="report",
        subject_id=report.public_id,
        **detail,
    )
