"""Empty every personal field and keep the row, so that counts stay."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from extramile.contacts.models import Contact, ErasureReceipt
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
    contact: Contact, *, emptied: Mapping[str, int], actor: audit.Actor | None, now: datetime
) -> ErasureReceipt:
    return ErasureReceipt.objects.create(
        contact=contact,
        at=now,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "the program",
        emptied=dict(emptied),
    )
