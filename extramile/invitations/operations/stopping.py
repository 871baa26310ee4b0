"""Stop asking somebody: they said so, their address came back, or they are to be forgotten."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from extramile.contacts import operations as contacts
from extramile.contacts.queries import address_key, keys_of
from extramile.invitations.models import Decision, Invitation
from extramile.outbox import operations as outbox
from extramile.outbox.models import BounceKind
from extramile.outbox.queries import unsettled_bounces


def _keys_of(invitation: Invitation) -> list[str]:
    """Every address of whoever got this invitation."""
    known = keys_of([invitation.contact_id] if invitation.contact_id else [])
    keys = {key for contact in known.values() for key in contact.all}
    return sorted(keys | ({invitation.address_key} if invitation.address_key else set()))


@transaction.atomic
def stop_asking(invitation_id: int, *, via: str, now: datetime) -> bool:
    """Never ask this person again: their addresses, whatever is queued for them. False: nobody to stop."""
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    keys = _keys_of(invitation) if invitation else []
    for key in keys:
        contacts.opt_out(key, via=via, now=now)
    cancel_addresses(keys, now=now)
    return bool(keys)


@transaction.atomic
def start_again(invitation_id: int, *, via: str, now: datetime) -> bool:
    """The same person takes it back. What was called off stays called off; later jobs are asked again."""
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    keys = _keys_of(invitation) if invitation else []
    for key in keys:
        contacts.opt_in(key, via=via, now=now)
    return bool(keys)


def cancel_addresses(keys: Iterable[str], *, now: datetime) -> int:
    """Call off what is still to be sent to these addresses. A link already sent goes on working."""
    return _cancel(Q(address_key__in=[key for key in keys if key]), now=now)


@transaction.atomic
def forget_contact(contact_id: int, *, now: datetime) -> int:
    """The customer is being erased: nothing more is sent, and no link opens any more.

    The rows stay, without anything personal: they count.
    """
    _cancel(Q(contact_id=contact_id), now=now)
    theirs = Invitation.objects.filter(contact_id=contact_id, decision=Decision.ASKED)
    return theirs.filter(cancelled_at__isnull=True).update(cancelled_at=now)


@transaction.atomic
def _cancel(whose: Q, *, now: datetime) -> int:
    """Unsent ones are called off; sent and unanswered ones get no reminder any more."""
    theirs = Invitation.objects.filter(whose, decision=Decision.ASKED, responded_at__isnull=True)
    ids = list(theirs.select_for_update().values_list("pk", flat=True))
    outbox.cancel(key for number in ids for key in message_keys(number))
    still = Invitation.objects.filter(pk__in=ids)
    still.update(next_reminder_at=None)
    return still.filter(asked_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=now)


def message_keys(invitation_id: int) -> list[str]:
    """The keys of everything one invitation can put in the outbox: the question and three reminders."""
    return [f"invitation:{invitation_id}:{number}" for number in range(4)]


STOPS = frozenset({BounceKind.HARD, BounceKind.COMPLAINT})


@transaction.atomic
def take_bounces(now: datetime, limit: int = 500) -> int:
    """Addresses that came back or complained are asked no more."""
    bounces = unsettled_bounces(limit)
    for bounce in bounces:
        if bounce.kind in STOPS and bounce.recipient:
            key = address_key(bounce.recipient)
            contacts.bounced(key, kind=bounce.kind, now=now)
            cancel_addresses([key], now=now)
    outbox.settle_bounces([bounce.message_id for bounce in bounces], now=now)
    return len(bounces)
