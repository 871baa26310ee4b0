"""Code cards: no more answers than names ticked off, and nobody knows whose."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from extramile.core.models import AuditEntry
from extramile.engagement.answers import Comment
from extramile.engagement.models import CastBallot, CastComment, CodeCard, Invitee, Wave
from extramile.engagement.operations import hand_in_by_card, mix, print_cards, tick_off, untick, wave_of_code
from extramile.engagement.problems import (
    BadCode,
    BadPlan,
    BallotTaken,
    CardsSpent,
    CodeSpent,
    NoNameTicked,
    NotInvited,
    UnreadableAnswers,
    VoiceProblem,
    WaveNotOpen,
)
from extramile.engagement.queries import cards_of, names_to_tick, place_of
from tests.engagement.round import Company, make_company
from tests.engagement.voting import ballot, open_wave
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[6, 5], regions=1)


@pytest.fixture
def wave(company: Company, now: datetime) -> Wave:
    return open_wave(company.top, now=now)


def ids(company: Company, team: int = 0) -> list[int]:
    return [employee.pk for employee in company.people[company.teams[team].pk]]


def cell_of(wave: Wave, employee: int) -> int:
    place = place_of(wave.pk, employee)
    assert place
    return place.cell_id


def printed(wave: Wave, employee: int, *, now: datetime, count: int = 6) -> list[str]:
    return print_cards(wave.public_id, cell_id=cell_of(wave, employee), count=count, actor=None, now=now)


def hand_in(code: str, *, now: datetime, score: int = 7) -> None:
    hand_in_by_card(code, answers={"enps": score}, comments={"why": Comment("By card.")}, now=now)


def test_a_card_answers_as_the_web_role_once_a_name_is_ticked(
    company: Company, wave: Wave, now: datetime
) -> None:
    with as_web_role():
        codes = printed(wave, ids(company)[0], now=now)
        with pytest.raises(NoNameTicked):
            hand_in(codes[3], now=now)
        tick_off(wave.public_id, employee_id=ids(company)[0], now=now)
        hand_in(codes[3], now=now)
        for code in codes[3], codes[4]:
            with pytest.raises((CodeSpent, NoNameTicked)):
                hand_in(code, now=now)
    assert CastBallot.objects.get().answers == {"enps": 7}
    assert CastBallot.objects.get().cell_id == cell_of(wave, ids(company)[0])
    assert CastComment.objects.get().words == "By card."


def test_the_same_card_again_is_told_so_and_stores_nothing(
    company: Company, wave: Wave, now: datetime
) -> None:
    codes = printed(wave, ids(company)[0], now=now)
    for employee in ids(company)[:2]:
        tick_off(wave.public_id, employee_id=employee, now=now)
    hand_in(codes[0], now=now)
    with pytest.raises(CodeSpent):
        hand_in(codes[0], now=now, score=0)
    assert CastBallot.objects.count() == 1


def test_who_draws_a_card_takes_no_ballot_and_the_other_way_round(
    company: Company, wave: Wave, now: datetime
) -> None:
    people = company.people[company.teams[0].pk]
    ballot(wave, people[0], now=now)
    with pytest.raises(BallotTaken):
        tick_off(wave.public_id, employee_id=people[0].pk, now=now)
    tick_off(wave.public_id, employee_id=people[1].pk, now=now)
    tick_off(wave.public_id, employee_id=people[1].pk, now=now)  # twice is once
    with pytest.raises(BallotTaken):
        ballot(wave, people[1], now=now)
    untick(wave.public_id, employee_id=people[1].pk, now=now)
    assert ballot(wave, people[1], now=now).signature
    with pytest.raises(CardsSpent):
        untick(wave.public_id, employee_id=people[1].pk, now=now)
    assert Invitee.objects.filter(took_ballot=True, by_card=False).count() == 2


def test_a_tick_is_taken_back_only_while_a_name_is_open(company: Company, wave: Wave, now: datetime) -> None:
    codes = printed(wave, ids(company)[0], now=now)
    first, second = ids(company)[:2]
    tick_off(wave.public_id, employee_id=first, now=now)
    tick_off(wave.public_id, employee_id=second, now=now)
    hand_in(codes[0], now=now)
    untick(wave.public_id, employee_id=first, now=now)
    with pytest.raises(CardsSpent):
        untick(wave.public_id, employee_id=second, now=now)
    with pytest.raises(NoNameTicked):
        hand_in(codes[1], now=now)


def test_a_name_of_another_cell_opens_no_card(company: Company, wave: Wave, now: datetime) -> None:
    codes = printed(wave, ids(company)[0], now=now)
    tick_off(wave.public_id, employee_id=ids(company, 1)[0], now=now)
    with pytest.raises(NoNameTicked):
        hand_in(codes[0], now=now)


def test_what_cannot_be_read_spends_no_card(company: Company, wave: Wave, now: datetime) -> None:
    codes = printed(wave, ids(company)[0], now=now)
    tick_off(wave.public_id, employee_id=ids(company)[0], now=now)
    with pytest.raises(UnreadableAnswers):
        hand_in(codes[0], now=now, score=11)
    hand_in(codes[0], now=now)
    assert CastBallot.objects.count() == 1


@pytest.mark.parametrize("code", ["", "x", "0000-0000-0000-0000", "\x00", "\ud800", "x" * 10_000_000])
def test_no_code_at_all(wave: Wave, now: datetime, code: str) -> None:
    with pytest.raises(BadCode):
        hand_in(code, now=now)


def test_after_the_closing_time_a_card_is_too_late(company: Company, wave: Wave, now: datetime) -> None:
    codes = printed(wave, ids(company)[0], now=now)
    tick_off(wave.public_id, employee_id=ids(company)[0], now=now)
    with pytest.raises(WaveNotOpen):
        hand_in(codes[0], now=wave.closes_at + timedelta(seconds=1))


@pytest.mark.parametrize("count", [0, -1, 501, 10**9])
def test_a_reasonable_number_of_cards(company: Company, wave: Wave, now: datetime, count: int) -> None:
    with pytest.raises(BadPlan):
        printed(wave, ids(company)[0], now=now, count=count)


def test_cards_are_for_a_cell_of_this_wave(company: Company, wave: Wave, now: datetime) -> None:
    other = open_wave(company.top, now=now, name="Another")
    cell = cell_of(other, ids(company)[0])
    with pytest.raises(NotInvited):
        print_cards(wave.public_id, cell_id=cell, count=3, actor=None, now=now)
    with pytest.raises(NotInvited):
        tick_off(wave.public_id, employee_id=0, now=now)


def test_codes_are_shown_in_another_order_than_they_are_stored(
    company: Company, wave: Wave, now: datetime
) -> None:
    with connection.cursor() as cursor:  # anew: else rows may fall in gaps that earlier tests left
        cursor.execute("TRUNCATE engagement_codecard")
    codes = printed(wave, ids(company)[0], now=now, count=40)
    assert len(set(codes)) == 40
    stored = list(CodeCard.objects.values_list("code_hash", flat=True).order_by("pk"))
    assert not {code for code in codes if code in str(stored)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM engagement_codecard ORDER BY ctid")
        lying = [row[0] for row in cursor.fetchall()]
    assert lying == stored  # by their hash, which no printer knows the order of
    assert wave_of_code(codes[0]) == wave.public_id


def test_the_pages_are_told_what_was_printed_and_ticked_and_never_what_was_used(
    company: Company, wave: Wave, now: datetime
) -> None:
    team = company.teams[0]
    codes = printed(wave, ids(company)[0], now=now, count=4)
    tick_off(wave.public_id, employee_id=ids(company)[0], now=now)
    before = cards_of(wave.pk, [team.pk])
    hand_in(codes[0], now=now)
    assert cards_of(wave.pk, [team.pk]) == before
    [mine] = before
    assert (mine.name, mine.invited, mine.printed, mine.ticked) == (team.name, 6, 4, 1)
    assert len(cards_of(wave.pk, [unit.pk for unit in company.teams])) == 2
    named = names_to_tick(wave.pk, [team.pk], cell_id=mine.cell_id)
    assert [one.by_card for one in named] == [True] + [False] * 5
    assert names_to_tick(wave.pk, [company.teams[1].pk], cell_id=mine.cell_id) == []


def test_who_was_ticked_when_is_written_nowhere(company: Company, wave: Wave, now: datetime) -> None:
    printed(wave, ids(company)[0], now=now)
    before = AuditEntry.objects.count()
    tick_off(wave.public_id, employee_id=ids(company)[0], now=now)
    untick(wave.public_id, employee_id=ids(company)[0], now=now)
    assert AuditEntry.objects.count() == before
    [entry] = AuditEntry.objects.filter(action="engagement.cards.printed")
    assert entry.detail["count"] == 6


@pytest.mark.django_db(transaction=True)
def test_however_many_press_at_once_no_more_answers_than_names(
    company: Company, wave: Wave, now: datetime
) -> None:
    codes = printed(wave, ids(company)[0], now=now, count=6)
    for employee in ids(company)[:2]:
        tick_off(wave.public_id, employee_id=employee, now=now)
    refused: list[VoiceProblem] = []
    failed: list[BaseException] = []

    def press(code: str) -> None:
        try:
            with as_web_role():
                hand_in(code, now=now)
        except VoiceProblem as problem:
            refused.append(problem)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(code,)) for code in [*codes, *codes[:2]]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert CastBallot.objects.count() == 2 == CodeCard.objects.filter(is_spent=True).count()
    assert len(refused) == 6
    mix(now)
    with pytest.raises((CodeSpent, NoNameTicked)):
        hand_in(codes[0], now=now)
