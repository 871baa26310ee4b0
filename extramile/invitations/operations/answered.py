"""The one thing `responses` tells an invitation: it was answered."""

from datetime import datetime

from django.db import connection


def mark_answered(invitation_id: int, *, now: datetime) -> None:
    """Once and for ever: later changes of the answer leave the moment as it is. No more reminders."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE invitations_invitation SET responded_at = %s, next_reminder_at = NULL"
            " WHERE id = %s AND responded_at IS NULL",
            [now, invitation_id],
        )
