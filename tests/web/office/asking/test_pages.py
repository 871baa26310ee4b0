"""Counts that add up, plans that foretell without doing, an outbox that shows no whole address."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from extramile.contacts.operations import Person, opt_out
from extramile.contacts.queries import address_key
from extramile.core.clock import now as clock
from extramile.intake.models import Job
from extramile.invitations.models import AskingPlan, Invitation
from extramile.invitations.operations import decide, remind_due, remind_now, send_due
from extramile.invitations.queries import foresee, tally
from extramile.outbox.models import Message
from extramile.outbox.operations import post
from tests.cast import Cast, make_cast, user_of
from tests.invitations.makers import make_job, make_plan


@pytest.fixture
def today_cast(db: None) -> Cast:
    """The pages read the clock themselves: this cast is of now."""
    return make_cast(now=clock())


@pytest.fixture
def ines(today_cast: Cast) -> Client:
    client = Client()
    client.force_login(user_of(today_cast.ines), backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_mixed_day(cast: Cast) -> None:
    opt_out(address_key("never@example.org"), via="office", now=cast.now)
    for _ in range(3):
        make_job(cast)
    make_job(cast, unit=cast.zwolle_team, employee=cast.noor)
    make_job(cast, person=Person(email="never@example.org"))
    make_job(cast, person=Person(reference="C-9"))
    make_job(cast, is_test=True)


def test_decisions_add_up_to_the_jobs_in_every_unit(today_cast: Cast) -> None:
    cast = today_cast
    make_plan(cast.now, delay_minutes=0)
    a_mixed_day(cast)
    decide(cast.now)
    make_job(cast)  # came in just now
    since, until = cast.today - timedelta(days=1), cast.today + timedelta(days=1)
    whole = tally(since=since, until=until)
    assert whole.jobs == Job.objects.count() == whole.asked + whole.not_asked + whole.undecided
    assert (whole.asked, whole.undecided) == (4, 1)
    assert whole.reasons == {"no_address": 1, "opted_out": 1, "test_job": 1}
    west = tally(since=since, until=until, unit=cast.west)
    east = tally(since=since, until=until, unit=cast.east)
    assert (west.jobs + east.jobs, east.jobs) == (whole.jobs, 1)


@pytest.mark.parametrize(
    "query", ["", "?kind=silent", "?kind=opted_out", "?unit=x&weeks=999&kind=nonsense&before=-1"]
)
def test_the_list_opens_whatever_is_asked(ines: Client, today_cast: Cast, query: str) -> None:
    make_plan(today_cast.now, delay_minutes=0)
    a_mixed_day(today_cast)
    decide(today_cast.now)
    send_due(today_cast.now)
    assert ines.get(reverse("office:decisions") + query).status_code == 200


def test_foretelling_is_what_deciding_then_does_and_changes_nothing(today_cast: Cast) -> None:
    cast = today_cast
    plan = make_plan(cast.now, delay_minutes=0, sample_rate="0.5")
    a_mixed_day(cast)
    twice = Person(email="twice@example.org")
    for _ in range(2):
        make_job(cast, person=twice)
    forecast = foresee(plan, now=cast.now)
    assert not Invitation.objects.exists()
    decide(cast.now)
    asked = Invitation.objects.filter(decision="asked").count()
    assert (forecast.jobs, forecast.asked) == (Job.objects.count(), asked)
    assert foresee(plan, now=cast.now) == forecast, "having asked them does not change what would have been"


def test_the_page_foretells_what_deciding_then_does(ines: Client, today_cast: Cast) -> None:
    """As the web role, to which customers' addresses are closed."""
    cast = today_cast
    plan = make_plan(cast.now, delay_minutes=0)
    a_mixed_day(cast)
    seen = ines.get(reverse("office:plan", args=[plan.pk])).context["forecast"]
    decide(cast.now)
    asked = Invitation.objects.filter(decision="asked").count()
    assert asked > 1
    assert (seen["jobs"], seen["asked"]) == (Job.objects.count(), asked)


def test_a_plan_for_a_part_foretells_that_part(today_cast: Cast) -> None:
    make_plan(today_cast.now)
    a_mixed_day(today_cast)
    plan = AskingPlan.objects.get()
    plan.pk, plan.unit = None, today_cast.east
    assert foresee(plan, now=today_cast.now).jobs == 1


def filled(plan: AskingPlan, **changes: object) -> dict[str, object]:
    return {
        "name": "West",
        "unit": 0,
        "questionnaire": plan.questionnaire_id,
        "order": "email sms",
        "hours": "1.5",
        "quiet_from": "20:00",
        "quiet_until": "09:00",
        "share": "12.5",
        "least_answers_per_employee_per_month": "3",
        "quarantine_days": "60",
        "too_old_days": "7",
        "reminders": "2",
        "reminder_days": "4",
        "expiry_days": "21",
        **changes,
    }


def test_a_plan_is_made_as_filled_in(ines: Client, today_cast: Cast) -> None:
    plan = make_plan(today_cast.now)
    response = ines.post(reverse("office:plan-new"), filled(plan, unit=today_cast.west.pk))
    assert response.status_code == 302
    made = AskingPlan.objects.get(name="West")
    assert made.unit == today_cast.west
    assert (made.delay_minutes, str(made.sample_rate), made.channels) == (90, "0.125", ["email", "sms"])
    assert (made.reminders, made.quarantine_days) == (2, 60)


def test_looking_ahead_saves_nothing(ines: Client, today_cast: Cast) -> None:
    plan = make_plan(today_cast.now)
    url = reverse("office:plan", args=[plan.pk])
    response = ines.post(url, filled(plan, name="Changed", foresee="1"))
    assert response.status_code == 200
    plan.refresh_from_db()
    assert plan.name == "Everywhere"


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": "101"},
        {"hours": "-1"},
        {"reminders": "4"},
        {"quiet_from": "25:00"},
        {"unit": "99999"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_said_at_the_field(ines: Client, today_cast: Cast, wrong: dict[str, str]) -> None:
    plan = make_plan(today_cast.now)
    response = ines.post(reverse("office:plan", args=[plan.pk]), filled(plan, **wrong))
    assert response.status_code == 422
    assert "wrong" in response.content.decode()


def test_a_second_plan_for_the_same_unit_is_refused_kindly(ines: Client, today_cast: Cast) -> None:
    plan = make_plan(today_cast.now)
    assert ines.post(reverse("office:plan-new"), filled(plan)).status_code == 422
    assert AskingPlan.objects.count() == 1


def test_reminding_by_hand_at_most_once_a_day_and_three_times(today_cast: Cast) -> None:
    cast = today_cast
    make_plan(cast.now, delay_minutes=0, reminders=0, expiry_days=60)
    make_job(cast)
    decide(cast.now)
    send_due(cast.now)
    ids = list(Invitation.objects.values_list("pk", flat=True))
    who = user_of(cast.ines)
    assert remind_now(ids, actor=who, now=cast.now + timedelta(hours=2)) == 0, "asked today"
    reminded = []
    for hours in range(0, 24 * 9, 12):
        moment = cast.now + timedelta(days=2, hours=hours)
        Message.objects.update(state="sent")
        reminded.append(remind_now(ids, actor=who, now=moment))
        remind_due(moment)
    assert sum(reminded) == 3
    assert Message.objects.count() == 4


def test_the_outbox_shows_no_whole_address_and_tries_again(ines: Client, today_cast: Cast) -> None:
    message = post(key="k", channel="email", recipient="piet.jansen@example.org", text="x", now=clock())
    Message.objects.update(state="failed", error="554 no")
    page = ines.get(reverse("office:outbox")).content.decode()
    assert "piet.jansen" not in page
    assert "p…n@example.org" in page
    assert "554 no" in page
    ines.post(reverse("office:message-again", args=[message.pk]))
    assert Message.objects.get().state == "queued"


def test_a_test_mail_goes_to_whoever_asks_for_it(ines: Client, today_cast: Cast) -> None:
    plan = make_plan(today_cast.now)
    ines.post(reverse("office:plan-test", args=[plan.pk]))
    message = Message.objects.get()
    assert message.recipient == user_of(today_cast.ines).email
    assert message.urgent
    assert not Invitation.objects.exists()


def test_codes_are_made_once_and_printed_in_the_chosen_language(ines: Client, today_cast: Cast) -> None:
    plan = make_plan(today_cast.now)
    chosen = {
        "unit": today_cast.team.pk,
        "whose": "employees",
        "questionnaire": plan.questionnaire_id,
        "language": "de",
        "size": "a6",
    }
    first = ines.post(reverse("office:codes"), chosen)
    again = ines.post(reverse("office:codes"), chosen)
    assert first.headers["Location"] == again.headers["Location"]
    sheet = ines.get(first.headers["Location"]).content.decode()
    assert sheet.count('class="code-card"') == 3
    assert "Wie ist es gelaufen?" in sheet
    assert sheet.count("data:image/svg+xml") == 3
