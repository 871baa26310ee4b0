"""What the database itself would remember of who came when: nothing, after mixing."""

import random
import threading
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    CodeCard,
    Invitee,
    SpentBallot,
    Wave,
    WaveState,
)
from extramile.engagement.operations import mix, mixing
from extramile.engagement.operations.mixing import TABLES
from tests.at_once import wait_until_somebody_waits
from tests.engagement.round import Company, make_company
from tests.engagement.voting import Browser, ballot, open_wave

pytestmark = pytest.mark.django_db(transaction=True)
TABLE_NAMES = [table.name for table in TABLES]


@pytest.fixture
def wave(db: None, now: datetime) -> Wave:
    """Its tables are begun anew: else rows may fall in gaps that earlier tests left, and lie in no order."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE engagement_castballot, engagement_castcomment")
    company: Company = make_company(teams=[40], regions=1)
    return open_wave(company.top, now=now)


def _cast(wave: Wave, number: int, *, ids: random.Random | None = None) -> None:
    """One after the other, each in a transaction of its own, as people come; `ids`: of the ballots."""
    cell = wave.cells.get()
    for turn in range(number):
        pk = uuid.UUID(bytes=ids.randbytes(16), version=4) if ids else uuid.uuid4()
        CastBallot.objects.create(pk=pk, wave=wave, cell=cell, answers={"enps": turn})
        CastComment.objects.create(wave=wave, cell=cell, question_key="why", words=str(turn))
        SpentBallot.objects.create(wave=wave, ballot_hash=turn.to_bytes(32))
        CodeCard.objects.create(wave=wave, cell=cell, code_hash=f"{turn:064x}")
    for invitee in Invitee.objects.filter(wave=wave).order_by("?"):
        Invitee.objects.filter(pk=invitee.pk).update(took_ballot=True)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _content(table: str) -> list[tuple[Any, ...]]:
    return sorted(_rows(f"SELECT t::text FROM {table} t"))


def _order() -> list[int]:
    """The turns in which the ballots came, as they lie on the disk now."""
    return [
        row[0] for row in _rows("SELECT (answers->>'enps')::int FROM engagement_castballot ORDER BY ctid")
    ]


def test_before_it_the_database_knows_the_order(wave: Wave, now: datetime) -> None:
    """A check that cannot fail is none: here is what mixing takes away."""
    _cast(wave, 30)
    for table in TABLE_NAMES:
        assert _rows(f"SELECT count(DISTINCT xmin::text) FROM {table}")[0][0] >= 30
    assert _order() == list(range(30))


def test_after_it_every_row_is_of_one_transaction_and_none_is_lost(wave: Wave, now: datetime) -> None:
    _cast(wave, 30)
    before = {table: _content(table) for table in TABLE_NAMES}
    assert mix(now) == 1
    assert {table: _content(table) for table in TABLE_NAMES} == before
    for table in TABLE_NAMES:
        assert len(_rows(f"SELECT DISTINCT xmin::text FROM {table}")) == 1


def test_what_lay_there_before_is_taken_off_the_disk(wave: Wave, now: datetime) -> None:
    asked = "SELECT relname, vacuum_count FROM pg_stat_all_tables WHERE relname LIKE 'engagement_%'"
    _cast(wave, 30)
    before = dict(_rows(asked))
    mix(now)
    after = dict(_rows(asked))
    assert {table: after[table] - before[table] for table in TABLE_NAMES} == dict.fromkeys(TABLE_NAMES, 1)


def test_it_rests_until_something_new_comes(wave: Wave, now: datetime) -> None:
    assert mix(now) == 0
    _cast(wave, 2)
    assert [mix(now), mix(now)] == [1, 0]
    Invitee.objects.filter(pk=Invitee.objects.order_by("pk")[0].pk).update(took_ballot=True)
    assert [mix(now), mix(now)] == [1, 0]


def test_the_first_who_comes_is_hidden_too(wave: Wave, now: datetime) -> None:
    """One ballot, one row each: only the marks of who took one could be laid beside it."""
    browser = ballot(wave, Invitee.objects.order_by("pk")[0].employee, now=now)
    browser.hand_in()
    assert mix(now) == 1
    assert len(_rows("SELECT DISTINCT xmin::text FROM engagement_invitee")) == 1


def test_the_order_afterwards_says_nothing_of_the_order_before(wave: Wave, now: datetime) -> None:
    """Spearman's correlation over many mixes with seeds: its mean is nought, and no place is kept.

    The order goes by the seed and the ballots' own ids: of the same ones the same is found in every run.
    """
    _cast(wave, 25, ids=random.Random(1))
    size, rounds = 25, 60
    correlations: list[float] = []
    first_places: set[int] = set()
    for number in range(rounds):
        CastBallot.objects.filter(answers__enps=0).update(answers={"enps": 0})  # something to mix
        assert mix(now, seed=random.Random(number).randbytes(32)) == 1
        order = _order()
        first_places.add(order[0])
        squares = sum((place - turn) ** 2 for place, turn in enumerate(order))
        correlations.append(1 - 6 * squares / (size * (size * size - 1)))
    deviation = 1 / (size - 1) ** 0.5
    assert abs(sum(correlations) / rounds) < 3.5 * deviation / rounds**0.5
    assert max(map(abs, correlations)) < 4.5 * deviation
    assert len(first_places) > 15


def test_a_seed_is_drawn_anew_each_time(wave: Wave, now: datetime) -> None:
    _cast(wave, 25)
    mix(now)
    first = _order()
    CastBallot.objects.filter(answers__enps=0).update(answers={"enps": 0})
    mix(now)
    assert _order() != first


def test_ballots_and_comments_do_not_lie_in_one_order(wave: Wave, now: datetime) -> None:
    _cast(wave, 25)
    mix(now)
    comments = [int(row[0]) for row in _rows("SELECT words FROM engagement_castcomment ORDER BY ctid")]
    assert comments != _order()
    assert sorted(comments) == sorted(_order())


def test_what_is_being_closed_is_left_alone(wave: Wave, now: datetime) -> None:
    _cast(wave, 3)
    for state in (WaveState.CLOSING, WaveState.CLOSED, WaveState.CALLED_OFF):
        Wave.objects.update(state=state)
        assert mix(now) == 0


def test_voters_can_go_on_afterwards(wave: Wave, now: datetime) -> None:
    employees = [invitee.employee for invitee in Invitee.objects.order_by("pk")[:3]]
    taken = ballot(wave, employees[0], now=now)
    mix(now)
    assert taken.take()  # the same blinded ballot, signed again
    taken.hand_in()
    mix(now)
    taken.hand_in({"enps": 0})  # used
    ballot(wave, employees[1], now=now).hand_in({"enps": 10})
    assert sorted(row[0] for row in _rows("SELECT (answers->>'enps')::int FROM engagement_castballot")) == [
        9,
        10,
    ]


def test_the_ids_are_drawn_and_not_counted(wave: Wave, now: datetime) -> None:
    """A version 1 or 7 id would hold the moment it was made."""
    browser = ballot(wave, Invitee.objects.order_by("pk")[0].employee, now=now)
    browser.hand_in()
    assert CastBallot.objects.get().pk.version == 4


def test_voters_hand_in_while_the_cast_ballots_are_mixed_and_none_is_lost(wave: Wave, now: datetime) -> None:
    """The mixer has written everything anew and not committed; a ballot that is used stays used."""
    employees = [invitee.employee for invitee in Invitee.objects.order_by("pk")[:3]]
    used, fresh = (ballot(wave, employee, now=now) for employee in employees[:2])
    used.hand_in({"enps": 1})
    done: list[str] = []

    def vote() -> None:
        try:
            fresh.hand_in({"enps": 2})
            done.append("fresh")
            used.hand_in({"enps": 3})
            done.append("used")
        finally:
            connection.close()

    thread = threading.Thread(target=vote)
    with transaction.atomic():
        assert mixing._rewrite_all(mixing.CAST, wave.pk, b"seed", hold=mixing.BESIDE_VOTERS)
        thread.start()
        wait_until_somebody_waits()  # the used one, for the row that says so
        assert done == ["fresh"]
    thread.join()
    assert done == ["fresh", "used"]
    assert sorted(_order()) == [1, 2]


def test_voters_wait_while_their_marks_are_mixed(wave: Wave, now: datetime) -> None:
    employee = Invitee.objects.order_by("pk")[0].employee
    browser = Browser(wave, employee, now)
    taken: list[bytes] = []

    def take() -> None:
        try:
            taken.append(browser.take())
        finally:
            connection.close()

    thread = threading.Thread(target=take)
    with transaction.atomic():
        assert mixing._rewrite_all(mixing.MARKS, wave.pk, b"seed", hold=mixing.ALONE)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    assert len(taken) == 1
    assert Invitee.objects.get(employee=employee).took_ballot


def test_voters_wait_for_a_few_cells_at_a_time(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell is written anew in one transaction of its batch, and no voter waits for all of them."""
    open_wave(make_company(teams=[12, 9, 8, 15], regions=2).top, now=now)
    monkeypatch.setattr(mixing, "AT_ONCE", 10)
    batches: list[int] = []
    rewrite_all = mixing._rewrite_all

    def watched(*arguments: Any, **named: Any) -> bool:
        if named.get("cells") is not None:
            batches.append(len(named["cells"]))
        return rewrite_all(*arguments, **named)

    monkeypatch.setattr(mixing, "_rewrite_all", watched)
    people = [invitee.pk for invitee in Invitee.objects.order_by("?")]
    before = _content("engagement_invitee")
    for pk in people:
        Invitee.objects.filter(pk=pk).update(reminders=0)
    assert mix(now) == 1
    assert len(batches) > 1
    assert sum(batches) == 4
    assert _content("engagement_invitee") == before
    in_cells = "SELECT count(DISTINCT xmin::text) FROM engagement_invitee GROUP BY cell_id"
    assert {count for (count,) in _rows(in_cells)} == {1}
    assert mix(now) == 0


def test_two_hosts_do_not_mix_one_wave_at_once(wave: Wave, now: datetime) -> None:
    _cast(wave, 3)
    found: list[int] = []

    def other_host() -> None:
        try:
            found.append(mix(now))
        finally:
            connection.close()

    thread = threading.Thread(target=other_host)
    with transaction.atomic():
        assert mixing._rewrite_all(mixing.CAST, wave.pk, b"seed", hold=mixing.BESIDE_VOTERS)
        thread.start()
        thread.join()
    assert found == [0]
    assert sorted(_order()) == [0, 1, 2]
