"""Intervals for the rows of a table: as one by one, never of no width, and true often enough."""

import numpy as np
import pytest

from extramile.stats import StatsError, mean_score_intervals, share_interval, share_intervals
from extramile.stats.counts import Floats

KEEN: Floats = np.array([0.03, 0, 0.01, 0.01, 0.01, 0.03, 0.04, 0.07, 0.2, 0.25, 0.35])
DELIGHTED = np.array([0.005, 0, 0, 0, 0, 0, 0.01, 0.015, 0.07, 0.2, 0.7])
SPLIT = np.array([0.05, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.15])


def test_many_shares_are_each_as_one_alone() -> None:
    counts, of = [0, 12, 80, 1], [5, 80, 80, 3]
    for made, count, n in zip(share_intervals(counts, of), counts, of, strict=True):
        alone = share_interval(count, n)
        assert (made.estimate, made.low, made.high) == pytest.approx(
            (alone.estimate, alone.low, alone.high), abs=1e-12
        )
        assert made.low < made.high


@pytest.mark.parametrize("chances", [KEEN, DELIGHTED, SPLIT], ids=["keen", "delighted", "split"])
@pytest.mark.parametrize("n", [10, 20, 50, 200])
def test_a_mean_lies_within_its_interval_often_enough(chances: Floats, n: int) -> None:
    """Student's own interval holds in 87 to 93 of 100 such cases; ours in 94 or more."""
    scores = np.arange(11)
    drawn = np.random.default_rng(20_261_122).multinomial(n, chances / chances.sum(), size=4000)
    made = mean_score_intervals([n] * len(drawn), (drawn @ scores).tolist(), (drawn @ scores**2).tolist())
    true = float(scores @ chances / chances.sum())
    assert np.mean([one.low <= true <= one.high for one in made]) >= 0.93
    assert all(0 <= one.low < one.high <= 10 for one in made)


def test_what_cannot_be_counted_is_refused() -> None:
    for wrong in (([1], [0]), ([3], [2]), ([-1], [2])):
        with pytest.raises(StatsError):
            share_intervals(*wrong)
    for sums in (([0], [0], [0]), ([2], [20], [1])):
        with pytest.raises(StatsError):
            mean_score_intervals(*sums)
