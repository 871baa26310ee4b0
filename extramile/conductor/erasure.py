"""Forget a customer in every room. Each room empties its own; here is the order, and the receipt.

Scores, ticks and counts stay. Of the addresses a keyed hash stays, so that "never again" goes on to hold.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from extramile.actions import operations as actions
from extramile.board import operations as board
from extramile.contacts import operations as contacts
from extramile.contacts.models import Contact, ErasureReceipt, WaitingErasure
from extramile.contacts.queries import addresses, reference_key, same_person, sources_with_numbers
from extramile.core import audit
from extramile.exports import operations as exports
from extramile.intake import operations as intake
from extramile.intake.models import Job
from extramile.intake.operations.forgetting import Traces
from extramile.invitations import operations as invitations
from extramile.invitations.models import Invitation
from extramile.invitations.operations.stopping import message_keys
from extramile.outbox import operations as outbox
from extramile.outbox.queries import recipients_of
from extramile.people.models import User
from extramile.responses import operations as responses
from extramile.responses.models import Response
from extramile.responses.queries.elsewhere import (
    imported_of_customer,
    long_words_of,
    sources_of_responses,
)


@transaction.atomic
def erase_customer(
    contact_id: int, *, actor: audit.Actor | None, now: datetime, never_ask_again: bool = True
) -> ErasureReceipt:
    """Erase the customer and every other record with the same e-mail address or mobile number, and what
    answers from elsewhere say whose rows named the customer by number.

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


@transaction.atomic
def erase_response(response_id: int, *, actor: audit.Actor | None, now: datetime) -> ErasureReceipt:
    """Erase what one answer says: words, attributes, notes about it, and the files it came in with. For
    answers that came from elsewhere, of which we do not know whose they are. The score stays.

    Raises Response.DoesNotExist and intake's ImportRunningError. Done again: another receipt, of nothing.
    """
    if not Response.objects.filter(pk=response_id).exists():
        raise Response.DoesNotExist
    traces = Traces.of(names=long_words_of(response_id), references=[], addresses=[])
    emptied = intake.forget_customer(contact_ids=[], traces=traces)
    emptied["answers"] = responses.forget_words(response_ids=[response_id])
    emptied["questions to coaches"] = actions.forget_notes(response_ids=[response_id])
    emptied["quotes in reports"] = board.forget_words(response_ids=[response_id])
    emptied["files taken out"] = exports.take_back()
    audit.record(
        "responses.words.erased", actor=actor, now=now, subject_type="response", subject_id=response_id
    )
    return contacts.write_receipt(None, emptied=emptied, actor=actor, now=now, response_id=response_id)


def erase_or_wait(
    *,
    contact_id: int | None = None,
    response_id: int | None = None,
    actor: audit.Actor | None,
    now: datetime,
    never_ask_again: bool = True,
) -> ErasureReceipt | None:
    """Erase a customer or an answer; None: a file that holds it is being imported, and it is done after that.

    That nobody asks this customer again counts at once.
    """
    try:
        return _erase(
            contact_id=contact_id,
            response_id=response_id,
            actor=actor,
            now=now,
            never_ask_again=never_ask_again,
        )
    except intake.ImportRunningError:
        with transaction.atomic():
            if contact_id is not None:
                contact = Contact.objects.select_for_update().get(pk=contact_id)  # asked twice at once
                if never_ask_again:
                    stop_asking(_address_keys(same_person(contact)), via="erasure", now=now)
            contacts.wait_to_erase(
                contact_id=contact_id,
                response_id=response_id,
                never_ask_again=never_ask_again,
                actor=actor,
                now=now,
            )
        return None


def _erase(
    *,
    contact_id: int | None,
    response_id: int | None,
    actor: audit.Actor | None,
    now: datetime,
    never_ask_again: bool,
) -> ErasureReceipt:
    if contact_id is not None:
        return erase_customer(contact_id, actor=actor, now=now, never_ask_again=never_ask_again)
    if response_id is not None:
        return erase_response(response_id, actor=actor, now=now)
    raise ValueError("say whom or what to erase")


def erase_waiting(now: datetime) -> int:
    """The step: what was asked for while an import held it. Still held: looked at again next time.

    One that fails keeps no other waiting; it is told, and tried again.
    """
    done, failures = 0, []
    for pk in list(WaitingErasure.objects.order_by("pk").values_list("pk", flat=True)[:100]):
        try:
            done += _erase_waiting(pk, now=now)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return done


def _erase_waiting(pk: int, *, now: datetime) -> int:
    with transaction.atomic():
        waiting = WaitingErasure.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if waiting is None:
            return 0
        try:
            with transaction.atomic():
                _erase(
                    contact_id=waiting.contact_id,
                    response_id=waiting.response_id,
                    actor=User.objects.filter(pk=waiting.actor_id).first() if waiting.actor_id else None,
                    now=now,
                    never_ask_again=waiting.never_ask_again,
                )
        except intake.ImportRunningError:
            return 0
        except Response.DoesNotExist:
            pass  # gone meanwhile: nothing is left to erase
        contacts.waited(waiting)
    return 1


def _address_keys(people: Iterable[Contact]) -> list[str]:
    return sorted({key for person in people for key in (person.email_key, person.mobile_key) if key})


def _empty(people: Sequence[Contact], *, now: datetime) -> dict[str, int]:
    ids = [person.pk for person in people]
    imported = _imported(people)
    asked = list(Invitation.objects.filter(contact_id__in=ids).values_list("pk", flat=True))
    jobs = list(Job.objects.filter(contact_id__in=ids).values_list("pk", flat=True))
    letters = [key for pk in asked for key in message_keys(pk)]
    reached = {person.email for person in people} | {person.mobile for person in people}
    reached |= recipients_of(letters)  # also at an address that was replaced since
    traces = Traces.of(
        names=[
            *(person.name for person in people),
            *(text for one in imported for text in long_words_of(one)),
        ],
        references=[person.reference for person in people],
        addresses=sorted(filter(None, reached)),
    )
    emptied = intake.forget_customer(contact_ids=ids, traces=traces)  # refuses first, before anything is gone
    for pk in ids:
        invitations.forget_contact(pk, now=now)
    emptied["messages"] = outbox.forget_messages(letters) + sum(map(outbox.forget_recipient, reached))
    emptied["answers"] = responses.forget_words(invitation_ids=asked, job_ids=jobs, response_ids=imported)
    emptied["questions to coaches"] = actions.forget_notes(
        job_ids=jobs, invitation_ids=asked, response_ids=imported
    )
    emptied["quotes in reports"] = board.forget_words(
        invitation_ids=asked, job_ids=jobs, response_ids=imported
    )
    emptied["files taken out"] = exports.take_back()
    return {**emptied, "jobs kept": len(jobs), "invitations kept": len(asked)}


def _imported(people: Iterable[Contact]) -> list[int]:
    """Answers from elsewhere whose rows named one of these records by number: at the source that gave the
    number, and at those that give none of their own, such as a bureau that asks on somebody's behalf.
    """
    sources = sources_of_responses()
    numbering = sources_with_numbers(sources)
    return sorted(
        {
            pk
            for person in people
            if (key := reference_key(person.reference))
            for pk in imported_of_customer(
                key, sources=[one for one in sources if one == person.source or one not in numbering]
            )
        }
    )


def stop_asking(address_keys: Iterable[str], *, via: str, now: datetime) -> int:
    """Never ask at these addresses again, and call off what is queued. How many that is new for."""
    keys = list(address_keys)
    invitations.cancel_addresses(keys, now=now)
    return sum(contacts.opt_out(key, via=via, now=now) for key in keys)


def addresses_of(contact_id: int) -> list[str]:
    """The keys of both addresses of one customer."""
    known = addresses([contact_id]).get(contact_id)
    return [key for key in (known.email_key, known.mobile_key) if key] if known else []
