"""Who sees evidence at all, as the database has it; and workers at once."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from extramile.evidence.models import DatedChange, DatedStart, Finding, Rollout, Run, RunState, Study
from extramile.evidence.operations import ask_for_run, run_due, ship_standing
from extramile.evidence.standing import STANDING
from extramile.people import fence
from extramile.people.access import Deed
from tests.cast import Cast, user_of
from tests.evidence import made
from tests.web.office.rollouts.made import drawn
from tests.web.role import as_web_role


@pytest.fixture(autouse=True)
def _forgotten(served_as_web_role: None) -> Iterator[None]:
    yield
    fence.close()


WHO_SEES = pytest.mark.parametrize(
    ("deeds", "sees"),
    [
        (set(), 0),
        ({Deed.EXPORT, Deed.ASK, Deed.MANAGE_PEOPLE}, 0),
        ({Deed.READ_FINDINGS}, 1),
        ({Deed.STATE_STUDIES}, 1),
        ({Deed.WRITE_REPORTS}, 0),  # a report is gathered in the background
    ],
)


@WHO_SEES
def test_a_page_that_forgot_to_ask_shows_no_study(cast: Cast, deeds: set[Deed], sees: int) -> None:
    made.done(made.frozen(cast.now), cast.now)
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today, deeds=deeds)
        assert [model.objects.count() for model in (Study, Run, Finding)] == [sees] * 3


@WHO_SEES
def test_nor_what_began_nor_whose_lot_fell_where(cast: Cast, deeds: set[Deed], sees: int) -> None:
    drawn(cast.company, cast.now)
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today, deeds=deeds)
        assert [model.objects.count() for model in (DatedChange, Rollout)] == [sees] * 2
        assert DatedStart.objects.exists() == bool(sees)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_run SET state = 'done'",
        "DELETE FROM evidence_run",
        "INSERT INTO evidence_finding SELECT * FROM evidence_finding",
        "UPDATE evidence_finding SET evidence_class = 'caused'",
        "DELETE FROM evidence_finding",
        "UPDATE evidence_study SET statement = '{}'",
    ],
)
def test_the_web_role_finishes_no_run_and_words_no_finding(cast: Cast, statement: str) -> None:
    made.done(made.frozen(cast.now), cast.now)
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today, deeds=[Deed.STATE_STUDIES])
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_ship_once_and_compute_each_run_once(now: datetime) -> None:
    """Without a wave every run is a refusal: what is tried here is who takes which."""
    done: list[int] = []

    def work() -> None:
        try:
            ship_standing(now)
            while number := run_due(now):
                done.append(number)
        finally:
            connection.close()

    study = made.frozen(now)
    asked = ask_for_run(study, actor=None, now=now)
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Study.objects.filter(is_standing=True).count() == len(STANDING)
    [run] = Run.objects.filter(study__public_id=study)
    assert (run.public_id, run.state) == (asked, RunState.DONE)
    assert Finding.objects.filter(run=run).count() == 1
    assert sum(done) >= 1
