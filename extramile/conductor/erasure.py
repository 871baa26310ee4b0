"""Forget a customer in every room. Each room empties its own; here is the order, and the receipt.

Scores, ticks and counts stay. Of the addresses a keyed hash stays, so that "never again" goes on to hold.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from extramile.actions import operations as actions
from extramile.contacts import operations as contacts
from extramile.contacts.models import Contact, ErasureReceipt
from extramile.contacts.queries import addresses, same_person
from extramile.core import audit
from extramile.intake import operations as intake
from extramile.intake.models import Job
from extramile.intake.operations.forgetting import Traces
from extramile.invitations import operations as invitations
from extramile.invitations.models import Invitation
from extramile.invitations.operations.stopping import message_keys
from extramile.outbox import operations as outbox
from extramile.outbox.queries import recipients_of
from extramile.responses import operations as responses


@transaction.atomic
def erase_customer(
    contact_id: int, *, actor: audit.Actor | None, now: datetime, never_ask_again: bool = True
) -> ErasureReceipt:
    """Erase the customer and every other record with the same e-mail address or mobile number.

    Done before: gives that receipt. Raises Contact.DoesNotExist and intake's ImportRunningError.
    """
    contact = Contact.objects.select_for_update().get(pk=contact_id)
    if contact.erased_at:  # by itself, or along with another record of the same customer
        return ErasureReceipt.objects.filter(at=contact.erased_at).earliest("pk")
    people = same_person(contact)
    if never_ask_again:
        stop_asking(_address_keys(people), via="erasure", now=now)
    emptied = _empty(people, now=now)
    for person in people:
        contacts.erase(person, actor=actor, now=now)
    return contacts.write_receipt(
        contact, emptied={"customer records": len(people), **emptied}, actor=actor, now=now
    )


def _address_keys(people: Iterable[Contact]) -> list[str]:
    return sorted({key for person in people for key in (person.email_key, person.mobile_key) if key})


def _empty(people: Sequence[Contact], *, now: datetime) -> dict[str, int]:
    ids = [person.pk for person in people]
    asked = list(Invitation.objects.filter(contact_id__in=ids).values_list("pk", flat=True))
    jobs = list(Job.objects.filter(contact_id__in=ids).values_list("pk", flat=True))
    letters = [key for pk in asked for key in message_keys(pk)]
    reached = {person.email for person in people} | {person.mobile for person in people}
    reached |= recipients_of(letters)  # also at an address that was replaced since
    traces = Traces.of(
        names=[person.name for person in people],
        references=[person.reference for person in people],
        addresses=sorted(filter(None, reached)),
    )
    emptied = intake.forget_customer(contact_ids=ids, traces=traces)  # refuses first, before anything is gone
    for pk in ids:
        invitations.forget_contact(pk, now=now)
    emptied["messages"] = outbox.forget_messages(letters) + sum(map(outbox.forget_recipient, reached))
    emptied["answers"] = responses.forget_words(invitation_ids=asked, job_ids=jobs)
    emptied["questions to coaches"] = actions.forget_notes(job_ids=jobs, invitation_ids=asked)
    return {**emptied, "jobs kept": len(jobs), "invitations kept": len(asked)}


def stop_asking(address_keys: Iterable[str], *, via: str, now: datetime) -> int:
    """Never ask at these addresses again, and call off what is queued. How many that is new for."""
    keys = list(address_keys)
    invitations.cancel_addresses(keys, now=now)
    return sum(contacts.opt_out(key, via=via, now=now) for key in keys)


def addresses_of(contact_id: int) -> list[str]:
    """The keys of both addresses of one customer."""
    known = addresses([contact_id]).get(contact_id)
    return [key for key in (known.email_key, known.mobile_key) if key] if known else []
