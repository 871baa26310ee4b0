"""Tests that are read again and again: the published table, and draws."""

import numpy as np
import pytest

from extramile.stats import chance_of_any_alarm, errors

# Armitage, McPherson & Rowe (1969), table 2: two-sided 5 % at each of so many equally spaced readings.
TABLE = {1: 0.050, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248, 50: 0.320}


@pytest.mark.parametrize(("readings", "chance"), TABLE.items())
def test_as_published(readings: int, chance: float) -> None:
    assert chance_of_any_alarm(range(1, readings + 1)) == pytest.approx(chance, abs=6e-4)


def test_as_drawn_where_readings_are_not_evenly_spaced() -> None:
    information, level = np.array([2.0, 3.0, 7.0, 7.5]), 0.90
    steps = np.sqrt(np.diff(information, prepend=0.0))
    summed = (np.random.default_rng(7).normal(size=(200_000, 4)) * steps).cumsum(axis=1)
    drawn = (np.abs(summed / np.sqrt(information)) > 1.6448536).any(axis=1).mean()
    assert chance_of_any_alarm(information, level=level) == pytest.approx(drawn, abs=0.004)


def test_readings_of_nearly_the_same_count_once() -> None:
    assert chance_of_any_alarm([100.0, 100.001]) == pytest.approx(0.05, abs=0.002)
    assert 0.05 < chance_of_any_alarm([100.0, 100.1]) < 0.054


@pytest.mark.parametrize("wrong", [[], [0.0, 1.0], [2.0, 2.0], [3.0, 1.0], [[1.0, 2.0]]])
def test_readings_grow(wrong: list[float]) -> None:
    with pytest.raises(errors.WrongShapeError):
        chance_of_any_alarm(wrong)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_level_lies_between(level: float) -> None:
    with pytest.raises(errors.ImpossibleLevelError):
        chance_of_any_alarm([1.0], level=level)
