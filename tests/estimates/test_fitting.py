"""The nightly fit: when it is due; two at once; killed halfway; what is there before and after."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import close_old_connections, connections, transaction

from extramile.estimates.models import EmployeeLeaning, Fit, Movement, UnitLeaning
from extramile.estimates.operations import fit_due, fitting, is_fit_due, make_fit
from extramile.estimates.operations.reading import Span
from tests.cast import Cast
from tests.conftest import MONDAY_MORNING
from tests.estimates.company import Company, build, tell


@pytest.fixture(autouse=True)
def _no_connections_left() -> Iterator[None]:
    yield
    close_old_connections()


def small(now: datetime) -> Company:
    made = build(now, regions=2, teams=4, people=4)
    tell(made, answers=20, seed=2, spread={"person": 0.1})
    return made


@pytest.mark.django_db
def test_nothing_is_fitted_before_anything_is_counted(cast: Cast) -> None:
    assert not is_fit_due(cast.now)
    assert fit_due(cast.now) == 0
    assert not Fit.objects.exists()


@pytest.mark.django_db
def test_at_once_the_first_time_and_then_every_night(now: datetime) -> None:
    small(now)
    assert fit_due(now) == 1
    assert fit_due(now + timedelta(hours=9)) == 0
    midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past twelve in Amsterdam
    assert fit_due(midnight) == 0
    assert fit_due(midnight + timedelta(hours=2)) == 1
    assert fit_due(midnight + timedelta(hours=3)) == 0
    # A worker that was away for days does not wait for the night.
    assert is_fit_due(midnight + timedelta(days=4))
    assert Fit.objects.count() == 2


@pytest.mark.django_db
def test_fits_are_kept_for_a_year_and_no_longer(now: datetime) -> None:
    small(now)
    make_fit(now)
    Fit.objects.update(day=date(2024, 1, 1))
    make_fit(now)
    assert list(Fit.objects.values_list("day", flat=True)) == [now.date()]


@pytest.mark.django_db
def test_what_has_no_answers_any_more_has_no_estimate_any_more(now: datetime) -> None:
    made = small(now)
    make_fit(now)
    assert EmployeeLeaning.objects.exists()
    assert UnitLeaning.objects.exists()
    assert Movement.objects.exists()
    made.by_day.clear()
    made.write()
    fit = make_fit(now)
    assert (fit.people, fit.answers, fit.within) == (0, 0, None)
    assert not EmployeeLeaning.objects.exists()
    assert not UnitLeaning.objects.exists()
    assert not Movement.objects.exists()


def test_whole_weeks_within_whole_months() -> None:
    for days in range(800):
        span = Span(date(2025, 1, 1) + timedelta(days=days))
        assert span.first_week.weekday() == 0
        assert span.last_day.weekday() == 6
        assert span.last_day < span.day <= span.last_day + timedelta(days=7)
        assert span.since.day == 1
        assert timedelta(0) <= span.first_week - span.since < timedelta(days=31)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_fit() -> None:
    made = small(MONDAY_MORNING)
    barrier = Barrier(3)

    def work() -> int:
        try:
            barrier.wait()
            return fit_due(made.now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda _number: work(), range(3))) == 1
    assert Fit.objects.count() == 1
    assert EmployeeLeaning.objects.count() == len(made.people)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", ["employeeleaning", "unitleaning", "movement"])
def test_killed_halfway_the_former_figures_stand_and_the_next_fit_is_whole(
    monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    made = small(MONDAY_MORNING)
    make_fit(made.now)
    before = list(EmployeeLeaning.objects.order_by("pk").values_list())
    made.give(made.people[0], (0, 0, 9), week=10)
    made.write()
    whole = fitting._write

    class KilledError(BaseException):
        pass

    def killed(table: str, lines: object) -> None:
        whole(table, lines)  # type: ignore[arg-type]
        if table == after:
            raise KilledError

    tomorrow = made.now + timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(fitting, "_write", killed)
        with pytest.raises(KilledError), transaction.atomic():
            fit_due(tomorrow)
    assert list(EmployeeLeaning.objects.order_by("pk").values_list()) == before
    assert Fit.objects.count() == 1
    assert fit_due(tomorrow) == 1
    assert list(EmployeeLeaning.objects.order_by("pk").values_list()) != before
    assert EmployeeLeaning.objects.count() == len(made.people)
