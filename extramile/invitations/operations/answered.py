"""The one thing `responses` tells an invitation: it was answered."""

from datetime import datetime
from typing import Final

from extramile.core.prepared import run

MARK: Final = """
    UPDATE invitations_invitation SET responded_at = %s::timestamptz, next_reminder_at = NULL
     WHERE id = %s::bigint AND responded_at IS NULL
"""


def mark_answered(invitation_id: int, *, now: datetime) -> None:
    """Once and for ever: later changes of the answer leave the moment as it is. No more reminders."""
    run(MARK, [now, invitation_id])
