"""One ballot each: signed without being seen, used once, for one cell of one wave, while it is open."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from extramile.core import blind_signatures as blind
from extramile.engagement.answers import Comment
from extramile.engagement.models import CastBallot, CastComment, Invitee, SpentBallot, Wave, WaveState
from extramile.engagement.operations import call_off, open_due, sign_ballot
from extramile.engagement.problems import (
    BadBallot,
    BallotTaken,
    NotInvited,
    UnknownWave,
    UnreadableAnswers,
    WaveNotOpen,
)
from extramile.people.models import Employee
from tests.at_once import wait_until_somebody_waits
from tests.engagement.round import Company, make_company
from tests.engagement.voting import Browser, ballot, open_wave, plan_wave
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[6, 5], regions=1)


@pytest.fixture
def wave(company: Company, now: datetime) -> Wave:
    return open_wave(company.top, now=now)


def somebody(company: Company, *, team: int = 0, number: int = 0) -> Employee:
    return company.people[company.teams[team].pk][number]


def cast() -> list[dict[str, object]]:
    return list(CastBallot.objects.order_by("pk").values_list("answers", flat=True))


# Signing


def test_a_ballot_is_signed_and_handed_in_as_the_web_role(
    company: Company, wave: Wave, now: datetime
) -> None:
    with as_web_role():
        browser = ballot(wave, somebody(company), now=now)
        browser.hand_in({"enps": 3}, {"why": Comment("The coffee.", may_be_shown=True)})
    assert cast() == [{"enps": 3}]
    said = CastComment.objects.get()
    assert (said.question_key, said.words, said.may_be_shown) == ("why", "The coffee.", True)
    assert said.cell_id == browser.place.cell_id


def test_the_same_blinded_ballot_is_signed_again(company: Company, wave: Wave, now: datetime) -> None:
    browser = Browser(wave, somebody(company), now)
    assert browser.take() == browser.take()


def test_another_one_is_not(company: Company, wave: Wave, now: datetime) -> None:
    ballot(wave, somebody(company), now=now)
    with pytest.raises(BallotTaken):
        ballot(wave, somebody(company), now=now)


def test_nothing_that_is_no_ballot_costs_the_ballot(company: Company, wave: Wave, now: datetime) -> None:
    voter = somebody(company)
    for wrong in (b"", b"\x00" * 256, b"\xff" * 256, b"\x00" * 255 + b"\x01", b"1" * 257, b"1" * 10_000_000):
        with pytest.raises(BadBallot):
            sign_ballot(wave.public_id, employee_id=voter.pk, blinded=wrong, now=now)
    assert not Invitee.objects.filter(took_ballot=True).exists()
    assert ballot(wave, voter, now=now).signature


def test_who_is_not_invited_gets_none(company: Company, now: datetime) -> None:
    wave = open_wave(company.teams[0], now=now)
    blinded = Browser(wave, somebody(company), now).blinded.message
    for stranger in (somebody(company, team=1).pk, 0, 10**12):
        with pytest.raises(NotInvited):
            sign_ballot(wave.public_id, employee_id=stranger, blinded=blinded, now=now)


@pytest.mark.parametrize("state", [state for state in WaveState if state != WaveState.OPEN])
def test_only_an_open_wave_signs_and_takes(
    company: Company, wave: Wave, now: datetime, state: WaveState
) -> None:
    browser = ballot(wave, somebody(company), now=now)
    Wave.objects.update(state=state)
    with pytest.raises(WaveNotOpen):
        browser.take()
    with pytest.raises(WaveNotOpen):
        browser.hand_in()


def test_a_second_after_the_closing_time_is_too_late(company: Company, wave: Wave, now: datetime) -> None:
    browser = ballot(wave, somebody(company), now=now)
    late = wave.closes_at + timedelta(seconds=1)
    with pytest.raises(WaveNotOpen):
        browser.hand_in(now=late)
    with pytest.raises(WaveNotOpen):
        ballot(wave, somebody(company, number=1), now=wave.closes_at)
    browser.hand_in(now=wave.closes_at - timedelta(microseconds=1))
    assert len(cast()) == 1


def test_no_such_wave(company: Company, wave: Wave, now: datetime) -> None:
    browser = ballot(wave, somebody(company), now=now)
    with pytest.raises(UnknownWave):
        browser.hand_in(public_id="00000000-0000-0000-0000-000000000000")


# Handing in


def test_the_same_ballot_again_changes_nothing_and_says_nothing(
    company: Company, wave: Wave, now: datetime
) -> None:
    browser = ballot(wave, somebody(company), now=now)
    browser.hand_in({"enps": 3}, {"why": Comment("First.")})
    browser.hand_in({"enps": 10}, {"why": Comment("Second.")})
    assert cast() == [{"enps": 3}]
    assert list(CastComment.objects.values_list("words", flat=True)) == ["First."]
    assert SpentBallot.objects.count() == 1


def test_a_signature_of_another_cell_wave_or_nobody_is_refused(
    company: Company, wave: Wave, now: datetime
) -> None:
    other_wave = Wave.objects.get(public_id=plan_wave(company.top, now=now, name="Another"))
    while open_due(now):  # with keys of its own, as the program makes them
        pass
    mine = ballot(wave, somebody(company), now=now)
    theirs = ballot(wave, somebody(company, team=1), now=now)
    elsewhere = ballot(other_wave, somebody(company), now=now)
    assert mine.place.cell_id != theirs.place.cell_id
    own_key = blind.new_private_key()
    forged = blind.blind(blind.public_key(own_key), mine.prepared)
    signed = blind.blind_sign(own_key, forged.message)
    attempts: list[dict[str, Any]] = [
        {"cell_id": theirs.place.cell_id},
        {"cell_id": elsewhere.place.cell_id},
        {"cell_id": 0},
        {"cell_id": 10**30},
        {"public_id": other_wave.public_id},
        {"public_id": other_wave.public_id, "cell_id": elsewhere.place.cell_id},
        {"prepared": theirs.prepared},
        {"prepared": b""},
        {"prepared": mine.prepared + b"\x00"},
        {"prepared": b"x" * 10_000_000},
        {"signature": b""},
        {"signature": theirs.signature},
        {"signature": elsewhere.signature},
        {"signature": mine.signature[:-1] + bytes([mine.signature[-1] ^ 1])},
        {"signature": b"\x00" * 256},
        {"signature": b"x" * 10_000_000},
        {"signature": blind.finalize(blind.public_key(own_key), mine.prepared, signed, forged.secret)},
    ]
    for attempt in attempts:
        with pytest.raises(BadBallot):
            mine.hand_in(**attempt)
    assert cast() == []
    assert not SpentBallot.objects.exists()
    mine.hand_in()


def test_only_what_was_asked_is_stored(company: Company, wave: Wave, now: datetime) -> None:
    browser = ballot(wave, somebody(company), now=now)
    browser.hand_in(
        {"enps": "8", "why": "words in the wrong place", "employee": "e-sanne", "took_at": "12:31"},
        {
            "why": Comment("Words\x00 with a NUL, and half a pair: \ud83d", reply_address="A" * 64),
            "enps": Comment("not an open question"),
            "other": Comment("no question at all"),
        },
    )
    assert cast() == [{"enps": 8}]
    said = CastComment.objects.get()
    assert "\x00" not in said.words
    assert said.words.startswith("Words with a NUL")
    assert (said.may_be_shown, said.reply_address) == (False, "")


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"enps": None},
        {"enps": 11},
        {"enps": -1},
        {"enps": True},
        {"enps": [9]},
        {"enps": {"9": 1}},
        {"enps": "9" * 10_000_000},
        {"enps": 10**400},
        {"enps": "\x009"},
    ],
)
def test_what_is_no_answer_spends_no_ballot(
    company: Company, wave: Wave, now: datetime, answers: dict[str, object]
) -> None:
    browser = ballot(wave, somebody(company), now=now)
    with pytest.raises(UnreadableAnswers) as found:
        browser.hand_in(answers, {"why": Comment("Because.")})
    assert found.value.questions == ("enps",)
    browser.hand_in()
    assert cast() == [{"enps": 9}]


def test_ten_megabytes_are_refused_whole(company: Company, wave: Wave, now: datetime) -> None:
    browser = ballot(wave, somebody(company), now=now)
    with pytest.raises(UnreadableAnswers) as found:
        browser.hand_in({"enps": 9}, {"why": Comment("x" * 10_000_000)})
    assert found.value.questions == ("why",)
    browser.hand_in({f"question{number}": "x" * 100 for number in range(100_000)} | {"enps": 9})
    assert cast() == [{"enps": 9}]


def test_points_are_stored_as_they_were_divided(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, slug="culture-map")
    browser = ballot(wave, somebody(company), now=now)
    divided = {"people": 40, "ideas": 30, "results": 20, "order": 10}
    with pytest.raises(UnreadableAnswers) as found:
        browser.hand_in({"day_now": {**divided, "order": 11}})
    assert found.value.questions == ("day_now",)
    with pytest.raises(UnreadableAnswers):
        browser.hand_in({})
    browser.hand_in({"day_now": divided, "day_wished": {"people": ""}})
    assert cast() == [{"day_now": divided}]


def test_a_reply_address_is_kept_with_the_comment_alone(company: Company, wave: Wave, now: datetime) -> None:
    browser = ballot(wave, somebody(company), now=now)
    browser.hand_in({"enps": 9}, {"why": Comment("Ask me.", reply_address="0a" * 32)})
    assert CastComment.objects.get().reply_address == "0a" * 32
    assert "0a0a" not in str(cast())


# At once


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_get_one_ballot(company: Company, wave: Wave, now: datetime) -> None:
    voter = somebody(company)
    first, second = Browser(wave, voter, now), Browser(wave, voter, now)
    outcomes: list[str] = []

    def press(browser: Browser) -> None:
        try:
            with as_web_role():
                browser.take()
            outcomes.append("signed")
        except BallotTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(browser,)) for browser in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["signed", "taken"]


@pytest.mark.django_db(transaction=True)
def test_one_ballot_handed_in_twice_at_once_is_stored_once(
    company: Company, wave: Wave, now: datetime
) -> None:
    browser = ballot(wave, somebody(company), now=now)
    failed: list[BaseException] = []

    def press() -> None:
        try:
            with as_web_role():
                browser.hand_in({"enps": 9}, {"why": Comment("Because.")})
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (len(cast()), CastComment.objects.count(), SpentBallot.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_whoever_hands_in_while_the_wave_ends_finds_it_closed(
    company: Company, wave: Wave, now: datetime
) -> None:
    browser = ballot(wave, somebody(company), now=now)
    refused: list[BaseException] = []

    def late() -> None:
        try:
            browser.hand_in()
        except WaveNotOpen as error:
            refused.append(error)
        finally:
            connection.close()

    from django.db import transaction

    thread = threading.Thread(target=late)
    with transaction.atomic():
        call_off(wave.public_id, reason="the wrong questions", actor=None, now=now)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    assert len(refused) == 1
    assert cast() == []
