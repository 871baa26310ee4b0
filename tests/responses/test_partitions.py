"""Months are made while customers answer: nobody is turned away, and no answer lies in the wrong place."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections, transaction

from extramile.invitations.models import Invitation
from extramile.responses.models import Response
from extramile.responses.operations import ensure_months, store
from extramile.responses.operations import partitions as making
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
