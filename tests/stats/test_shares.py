"""Shares and averages, plain and within strata.

Birth certificate: R 4.2.2, 2026-11-22: `prop.test(12, 80, correct = FALSE)$conf.int`,
`t.test(1:4)$conf.int`. Within strata: counted out by hand, and tried on a known truth.
"""

import numpy as np
import pytest

from extramile.stats import (
    errors,
    mean_interval,
    share_interval,
    stratified_mean_difference,
    stratified_share_difference,
)


def test_a_share_as_r_says() -> None:
    made = share_interval(12, 80)
    assert (made.low, made.high) == pytest.approx((0.08794040506, 0.24413228561), abs=1e-10)
    assert share_interval(0, 7).low == 0
    assert share_interval(7, 7).high == 1


def test_an_average_from_sums_is_that_of_the_rows() -> None:
    made = mean_interval(4, 10, 30)
    assert (made.low, made.high) == pytest.approx((0.4457397432, 4.5542602568), abs=1e-9)


def test_a_difference_that_is_who_they_are_goes_away_within_strata() -> None:
    """Promoters are mostly of the kind of work that comes back anyway."""
    first, second = ([400, 10], [800, 100]), ([50, 80], [100, 800])
    raw = sum(first[0]) / sum(first[1]) - sum(second[0]) / sum(second[1])
    assert raw > 0.3
    within = stratified_share_difference(*first, *second)
    assert within.estimate == pytest.approx(0.0, abs=1e-12)
    assert within.low < 0 < within.high


def test_the_weights_are_those_of_mantel_and_haenszel() -> None:
    made = stratified_share_difference([30, 10, 4], [100, 50, 9], [20, 30, 0], [100, 200, 0])
    # (50 x .10 + 40 x .05) / 90
    assert made.estimate == pytest.approx(7 / 90)
    assert (made.n, made.strata, made.left_out) == (450, 2, 9)
    one = stratified_share_difference([30], [100], [20], [100])
    assert (one.high - one.low) / 2 / 1.959964 == pytest.approx(
        (0.3 * 0.7 / 100 + 0.2 * 0.8 / 100) ** 0.5, rel=0.01
    )


@pytest.mark.parametrize("sizes", [(3, 400), (60, 20)])
def test_within_strata_the_interval_holds_the_truth(sizes: tuple[int, int]) -> None:
    """Few large strata and many small ones; the share differs much between strata, by .10 within each."""
    strata, members = sizes
    random, held, runs = np.random.default_rng(7), 0, 400
    base = random.uniform(0.1, 0.8, strata)
    of_first = random.binomial(members, random.uniform(0.2, 0.8, strata))
    for _ in range(runs):
        first = random.binomial(of_first, base + 0.1)
        second = random.binomial(members - of_first, base)
        made = stratified_share_difference(first, of_first, second, members - of_first)
        held += made.low <= 0.1 <= made.high
    assert 0.92 <= held / runs <= 0.98


def test_amounts_within_strata() -> None:
    random, held, runs = np.random.default_rng(8), 0, 400
    level = np.array([100.0, 300.0, 900.0])
    for _ in range(runs):
        groups = []
        for more, sizes in ((20.0, (80, 40, 30)), (0.0, (20, 60, 90))):
            rows = [random.normal(base + more, 50, size) for base, size in zip(level, sizes, strict=True)]
            groups.append((sizes, [row.sum() for row in rows], [(row**2).sum() for row in rows]))
        made = stratified_mean_difference(groups[0], groups[1])
        held += made.low <= 20 <= made.high
    assert 0.92 <= held / runs <= 0.98


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(errors.NoAnswersError):
        share_interval(0, 0)
    with pytest.raises(errors.PopulationError):
        share_interval(3, 2)
    with pytest.raises(errors.NegativeCountError):
        share_interval(-1, 2)
    with pytest.raises(errors.NoAnswersError):
        mean_interval(1, 5, 25)
    with pytest.raises(errors.MeasureError):
        mean_interval(4, 100, 3)
    with pytest.raises(errors.NoAnswersError):
        stratified_share_difference([1], [2], [0], [0])
    with pytest.raises(errors.PopulationError):
        stratified_share_difference([3], [2], [0], [1])
    with pytest.raises(errors.NoAnswersError):
        stratified_mean_difference(([1], [5], [25]), ([9], [9], [9]))
    with pytest.raises(errors.ImpossibleLevelError):
        mean_interval(4, 10, 30, level=1.0)
