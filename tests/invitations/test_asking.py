"""The question leaves when it is due, once; reminders only to those who did not answer."""

from datetime import UTC, date, datetime, time, timedelta

from extramile.contacts.operations import Person, bounced, erase, opt_out
from extramile.contacts.queries import address_key
from extramile.intake.models import Job
from extramile.invitations.models import AskedChange, Invitation
from extramile.invitations.operations import (
    decide,
    forget_contact,
    mark_answered,
    remind_due,
    send_due,
    start_again,
    stop_asking,
    take_bounces,
    take_changes,
)
from extramile.outbox import operations as outbox
from extramile.outbox.models import Message
from tests.cast import Cast
from tests.invitations.makers import contact_of, make_job, make_plan

DAY = timedelta(days=1)


def ask(cast: Cast, job: Job | None = None, **plan: object) -> Invitation:
    """A job that was decided and asked, with a plan that waits for nothing."""
    make_plan(cast.now, **{"delay_minutes": 0, **plan})
    job = job or make_job(cast)
    decide(cast.now)
    send_due(cast.now)
    return Invitation.objects.get(job=job)


def sent(now: datetime) -> None:
    """The outbox got its mails out."""
    Message.objects.filter(state="queued", due_at__lte=now).update(state="sent", sent_at=now)


def test_a_due_question_becomes_one_message(cast: Cast) -> None:
    job = make_job(cast, person=Person(name="Piet Jansen", email="piet@example.org", language="nl"))
    invitation = ask(cast, job)
    message = Message.objects.get()
    assert message.key == f"invitation:{invitation.pk}:0"
    assert (message.channel, message.recipient, message.recipient_name) == (
        "email",
        "piet@example.org",
        "Piet Jansen",
    )
    assert message.due_at == cast.now
    assert invitation.asked_at == cast.now
    assert invitation.asked_on == date(2026, 3, 2)
    assert send_due(cast.now) == 0
    assert Message.objects.count() == 1


def test_nothing_leaves_before_it_is_due(cast: Cast) -> None:
    invitation = ask(cast, make_job(cast, finished_at=cast.now), delay_minutes=120)
    assert not Message.objects.exists()
    assert send_due(cast.now + timedelta(minutes=119)) == 0
    assert send_due(cast.now + timedelta(minutes=120)) == 1
    invitation.refresh_from_db()
    assert invitation.asked_at == cast.now + timedelta(minutes=120)


def test_the_day_asked_is_the_units_own(cast: Cast) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    make_plan(cast.now, delay_minutes=0)
    make_job(cast, finished_at=late)
    decide(late)
    send_due(late)
    assert Invitation.objects.get().asked_on == date(2026, 3, 3)


def test_whoever_counts_hears_of_it_once(cast: Cast) -> None:
    make_job(cast)
    make_job(cast, unit=cast.zwolle_team, employee=cast.noor)
    ask(cast)
    counts = {(row.unit_id, row.channel, row.day): row.asked for row in AskedChange.objects.all()}
    assert counts == {
        (cast.team.pk, "email", date(2026, 3, 2)): 2,
        (cast.zwolle_team.pk, "email", date(2026, 3, 2)): 1,
    }
    assert sum(change.asked for change in take_changes(10)) == 3
    assert take_changes(10) == []


def test_who_opted_out_meanwhile_gets_nothing(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=0)
    out = make_job(cast, person=Person(email="out@example.org"))
    gone = make_job(cast, person=Person(email="gone@example.org"))
    erased = make_job(cast, person=Person(email="erased@example.org"))
    decide(cast.now)
    opt_out(address_key("out@example.org"), via="office", now=cast.now)
    bounced(address_key("gone@example.org"), kind="hard", now=cast.now)
    erase(contact_of(erased), actor=None, now=cast.now)
    assert send_due(cast.now) == 3
    assert not Message.objects.exists()
    assert not AskedChange.objects.exists()
    assert set(Invitation.objects.values_list("cancelled_at", "asked_at")) == {(cast.now, None)}
    assert {out.pk, gone.pk, erased.pk} == set(Invitation.objects.values_list("job_id", flat=True))


def test_a_question_held_up_until_night_waits_for_the_morning(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=0, quiet_from=time(20), quiet_until=time(9))
    make_job(cast)
    decide(cast.now)
    night = datetime(2026, 3, 2, 22, tzinfo=UTC)  # the workers stood still all day
    send_due(night)
    assert not Message.objects.exists()
    assert Invitation.objects.get().due_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    send_due(datetime(2026, 3, 3, 8, tzinfo=UTC))
    assert Message.objects.get().quiet_from == time(20)


def test_a_question_held_up_past_its_expiry_is_called_off(cast: Cast) -> None:
    make_plan(cast.now, delay_minutes=0, expiry_days=2)
    make_job(cast)
    decide(cast.now)
    send_due(cast.now + 3 * DAY)
    assert not Message.objects.exists()
    assert Invitation.objects.get().cancelled_at == cast.now + 3 * DAY


def test_one_reminder_to_those_who_did_not_answer(cast: Cast) -> None:
    silent, answered = make_job(cast), make_job(cast)
    ask(cast, silent, reminders=1, reminder_days=3)
    sent(cast.now)
    mark_answered(Invitation.objects.get(job=answered).pk, now=cast.now + DAY)
    assert remind_due(cast.now + 3 * DAY - timedelta(seconds=1)) == 0
    assert remind_due(cast.now + 3 * DAY) == 1
    assert remind_due(cast.now + 4 * DAY) == 0
    assert remind_due(cast.now + 20 * DAY) == 0
    reminder = Message.objects.exclude(key__endswith=":0").get()
    assert reminder.key == f"invitation:{Invitation.objects.get(job=silent).pk}:1"
    assert reminder.subject != Message.objects.get(key=reminder.key[:-1] + "0").subject


def test_as_many_reminders_as_the_plan_says(cast: Cast) -> None:
    for_three = ask(cast, reminders=3, reminder_days=2)
    for day in range(1, 15):
        sent(cast.now + day * DAY)
        remind_due(cast.now + day * DAY)
    keys = list(Message.objects.order_by("key").values_list("key", flat=True))
    assert keys == [f"invitation:{for_three.pk}:{number}" for number in range(4)]


def test_no_reminder_of_a_question_that_never_arrived(cast: Cast) -> None:
    ask(cast)
    Message.objects.update(state="failed")
    remind_due(cast.now + 3 * DAY)
    assert Message.objects.count() == 1
    assert Invitation.objects.get().next_reminder_at is None


def test_the_reminder_waits_while_the_question_is_still_in_the_queue(cast: Cast) -> None:
    ask(cast)
    remind_due(cast.now + 3 * DAY)
    assert Message.objects.count() == 1
    sent(cast.now + 3 * DAY)
    remind_due(cast.now + 4 * DAY)
    assert Message.objects.count() == 2


def test_no_reminder_after_the_link_expired(cast: Cast) -> None:
    assert ask(cast, reminder_days=10, expiry_days=10).next_reminder_at is None


def test_stopping_ends_everything_at_that_address_and_yes_lifts_it(cast: Cast) -> None:
    person = Person(email="stop@example.org", mobile="+31612121212")
    invitation = ask(cast, make_job(cast, person=person), quarantine_days=0)
    make_job(cast, person=person, finished_at=cast.now + DAY)
    decide(cast.now)
    assert stop_asking(invitation.pk, via="link in mail", now=cast.now)
    assert stop_asking(invitation.pk, via="link in mail", now=cast.now + DAY)
    assert Message.objects.get().state == "cancelled"
    assert remind_due(cast.now + 3 * DAY) == 0
    assert send_due(cast.now + 3 * DAY) == 0
    for_later = make_job(cast, person=Person(mobile="+31612121212"))
    decide(cast.now + DAY)
    assert Invitation.objects.get(job=for_later).reason == "opted_out"
    start_again(invitation.pk, via="link in mail", now=cast.now + 2 * DAY)
    after = make_job(cast, person=person)
    decide(cast.now + 2 * DAY)
    assert Invitation.objects.get(job=after).reason == ""


def test_stopping_leaves_others_alone(cast: Cast) -> None:
    mine, other = make_job(cast), make_job(cast)
    invitation = ask(cast, mine)
    stop_asking(invitation.pk, via="link in mail", now=cast.now)
    assert Message.objects.get(key__startswith=f"invitation:{invitation.pk}:").state == "cancelled"
    others = Invitation.objects.get(job=other)
    assert Message.objects.get(key=f"invitation:{others.pk}:0").state == "queued"
    assert others.next_reminder_at is not None


def test_stopping_what_is_not_there(cast: Cast) -> None:
    assert not stop_asking(10**9, via="link in mail", now=cast.now)


def test_a_hard_bounce_stops_the_address(cast: Cast) -> None:
    invitation = ask(cast, make_job(cast, person=Person(email="bounce@example.org")))
    sent(cast.now)
    outbox.bounced(kind="hard", number=Message.objects.get().pk, now=cast.now)
    assert [take_bounces(cast.now), take_bounces(cast.now)] == [1, 0]
    assert remind_due(cast.now + 3 * DAY) == 0
    again = make_job(cast, person=Person(email="bounce@example.org"))
    decide(cast.now + 100 * DAY)
    assert Invitation.objects.get(job=again).reason == "too_old"
    late = make_job(cast, person=Person(email="bounce@example.org"), finished_at=cast.now + 100 * DAY)
    decide(cast.now + 100 * DAY)
    assert Invitation.objects.get(job=late).reason == "bounced"
    assert invitation.address_key == address_key("bounce@example.org")


def test_a_full_mailbox_stops_nothing(cast: Cast) -> None:
    ask(cast, make_job(cast, person=Person(email="full@example.org")))
    sent(cast.now)
    outbox.bounced(kind="soft", number=Message.objects.get().pk, now=cast.now)
    assert take_bounces(cast.now) == 0
    assert remind_due(cast.now + 3 * DAY) == 1


def test_an_erased_customer_is_out_of_everything(cast: Cast) -> None:
    job = make_job(cast)
    ask(cast, job)
    contact = contact_of(job)
    address = contact.email
    forget_contact(contact.pk, now=cast.now)
    outbox.forget_recipient(address)
    invitation = Invitation.objects.get()
    assert invitation.cancelled_at == cast.now
    message = Message.objects.get()
    assert message.state == "cancelled"
    assert not any((message.recipient, message.recipient_name, message.text, message.html, message.subject))
    assert remind_due(cast.now + 3 * DAY) == 0


def test_an_sms_is_short_and_has_both_links(cast: Cast) -> None:
    ask(cast, make_job(cast, person=Person(mobile="+31612345678", language="nl")), channels=["sms"])
    message = Message.objects.get()
    assert (message.channel, message.recipient) == ("sms", "+31612345678")
    assert message.text.count("http") == 2
    assert not message.html
