"""How often something may be tried: counted by the database, for every process and host together."""

from datetime import datetime, timedelta

import pytest

from extramile.core import limits
from extramile.core.models import Attempt

pytestmark = pytest.mark.django_db


def attempt(now: datetime, key: str = "sanne", kind: str = "pin") -> bool:
    return limits.allow(kind, key, limit=3, seconds=60, now=now)


def test_three_are_allowed_and_a_fourth_is_not(now: datetime) -> None:
    assert [attempt(now) for _ in range(5)] == [True, True, True, False, False]


def test_the_window_opens_again(now: datetime) -> None:
    for _ in range(4):
        attempt(now)
    assert not attempt(now + timedelta(seconds=59))
    assert attempt(now + timedelta(seconds=60))


def test_people_and_kinds_are_counted_apart(now: datetime) -> None:
    for _ in range(4):
        attempt(now)
    assert attempt(now, "bram")
    assert attempt(now, kind="code")


def test_a_clock_put_back_neither_opens_nor_locks_for_good(now: datetime) -> None:
    future = now + timedelta(days=300)
    for _ in range(4):
        attempt(future)
    assert not attempt(now)
    assert attempt(now + timedelta(seconds=61))


def test_no_name_is_kept(now: datetime) -> None:
    attempt(now, "sanne@ruitmeesters.example")
    assert "sanne" not in Attempt.objects.get().key


def test_success_forgives(now: datetime) -> None:
    for _ in range(3):
        attempt(now)
    assert limits.reached("pin", "sanne", limit=3, seconds=60, now=now)
    limits.forgive("pin", "sanne")
    assert attempt(now)
