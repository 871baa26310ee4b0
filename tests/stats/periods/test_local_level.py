"""Levels that move: the published river, the textbook's matrices, and the edges."""

import doctest
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extramile.stats import errors, local_level, local_level_values
from extramile.stats.counts import Floats
from extramile.stats.moments import moments_of_counts
from extramile.stats.periods import model
from extramile.stats.periods.passes import fit

# Yearly flow of the Nile at Aswan, 1871-1970, in 10^8 cubic metres: Cobb (1978), Biometrika 65, 243-251.
NILE = """
1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140 1100
1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969 831 726 456 824
702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759 781 865 845 944 984 897 822 1010
771 676 649 846 812 742 801 1040 860 874 848 890 744 749 838 1050 918 986 797 923 975 815 1020 906
901 1170 912 746 919 718 714 740
"""


def test_the_published_nile() -> None:
    """Durbin and Koopman (2012), section 2.10: 15,099 and 1,469.1, log-likelihood -632.54."""
    flow = np.array(NILE.split(), dtype=float)
    made = local_level_values(np.ones(100, dtype=int), flow, flow**2)
    assert made.within == pytest.approx(15_099, abs=1)
    assert made.step_variance == pytest.approx(1_469.1, abs=0.1)
    assert made.log_likelihood == pytest.approx(-632.5456, abs=1e-3)
    # R 4.2.2: tsSmooth(StructTS(Nile, type = "level")).
    assert made.estimate[0, :3] == pytest.approx([1111.669, 1110.858, 1105.266], abs=0.01)
    filtered = local_level_values(np.ones(100, dtype=int), flow, flow**2, smoothed=False)
    assert filtered.variance[0, -1] == pytest.approx(4032.16, abs=0.1)
    assert filtered.estimate[0, -1] == pytest.approx(made.estimate[0, -1])


def by_matrices(counts: Floats, step: float, start: float, within: float) -> tuple[Floats, Floats, float]:
    """Smoothed levels, their variances and the log-likelihood of the means, from one big covariance."""
    units, periods = counts.shape[:2]
    n = counts.sum(axis=2)
    times = np.arange(periods)
    one = start + step * np.minimum.outer(times, times)
    levels = np.kron(np.eye(units), one)
    seen = n.ravel() > 0
    y = ((counts[..., 0] - counts[..., 2]) / np.maximum(n, 1)).ravel()[seen]
    covariance = levels[np.ix_(seen, seen)] + np.diag(within / n.ravel()[seen])
    inverse = np.linalg.inv(covariance)
    ones = np.ones(len(y))
    sure = ones @ inverse @ ones
    mean = ones @ inverse @ y / sure
    gain = levels[:, seen] @ inverse
    beside = 1 - gain @ ones
    rest = y - mean
    variance = np.diag(levels - gain @ levels[seen]) + beside**2 / sure
    fitted = -(len(y) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + rest @ inverse @ rest) / 2
    return (mean + gain @ rest).reshape(n.shape), variance.reshape(n.shape), float(fitted)


@st.composite
def tables(draw: st.DrawFn) -> Floats:
    units, periods = draw(st.integers(2, 4)), draw(st.integers(2, 6))
    row = st.tuples(*[st.integers(0, 5)] * 3)
    made = np.array(draw(st.lists(row, min_size=units * periods, max_size=units * periods)), dtype=float)
    made = made.reshape(units, periods, 3)
    made[0, 0] += (2, 1, 0)
    made[1, -1] += (0, 1, 2)
    return made


@given(counts=tables())
@example(counts=np.array([[[2.0, 1, 1], [0, 0, 0]], [[0, 0, 0], [0, 1, 2]]]))
@settings(max_examples=25, deadline=None)
def test_any_table_gives_what_matrices_give_and_no_other_variances_are_likelier(counts: Floats) -> None:
    made = local_level(counts)
    step, start = made.step_variance, made.start_variance
    estimate, variance, fitted = by_matrices(counts, step, start, made.within)
    inside = np.abs(made.estimate) < 1
    assert made.estimate[inside] == pytest.approx(estimate[inside].tolist(), abs=1e-8)
    assert made.variance == pytest.approx(variance, abs=1e-8)
    others = [(step, start * 1.05 + 1e-4), (step, start * 0.95)]
    if is_seen_twice(counts):
        others += [(step * 1.05 + 1e-4, start), (step * 0.95, start)]
    else:
        assert step == 0
    for other in others:
        assert by_matrices(counts, *other, made.within)[2] <= fitted + 1e-6
    assert np.all(np.isfinite(made.variance))


def is_seen_twice(counts: Floats) -> bool:
    """Whether a unit has answers in two periods: a step is learned from nothing else."""
    return bool(((counts.sum(axis=2) > 0).sum(axis=1) > 1).any())


def test_a_step_is_not_learned_from_units_that_are_seen_once() -> None:
    """Two units, each in a period of its own: that they differ is how units begin, and not that they move."""
    apart = [[(2, 1, 1), (0, 0, 0)], [(0, 0, 0), (0, 1, 2)]]
    made = local_level(apart)
    assert made.step_variance == 0
    assert made.start_variance > 0
    assert not is_seen_twice(np.array(apart))
    again = local_level([[(2, 1, 1), (1, 4, 0)], [(0, 0, 0), (0, 1, 2)], [(7, 0, 0), (0, 0, 7)]])
    assert again.step_variance > 0


@given(counts=tables())
@settings(max_examples=25, deadline=None)
def test_the_slope_of_the_likelihood_is_its_slope(counts: Floats) -> None:
    series = model._series(moments_of_counts(counts.reshape(-1, 3)), counts.shape[:2])
    at, nudge = np.array([0.07, 0.2]), 1e-6
    slope = fit(series, *at).slope
    for place in range(2):
        beside = np.eye(2)[place] * nudge
        numeric = (fit(series, *(at + beside)).deviance - fit(series, *(at - beside)).deviance) / (2 * nudge)
        assert slope[place] == pytest.approx(numeric, rel=1e-4, abs=1e-5)


def moving(step: float, *, seed: int) -> Floats:
    draw = np.random.default_rng(seed)
    level = 0.5 + draw.normal(0, 0.1, (60, 1)) + np.cumsum(draw.normal(0, step, (60, 24)), axis=1)
    up = np.clip((level + 0.8) / 2, 0, 1)
    return np.array(
        draw.multinomial(
            30,
            np.stack([up, 1 - up - np.clip(up - level, 0, 1 - up), np.clip(up - level, 0, 1 - up)], axis=-1),
        )
    )


def test_steps_are_found_again() -> None:
    assert local_level(moving(0.05, seed=1)).step_variance ** 0.5 == pytest.approx(0.05, abs=0.01)
    assert local_level(moving(0.0, seed=2)).step_variance ** 0.5 < 0.01


def test_a_period_without_answers_lies_between_and_is_less_sure() -> None:
    counts = moving(0.05, seed=3)
    counts[0, 10:14] = 0
    made = local_level(counts)
    assert made.n[0, 11] == 0
    assert made.variance[0, 11] > made.variance[0, 9]
    assert min(made.estimate[0, 9], made.estimate[0, 14]) <= made.estimate[0, 11]
    assert made.estimate[0, 11] <= max(made.estimate[0, 9], made.estimate[0, 14])


def test_the_next_period_is_the_last_level_less_sure() -> None:
    counts = moving(0.05, seed=4)
    ahead = np.concatenate([counts, np.zeros((60, 1, 3), dtype=int)], axis=1)
    made = local_level(ahead)
    assert made.estimate[:, -1] == pytest.approx(made.estimate[:, -2].tolist())
    assert made.variance[:, -1] == pytest.approx((made.variance[:, -2] + made.step_variance).tolist())


def test_without_smoothing_the_future_says_nothing() -> None:
    """At one choice of variances, the level at the time is the last level of a table that ends there."""
    counts = moving(0.05, seed=5)[:4]
    whole, cut = (
        model._series(moments_of_counts(table.reshape(-1, 3)), table.shape[:2])
        for table in (counts, counts[:, :12])
    )
    known = fit(whole, 0.01, 0.05)._replace(mean=0.0)
    then, _ = model._levels(whole, known, smoothed=False)
    last, _ = model._levels(cut, fit(cut, 0.01, 0.05)._replace(mean=0.0), smoothed=True)
    assert then[:, 11] == pytest.approx(last[:, -1].tolist())
    assert np.abs(model._levels(whole, known, smoothed=True)[0][:, 11] - then[:, 11]).max() > 0.01


def test_before_the_first_answers_of_a_single_unit_nothing_is_known() -> None:
    made = local_level([(0, 0, 0), (5, 2, 1), (3, 3, 3)], smoothed=False)
    assert math.isnan(made.estimate[0, 0])
    assert made.estimate[0, 1] == pytest.approx(0.5)
    assert np.isfinite(local_level([(0, 0, 0), (5, 2, 1), (3, 3, 3)]).estimate).all()


def test_only_promoters_is_a_defined_answer() -> None:
    made = local_level([[(5, 0, 0), (4, 0, 0)], [(6, 0, 0), (1, 0, 0)]])
    assert made.estimate == pytest.approx(1.0)
    assert np.all(made.low < 1)


@pytest.mark.parametrize(
    ("counts", "error", "says"),
    [
        ([(1, 2, -1), (1, 1, 1)], errors.NegativeCountError, "below zero"),
        ([(1, 2, 0.5), (1, 1, 1)], errors.NotWholeError, "whole"),
        ([(1, 2), (1, 1)], errors.MeasureError, "promoters"),
        ([(0, 0, 0), (0, 0, 0)], errors.NoAnswersError, "Leave out"),
        ([(3, 2, 1), (0, 0, 0)], errors.NothingToPoolError, "nps_interval"),
    ],
)
def test_what_is_wrong_and_what_to_do(
    counts: list[tuple[float, ...]], error: type[errors.StatsError], says: str
) -> None:
    with pytest.raises(error, match=says):
        local_level(counts)


def test_measures_that_cannot_be() -> None:
    with pytest.raises(errors.NoSpreadError):
        local_level_values([2, 2], [4, 4], [8, 8])
    with pytest.raises(errors.UnequalShapesError):
        local_level_values([2, 2], [4, 4, 4], [8, 8])
    with pytest.raises(errors.ImpossibleLevelError):
        local_level([(1, 1, 1), (1, 1, 1)], level=2)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(model).failed == 0
