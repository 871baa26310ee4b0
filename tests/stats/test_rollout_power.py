"""What a plan promises to show, against what it then shows."""

import numpy as np
import pytest

from extramile.stats import RolloutEffect, errors, rollout_power
from simulations.rollout import UNITS, kept, past, rolled, starts


def test_the_error_is_that_of_the_effect_itself() -> None:
    promised = np.mean(
        [rollout_power(past(seed, 12), starts(), periods=12, seed=1, draws=60).error for seed in range(12)]
    )
    seen = np.std([rolled(seed=seed, draws=1).effect.estimate for seed in range(120)])
    assert promised == pytest.approx(seen, rel=0.2)


def test_what_it_promises_to_find_is_found_so_often() -> None:
    told = rollout_power(past(3, 40), starts(), periods=12, seed=1)
    assert told.is_own_history
    assert told.chance(told.minimum_detectable) == pytest.approx(0.80, abs=0.01)
    found = [
        rolled(seed=seed, effect=told.minimum_detectable, draws=1).effect.p_value <= 0.05
        for seed in range(100)
    ]
    assert 0.6 <= np.mean(found) <= 0.93
    assert told.chance(0) == pytest.approx(0.05, abs=1e-6)


def test_a_short_past_lends_its_spread() -> None:
    told = rollout_power(past(3, 6), starts(), periods=12, seed=1)
    assert not told.is_own_history
    assert told.error == pytest.approx(
        rollout_power(past(3, 40), starts(), periods=12, seed=1).error, rel=0.35
    )


@pytest.fixture(scope="module")
def silent() -> list[RolloutEffect]:
    return [rolled(seed=seed, draws=1) for seed in range(80)]


@pytest.mark.parametrize("periods", [6, 12])
def test_what_is_promised_is_kept_however_short_the_past(silent: list[RolloutEffect], periods: int) -> None:
    """What lasts hides in a short past: with its bare spread, .80 promised came true as .56."""
    assert kept(silent, periods, seed=500, runs=10) == pytest.approx(0.80, abs=0.12)


def test_the_same_seed_gives_the_same_figure_and_more_units_less() -> None:
    one = rollout_power(past(5, 12), starts(), periods=12, seed=9)
    assert one == rollout_power(past(5, 12), starts(), periods=12, seed=9)
    more = rollout_power(past(5, 12, units=160), np.tile([4.0, 6.0, 8.0, np.inf], 40), periods=12, seed=9)
    assert more.minimum_detectable == pytest.approx(one.minimum_detectable / 2, rel=0.35)
    assert one.units_needed(one.minimum_detectable / 2) == pytest.approx(4 * UNITS, abs=1)


def test_regions_are_compared_within_themselves() -> None:
    """A region with a level and a path of its own adds nothing to the error."""
    wild = past(5, 12)
    wild[:20] += np.cumsum(np.full(12, 0.2))
    regions = np.repeat([0, 1], 20)
    within = rollout_power(wild, starts(), periods=12, seed=9, regions=regions)
    assert within.error < 0.025
    assert rollout_power(wild, starts(), periods=12, seed=9).error > 0.05


def test_what_no_plan_can_show_is_refused() -> None:
    with pytest.raises(errors.NoComparisonError):
        rollout_power(past(1, 12), np.full(UNITS, 4.0), periods=12, seed=1)
    with pytest.raises(errors.NoComparisonError):
        rollout_power(past(1, 12), np.zeros(UNITS), periods=12, seed=1)
    with pytest.raises(errors.TooFewWavesError):
        rollout_power(past(1, 2), starts(), periods=12, seed=1)
    with pytest.raises(errors.WrongShapeError):
        rollout_power(past(1, 12), [1.0], periods=12, seed=1)
    with pytest.raises(errors.WrongShapeError):
        rollout_power([0.1, 0.2], [1.0], periods=12, seed=1)
    with pytest.raises(errors.ImpossibleLevelError):
        rollout_power(past(1, 12), starts(), periods=12, seed=1, power=1.0)
    with pytest.raises(errors.ImpossibleEffectError):
        rollout_power(past(1, 12), starts(), periods=12, seed=1, draws=20).units_needed(0)
