"""Face to face, and at a printed code: asked once, and only who may be asked."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from extramile.contacts.operations import Person, opt_out
from extramile.contacts.queries import address_key
from extramile.invitations.models import AskedChange, Invitation, WalkIn
from extramile.invitations.operations import (
    NotShownError,
    decide,
    make_walk_in,
    open_walk_in,
    remind_due,
    revoke_walk_in,
    send_due,
    show_question,
)
from extramile.outbox.models import Message
from extramile.people.operations import move_employee
from tests.cast import Cast, make_cast
from tests.invitations.makers import make_job, make_plan


def test_shown_before_it_was_decided_is_decided(cast: Cast) -> None:
    make_plan(cast.now)
    job = make_job(cast)
    shown = show_question(job.pk, now=cast.now)
    assert (shown.decision, shown.channel, shown.asked_at) == ("asked", "qr_job", cast.now)
    assert shown.version_id is not None
    assert show_question(job.pk, now=cast.now + timedelta(minutes=1)).pk == shown.pk
    assert decide(cast.now) == 0
    assert Invitation.objects.count() == 1
    assert [(row.channel, row.asked) for row in AskedChange.objects.all()] == [("qr_job", 1)]


@pytest.mark.parametrize("person", [Person(reference="C-1"), Person(email="gone@example.org")])
def test_who_cannot_be_mailed_can_still_be_asked(cast: Cast, person: Person) -> None:
    make_plan(cast.now, sample_rate=0)
    job = make_job(cast, person=person)
    decide(cast.now)
    assert Invitation.objects.get().decision == "not_asked"
    assert show_question(job.pk, now=cast.now).decision == "asked"
    assert Invitation.objects.get().reason == ""


def test_who_was_to_be_mailed_gets_it_as_the_reminder(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=120, reminders=1)
    job = make_job(cast, finished_at=cast.now)
    decide(cast.now)
    show_question(job.pk, now=cast.now)
    later = cast.now + timedelta(minutes=120)
    assert send_due(later) == 0
    assert remind_due(later) == 1
    assert Message.objects.get().recipient.endswith("@example.org")
    assert remind_due(later + timedelta(days=30)) == 0


def test_who_must_not_be_asked_is_not(cast: Cast) -> None:
    make_plan(cast.now)
    opt_out(address_key("no@example.org"), via="office", now=cast.now)
    for reason, job in {
        "opted_out": make_job(cast, person=Person(email="no@example.org")),
        "test_job": make_job(cast, is_test=True),
    }.items():
        with pytest.raises(NotShownError) as error:
            show_question(job.pk, now=cast.now)
        assert error.value.reason == reason
    person = Person(email="twice@example.org")
    make_job(cast, person=person)
    decide(cast.now)
    with pytest.raises(NotShownError) as error:
        show_question(make_job(cast, person=person).pk, now=cast.now)
    assert error.value.reason == "asked_recently"


def test_without_a_plan_there_is_no_question(cast: Cast) -> None:
    with pytest.raises(NotShownError) as error:
        show_question(make_job(cast).pk, now=cast.now)
    assert error.value.reason == "no_plan"


def code(cast: Cast, *, of_sanne: bool = False) -> WalkIn:
    questionnaire = make_plan(cast.now).questionnaire
    return make_walk_in(
        unit=cast.team,
        employee=cast.sanne if of_sanne else None,
        questionnaire=questionnaire,
        actor=None,
        now=cast.now,
    )


def test_a_code_is_made_once_until_it_is_revoked(cast: Cast) -> None:
    first = code(cast)
    assert code(cast).pk == first.pk
    assert code(cast, of_sanne=True).pk != first.pk
    assert revoke_walk_in(first, actor=None, now=cast.now)
    assert not revoke_walk_in(first, actor=None, now=cast.now)
    assert code(cast).pk != first.pk


def test_a_visitor_is_one_invitation(cast: Cast) -> None:
    walk_in = code(cast)
    first = open_walk_in(walk_in, "n1", language="nl-BE", now=cast.now)
    assert open_walk_in(walk_in, "n1", language="de", now=cast.now + timedelta(minutes=1)).pk == first.pk
    assert open_walk_in(walk_in, "n2", language="xx", now=cast.now).pk != first.pk
    assert (first.channel, first.language, first.unit_id) == ("qr_unit", "nl", cast.team.pk)
    assert (first.contact_id, first.job_id) == (None, None)
    assert Invitation.objects.filter(walk_in=walk_in).count() == 2


def test_a_visitor_whom_nobody_asked_is_no_part_of_a_response_rate(cast: Cast) -> None:
    opened = open_walk_in(code(cast), "n1", language="nl", now=cast.now)
    assert (opened.asked_at, opened.asked_on) == (cast.now, None)
    assert not AskedChange.objects.exists()


def test_an_employees_code_goes_along_to_the_next_team(cast: Cast) -> None:
    walk_in = code(cast, of_sanne=True)
    moved = cast.now + timedelta(days=10)
    move_employee(cast.sanne, to=cast.other_team, on=cast.today, now=cast.now)
    opened = open_walk_in(walk_in, "n1", language="nl", now=moved)
    assert (opened.channel, opened.unit_id) == ("qr_employee", cast.other_team.pk)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_in_parallel_is_one_invitation(transactional_db: None, cast_now: Cast) -> None:
    walk_in = code(cast_now)
    found: list[int] = []
    barrier = threading.Barrier(4)

    def visit() -> None:
        try:
            barrier.wait(30)
            found.append(open_walk_in(walk_in, "same", language="nl", now=cast_now.now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Invitation.objects.filter(walk_in=walk_in).count() == 1


@pytest.fixture
def cast_now(transactional_db: None, now: datetime) -> Cast:
    return make_cast(now=now)
