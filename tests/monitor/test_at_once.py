"""Several workers, readers and a rebuild at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import close_old_connections, connection, connections, transaction

from extramile.monitor.operations import check, count_changes, rebuild, rebuilding
from extramile.monitor.queries import unit_counts
from tests.cast import Cast, make_cast
from tests.conftest import MONDAY_MORNING
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company() -> Cast:
    return make_cast(now=MONDAY_MORNING)


@pytest.fixture(autouse=True)
def _no_connections_left() -> Iterator[None]:
    yield
    close_old_connections()


def in_thread(work: Callable[[], int]) -> Callable[[], int]:
    def run() -> int:
        try:
            return work()
        finally:
            connections.close_all()

    return run


def in_company(company: Cast) -> int:
    since, until = company.today - timedelta(days=1), company.today + timedelta(days=1)
    return unit_counts([company.company.pk], since=since, until=until)[company.company.pk].n


def test_workers_at_once_count_everything_once(company: Cast) -> None:
    count_changes(company.now)
    for number in range(40):
        team, who = (company.team, company.sanne) if number % 2 else (company.zwolle_team, company.noor)
        answered(team, who, now=company.now, score=number % 11, praise=["friendly"])
    barrier = Barrier(4)

    def work() -> int:
        barrier.wait()
        taken = 0
        while got := count_changes(company.now, limit=3):
            taken += got
        return taken

    with ThreadPoolExecutor(4) as pool:
        counted = [job.result() for job in [pool.submit(in_thread(work)) for _ in range(4)]]
    assert sum(counted) == 80  # 40 asked, 40 answered
    assert in_company(company) == 40
    assert check() == []


def test_readers_see_the_old_counts_until_a_rebuild_is_done(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it runs: readers read, counting waits, answers come in; afterwards all of it is there."""
    answered(company.team, company.sanne, now=company.now, score=9)
    count_changes(company.now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE monitor_unitday SET s9 = 7")
    under_way, go_on = Event(), Event()
    real_mend = rebuilding._mend

    def slow_mend(*arguments: object) -> int:
        wrong = real_mend(*arguments)  # type: ignore[arg-type]
        under_way.set()
        assert go_on.wait(timeout=20)
        return wrong

    monkeypatch.setattr(rebuilding, "_mend", slow_mend)
    with ThreadPoolExecutor(1) as pool:
        rebuilt = pool.submit(in_thread(lambda: rebuild(company.now)))
        assert under_way.wait(timeout=20)
        answered(company.team, company.sanne, now=company.now, score=10)
        assert count_changes(company.now) == 0
        assert in_company(company) == 7
        go_on.set()
        assert rebuilt.result() > 0
    assert in_company(company) == 1
    assert count_changes(company.now) == 2
    assert in_company(company) == 2
    assert check() == []


def test_an_answer_that_is_not_committed_yet_is_counted_when_it_is(company: Cast) -> None:
    """The feed is not read by number: what commits late is not skipped."""
    answered(company.team, company.sanne, now=company.now, score=0)
    count_changes(company.now)
    stored, counted = Event(), Event()

    def slow_customer() -> int:
        with transaction.atomic():
            answered(company.team, company.sanne, now=company.now, score=9)
            stored.set()
            assert counted.wait(timeout=20)
        return 1

    with ThreadPoolExecutor(1) as pool:
        customer = pool.submit(in_thread(slow_customer))
        assert stored.wait(timeout=20)
        answered(company.team, company.wim, now=company.now, score=8)
        assert count_changes(company.now) == 2
        rebuild(company.now)
        counted.set()
        customer.result()
    assert in_company(company) == 2
    assert count_changes(company.now) == 2
    assert in_company(company) == 3
    assert check() == []
