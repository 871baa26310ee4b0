"""What moved: rarely where nothing did, mostly where something did, and where it says."""

import numpy as np
import pytest

from extramile.stats import change_points, errors, smallest_seen_step
from simulations.changes import mixed, series, stable, stepped

SEED = 20_261_122


def test_stable_series_are_left_alone() -> None:
    """Comparing month with month would alarm in half of them (STATISTICS 1.4)."""
    alone, among_many = stable(50, seed=SEED, runs=8)
    assert alone <= 0.075  # .05 and three standard errors of 800 series
    assert among_many <= 0.01


def test_a_step_of_fifteen_points_is_found() -> None:
    found, held = stepped(50, at=12, seed=SEED, runs=8)
    assert found >= 0.70  # .78 in the full run
    assert held >= 0.93


def test_few_alarms_are_false() -> None:
    assert mixed(seed=SEED, runs=5) <= 0.10


def test_months_that_scatter_do_not_alarm() -> None:
    """A level of its own each month, twice as wide as answers alone: whole months are permuted."""
    random = np.random.default_rng(SEED)
    level = np.clip(random.normal(0.7, 0.12, (400, 24)), 0.05, 0.95)
    promoters = random.binomial(100, level)
    told = change_points(promoters, np.zeros_like(promoters), 100 - promoters, seed=1)
    assert (told.p_value <= 0.05).mean() <= 0.085


def test_where_and_how_much() -> None:
    told = change_points([20] * 6 + [8] * 6, [4] * 12, [1] * 6 + [13] * 6, seed=1)
    assert told.changed
    assert told.period == told.earliest == told.latest == 6
    assert float(told.before) == pytest.approx(19 / 25)
    assert float(told.after) == pytest.approx(-5 / 25)
    assert told.change.low < told.change.estimate < told.change.high < 0
    assert told.change.points.estimate == pytest.approx(-96)


def test_empty_periods_do_not_change_the_answer() -> None:
    promoters = np.array([20] * 6 + [8] * 6)
    spread = np.zeros((3, 24), dtype=int)
    spread[:, ::2] = promoters, [4] * 12, 25 - 4 - promoters + 0
    told = change_points(*spread, seed=1)
    assert told.changed
    assert told.period == 12  # the first period that shows it
    assert float(told.after) == pytest.approx((8 - 13) / 25)


def test_many_series_at_once_with_gaps_and_without() -> None:
    counts = series(300, 40, np.random.default_rng(3))
    counts[:, 7] = series(1, 400, np.random.default_rng(4), step=0.8, at=10)[:, 0]
    counts[:, :100, 5] = 0
    told = change_points(*counts, seed=2)
    assert told.period[7] == 10
    assert told.changed[7]
    assert told.p_value[7] < 0.001  # drawn finer, as 999 would be too coarse for 300 series
    assert told.changed.sum() <= 3


def test_a_series_too_short_to_tell() -> None:
    told = change_points(
        [[5, 5, 0, 0, 5], [9, 0, 0, 0, 0]], np.zeros((2, 5)), np.ones((2, 5)), seed=1, shortest=3
    )
    assert not told.changed.any()
    assert np.isnan(told.p_value).all()
    assert (told.period == -1).all()


def test_a_series_that_never_varies() -> None:
    told = change_points([10] * 12, [0] * 12, [0] * 12, seed=1)
    assert not told.changed
    assert told.p_value == 1
    assert float(told.change.estimate) == 0
    assert told.change.low <= 0 <= told.change.high


def test_the_shape_of_the_units_stays() -> None:
    counts = series(6, 30, np.random.default_rng(1)).reshape(3, 2, 3, 24)
    told = change_points(*counts, seed=1, permutations=99)
    assert told.p_value.shape == told.change.low.shape == told.period.shape == (2, 3)


def test_the_same_seed_gives_the_same_figures() -> None:
    counts = series(20, 30, np.random.default_rng(1))
    one, other = (change_points(*counts, seed=8).p_value for _ in range(2))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("promoters", "options", "error"),
    [
        ([1, -1, 2], {}, errors.NegativeCountError),
        ([1, 0.5, 2], {}, errors.NotWholeError),
        ([1, 2], {}, errors.UnequalShapesError),
        ([1, 2, 3], {"false_discovery_rate": 0.0}, errors.ImpossibleLevelError),
        ([1, 2, 3], {"permutations": 0}, errors.ImpossibleEffectError),
        ([1, 2, 3], {"shortest": 0}, errors.ImpossibleEffectError),
    ],
)
def test_wrong_input(promoters: list[float], options: dict[str, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        change_points(promoters, [1, 2, 3], [1, 2, 3], seed=1, **options)


def test_one_number_is_no_series() -> None:
    with pytest.raises(errors.WrongShapeError):
        change_points(1, 2, 3, seed=1)


@pytest.mark.parametrize(("a_week", "series"), [(12, 1), (40, 1), (30, 60)])
def test_a_step_of_the_size_told_is_found_in_about_eight_of_ten(a_week: int, series: int) -> None:
    """Sixty companies of so many series; in each the first takes the step that would just be seen."""
    random = np.random.default_rng(20261122)
    before = np.array([0.55, 0.30, 0.15])
    plain = np.round(before * a_week).astype(int)
    still = np.tile(plain, (52, 1))
    step = smallest_seen_step(*still.T, series=series).item()
    after = before + np.array([-step / 2, 0, step / 2])
    found = 0
    for seed in range(60):
        counts = np.stack(
            [
                np.concatenate(
                    [random.multinomial(a_week, before, 26), random.multinomial(a_week, shares, 26)]
                )
                for shares in [after] + [before] * (series - 1)
            ]
        )
        told = change_points(*np.moveaxis(counts, -1, 0), seed=seed, permutations=199 if series == 1 else 999)
        found += bool(told.changed[0])
    assert 0.65 <= found / 60 <= 0.97


def test_too_short_a_series_tells_of_no_size_of_step() -> None:
    told = smallest_seen_step([[5] * 8, [5] * 5 + [0] * 3], [[1] * 8, [0] * 8], [[1] * 8, [0] * 8])
    assert told[0] < 2
    assert np.isnan(told[1])
