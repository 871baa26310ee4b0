"""Empty every personal field and keep the row, so that counts stay."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from extramile.contacts.models import Contact, ErasureReceipt, WaitingErasure
from extramile.core import audit


@transaction.atomic
def erase(contact: Contact, *, actor: audit.Actor | None, now: datetime) -> bool:
    """Empties this room's own fields; False if that was done before. See conductor.erasure for the rest."""
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.erased_at:
        return False
    for name in ("reference", "name", "email", "mobile", "language", "email_key", "mobile_key"):
        setattr(locked, name, "")
    locked.erased_at = now
    locked.save()
    audit.record(
        "contacts.customer.erased", actor=actor, now=now, subject_type="contact", subject_id=contact.pk
    )
    return True


def write_receipt(
    contact: Contact | None,
    *,
    emptied: Mapping[str, int],
    actor: audit.Actor | None,
    now: datetime,
    response_id: int | None = None,
) -> ErasureReceipt:
    return ErasureReceipt.objects.create(
        contact=contact,
        response_id=response_id,
        at=now,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "the program",
        emptied=dict(emptied),
    )


def wait_to_erase(
    *,
    contact_id: int | None = None,
    response_id: int | None = None,
    never_ask_again: bool,
    actor: audit.Actor | None,
    now: datetime,
) -> WaitingErasure:
    """Asked twice, it waits once."""
    whose = Q(contact__isnull=True) if contact_id is None else Q(contact=contact_id)
    waiting = WaitingErasure.objects.filter(whose, response_id=response_id).first()
    if waiting is None:
        waiting = WaitingErasure.objects.create(
            contact_id=contact_id,
            response_id=response_id,
            never_ask_again=never_ask_again,
            actor_id=actor.pk if actor else None,
            asked_at=now,
        )
        audit.record(
            "contacts.erasure.queued",
            actor=actor,
            now=now,
            subject_type="contact" if contact_id else "response",
            subject_id=contact_id or response_id,
        )
    return waiting


def waited(waiting: WaitingErasure) -> None:
    """It is done: the receipt tells."""
    waiting.delete()
