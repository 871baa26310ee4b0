"""How much it would take: the table of STATISTICS 3.5, and what comes true."""

import pytest

from extramile.stats import (
    answers_needed,
    errors,
    minimum_detectable_between_slope,
    minimum_detectable_slope,
    power_of_slope,
    what_is_needed,
    within_spread,
)
from simulations.power import DESIGNS, compared

SPREADS = {"exposure_spread": 0.29, "outcome_spread": 0.135}
# STATISTICS 3.5: NPS points per +10 measured eNPS points at 30 and 300 answers; teams, waves, by simulation.
TABLE_30 = {(20, 8): 1.21, (20, 12): 0.96, (50, 4): 1.12, (50, 8): 0.72, (100, 8): 0.50, (200, 8): 0.35}
TABLE_300 = {(20, 8): 0.55, (50, 8): 0.33, (100, 4): 0.38, (100, 8): 0.23, (200, 8): 0.16, (200, 12): 0.13}


@pytest.mark.parametrize(("outcome", "table"), [(0.135, TABLE_30), (0.0622, TABLE_300)])
def test_the_table_of_the_design_basis(outcome: float, table: dict[tuple[int, int], float]) -> None:
    """Within the tenth that simulation and formula were apart there."""
    for (teams, waves), wanted in table.items():
        seen = 10 * minimum_detectable_slope(
            teams=teams, waves=waves, exposure_spread=0.29, outcome_spread=outcome
        )
        assert seen == pytest.approx(wanted, rel=0.10)


@pytest.mark.parametrize("design", [DESIGNS[1], DESIGNS[3]])
def test_the_promise_comes_true(design: object) -> None:
    promised, seen = compared(design, seed=20_261_122, runs=150)  # type: ignore[arg-type]
    assert seen == pytest.approx(promised, abs=0.13)  # three standard errors of 150 runs


def test_power_at_the_detectable_slope_is_what_was_asked() -> None:
    for power in (0.5, 0.8, 0.95):
        least = minimum_detectable_slope(teams=40, waves=6, power=power, **SPREADS)
        assert power_of_slope(least, teams=40, waves=6, **SPREADS) == pytest.approx(power, abs=0.01)


def test_power_of_nothing_is_the_error_rate() -> None:
    assert power_of_slope(0.0, teams=40, waves=6, **SPREADS) == pytest.approx(0.05, abs=1e-6)
    assert power_of_slope(-0.05, teams=40, waves=6, **SPREADS) == power_of_slope(
        0.05, teams=40, waves=6, **SPREADS
    )
    assert power_of_slope(10.0, teams=40, waves=6, **SPREADS) == 1.0


def test_what_is_needed_is_just_enough() -> None:
    plan = {"exposure_spread": 0.29, "outcome_signal": 0.047, "answer_variance": 0.49}
    told = what_is_needed(0.05, teams=60, waves=4, answers=100, **plan)
    assert told.teams is not None
    assert told.waves is not None
    assert told.answers is not None
    spread = within_spread(signal=0.047, answer_variance=0.49, answers=100)
    chance = [
        power_of_slope(0.05, teams=teams, waves=4, exposure_spread=0.29, outcome_spread=spread)
        for teams in (told.teams - 1, told.teams)
    ]
    assert chance[0] < 0.80 <= chance[1]
    assert told.power < 0.80


def test_answers_cannot_buy_everything() -> None:
    """With twenty teams and four waves, what happens to teams drowns the slope however many answer."""
    told = what_is_needed(
        0.02, teams=20, waves=4, answers=30, exposure_spread=0.29, outcome_signal=0.047, answer_variance=0.49
    )
    assert told.answers is None
    assert told.teams is not None


def test_waves_do_little_between_teams() -> None:
    few, many = (
        minimum_detectable_between_slope(teams=teams, regions=5, exposure_spread=0.1, outcome_spread=0.1)
        for teams in (20, 200)
    )
    assert few > 3 * many


@pytest.mark.parametrize(("variance", "wanted"), [(0.44, 170), (0.69, 266), (0.1456, 56)])
def test_answers_for_ten_points(variance: float, wanted: int) -> None:
    """STATISTICS 1.4 says 169, 265 and 56 (rounded down there): 3.8416 x variance / .01."""
    assert answers_needed(half_width=0.10, answer_variance=variance) == wanted


@pytest.mark.parametrize(
    "options", [{"teams": 1}, {"waves": 1}, {"exposure_spread": 0.0}, {"power": 1.0}, {"level": 0.0}]
)
def test_impossible_plans(options: dict[str, float]) -> None:
    with pytest.raises(errors.StatsError):
        minimum_detectable_slope(**({"teams": 20, "waves": 4} | SPREADS | options))  # type: ignore[arg-type]
