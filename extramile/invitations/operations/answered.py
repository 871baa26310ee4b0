"""The one thing `responses` tells an invitation: it was answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from extramile.core.prepared import run

MARK: Final = """
    UPDATE invitations_invitation SET responded_at = %s::timestamptz, next_reminder_at = NULL
     WHERE id = %s::bigint AND responded_at IS NULL
"""


def mark_answered(invitation_id: int, *, now: datetime) -> None:
    """Once and for ever: later changes of the answer leave the moment as it is. No more reminders."""
    run(MARK, [now, invitation_id])


MARK_MANY: Final = """
    UPDATE invitations_invitation i SET responded_at = told.at, next_reminder_at = NULL
      FROM unnest(%s::bigint[], %s::timestamptz[]) AS told (number, at)
     WHERE i.id = told.number AND i.responded_at IS NULL
"""


def mark_many_answered(answered: Sequence[tuple[int, datetime]]) -> None:
    """The same of many, each at its own moment."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_MANY, [[number for number, _ in answered], [at for _, at in answered]])
