"""An administrator with the whole database, who knows who took part, cannot tell who said what.

Two worlds: the same people take part, and in each cell the same answers are given, but by others and in
another order. Whatever the database holds afterwards is the same in both worlds, but for what is drawn at
random. So nothing in it can depend on who gave which answer.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from extramile.engagement.answers import Comment
from extramile.engagement.models import Wave
from extramile.engagement.operations import close_due, hand_in_by_card, mix, print_cards, tick_off
from extramile.people.models import Employee
from tests.attacks.organisation import next_ids, world
from tests.engagement.round import Company, make_company
from tests.engagement.voting import Browser, open_wave

# Drawn at random, and on nothing else: who is blinded how, keys, ids that mean nothing.
RANDOM_COLUMNS = frozenset({"blinded_hash", "public_key", "sealed", "code_hash"})
RANDOM_IDS = frozenset({"engagement_releasedcomment", "engagement_castballot", "engagement_castcomment"})
CANARY = "kanarie"

Ballot = tuple[Mapping[str, object], Mapping[str, Comment]]
Order = Callable[[Sequence[Employee], Sequence[Ballot]], list[tuple[Employee, Ballot]]]


def _ballots(number: int, *, seed: int) -> list[Ballot]:
    random = Random(seed)
    found: list[Ballot] = []
    for one in range(number):
        comments = {}
        if random.random() < 0.7:
            words = f"{CANARY} {seed} {one}"
            comments = {"why": Comment(words, random.random() < 0.5, f"{one:064x}")}
        found.append(({"enps": random.randint(0, 10)}, comments))
    return found


def _in_order(people: Sequence[Employee], ballots: Sequence[Ballot]) -> list[tuple[Employee, Ballot]]:
    return list(zip(people, ballots, strict=True))


def _turned(people: Sequence[Employee], ballots: Sequence[Ballot]) -> list[tuple[Employee, Ballot]]:
    """Everybody gives a neighbour's answers, and the last comes first."""
    return list(zip(people, [*ballots[1:], ballots[0]], strict=True))[::-1]


@pytest.fixture
def begin(company: Company) -> int:
    """Where ids begin in every world."""
    return next_ids()


def _everything(wave: Wave) -> dict[str, Counter[str]]:
    """Every row of every table, as a dump has it."""
    wave.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        return {table: Counter(_rows(cursor, table, wave)) for table in tables}


def _rows(cursor: Any, table: str, wave: Wave) -> Iterator[str]:
    cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
    for (row,) in cursor.fetchall():
        kept = {name: value for name, value in json.loads(row).items() if name not in RANDOM_COLUMNS}
        if table in RANDOM_IDS:
            kept.pop("id")
        yield str(kept).replace(str(wave.public_id), "WAVE").replace(wave.keys_digest, "DIGEST")


def _vote(company: Company, wave: Wave, order: Order, *, now: datetime) -> None:
    for seed, team in enumerate(company.teams):
        people = company.people[team.pk]
        taking_part = people[: len(people) - seed]  # not everybody does; the same ones in both worlds
        for employee, (answers, comments) in order(taking_part, _ballots(len(taking_part), seed=seed)):
            browser = Browser(wave, employee, now)
            browser.take()
            browser.hand_in(answers, comments)


def _closed(company: Company, order: Order, *, now: datetime) -> dict[str, Counter[str]]:
    wave = open_wave(company.top, now=now)
    _vote(company, wave, order, now=now)
    assert close_due(now + timedelta(days=15)) == 1
    return _everything(wave)


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 8, 6, 15])


def test_who_gave_which_answer_changes_nothing_in_the_whole_database(
    company: Company, begin: int, now: datetime
) -> None:
    with world(begin):
        one = _closed(company, _in_order, now=now)
    with world(begin):
        other = _closed(company, _turned, now=now)
    assert one.keys() == other.keys()
    for table in one:
        assert one[table] == other[table], table


def _otherwise(people: Sequence[Employee], ballots: Sequence[Ballot]) -> list[tuple[Employee, Ballot]]:
    """Everybody gives another score of the same group: 10 for 9, 7 for 8, 3 for 0."""
    other = {0: 3, 1: 4, 2: 5, 3: 6, 4: 0, 5: 1, 6: 2, 7: 8, 8: 7, 9: 10, 10: 9}
    return [
        (one, ({"enps": other[int(str(answers["enps"]))]}, comments))
        for one, (answers, comments) in zip(people, ballots, strict=True)
    ]


def test_nothing_finer_than_what_is_told_is_kept(company: Company, begin: int, now: datetime) -> None:
    """Other answers that lead to the same figures leave the same database: no counts behind the figures."""
    with world(begin):
        one = _closed(company, _in_order, now=now)
    with world(begin):
        other = _closed(company, _otherwise, now=now)
    for table in one:
        assert one[table] == other[table], table


def test_the_comparison_would_find_a_trace(company: Company, begin: int, now: datetime) -> None:
    """The same, of a program that writes down with everybody what they answered: the worlds differ."""
    with world(begin):
        one = _with_a_trace(company, _in_order, now=now)
    with world(begin):
        other = _with_a_trace(company, _turned, now=now)
    assert one["engagement_invitee"] != other["engagement_invitee"]


def _with_a_trace(company: Company, order: Order, *, now: datetime) -> dict[str, Counter[str]]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE engagement_invitee ADD COLUMN answered int")
    wave = open_wave(company.top, now=now)
    _vote(company, wave, order, now=now)
    for seed, team in enumerate(company.teams):
        people = company.people[team.pk]
        taking_part = people[: len(people) - seed]
        for employee, (answers, _comments) in order(taking_part, _ballots(len(taking_part), seed=seed)):
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE engagement_invitee SET answered = %s WHERE employee_id = %s",
                    [int(str(answers["enps"])), employee.pk],
                )
    return _everything(wave)


def test_while_a_wave_is_open_only_the_cell_is_known(company: Company, begin: int, now: datetime) -> None:
    """A backup made meanwhile: the same again, whoever in the cell said what, and in whatever order."""
    dumps = []
    for order in (_in_order, _turned):
        with world(begin):
            wave = open_wave(company.top, now=now)
            _vote(company, wave, order, now=now)
            mix(now)
            found = _everything(wave)
            found.pop("engagement_spentballot")  # hashes of what the voters drew
            dumps.append(found)
    for table in dumps[0]:
        assert dumps[0][table] == dumps[1][table], table


def test_what_may_not_be_shown_is_nowhere(company: Company, begin: int, now: datetime) -> None:
    with world(begin):
        wave = open_wave(company.top, now=now)
        _vote(company, wave, _in_order, now=now)
        hidden = {
            comment.words
            for seed, team in enumerate(company.teams)
            for _answers, comments in _ballots(len(company.people[team.pk]) - seed, seed=seed)
            for comment in comments.values()
            if not comment.may_be_shown
        }
        before = str(_everything(wave))
        assert all(words in before for words in hidden)  # while the wave is open they are there to be counted
        close_due(now + timedelta(days=15))
        after = str(_everything(wave))
        assert hidden
        assert not [words for words in hidden if f"'{words}'" in after]


def test_a_code_card_leaves_no_trace_of_who_drew_it(company: Company, begin: int, now: datetime) -> None:
    worlds = []
    for turned in (False, True):
        with world(begin):
            wave = open_wave(company.top, now=now)
            _vote(company, wave, _in_order, now=now)
            team = company.teams[3]
            late = company.people[team.pk][-3:]
            cell = Browser(wave, late[0], now).place.cell_id
            codes = print_cards(wave.public_id, cell_id=cell, count=6, actor=None, now=now)
            for employee in late:
                tick_off(wave.public_id, employee_id=employee.pk, now=now)
            scores = [1, 5, 10]
            for code, score in zip(codes, scores[::-1] if turned else scores, strict=False):
                hand_in_by_card(code, answers={"enps": score}, comments={}, now=now)
            close_due(now + timedelta(days=15))
            worlds.append(_everything(wave))
    for table in worlds[0]:
        assert worlds[0][table] == worlds[1][table], table
