"""Months are made while customers answer: nobody is turned away, and no answer lies in the wrong place."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import close_old_connections, connection, connections, transaction

from extramile.cli import checks
from extramile.cli.check import Verdict
from extramile.core.postgres import web_role
from extramile.core.postgres.place import ROLE, SUPERUSER
from extramile.invitations.models import Invitation
from extramile.responses.models import Answer, Response
from extramile.responses.operations import astray, ensure_months, make_partitions, store
from extramile.responses.operations import partitions as making
from tests.at_once import wait_until_somebody_waits
from tests.cast import Cast, make_cast
from tests.conftest import MONDAY_MORNING
from tests.responses.asked import ask

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = date(2031, 5, 1)
MOMENT = datetime(2031, 5, 12, 9, 0, tzinfo=UTC)
NAMES = [f"{table}_203105" for table in making.TABLES]


@pytest.fixture
def company() -> Cast:
    return make_cast(now=MONDAY_MORNING)


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(NAMES)}")
    close_old_connections()


@pytest.fixture
def _may_lock_the_catalogue() -> Iterator[None]:
    """The program's own role may not unless it is told so; on another PostgreSQL the tests' login may."""
    if not settings.EMBEDDED_POSTGRES:
        yield
        return
    where = {name.lower(): connection.settings_dict[name] for name in ("HOST", "PORT")}
    where |= {"user": SUPERUSER, "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**where, autocommit=True) as superuser:
        superuser.execute(f"GRANT MAINTAIN ON pg_class TO {ROLE}")
        yield
        superuser.execute(f"REVOKE MAINTAIN ON pg_class FROM {ROLE}")


def invited(company: Cast, count: int) -> list[Invitation]:
    """Asked, with a link that is open in that far month too."""
    made = [ask(company.team, company.sanne, now=company.now) for _ in range(count)]
    Invitation.objects.update(expires_at=MOMENT + timedelta(days=30))
    return made


def places() -> dict[str, int]:
    """How many responses lie in which table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, count(*) FROM responses_response GROUP BY 1")
        return dict(cursor.fetchall())


def made() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) ORDER BY 1", [NAMES])
        return [row[0] for row in cursor.fetchall()]


def answer(invitation: Invitation, **submitted: Any) -> None:
    store(invitation.pk, {"nps": "9", **submitted}, complete=True, language="nl", now=MOMENT)


def test_an_answer_that_came_first_moves_along(company: Cast) -> None:
    (invitation,) = invited(company, 1)
    answer(invitation, why="Good")
    assert places() == {"responses_response_default": 1}
    assert ensure_months([MONTH]) == 3
    assert places() == {"responses_response_203105": 1}
    assert ensure_months([MONTH]) == 0


def test_who_is_answering_is_not_in_the_way_and_not_turned_away(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maker gives way, and makes the rest when it is asked again."""
    monkeypatch.setattr(making, "PATIENCE", "20ms")
    monkeypatch.setattr(making, "TRIES", 1)
    monkeypatch.setattr(making, "PAUSE", 0)
    (invitation,) = invited(company, 1)
    answered, go_on = Event(), Event()

    def answering() -> None:
        try:
            with transaction.atomic():
                answer(invitation)
                answered.set()
                go_on.wait(timeout=20)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(answering)
        assert answered.wait(timeout=20)
        assert ensure_months([MONTH]) < 3
        assert "responses_response_203105" not in made()
        go_on.set()
        done.result()
    assert places() == {"responses_response_default": 1}
    ensure_months([MONTH])
    assert made() == sorted(NAMES)
    assert places() == {"responses_response_203105": 1}


def test_months_made_while_many_answer_cost_nobody_an_answer(company: Cast) -> None:
    invitations = invited(company, 60)
    barrier = Barrier(4)

    def answering(mine: list[Invitation]) -> None:
        try:
            barrier.wait(timeout=20)
            for one in mine:
                answer(one, why="Friendly")
                answer(one, why="Very friendly")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(answering, invitations[first::3]) for first in range(3)]
        barrier.wait(timeout=20)
        while not all(one.done() for one in done):
            ensure_months([MONTH])
        for one in done:
            one.result()
    ensure_months([MONTH])
    assert Response.objects.count() == 60
    assert places() == {"responses_response_203105": 60}


# A session that knows these, and not yet which months there are, looks for them when it first asks.
KNOWN = """
    SELECT has_table_privilege(c.oid, 'SELECT') AND pg_relation_size(c.oid) >= 0
      FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
     WHERE 'responses_response'::regclass IN (c.oid, i.indrelid)
"""
LOOKED_UP = "SELECT inhrelid FROM pg_inherits WHERE inhparent = 1"
COUNTED = "SELECT count(*) FROM responses_response"


def seen_while_a_month_is_made(first: Invitation, second: Invitation, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many answers a session sees that is making its list of the partitions just when one is attached:
    `first` answered before, `second` does in that session.
    """
    answer(first)
    ready, go_on = Event(), Event()
    shut = web_role.shut

    def reading() -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute(KNOWN)
                cursor.execute(LOOKED_UP)
                ready.set()
                go_on.wait(timeout=20)
                cursor.execute(COUNTED)
            seen = Response.objects.count()
            answer(second)
            return seen
        finally:
            connections.close_all()

    def shut_last(table: str) -> None:
        """What a table is cannot be looked up until the month is there: the reader stops in the middle."""
        shut(table)
        if table == "responses_response_203105":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE")
            go_on.set()
            wait_until_somebody_waits()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(reading)
        assert ready.wait(timeout=20)
        monkeypatch.setattr(web_role, "shut", shut_last)
        assert ensure_months([MONTH]) == 3
        return done.result()


@pytest.mark.usefixtures("_may_lock_the_catalogue")
def test_who_looks_for_the_months_while_one_is_made_learns_of_it(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL lets a session keep the list of partitions that it was just making when one was attached:
    it would see none of that month, and put its answers where nobody looks.
    """
    first, second = invited(company, 2)
    assert seen_while_a_month_is_made(first, second, monkeypatch) == 1
    assert places() == {"responses_response_203105": 2}
    assert astray(now=MOMENT) == []


@pytest.mark.usefixtures("_may_lock_the_catalogue")
def test_answers_that_went_astray_are_found_and_brought_home(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a version before this one, which kept readers from nothing."""
    first, second = invited(company, 2)
    with monkeypatch.context() as before:
        before.setattr(making, "LOCK", "LOCK TABLE {default} IN ACCESS EXCLUSIVE MODE")
        assert seen_while_a_month_is_made(first, second, before) == 0
    assert places() == {"responses_response_203105": 1, "responses_response_default": 1}
    assert "responses_response_203105" in astray(now=MOMENT)
    [answers] = [finding for finding in checks.in_the_database() if finding.subject == "answers"]
    assert answers.verdict == Verdict.WRONG
    make_partitions(MOMENT, months_ahead=0)
    assert astray(now=MOMENT) == []
    assert places() == {"responses_response_203105": 2}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM responses_answer_203105")
        assert cursor.fetchone() == (Answer.objects.count(),)


def test_makers_at_once_make_each_once(company: Cast) -> None:
    barrier = Barrier(3)

    def work() -> int:
        try:
            barrier.wait(timeout=20)
            return ensure_months([MONTH])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        counts = [one.result() for one in [pool.submit(work) for _ in range(3)]]
    assert sum(counts) == 3
    assert made() == sorted(NAMES)
