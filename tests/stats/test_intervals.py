"""Values with a birth certificate, exact coverage, and laws that hold for every count."""

import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extramile.stats import Interval, errors, nps, nps_interval
from extramile.stats.counts import Floats
from extramile.stats.intervals import METHODS, Method

# Detractors, passives, promoters -> limits, to four places: made for this project by exact
# computation; adjusted Wald and Tango checked with brendan-R/NPS 2.0.999 in R.
CASES: list[tuple[tuple[int, int, int], dict[Method, tuple[float, float]]]] = [
    (
        (10, 20, 70),
        {"adjusted_wald": (0.4527, 0.7124), "mover_wilson": (0.4518, 0.7108), "tango": (0.4522, 0.7128)},
    ),
    ((0, 0, 5), {"adjusted_wald": (0.1749, 1.0), "mover_wilson": (0.3855, 1.0), "tango": (0.1310, 1.0)}),
    (
        (1, 2, 7),
        {"adjusted_wald": (0.0704, 0.8527), "mover_wilson": (0.0724, 0.8445), "tango": (0.0489, 0.8589)},
    ),
    (
        (0, 1, 4),
        {"adjusted_wald": (0.0417, 0.9583), "mover_wilson": (0.1926, 0.9638), "tango": (0.0179, 0.9638)},
    ),
    (
        (3, 5, 2),
        {"adjusted_wald": (-0.4590, 0.3052), "mover_wilson": (-0.4754, 0.3146), "tango": (-0.4986, 0.3382)},
    ),
    ((0, 0, 10), {"adjusted_wald": (0.4750, 1.0), "mover_wilson": (0.6075, 1.0), "tango": (0.4449, 1.0)}),
    (
        (2, 8, 90),
        {"adjusted_wald": (0.7729, 0.9358), "mover_wilson": (0.7741, 0.9326), "tango": (0.7748, 0.9347)},
    ),
    (
        (30, 30, 40),
        {"adjusted_wald": (-0.0627, 0.2569), "mover_wilson": (-0.0633, 0.2570), "tango": (-0.0640, 0.2581)},
    ),
]

# Exact-enumeration floor of the coverage over the 494 truths (promoters 30-98 %, detractors at most
# 35 %, steps of 2 %), by method and n; measured for this project.
FLOORS: list[tuple[Method, int, float]] = [
    ("tango", 5, 0.895),
    ("tango", 10, 0.92),
    ("tango", 20, 0.92),
    ("adjusted_wald", 5, 0.80),
    ("adjusted_wald", 10, 0.86),
    ("adjusted_wald", 20, 0.90),
    ("mover_wilson", 10, 0.855),
]


@pytest.mark.parametrize(("counts", "limits"), CASES)
def test_reference_cases(counts: tuple[int, int, int], limits: dict[Method, tuple[float, float]]) -> None:
    detractors, passives, promoters = counts
    for method, (low, high) in limits.items():
        interval = nps_interval(promoters, passives, detractors, method=method)
        assert interval.low == pytest.approx(low, abs=1e-4), method
        assert interval.high == pytest.approx(high, abs=1e-4), method


# R 4.2.2, brendan-R/NPS 2.0.999: nps_test(..., test = "adjusted") and test = "iterative".
@pytest.mark.parametrize(
    ("method", "counts", "low", "high"),
    [
        ("adjusted_wald", (70, 20, 10), 0.4526976, 0.7123509),
        ("tango", (70, 20, 10), 0.4521665, 0.7127679),
        ("tango", (5, 0, 0), 0.1310349, 1.0),
        ("tango", (7, 2, 1), 0.0489242, 0.8588584),
    ],
)
def test_figures_from_r(method: Method, counts: tuple[int, int, int], low: float, high: float) -> None:
    interval = nps_interval(*counts, method=method)
    assert interval.low == pytest.approx(low, abs=1e-6)
    assert interval.high == pytest.approx(high, abs=1e-6)


def test_score_of_a_published_sample() -> None:
    # 250 promoters, 675 passives, 75 detractors: 17.5 points.
    assert nps(250, 675, 75) == pytest.approx(0.175)
    assert isinstance(nps(250, 675, 75), float)


def every_outcome(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    promoters, detractors = (grid.ravel() for grid in np.mgrid[0 : n + 1, 0 : n + 1])
    possible = promoters + detractors <= n
    promoters, detractors = promoters[possible], detractors[possible]
    return promoters, n - promoters - detractors, detractors


def truths() -> list[tuple[float, float]]:
    """(promoters, detractors) as shares."""
    return [(up / 100, down / 100) for up in range(30, 99, 2) for down in range(0, 36, 2) if up + down <= 100]


def coverage(n: int, method: Method) -> list[float]:
    """The chance that the interval holds the truth, exactly, for every truth of the grid."""
    promoters, passives, detractors = every_outcome(n)
    interval = cast("Interval[Floats]", nps_interval(promoters, passives, detractors, method=method))
    factorials = np.array([math.lgamma(k + 1) for k in range(n + 1)])
    ways = factorials[n] - factorials[promoters] - factorials[passives] - factorials[detractors]
    covered = []
    for up, down in truths():
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = [
                np.where(count > 0, count * np.log(max(share, 0.0)), 0.0)
                for count, share in ((promoters, up), (passives, max(1 - up - down, 0)), (detractors, down))
            ]
        chance = np.exp(ways + sum(logs))
        truth = up - down
        inside = (interval.low <= truth + 1e-9) & (truth - 1e-9 <= interval.high)
        covered.append(float(chance[inside].sum()))
    return covered


def test_the_grid_is_the_one_that_was_measured() -> None:
    assert len(truths()) == 494


@pytest.mark.parametrize(("method", "n", "floor"), FLOORS)
def test_exact_coverage(method: Method, n: int, floor: float) -> None:
    covered = coverage(n, method)
    assert min(covered) >= floor
    assert 0.935 <= float(np.mean(covered)) <= 0.975


def test_width_at_twenty_answers() -> None:
    """Mean width at 70/20/10 is at most 58 points: sure enough to be of use."""
    promoters, passives, detractors = every_outcome(20)
    interval = cast("Interval[Floats]", nps_interval(promoters, passives, detractors))
    chance = [
        math.factorial(20)
        / (math.factorial(p) * math.factorial(s) * math.factorial(d))
        * 0.7**p
        * 0.2**s
        * 0.1**d
        for p, s, d in zip(promoters.tolist(), passives.tolist(), detractors.tolist(), strict=True)
    ]
    assert float(np.dot(chance, interval.points.high - interval.points.low)) <= 58


counts = st.tuples(*[st.integers(0, 400)] * 3).filter(lambda three: sum(three) > 0)


@given(three=counts, method=st.sampled_from(METHODS))
@settings(max_examples=300, deadline=None)
def test_an_interval_holds_its_estimate_and_has_width(three: tuple[int, int, int], method: Method) -> None:
    interval = nps_interval(*three, method=method)
    assert -1 <= interval.low <= interval.estimate + 1e-12
    assert interval.estimate - 1e-12 <= interval.high <= 1
    assert interval.width > 0
    assert interval.n == sum(three)


@given(three=counts)
@settings(max_examples=200, deadline=None)
def test_limits_mirror_when_promoters_and_detractors_change_places(three: tuple[int, int, int]) -> None:
    promoters, passives, detractors = three
    interval = nps_interval(promoters, passives, detractors)
    mirrored = nps_interval(detractors, passives, promoters)
    assert interval.low == pytest.approx(-mirrored.high, abs=1e-9)
    assert interval.high == pytest.approx(-mirrored.low, abs=1e-9)


@given(n=st.integers(2, 120), data=st.data(), method=st.sampled_from(["tango", "mover_wilson"]))
@settings(max_examples=200, deadline=None)
def test_one_passive_turned_promoter_never_lowers_a_limit(
    n: int, data: st.DataObject, method: Method
) -> None:
    promoters = data.draw(st.integers(0, n - 1))
    detractors = data.draw(st.integers(0, n - 1 - promoters))
    before = nps_interval(promoters, n - promoters - detractors, detractors, method=method)
    after = nps_interval(promoters + 1, n - promoters - detractors - 1, detractors, method=method)
    if method == "tango":
        assert after.low >= before.low - 1e-9
        assert after.high >= before.high - 1e-9
    assert after.estimate > before.estimate


@given(groups=st.lists(counts, min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_arrays_give_what_scalars_give(groups: list[tuple[int, int, int]]) -> None:
    promoters, passives, detractors = zip(*groups, strict=True)
    together = cast("Interval[Floats]", nps_interval(promoters, passives, detractors))
    for position, three in enumerate(groups):
        alone = nps_interval(*three)
        assert together.low[position] == pytest.approx(alone.low, abs=1e-12)
        assert together.high[position] == pytest.approx(alone.high, abs=1e-12)


def test_a_wider_level_gives_a_wider_interval() -> None:
    assert nps_interval(7, 2, 1, level=0.99).width > nps_interval(7, 2, 1, level=0.8).width


def test_broadcasting_and_points() -> None:
    interval = cast("Interval[Floats]", nps_interval([[7], [8]], 2, [1, 2, 3]))
    assert interval.estimate.shape == (2, 3)
    assert interval.points.estimate[0, 0] == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("three", "error", "says"),
    [
        ((-1, 2, 3), errors.NegativeCountError, "promoters"),
        ((1, 2.5, 3), errors.NotWholeError, "passives"),
        ((1, 2, math.nan), errors.NotWholeError, "detractors"),
        ((1, 2, "3"), errors.NotWholeError, "counts of answers"),
        ((True, 2, 3), errors.NotWholeError, "promoters"),
        ((0, 0, 0), errors.NoAnswersError, "Leave out"),
        (([1, 0], [2, 0], [3, 0]), errors.NoAnswersError, "Leave out"),
        (([1, 2], [1, 2, 3], 0), errors.UnequalShapesError, "one count of each"),
    ],
)
def test_what_is_wrong_and_what_to_do(
    three: tuple[object, object, object], error: type[errors.StatsError], says: str
) -> None:
    for ask in (nps, nps_interval):
        with pytest.raises(error, match=says):
            ask(*three)  # type: ignore[call-overload]


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan])
def test_an_impossible_level(level: float) -> None:
    with pytest.raises(errors.ImpossibleLevelError):
        nps_interval(1, 1, 1, level=level)


def test_an_unknown_method_names_those_that_exist() -> None:
    with pytest.raises(errors.UnknownMethodError, match="tango, adjusted_wald, mover_wilson"):
        nps_interval(1, 1, 1, method=cast("Method", "bootstrap"))
