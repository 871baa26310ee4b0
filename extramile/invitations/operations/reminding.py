"""No more reminders for what was asked until now: where answers are not to be waited for."""

from datetime import datetime

from extramile.invitations.models import Invitation


def stop_reminders(now: datetime) -> int:
    """The links go on working; nobody is written to again about them."""
    waiting = Invitation.objects.filter(asked_at__lte=now, next_reminder_at__isnull=False)
    return waiting.update(next_reminder_at=None)
