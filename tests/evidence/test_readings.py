"""How often a study was read, and what that costs."""

from itertools import pairwise

import pytest

from extramile.evidence.readings import Readings
from simulations.readings import ALPHA, LEAST, alarmed, promised


def test_the_first_reading_costs_what_one_test_costs() -> None:
    assert Readings(3, first=3, most=12).number == 1
    assert Readings(3, first=3, most=12).any_alarm(level=0.95) is None
    assert Readings(2, first=3, most=12).number == 1  # asked for before its time


def test_every_reading_adds_and_less_than_a_test_of_its_own_would() -> None:
    so_far = [Readings(over, first=3, most=12).any_alarm(level=0.95) or ALPHA for over in range(3, 40)]
    added = [later - before for before, later in pairwise(so_far)]
    assert all(0 < one < ALPHA for one in added)
    assert so_far[1] == pytest.approx(0.077, abs=0.001)
    assert so_far[9] == pytest.approx(0.175, abs=0.001)


def test_waves_before_the_freezing_were_read_once() -> None:
    late = Readings(8, first=6, most=12)
    assert late.number == 3
    assert (late.any_alarm(level=0.95) or 1) < (Readings(8, first=3, most=12).any_alarm(level=0.95) or 0)


def test_what_is_told_comes_true() -> None:
    """A few; `python -m simulations readings` tries a thousand."""
    alarms = alarmed(seed=5, runs=150, teams=24, waves=8)
    assert alarms.shape == (150, 8 - LEAST + 1)
    assert alarms.any(axis=1).mean() == pytest.approx(promised(8), abs=0.08)  # three standard errors
    assert alarms[:, 0].mean() < alarms.any(axis=1).mean()
