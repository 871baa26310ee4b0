"""Places in a list, and whether there is a list at all."""

import doctest

import numpy as np
import pytest
from numpy.typing import ArrayLike

import extramile.stats.ranking as module
from extramile.stats import errors, pool_tree, ranks, told_apart, told_levels
from extramile.stats.counts import Floats


def normal_draws(levels: Floats, sd: float, *, draws: int = 4000, seed: int = 1) -> Floats:
    return levels + np.random.default_rng(seed).normal(0, sd, (draws, len(levels)))


def test_groups_far_apart_have_their_places_for_sure() -> None:
    found = ranks(normal_draws(np.arange(20.0), 0.01))
    assert found.expected.tolist() == list(range(1, 21))
    assert found.low.tolist() == found.high.tolist() == list(range(1, 21))
    assert found.lowest.tolist() == [1, 1] + [0] * 18
    assert found.highest.tolist() == [0] * 18 + [1, 1]
    assert not found.spread.any()


def test_groups_that_are_alike_may_be_anywhere() -> None:
    found = ranks(normal_draws(np.zeros(40), 1.0), share=0.1)
    assert found.lowest == pytest.approx(0.1, abs=0.025)
    assert found.lowest.sum() == pytest.approx(4)
    assert found.spread.min() > 0.9


def test_a_chance_by_hand() -> None:
    """Two normals a standard deviation of their difference apart: Phi(1) = .8413."""
    found = ranks(normal_draws(np.array([0.0, 2**0.5]), 1.0, draws=100_000), share=0.5)
    assert found.lowest[0] == pytest.approx(0.8413, abs=0.005)


def test_the_interval_holds_at_least_the_chance_asked_for() -> None:
    draws = normal_draws(np.linspace(0, 1, 30), 0.2)
    found = ranks(draws, level=0.8)
    places = draws.argsort(axis=1).argsort(axis=1) + 1
    held = ((found.low <= places) & (places <= found.high)).mean(axis=0)
    assert held.min() >= 0.8
    assert held.mean() < 0.9


def test_groups_are_told_from_the_mean_or_not_at_all() -> None:
    draws = normal_draws(np.array([-3.0, -1.0, 0.0, 1.0, 3.0]), 1.0)
    assert told_apart(draws).tolist() == [-1, 0, 0, 0, 1]
    assert told_apart(draws, level=0.5).tolist() == [-1, -1, 0, 1, 1]
    assert not told_apart(np.zeros((100, 5))).any()


def test_nobody_is_told_apart_where_nobody_differs() -> None:
    """50 companies of 100 alike employees: at most one in twenty has anybody told apart."""
    draw = np.random.default_rng(20_261_122)
    told = 0
    for _ in range(50):
        pooled = pool_tree(draw.multinomial(30, (0.7, 0.2, 0.1), 100), [100] * 100 + [-1])
        told += bool(told_apart(pooled.draws(400, generator=draw)[:, :100]).any())
    assert told <= 2


@pytest.mark.parametrize(
    ("draws", "error", "says"),
    [
        ([0.1, 0.2], errors.MeasureError, "a row for each draw"),
        (np.zeros((0, 3)), errors.MeasureError, "a row for each draw"),
        ([[0.1, np.nan]], errors.MeasureError, "missing"),
        ([[0.1], [0.2]], errors.NothingToPoolError, "list of one"),
    ],
)
def test_what_is_wrong_and_what_to_do(draws: ArrayLike, error: type[errors.StatsError], says: str) -> None:
    for ask in (ranks, told_apart):
        with pytest.raises(error, match=says):
            ask(draws)


def test_choices_that_cannot_be() -> None:
    with pytest.raises(errors.MeasureError, match="share"):
        ranks([[1.0, 2.0]], share=0.7)
    with pytest.raises(errors.ImpossibleLevelError):
        told_apart([[1.0, 2.0]], level=1)
    with pytest.raises(errors.MeasureError, match="at least one"):
        pool_tree([(1, 1, 1)] * 2, [-1, -1]).draws(0, generator=np.random.default_rng(1))


def test_the_examples_are_true() -> None:
    assert doctest.testmod(module).failed == 0


def test_levels_of_which_means_were_kept_are_told_as_their_draws_are() -> None:
    told = told_levels([0.1, 0.5, 0.9, 0.5], [0.002] * 4, seed=3)
    assert told.tolist() == [-1, 0, 1, 0]
    assert told_levels([0.1, 0.5, 0.9, 0.5], [0.2] * 4, seed=3).tolist() == [0, 0, 0, 0]
    assert told_levels([0.4] * 6, [0.0] * 6, seed=3).tolist() == [0] * 6
    with pytest.raises(errors.MeasureError):
        told_levels([0.1, 0.2], [0.1], seed=1)
    with pytest.raises(errors.MeasureError):
        told_levels([0.1, 0.2], [0.1, -0.1], seed=1)
