"""A customer's canaries, planted in every way they can come in, are gone everywhere after an erasure."""

from datetime import timedelta

import pytest

from extramile.conductor import imports
from extramile.conductor.erasure import erase_customer, erase_or_wait, erase_waiting
from extramile.contacts.models import ConsentKind, ErasureReceipt
from extramile.contacts.operations import Person
from extramile.contacts.queries import address_key, standing
from extramile.core.models import AuditEntry
from extramile.intake.models import BatchState, ImportBatch, ImportProblem, Job
from extramile.intake.operations import (
    ImportRunningError,
    source_called,
    take_jobs,
)
from extramile.invitations import operations as invitations
from extramile.invitations.models import Invitation
from tests.cast import Cast
from tests.conductor.canaries import EMAIL, bring_in, found, plant
from tests.intake.rows import job

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("own_uploads", "served_as_web_role"),  # pages are served behind the second fence
]


def test_after_an_erasure_no_trace_is_left_anywhere(cast: Cast) -> None:
    contact = plant(cast)
    planted = found()
    assert {
        "contacts_contact.name",
        "contacts_contact.email",
        "contacts_contact.mobile",
        "contacts_contact.reference",
        "outbox_message.recipient",
        "intake_job.attributes",
        "intake_importproblem.raw",
        "intake_importbatch.file_name",
        "uploads",
    } <= planted  # else this test could not fail
    assert any("answer" in place for place in planted)
    receipt = erase_customer(contact.pk, actor=None, now=cast.now)
    assert found() == set()
    assert receipt.emptied["uploaded files"] == 1
    assert receipt.emptied["answers"] == 1
    assert receipt.emptied["customer records"] == 1


def test_counts_stay_and_others_are_left_alone(cast: Cast) -> None:
    contact = plant(cast)
    before = (Job.objects.count(), Invitation.objects.count(), ImportProblem.objects.count())
    erase_customer(contact.pk, actor=None, now=cast.now)
    assert (Job.objects.count(), Invitation.objects.count(), ImportProblem.objects.count()) == before
    other = ImportProblem.objects.get(row=5)
    assert other.raw["Klant"] == "Iemand Anders"
    batch = ImportBatch.objects.get(state=BatchState.DONE, problems__gt=0)
    assert (batch.rows, batch.problems) == (4, 3)


def test_erased_twice_is_erased_once(cast: Cast) -> None:
    contact = plant(cast)
    first = erase_customer(contact.pk, actor=None, now=cast.now)
    assert erase_customer(contact.pk, actor=None, now=cast.now + timedelta(days=1)) == first
    assert ErasureReceipt.objects.count() == 1


def test_never_again_outlives_the_erasure(cast: Cast) -> None:
    contact = plant(cast)
    erase_customer(contact.pk, actor=None, now=cast.now)
    key = address_key(EMAIL)
    assert standing([key]) == {key: ConsentKind.OPTED_OUT}
    fresh = job("N1", customer=Person(email=EMAIL), finished_at=cast.now)
    take_jobs(source_called("api"), [fresh], now=cast.now)
    while invitations.decide(cast.now):
        pass
    assert Invitation.objects.get(job__external_id="N1").reason == "opted_out"


def test_a_file_that_is_being_imported_is_waited_for(cast: Cast) -> None:
    contact = plant(cast)
    content = f"Opdrachtnummer;Gereed op;Monteur;E-mail;Opmerking\nC5;1-3-2026;e-sanne;{EMAIL};\n"
    waiting = bring_in(content, cast, run=False)
    before = found()
    with pytest.raises(ImportRunningError):
        erase_customer(contact.pk, actor=None, now=cast.now)
    assert found() == before
    imports.run(waiting, now=cast.now)
    erase_customer(contact.pk, actor=None, now=cast.now)
    assert found() == set()


def test_the_trail_says_who_erased_and_not_whom(cast: Cast) -> None:
    contact = plant(cast)
    erase_customer(contact.pk, actor=cast.ines.user, now=cast.now)
    entry = AuditEntry.objects.get(action="contacts.customer.erased")
    assert (entry.actor_name, entry.subject_id) == ("Ines Moreau", str(contact.pk))


# --- While an import holds it ---------------------------------------------------------------------------


def test_asked_for_during_an_import_it_is_done_when_that_ends(cast: Cast) -> None:
    contact = plant(cast)
    content = f"Opdrachtnummer;Gereed op;Monteur;E-mail;Opmerking\nC5;1-3-2026;e-sanne;{EMAIL};\n"
    waiting = bring_in(content, cast, run=False)
    assert erase_or_wait(contact_id=contact.pk, actor=cast.ines.user, now=cast.now) is None
    assert erase_or_wait(contact_id=contact.pk, actor=cast.ines.user, now=cast.now) is None
    assert standing([address_key(EMAIL)]) == {address_key(EMAIL): ConsentKind.OPTED_OUT}  # at once
    assert erase_waiting(cast.now) == 0
    imports.run(waiting, now=cast.now)
    assert erase_waiting(cast.now) == 1
    assert erase_waiting(cast.now) == 0
    assert found() == set()
    assert [receipt.actor_name for receipt in ErasureReceipt.objects.all()] == ["Ines Moreau"]
