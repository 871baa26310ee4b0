"""Take personal data out of messages: of one who asks for it, and of all after a while."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from extramile.outbox.models import Message, State

EMPTY = {"recipient": "", "recipient_name": "", "subject": "", "text": "", "html": "", "headers": {}}
BATCH = 5000


def forget_recipient(address: str) -> int:
    """Empty every message to this address and call back those that have not left. Rows stay: they count."""
    if not address:
        return 0
    theirs = Message.objects.filter(recipient__iexact=address)
    theirs.filter(state=State.QUEUED).update(state=State.CANCELLED)
    return theirs.update(**EMPTY, error="")


def forget_messages(keys: Iterable[str]) -> int:
    """The same for these messages, whatever address they went to."""
    theirs = Message.objects.filter(key__in=list(keys)).exclude(recipient="")
    theirs.filter(state=State.QUEUED).update(state=State.CANCELLED)
    return theirs.update(**EMPTY, error="")


def thin_out(now: datetime, *, days: int = 30, limit: int = BATCH) -> int:
    """Bodies of mails sent long ago are of no use to anybody and would be most of the database."""
    old = Q(state=State.SENT, sent_at__lt=now - timedelta(days=days)) & ~Q(text="")
    ids = list(Message.objects.filter(old).values_list("pk", flat=True)[:limit])
    return Message.objects.filter(pk__in=ids).update(text="", html="", headers={})
