"""Which topics go with the score: shares by hand over all orders, known worth, and hostile columns."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from extramile.stats import driver_importance, errors
from extramile.stats.counts import Floats
from simulations.drivers import NAMES, made, surveyed

WORTH = np.array([0.8, 0.5, 0.3, 0.0])


def explained(groups: Floats, columns: Floats) -> float:
    """Adjusted R squared by least squares."""
    count, used = columns.shape
    design = np.column_stack([np.ones(count), columns])
    errors_left = groups - design @ np.linalg.lstsq(design, groups, rcond=None)[0]
    share = float(errors_left @ errors_left) / float(((groups - groups.mean()) ** 2).sum())
    return 1 - share * (count - 1) / (count - 1 - used) if used else 0.0


def by_hand(groups: Floats, columns: Floats) -> Floats:
    """Mean gain of each column over all orders."""
    many = columns.shape[1]
    gains = np.zeros(many)
    orders = list(permutations(range(many)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += explained(groups, columns[:, order[: place + 1]]) - explained(
                groups, columns[:, order[:place]]
            )
    return gains / len(orders)


def test_shares_are_those_of_all_orders() -> None:
    groups, columns, _ = made(600, WORTH, np.random.default_rng(1))
    told = driver_importance(groups, columns, names=NAMES[:4], seed=1, draws=19)
    np.testing.assert_allclose(told.importance, by_hand(groups.astype(float), columns), atol=1e-10)
    assert told.explained == pytest.approx(explained(groups.astype(float), columns))
    assert told.exact


def test_many_drivers_are_sampled_close_to_exact() -> None:
    random = np.random.default_rng(2)
    groups, columns, _ = made(1500, WORTH, random)
    more = random.normal(size=(1500, 9))
    sampled = driver_importance(
        groups, np.column_stack([columns, more]), names=[str(n) for n in range(13)], seed=1, draws=19
    )
    exact = driver_importance(
        groups, np.column_stack([columns, more[:, :8]]), names=[str(n) for n in range(12)], seed=1, draws=19
    )
    assert not sampled.exact
    np.testing.assert_allclose(sampled.importance[:4], exact.importance[:4], atol=0.01)


def test_what_matters_is_found_and_what_does_not_is_left() -> None:
    told = surveyed(seed=5, answers=3000)
    assert (told.q_value[:3] <= 0.05).all()
    assert (told.low[:3] > 0).all()
    assert list(np.argsort(-told.importance)[:3]) == [0, 1, 2]
    assert (np.abs(told.importance[3:]) < 0.02).all()
    assert (told.low <= told.importance).all()
    assert (told.importance <= told.high).all()


def test_nothing_matters() -> None:
    told = [surveyed(seed=seed, answers=300, worth=np.zeros(6)) for seed in range(30)]
    assert np.mean([(one.q_value <= 0.05).any() for one in told]) <= 0.2
    assert abs(float(np.mean([one.explained for one in told]))) < 0.01


def test_answers_of_one_technician_do_not_count_as_many() -> None:
    """Each answer handed in five times over: with clusters the errors stay, without they shrink falsely."""
    groups, columns, _ = made(200, np.array([0.1, 0.1]), np.random.default_rng(4))
    repeated: dict[str, Any] = {"groups": np.repeat(groups, 5), "columns": np.repeat(columns, 5, axis=0)}
    once = driver_importance(groups, columns, names=["a", "b"], seed=1, draws=99)
    clustered = driver_importance(
        **repeated, names=["a", "b"], seed=1, draws=99, clusters=np.repeat(np.arange(200), 5)
    )
    alone = driver_importance(**repeated, names=["a", "b"], seed=1, draws=99)
    np.testing.assert_allclose(clustered.p_value, once.p_value, rtol=0.1)
    assert (alone.p_value < clustered.p_value).all()


def test_the_slope_of_a_tick_is_a_difference_in_nps() -> None:
    groups = np.array([1] * 30 + [-1] * 10 + [1] * 10 + [-1] * 30)
    tick = np.array([1.0] * 40 + [0.0] * 40)
    told = driver_importance(groups, tick[:, None], names=["on time"], seed=1, draws=99)
    assert told.slope[0] == pytest.approx(0.5 - -0.5)


def test_twins_share_and_constants_get_nothing() -> None:
    groups, columns, _ = made(500, np.array([0.8]), np.random.default_rng(3))
    twins = np.column_stack([columns, columns, np.ones(500)])
    told = driver_importance(groups, twins, names=["a", "again", "always"], seed=1, draws=19)
    assert told.importance[0] == pytest.approx(told.importance[1])
    assert abs(told.importance[2]) < 0.01
    assert np.isnan(told.p_value).all()  # neither twin adds anything to the other


def test_everybody_a_promoter() -> None:
    columns = np.random.default_rng(1).normal(size=(50, 2))
    told = driver_importance(np.ones(50), columns, names=["a", "b"], seed=1, draws=19)
    assert np.isfinite(told.importance).all()
    assert np.abs(told.slope).max() < 1e-12


def test_the_same_seed_gives_the_same_figures() -> None:
    assert repr(surveyed(seed=1, answers=200)) == repr(surveyed(seed=1, answers=200))


@pytest.mark.parametrize(
    ("groups", "columns", "names", "error"),
    [
        ([1, 0, 9] * 5, np.eye(15)[:, :2], ["a", "b"], errors.NotAGroupError),
        ([1, 0, -1] * 5, np.eye(15)[:, :2], ["a"], errors.WrongShapeError),
        ([1, 0, -1] * 4, np.eye(15)[:, :2], ["a", "b"], errors.WrongShapeError),
        ([1, 0, -1] * 5, np.full((15, 1), np.nan), ["a"], errors.NotFiniteError),
        ([1, 0, -1], np.eye(3)[:, :2], ["a", "b"], errors.TooFewRowsError),
    ],
)
def test_wrong_input(groups: list[int], columns: Floats, names: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        driver_importance(groups, columns, names=names, seed=1)
