"""What a new way of working did: another program's figure, known truths, and when nothing can be told.

Birth certificate of the reference value: pyfixest 0.60.0, Python 3.11, 2026-11-22,
`did2s(yname="y", first_stage="~ 0 | team + wave" (or "team + region_wave"), second_stage="~ treated")` on the
panel of formulas with .3 added from each start on.
"""

import numpy as np
import pytest

from extramile.stats import errors, rollout_effect
from extramile.stats.rollout import _estimate, _joined, _Rollout
from simulations.rollout import rolled, starts, truth
from tests.stats.linkage.test_reference_values import formula_panel

STARTS = np.array([2.0, 3.0, 4.0, np.inf, np.nan, 3.0] * 4)
PANEL = formula_panel()
OUTCOME = PANEL.outcome + 0.3 * (np.arange(6) >= np.where(np.isnan(STARTS), np.inf, STARTS)[:, None])


def test_the_figure_of_pyfixest() -> None:
    plain = rollout_effect(OUTCOME, STARTS, seed=1, draws=9)
    by_region = rollout_effect(OUTCOME, STARTS, seed=1, regions=PANEL.regions, draws=9)
    assert plain.effect.estimate == pytest.approx(0.2713748963263807, abs=1e-6)
    assert by_region.effect.estimate == pytest.approx(0.27137499388062175, abs=1e-6)


def test_leaving_units_out_is_leaving_them_out() -> None:
    start = np.where(np.isnan(STARTS), np.inf, STARTS)
    told = _estimate(_Rollout(OUTCOME, start, PANEL.regions))
    for unit in (0, 3, 17, 23):
        kept = np.arange(24) != unit
        without = _estimate(_Rollout(OUTCOME[kept], start[kept], PANEL.regions[kept]))
        assert told.left_out[unit] == pytest.approx(without.average, abs=1e-12)


def test_an_effect_without_noise_is_found_exactly_where_fixed_effects_err() -> None:
    """It grows with time; units that began early would be a wrong yardstick for those that begin late."""
    since = np.arange(12) - starts()[:, None]
    outcome = np.add.outer(np.linspace(0, 1, 40), np.sin(np.arange(12.0)))
    outcome += np.where(since >= 0, 0.05 + 0.02 * np.where(since >= 0, since, 0), 0)
    told = rollout_effect(outcome, starts(), seed=1, draws=9)
    assert told.effect.estimate == pytest.approx(truth(effect=0.05, growing=0.02), abs=1e-10)
    assert told.by_period[0] == pytest.approx(0.05, abs=1e-10)
    assert told.by_period[7] == pytest.approx(0.05 + 0.14, abs=1e-10)
    assert told.left_out == 0


def test_nothing_and_something() -> None:
    silent = [rolled(seed=seed) for seed in range(15)]
    assert np.mean([one.effect.p_value <= 0.05 for one in silent]) <= 0.27
    assert np.mean([one.permutation_p <= 0.05 for one in silent]) <= 0.27
    loud = rolled(seed=1, effect=0.15)
    assert loud.effect.low > 0
    assert loud.permutation_p <= 0.05


def test_units_already_on_the_rise_are_seen() -> None:
    told = rolled(seed=3, drift=0.06, draws=1)
    assert told.pre_trend is not None
    assert told.pre_trend.p_value <= 0.05
    assert len(told.pre_trend.estimates) == 3


def test_a_steady_rise_is_seen_as_often_as_is_promised_and_no_oftener_where_there_is_none() -> None:
    """Three points a period over three periods. A test that looks every way at once sees 77 of these 100."""
    rising = [rolled(seed=300_000 + seed, drift=0.03, draws=1).pre_trend for seed in range(100)]
    assert sum(one is not None and one.p_value <= 0.05 for one in rising) >= 80
    calm = [rolled(seed=900_000 + seed, draws=1).pre_trend for seed in range(100)]
    assert sum(one is not None and one.p_value <= 0.05 for one in calm) <= 9


def test_tests_that_say_the_same_are_joined_to_what_they_say() -> None:
    for p_value in (1e-9, 0.03, 0.5, 0.97):
        assert _joined([p_value] * 2) == pytest.approx(p_value, rel=1e-6)
    assert 0.02 < _joined([0.01, 1 - 1e-6]) <= 1  # one that sees nothing at all takes away from the other
    assert _joined([0.0, 0.5]) < 1e-9


def test_when_all_have_begun_the_rest_cannot_be_told() -> None:
    """From period 4 on nobody is left to compare with: those cells are left out, and counted."""
    outcome = np.random.default_rng(1).normal(size=(8, 6))
    told = rollout_effect(outcome, [2, 2, 2, 2, 4, 4, 4, 4], seed=1, draws=9)
    assert told.left_out == 8 * 2
    assert sorted(told.by_period) == [0, 1]


def test_gaps_do_not_stop_it() -> None:
    outcome = OUTCOME.copy()
    outcome[np.random.default_rng(2).random(outcome.shape) < 0.15] = np.nan
    outcome[5] = np.nan
    told = rollout_effect(outcome, STARTS, seed=1, draws=9)
    assert told.effect.teams == 23
    assert told.effect.low < 0.3 < told.effect.high


@pytest.mark.parametrize(
    ("begin", "needs"),
    [
        ([3, np.inf, np.inf, np.inf, np.inf, np.inf], "only one unit has periods before and after"),
        ([3, 3, np.inf, np.inf, np.inf, np.inf], "only 2 units have periods before and after"),
        ([3] * 6, "no unit was without it"),
    ],
)
def test_too_few_on_one_side(begin: list[float], needs: str) -> None:
    with pytest.raises(errors.NoComparisonError, match=needs) as caught:
        rollout_effect(np.random.default_rng(1).normal(size=(6, 6)), begin, seed=1)
    assert isinstance(caught.value, errors.CannotTellError)


def test_wrong_shapes() -> None:
    with pytest.raises(errors.WrongShapeError):
        rollout_effect([1.0, 2.0], [1.0, 2.0], seed=1)
    with pytest.raises(errors.WrongShapeError):
        rollout_effect([[1.0, 2.0]], [1.0, 2.0], seed=1)
    with pytest.raises(errors.ImpossibleLevelError):
        rollout_effect(OUTCOME, STARTS, seed=1, level=2)
