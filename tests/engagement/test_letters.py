"""Invitations and reminders: the same for everybody, and no trace of who voted when."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from extramile.core.preferences import choose
from extramile.engagement.letters import Facts, compose
from extramile.engagement.models import Invitee, Participation, Wave
from extramile.engagement.operations import count_participation, open_due, remind_due
from extramile.engagement.operations import inviting as letters
from extramile.engagement.operations.participation import band_of
from extramile.engagement.queries import participation, planned, wave_of
from extramile.outbox.models import Message
from extramile.people.models import Employee, UnitKind
from extramile.people.operations import add_unit, move_unit
from tests.engagement.round import Company, make_company
from tests.engagement.voting import ballot, open_all, open_wave, plan_wave

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+?(?=[\"'<\s])")


@pytest.fixture
def company(db: None) -> Company:
    company = make_company(teams=[6, 5], regions=1)
    for number, employee in enumerate(Employee.objects.order_by("pk")):
        Employee.objects.filter(pk=employee.pk).update(
            email=f"person{number}@example.org", language="nl" if number % 2 else "en"
        )
    return company


def facts(**other: Any) -> Facts:
    shown: dict[str, Any] = {
        "organisation": "Ruitmeesters",
        "wave": "Spring",
        "minutes": 2,
        "closes_on": date(2026, 3, 16),
        "link": "https://voice.example/voice/1/",
        **other,
    }
    return Facts(**shown)


def remind_all(now: datetime) -> None:
    while remind_due(now):
        pass


def keys() -> list[str]:
    return sorted(Message.objects.values_list("key", flat=True))


# The letter


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Nobody can find out what you answered", "16 March", "Take part"]),
        ("nl", ["Niemand kan achterhalen", "Iedereen heeft dezelfde link", "16 maart", "Doe mee"]),
        ("nl-be", ["Niemand kan achterhalen", "16 maart"]),
        ("de", ["Nobody can find out"]),
    ],
)
def test_both_bodies_say_the_same(language: str, words: list[str]) -> None:
    for written in (compose(facts(), language), compose(facts(is_reminder=True), language)):
        assert "Spring" in written.subject
        for body in (written.text, written.html):
            assert "https://voice.example/voice/1/" in body
            assert "Ruitmeesters" in body
        assert [word for word in words if word not in written.text] == []
        assert "<mj" not in written.html
        assert max(map(len, written.html.splitlines())) < 998


def test_a_reminder_says_that_it_is_one() -> None:
    first, again = compose(facts(), "nl"), compose(facts(is_reminder=True), "nl")
    assert first.subject != again.subject
    assert "loopt nog" in again.text
    assert "loopt nog" in again.html
    assert "loopt nog" not in first.text


def test_names_are_words_and_nothing_else() -> None:
    written = compose(facts(wave="<b>{organisation}</b> & {0}", organisation="A\r\nBcc: b@example.org"), "en")
    assert "&lt;b&gt;{organisation}&lt;/b&gt; &amp; {0}" in written.html
    assert "<b>{organisation}</b> & {0}" in written.text


# Invitations


def test_everybody_gets_one_letter_in_their_language_with_one_link(company: Company, now: datetime) -> None:
    choose(organisation="Ruitmeesters")
    Employee.objects.filter(email="person0@example.org").update(email=None)
    wave = open_wave(company.top, now=now)
    sent = list(Message.objects.order_by("recipient"))
    assert len(sent) == 10  # who has no address gets a code card
    assert {message.language for message in sent} == {"en", "nl"}
    assert len({(message.subject, message.text, message.html) for message in sent}) == 2
    links = {link for message in sent for link in LINK.findall(message.text + message.html)}
    own = {link for link in links if "/voice/" in link}
    assert len(own) == 1
    assert own.pop().endswith(f"/voice/{wave.public_id}/")
    assert all(message.headers["Auto-Submitted"] == "auto-generated" for message in sent)


def test_invitations_go_out_in_parts_and_once(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 4)
    wave = open_wave(company.top, now=now)
    assert len(keys()) == 11
    Wave.objects.filter(pk=wave.pk).update(step="inviting", step_done=4)  # as after a crash
    open_all(now)
    assert len(keys()) == 11
    assert open_due(now) == 0


# Reminders


def test_reminders_come_on_their_days_to_whoever_took_no_ballot(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, remind_on_days=[3, 7])
    voters = company.people[company.teams[0].pk]
    Message.objects.all().delete()
    remind_all(now + timedelta(days=3, seconds=-1))
    assert keys() == []
    ballot(wave, voters[0], now=now)
    remind_all(now + timedelta(days=3))
    remind_all(now + timedelta(days=3))
    assert len(keys()) == 10
    ballot(wave, voters[1], now=now + timedelta(days=4))
    remind_all(now + timedelta(days=7))
    assert len(keys()) == 10 + 9
    remind_all(now + timedelta(days=13))
    assert len(keys()) == 10 + 9
    assert f"voice:{wave.pk}:{voters[0].pk}:reminder:1" not in keys()


def test_reminders_to_everybody(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, remind_on_days=[3], remind_only_without_ballot=False)
    ballot(wave, company.people[company.teams[0].pk][0], now=now)
    Message.objects.all().delete()
    remind_all(now + timedelta(days=5))
    assert len(keys()) == 11


def test_the_counter_of_reminders_does_not_say_who_voted_before(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, remind_on_days=[3, 7])
    ballot(wave, company.people[company.teams[0].pk][0], now=now)
    remind_all(now + timedelta(days=3))
    assert set(Invitee.objects.values_list("reminders", flat=True)) == {1}


def test_two_reminders_that_are_both_late_are_one_letter(company: Company, now: datetime) -> None:
    open_wave(company.top, now=now, remind_on_days=[3, 7])
    Message.objects.all().delete()
    remind_all(now + timedelta(days=8))
    assert len(keys()) == 11


def test_nobody_is_reminded_of_what_is_over(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, remind_on_days=[3])
    Message.objects.all().delete()
    remind_all(wave.closes_at)
    plan_wave(company.top, now=now, remind_on_days=[1], name="Draft")
    Wave.objects.filter(pk=wave.pk).update(state="called_off")
    remind_all(now + timedelta(days=4))
    assert keys() == []


# Participation


def test_participation_is_a_band_of_the_company_once_a_day(now: datetime) -> None:
    company = make_company(teams=[30, 25], regions=2)
    wave = open_wave(company.top, now=now)
    Invitee.objects.filter(pk__in=Invitee.objects.order_by("pk").values("pk")[:13]).update(took_ballot=True)
    assert count_participation(now) == 1
    Invitee.objects.update(took_ballot=True)
    assert count_participation(now + timedelta(hours=2)) == 0
    [told] = participation(wave.pk)
    assert (told.unit_id, told.day, told.low_percent, told.high_percent) == (
        company.top.pk,
        now.date(),
        20,
        30,
    )
    assert count_participation(now + timedelta(days=1)) == 1
    assert [(one.low_percent, one.high_percent) for one in participation(wave.pk)] == [(90, 100), (20, 30)]


def test_no_participation_is_told_of_few_people_or_of_a_region(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    assert count_participation(now) == 0
    assert participation(wave.pk) == []
    assert not Participation.objects.exists()


def test_a_small_country_within_a_large_company(now: datetime) -> None:
    company = make_company(teams=[60, 20], regions=1)
    country = add_unit("Belgium", kind=UnitKind.COUNTRY, parent=company.top)
    move_unit(company.teams[1], to=country, actor=None, now=now)
    wave = open_wave(company.top, now=now)
    count_participation(now)
    assert {one.unit_name for one in participation(wave.pk)} == {company.top.name}


@pytest.mark.parametrize(
    ("taken", "invited", "low"),
    [(0, 50, 0), (4, 50, 0), (5, 50, 10), (49, 50, 90), (50, 50, 90), (333, 1000, 30)],
)
def test_bands(taken: int, invited: int, low: int) -> None:
    assert band_of(taken, invited) == low


# By telephone


class TestSms:
    @pytest.fixture
    def reached(self, company: Company, settings: Any) -> Employee:
        """Has a mobile number and no mail address; somebody else has both, somebody neither."""
        settings.SMS_GATEWAY = "https://sms.example/send"
        inside = {one.pk for members in company.people.values() for one in members}
        people = list(Employee.objects.filter(pk__in=inside).order_by("pk"))
        Employee.objects.filter(pk=people[0].pk).update(email=None, mobile="+31612345678", language="nl")
        Employee.objects.filter(pk=people[1].pk).update(mobile="+31687654321")
        Employee.objects.filter(pk=people[2].pk).update(email="", mobile="")
        return people[0]

    @pytest.mark.usefixtures("reached")
    def test_only_who_has_no_mail_address(self, company: Company, now: datetime) -> None:
        wave = open_wave(company.top, now=now)
        found = {message.recipient: message for message in Message.objects.all()}
        assert sum(message.channel == "sms" for message in found.values()) == 1
        assert len(found) == 10
        sms = found["+31612345678"]
        assert (sms.channel, sms.language, sms.subject, sms.html) == ("sms", "nl", "", "")
        assert sms.text.endswith(f"/voice/{wave.public_id}/")
        assert "Niemand kan achterhalen" in sms.text

    def test_it_says_no_more_than_it_must(self, company: Company, reached: Employee, now: datetime) -> None:
        choose(organisation="Ruitmeesters")
        open_wave(company.top, now=now, name="Secret restructuring of the north")
        sms = Message.objects.get(channel="sms")
        assert len(sms.text) < 240
        for kept_back in (
            reached.name,
            reached.external_id,
            "restructuring",
            reached.name.split(maxsplit=1)[0],
        ):
            assert kept_back not in sms.text + sms.recipient_name + str(sms.headers)
        assert (sms.quiet_from, sms.quiet_until) == letters.QUIET

    @pytest.mark.usefixtures("reached")
    def test_the_reminder_goes_the_same_way(self, company: Company, now: datetime) -> None:
        open_wave(company.top, now=now, remind_on_days=[3])
        Message.objects.all().delete()
        remind_all(now + timedelta(days=3))
        assert "je kunt nog tot" in Message.objects.get(channel="sms").text

    @pytest.mark.usefixtures("reached")
    def test_whoever_no_message_reaches_is_foretold(
        self, company: Company, now: datetime, settings: Any
    ) -> None:
        view = wave_of(plan_wave(company.top, now=now + timedelta(days=1)))
        assert view
        assert planned(view.id).without_address == 1
        settings.SMS_GATEWAY = ""
        assert planned(view.id).without_address == 2

    @pytest.mark.usefixtures("reached")
    def test_without_a_gateway_nothing_waits_for_one(
        self, company: Company, now: datetime, settings: Any
    ) -> None:
        settings.SMS_GATEWAY = ""
        open_wave(company.top, now=now)
        assert not Message.objects.filter(channel="sms").exists()
