"""Weights, populations and silence."""

import doctest
import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extramile.stats import (
    Interval,
    census,
    census_interval,
    errors,
    nps,
    nps_interval,
    post_stratified_nps,
    tipping_point,
    weighted_nps,
    weighted_nps_interval,
    weighting,
)
from extramile.stats.counts import Floats

groups = st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=6).filter(
    lambda rows: sum(map(sum, rows)) > 0
)


@given(rows=groups, weight=st.floats(0.1, 9))
def test_equal_weights_change_nothing(rows: list[tuple[int, int, int]], weight: float) -> None:
    promoters, passives, detractors = np.array(rows).T
    plain = nps_interval(int(promoters.sum()), int(passives.sum()), int(detractors.sum()))
    weighted = weighted_nps_interval(promoters, passives, detractors, [weight] * len(rows))
    assert weighted.estimate == pytest.approx(plain.estimate)
    assert (weighted.low, weighted.high) == pytest.approx((plain.low, plain.high), abs=1e-6)
    assert weighted.effective_n == pytest.approx(plain.n)
    assert weighted.n == plain.n


def test_by_hand() -> None:
    """Three answers of weight 2, four of weight 1: 6 + 4 of weight; (10)^2 / (12 + 4) = 6.25."""
    weighted = weighted_nps_interval([3, 1], [0, 1], [0, 2], [2, 1])
    assert weighted.estimate == pytest.approx(0.5)
    assert weighted.effective_n == pytest.approx(6.25)
    assert weighted.low < 0.5 < weighted.high
    assert weighted.width > nps_interval(4, 1, 2).width * 0.9
    assert weighted_nps([3, 1], [0, 1], [0, 2], [2, 1]) == pytest.approx(0.5)


def test_groups_that_answer_more_readily_are_weighed_down() -> None:
    made = post_stratified_nps([27, 8], [2, 1], [1, 1], [100, 100])
    assert made.estimate == pytest.approx((nps(27, 2, 1) + nps(8, 1, 1)) / 2)
    assert made.plain.estimate == pytest.approx(nps(35, 3, 2))
    assert made.response_rate == pytest.approx(0.2)
    assert made.response_rates.tolist() == [0.3, 0.1]
    assert made.weights @ [30, 10] == pytest.approx(40)
    assert made.effective_n < 40


def test_a_group_that_was_not_asked_has_no_part() -> None:
    made = post_stratified_nps([27, 0], [2, 0], [1, 0], [100, 0])
    assert made.estimate == made.plain.estimate
    assert made.response_rates.tolist() == [0.3, 0.0]


def test_what_the_silent_would_have_to_be() -> None:
    interval = nps_interval(60, 20, 20)
    point = tipping_point(interval, response_rate=0.4, threshold=0.1)
    assert 0.4 * interval.estimate + 0.6 * point.silent_score == pytest.approx(0.1)
    assert point.possible
    assert 0 < point.sure_shift < point.shift
    assert interval.low - 0.6 * point.sure_shift == pytest.approx(0.1)


def test_below_the_threshold_the_silent_would_have_to_score_higher() -> None:
    point = tipping_point(nps_interval(20, 20, 60), response_rate=0.5)
    assert point.shift < point.sure_shift < 0
    unsure = tipping_point(nps_interval(4, 2, 3), response_rate=0.5)
    assert unsure.sure_shift == 0


def test_when_nearly_or_quite_all_answered_silence_changes_nothing() -> None:
    assert not tipping_point(nps_interval(60, 20, 20), response_rate=0.9).possible
    whole = tipping_point(nps_interval(60, 20, 20), response_rate=1)
    assert whole.shift == math.inf
    assert not whole.possible


def test_a_census_knows_more_than_a_sample() -> None:
    sample = nps_interval(6, 2, 2)
    known = [census_interval(sample, population=population) for population in (10, 12, 20, 10_000)]
    widths = [float(interval.width) for interval in known]
    assert widths[0] == 0
    assert widths == sorted(widths)
    assert widths[3] == pytest.approx(sample.width, rel=0.01)
    # Two silent of twelve: 4 promoters more than detractors, two less or more.
    assert known[1].low >= 2 / 12 - 1e-12
    assert known[1].high <= 6 / 12 + 1e-12


def test_a_census_of_many_groups_at_once() -> None:
    many = census_interval(nps_interval([6, 3], [2, 3], [2, 1]), population=[12, 7])
    assert cast("Interval[Floats]", many).low.shape == (2,)


def test_a_census_interval_holds_the_score_of_the_group() -> None:
    """20 people, 70/20/10, of whom 12 answer: their group's own score lies within, as often as it says."""
    draw = np.random.default_rng(20_261_122)
    everybody = draw.multinomial(20, (0.7, 0.2, 0.1), 20_000)
    answered = np.array([draw.multivariate_hypergeometric(row, 12) for row in everybody])
    made = cast("Interval[Floats]", census_interval(nps_interval(*answered.T), population=20))
    truth = (everybody[:, 0] - everybody[:, 2]) / 20
    inside = (made.low - 1e-9 <= truth) & (truth <= made.high + 1e-9)
    assert 0.93 <= inside.mean() <= 0.995
    plain = cast("Interval[Floats]", nps_interval(*answered.T))
    assert made.width.mean() < 0.75 * plain.width.mean()


@pytest.mark.parametrize(
    ("population", "error"),
    [
        ([5, 100], errors.PopulationError),
        ([-1, 100], errors.NegativeCountError),
        ([50], errors.UnequalShapesError),
    ],
)
def test_populations_that_cannot_be(population: list[int], error: type[errors.StatsError]) -> None:
    with pytest.raises(error):
        post_stratified_nps([10, 10], [0, 0], [0, 0], population)


def test_what_is_wrong_and_what_to_do() -> None:
    with pytest.raises(errors.PopulationError, match="group 1: put it together"):
        post_stratified_nps([10, 0], [0, 0], [0, 0], [20, 20])
    with pytest.raises(errors.PopulationError, match="how many there are"):
        census_interval(nps_interval(6, 2, 2), population=9)
    for weights in ([0, 0], [-1, 1], [math.nan, 1]):
        with pytest.raises(errors.MeasureError, match="weights"):
            weighted_nps_interval([1, 1], [0, 0], [0, 0], weights)
    with pytest.raises(errors.UnequalShapesError):
        weighted_nps_interval([1, 1], [0, 0], [0, 0], [1])
    with pytest.raises(errors.NoAnswersError):
        weighted_nps_interval([0, 0], [0, 0], [0, 0], [1, 1])
    with pytest.raises(errors.MeasureError, match="response rate"):
        tipping_point(nps_interval(6, 2, 2), response_rate=0)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(weighting).failed == 0
    assert doctest.testmod(census).failed == 0
