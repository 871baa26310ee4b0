"""Mails that came back: joins the outbox, which knows its messages, and asking, which knows what to end."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from extramile.invitations.operations import stop_asking
from extramile.invitations.queries import read_stop_link
from extramile.outbox.operations import bounced, move_on
from extramile.outbox.queries import place_read
from extramile.outbox.returns.mailboxes import Letterbox, ReturnedMail, open_letterbox
from extramile.outbox.returns.reading import Returned, read_mail


def take_returned(now: datetime, limit: int = 200) -> int:
    """The step: what came back since. How many were of ours."""
    if not settings.BOUNCE_MAILBOX:
        return 0
    with open_letterbox() as box:
        past = place_read(box.name, era=box.era)
        return sum(_take(box, mail, now=now) for mail in box.after(past, limit))


def _take(box: Letterbox, mail: ReturnedMail, *, now: datetime) -> bool:
    """In the database first, in the mailbox afterwards: killed between, it is not lost."""
    said = read_mail(mail.raw)
    with transaction.atomic():
        if mail.place and not move_on(box.name, era=box.era, place=mail.place):
            return False  # another worker was first
        ours = _conclude(said, now=now)
    box.taken(mail, ours=ours)
    return ours


def _conclude(said: Returned, *, now: datetime) -> bool:
    """Whether it was ours; an address is stopped by the steps that follow a bounce."""
    if said.number is not None:
        if said.kind:
            bounced(kind=said.kind, number=said.number, now=now)
        return True
    for token in said.stop_tokens:
        invitation_id = read_stop_link(token)
        if invitation_id is not None:
            stop_asking(invitation_id, via="mail", now=now)
            return True
    return False
