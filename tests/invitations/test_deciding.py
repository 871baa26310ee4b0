"""Every job gets a decision, with its reason."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extramile.contacts.operations import Person, bounced, erase, opt_in, opt_out
from extramile.contacts.queries import address_key
from extramile.intake.models import Job
from extramile.invitations.models import AskingPlan, Invitation
from extramile.invitations.operations import decide, save_plan, ship_default_plan
from tests.cast import Cast
from tests.invitations.makers import contact_of, make_job, make_plan


def decided(job: Job, now: datetime) -> Invitation:
    decide(now)
    return Invitation.objects.get(job=job)


def test_a_customer_is_asked_by_mail_in_their_language_after_the_delay(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=120, expiry_days=30)
    job = make_job(cast, finished_at=cast.now - timedelta(minutes=30))
    invitation = decided(job, cast.now)
    assert (invitation.decision, invitation.reason) == ("asked", "")
    assert (invitation.channel, invitation.language) == ("email", "nl")
    assert invitation.due_at == cast.now + timedelta(minutes=90)
    assert invitation.expires_at == invitation.due_at + timedelta(days=30)
    assert invitation.address_key == address_key(contact_of(job).email)
    assert invitation.unit == cast.team
    assert invitation.asked_at is None
    job.refresh_from_db()
    assert job.decided_at == cast.now


def test_every_reason_not_to_ask(cast: Cast) -> None:
    now = cast.now
    make_plan(now, too_old_days=14, quarantine_days=90)
    jobs = {
        "test_job": make_job(cast, is_test=True),
        "no_address": make_job(cast, person=Person(reference="C-1", name="Zonder Adres")),
        "too_old": make_job(cast, finished_at=now - timedelta(days=15)),
        "opted_out": make_job(cast, person=Person(email="no@example.org")),
        "bounced": make_job(cast, person=Person(email="gone@example.org")),
        "erased": make_job(cast, person=Person(email="erased@example.org")),
        "asked_recently": make_job(cast, person=Person(email="twice@example.org")),
    }
    nobody = make_job(cast, without_contact=True)
    complained = make_job(cast, person=Person(email="angry@example.org"))
    opt_out(address_key("no@example.org"), via="office", now=now)
    bounced(address_key("gone@example.org"), kind="hard", now=now)
    bounced(address_key("angry@example.org"), kind="complaint", now=now)
    erase(contact_of(jobs["erased"]), actor=None, now=now)
    again = make_job(cast, person=Person(email="Twice@Example.org"))
    assert decide(now) == len(jobs) + 3
    reasons = dict(Invitation.objects.values_list("job_id", "reason"))
    # Of the two jobs of one customer the first one asks, the second one does not.
    assert {reasons.pop(jobs.pop("asked_recently").pk), reasons.pop(again.pk)} == {"", "asked_recently"}
    assert reasons.pop(nobody.pk) == "no_address"
    assert reasons.pop(complained.pk) == "opted_out"
    assert reasons == {job.pk: reason for reason, job in jobs.items()}


def test_without_a_plan_nobody_is_asked(cast: Cast) -> None:
    assert decided(make_job(cast), cast.now).reason == "no_plan"


def test_a_plan_without_a_published_questionnaire_asks_nobody(cast: Cast) -> None:
    plan = make_plan(cast.now)
    with mock.patch("extramile.invitations.knowledge.Version.objects") as versions:
        versions.filter.return_value.filter.return_value.order_by.return_value.values_list.return_value = []
        assert decided(make_job(cast), cast.now).reason == "no_plan"
    assert plan.active


def test_deciding_twice_decides_once(cast: Cast) -> None:
    make_plan(cast.now)
    job = make_job(cast)
    assert [decide(cast.now), decide(cast.now)] == [1, 0]
    Job.objects.filter(pk=job.pk).update(decided_at=None)  # a repeated trigger
    assert decide(cast.now + timedelta(days=1)) == 1
    assert Invitation.objects.count() == 1
    assert Invitation.objects.get().decided_at == cast.now


def test_a_later_yes_lifts_an_earlier_no(cast: Cast) -> None:
    make_plan(cast.now)
    key = address_key("back@example.org")
    opt_out(key, via="link in mail", now=cast.now - timedelta(days=2))
    opt_in(key, via="office", now=cast.now - timedelta(days=1))
    assert decided(make_job(cast, person=Person(email="back@example.org")), cast.now).decision == "asked"


def test_the_quarantine_ends(cast: Cast) -> None:
    plan = make_plan(cast.now, quarantine_days=90, delay_minutes=0)
    person = Person(email="regular@example.org")
    asked = decided(make_job(cast, person=person), cast.now)
    assert asked.due_at == cast.now
    before, after = cast.now + timedelta(days=89), cast.now + timedelta(days=90)
    assert decided(make_job(cast, person=person, finished_at=before), before).reason == "asked_recently"
    assert decided(make_job(cast, person=person, finished_at=after), after).reason == ""
    assert plan.quarantine_days == 90


def test_what_was_called_off_before_it_left_is_no_asking(cast: Cast) -> None:
    make_plan(cast.now)
    person = Person(email="free@example.org")
    decided(make_job(cast, person=person), cast.now)
    Invitation.objects.update(cancelled_at=cast.now)
    assert decided(make_job(cast, person=person), cast.now).reason == ""


def test_one_customer_with_two_addresses_is_asked_once(cast: Cast) -> None:
    make_plan(cast.now, channels=["sms", "email"])
    first = make_job(cast, person=Person(reference="C-7", mobile="+31612345678"))
    assert decided(first, cast.now).channel == "sms"
    both = Person(reference="C-7", mobile="+31612345678", email="seven@example.org")
    assert decided(make_job(cast, person=both), cast.now).reason == "asked_recently"


def test_the_second_channel_stands_in(cast: Cast) -> None:
    make_plan(cast.now, channels=["email", "sms"])
    bounced(address_key("full@example.org"), kind="hard", now=cast.now)
    person = Person(email="full@example.org", mobile="+31687654321")
    assert decided(make_job(cast, person=person), cast.now).channel == "sms"


def test_never_again_at_one_address_holds_for_the_other(cast: Cast) -> None:
    make_plan(cast.now, channels=["email", "sms"])
    opt_out(address_key("never@example.org"), via="link in mail", now=cast.now)
    person = Person(email="never@example.org", mobile="+31611111111")
    assert decided(make_job(cast, person=person), cast.now).reason == "opted_out"


def test_the_nearest_plan_up_the_tree_counts(cast: Cast) -> None:
    everywhere = make_plan(cast.now, delay_minutes=0)
    west = AskingPlan.objects.get(pk=everywhere.pk)
    west.pk, west.unit, west.name, west.delay_minutes = None, cast.west, "West", 600
    save_plan(west, actor=None, now=cast.now)
    near, far = make_job(cast, unit=cast.team), make_job(cast, unit=cast.zwolle_team, employee=cast.noor)
    decide(cast.now)
    plans = dict(Invitation.objects.values_list("job_id", "plan_id"))
    assert plans == {near.pk: west.pk, far.pk: everywhere.pk}


def test_the_language_is_one_that_the_questionnaire_speaks(cast: Cast) -> None:
    make_plan(cast.now)
    spoken = {
        make_job(cast, person=Person(email="a@example.org", language="fr-BE")).pk: "fr",
        make_job(cast, person=Person(email="b@example.org", language="pl")).pk: "en",
        make_job(cast, person=Person(email="c@example.org"), language="de").pk: "de",
        make_job(cast, person=Person(email="d@example.org", language="xx"), language="nl").pk: "nl",
    }
    decide(cast.now)
    assert dict(Invitation.objects.values_list("job_id", "language")) == spoken


def test_sampling_is_fair_and_the_same_every_time(cast: Cast) -> None:
    make_plan(cast.now, sample_rate="0.3")
    jobs = [make_job(cast) for _ in range(200)]
    decide(cast.now)
    first = dict(Invitation.objects.values_list("job_id", "reason"))
    counts = Counter(first.values())
    assert set(counts) == {"", "sampled_out"}
    assert 35 <= counts[""] <= 85  # 60 expected; 3.9 standard deviations each way
    Invitation.objects.all().delete()
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(decided_at=None)
    decide(cast.now)
    assert dict(Invitation.objects.values_list("job_id", "reason")) == first


def test_sampling_never_starves_an_employee(cast: Cast) -> None:
    make_plan(cast.now, sample_rate=0, least_answers_per_employee_per_month=2)
    for responded in (cast.now - timedelta(days=1), cast.now - timedelta(hours=1)):
        answered = make_job(cast, employee=cast.sanne)
        decide(responded)
        Invitation.objects.filter(job=answered).update(responded_at=responded)
    last_month = make_job(cast, employee=cast.wim)
    decide(cast.now)
    Invitation.objects.filter(job=last_month).update(responded_at=datetime(2026, 2, 20, tzinfo=UTC))
    enough, starving = make_job(cast, employee=cast.sanne), make_job(cast, employee=cast.wim)
    decide(cast.now)
    assert Invitation.objects.get(job=enough).reason == "sampled_out"
    assert Invitation.objects.get(job=starving).reason == ""


def test_due_outside_the_quiet_hours_of_the_units_zone(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=120, quiet_from=time(20), quiet_until=time(9))
    evening = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)  # 19:30 in Amsterdam: due would be 21:30
    job = make_job(cast, finished_at=evening)
    assert decided(job, evening).due_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_same_number_of_queries_for_thirty_jobs_as_for_three(cast: Cast) -> None:
    make_plan(cast.now, sample_rate="0.5", least_answers_per_employee_per_month=3)
    counts = []
    for size in (1, 3, 30):
        for _ in range(size):
            make_job(cast)
        with CaptureQueriesContext(connection) as queries:
            assert decide(cast.now) == size
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 18  # the first reads the questionnaire, once per process


@pytest.mark.django_db
def test_the_plan_that_comes_with_the_program_comes_once(now: datetime) -> None:
    assert ship_default_plan(now).pk == ship_default_plan(now).pk
    plan = AskingPlan.objects.get()
    assert (plan.quiet_from, plan.quiet_until) == (time(20), time(9))
    assert (plan.delay_minutes, plan.quarantine_days, plan.reminders) == (120, 90, 1)
