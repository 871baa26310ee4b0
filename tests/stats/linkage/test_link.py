"""What may be said of companies of which we know the truth; and what may never be said."""

from typing import Any

import numpy as np
import pytest

from extramile.stats import Evidence, Inference, LinkageClass, errors, link, panel_of_rows, panel_of_tables
from extramile.stats.fixed_effects import slope
from extramile.stats.linkage import Panel, resampling
from extramile.stats.linkage.views import fit_at, moved
from simulations.linkage import classes, few_teams, primary, share
from simulations.panels import World
from tests.stats.linkage.test_reference_values import formula_panel

SEED = 20_261_122


@pytest.fixture(scope="module")
def known() -> Panel:
    return World(effect=0.6).panel(np.random.default_rng(SEED))


def test_a_true_effect_is_found_and_only_then_may_it_lead(known: Panel) -> None:
    told = link(known, seed=1)
    assert told.linkage_class is LinkageClass.WITHIN
    assert told.linkage_class.may_say_leads_to
    assert told.within.low > 0
    assert told.inference is Inference.JACKKNIFE
    assert told.within.low <= told.within.estimate <= told.within.high
    assert told.permutation_p == pytest.approx(0.001)
    assert told.minimum_detectable < told.within.estimate


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (World(effect=0.6), LinkageClass.WITHIN),
        (World(reverse=0.8), LinkageClass.LEAD_FIRES),
        (World(shared_cause=2.0), LinkageClass.BETWEEN_ONLY),
        (World(), LinkageClass.NO_LINK),
    ],
)
def test_the_class_of_known_truths(world: World, expected: LinkageClass) -> None:
    """Of eight companies of each kind at least six; who always says the same fails three of four."""
    assert classes(world, seed=SEED, runs=8, draws=99)[expected] >= 0.75


def test_where_the_lead_fires_nothing_leads_to_anything() -> None:
    sure: dict[str, Any] = {
        "within": 1e-9,
        "permutation": 0.001,
        "between": 1e-9,
        "direction": 1,
        "level": 0.95,
    }
    fires = Evidence(lead=0.01, **sure)
    assert fires.linkage_class is LinkageClass.LEAD_FIRES
    assert not fires.linkage_class.may_say_leads_to
    with pytest.raises(AttributeError):
        object.__setattr__(fires, "linkage_class", LinkageClass.WITHIN)
    unknown = Evidence(lead=None, **sure)
    assert not unknown.linkage_class.may_say_leads_to
    assert [one for one in LinkageClass if one.may_say_leads_to] == [LinkageClass.WITHIN]
    assert not any(one.may_say_causes for one in LinkageClass)


def test_both_tests_must_agree() -> None:
    told = Evidence(within=0.04, permutation=0.06, lead=0.5, between=None, direction=1, level=0.95)
    assert told.linkage_class is LinkageClass.NO_LINK


def test_false_alarms_and_bias() -> None:
    """Least squares on answers would alarm in 69 %, without team effects in all of the confounded ones."""
    silent = primary(World(), seed=SEED, runs=80)
    confounded = primary(World(shared_cause=1.5), seed=SEED, runs=80)
    assert share(silent) <= 0.125
    assert share(confounded) <= 0.125
    assert abs(confounded[:, 0].mean()) < 0.003


@pytest.mark.parametrize("teams", [6, 10])
def test_few_teams_raise_no_more_alarms(teams: int) -> None:
    """120 runs: 5 % is 6; more than 14 comes once in a thousand. Normal errors would give 11 to 15 %."""
    for seen in few_teams(teams, seed=SEED, runs=120, draws=199).values():
        assert seen <= 14 / 120


def test_the_same_seed_gives_the_same_figures(known: Panel) -> None:
    one, other, third = (link(known, seed=seed, draws=99, bootstrap_draws=50) for seed in (3, 3, 4))
    assert repr(one) == repr(other)
    assert one.within == third.within


def test_units_do_not_matter() -> None:
    panel = formula_panel()
    points = panel_of_tables(panel.exposure * 100, panel.outcome * 100, regions=panel.regions)
    plain, hundred = link(panel, seed=1), link(points, seed=1)
    assert hundred.within.estimate == pytest.approx(plain.within.estimate)
    assert hundred.within.p_value == pytest.approx(plain.within.p_value)
    assert hundred.permutation_p == plain.permutation_p


def test_the_wild_bootstrap_interval_is_its_test_turned_around() -> None:
    panel = World(teams=8, regions=1, effect=0.6, employees=40, felt=0.2).panel(np.random.default_rng(2))
    told = link(panel, seed=5, draws=399)
    assert told.inference is Inference.WILD_BOOTSTRAP
    assert (told.within.p_value <= 0.05) == (not told.within.low <= 0 <= told.within.high)
    fitted = fit_at(panel, (0,))
    drawn = resampling.wild_draws(fitted, draws=399, random=np.random.default_rng(5))
    inside = (told.within.low + told.within.estimate) / 2
    assert resampling.wild_p(fitted, drawn, null=inside) > 0.05
    assert resampling.wild_p(fitted, drawn, null=told.within.low - 0.01) <= 0.05


def test_the_permutation_look_up_is_the_slope_of_the_permuted_panel() -> None:
    """Exchange two trajectories by hand: the look-up must give that panel's cross product."""
    panel = formula_panel()
    one = resampling.partial(fit_at(panel, (0,)))
    order = np.arange(24)
    order[[7, 9]] = order[[9, 7]]  # both of region 1
    by_hand = fit_at(panel_of_tables(panel.exposure[order], panel.outcome, regions=panel.regions), (0,))
    looked_up = float((one.regressor[order] * one.outcome).sum())
    assert looked_up == pytest.approx(by_hand.moments[0, 1], abs=1e-12)


def test_reliability_and_the_slope_without_noise() -> None:
    world = World(effect=0.4, employees=25, felt=0.15)
    told = link(world.panel(np.random.default_rng(3)), seed=1, draws=99, bootstrap_draws=199).reliability
    assert told is not None
    assert told.share == pytest.approx(0.15**2 / (0.15**2 + 0.68 / 25), abs=0.06)
    assert told.corrected is not None
    assert told.corrected.low < 0.4 < told.corrected.high


def test_an_unreliable_measure_is_not_corrected(known: Panel) -> None:
    told = link(known, seed=1, draws=99).reliability
    assert told is not None
    assert told.share < 0.2
    assert told.corrected is None


def test_other_views_are_there(known: Panel) -> None:
    told = link(known, seed=1, draws=99)
    assert sorted(told.lag_profile) == [-2, -1, 0, 1, 2]
    assert told.lag_profile[0] == told.within
    assert len(told.without_region) == 10
    assert told.weighted is not None
    assert told.weighted.estimate != told.within.estimate
    assert told.trimmed is not None
    assert told.trimmed.teams == 180
    assert told.lead is not None
    assert told.lead_minimum_detectable is not None


def test_without_a_region_is_without_its_teams(known: Panel) -> None:
    told = link(known, seed=1, draws=9)
    by_hand = fit_at(known.of_teams(known.regions != 4), (0,)).slopes[0]
    assert told.without_region[4] == pytest.approx(by_hand)


@pytest.mark.parametrize("waves", [-3, -1, 0, 2, 9])
def test_moving_waves(waves: int) -> None:
    table = np.arange(12.0).reshape(2, 6)
    shifted = moved(table, waves)
    for wave in range(6):
        there = 0 <= wave - waves < 6
        np.testing.assert_array_equal(shifted[:, wave], table[:, wave - waves] if there else [np.nan] * 2)


def test_too_few_teams_says_what_it_would_need() -> None:
    panel = World(teams=5, regions=1).panel(np.random.default_rng(1))
    with pytest.raises(
        errors.TooFewTeamsError, match=r"Cannot tell, because only 5 teams.*at least 6"
    ) as caught:
        link(panel, seed=1)
    assert caught.value.facts == {"found": 5, "needed": 6}
    assert isinstance(caught.value, errors.CannotTellError)


def test_teams_alone_in_their_region_compare_with_nobody() -> None:
    panel = World(teams=12, regions=12).panel(np.random.default_rng(1))
    with pytest.raises(errors.TooFewTeamsError, match="because no team can be compared with others of its"):
        link(panel, seed=1)


def test_too_few_waves() -> None:
    with pytest.raises(errors.TooFewWavesError, match="only 2 waves"):
        link(World(waves=2).panel(np.random.default_rng(1)), seed=1)
    with pytest.raises(errors.TooFewWavesError, match="only one wave has both"):
        link(World(waves=1).panel(np.random.default_rng(1)), seed=1)
    with pytest.raises(errors.TooFewWavesError):  # a lag eats a wave
        link(World(waves=3).panel(np.random.default_rng(1)), seed=1, lag=1)


def test_an_exposure_that_never_varies() -> None:
    outcome = np.random.default_rng(1).normal(size=(12, 5))
    lasting = np.repeat(np.arange(12.0)[:, None], 5, axis=1)
    with pytest.raises(errors.ConstantExposureError):
        link(panel_of_tables(lasting, outcome), seed=1)


def test_an_outcome_that_never_varies_has_no_slope() -> None:
    exposure = np.random.default_rng(1).normal(size=(12, 5))
    told = link(panel_of_tables(exposure, np.full((12, 5), 0.4)), seed=1, draws=99)
    assert told.within.estimate == pytest.approx(0, abs=1e-12)
    assert told.linkage_class is LinkageClass.NO_LINK


def test_answers_of_one_cell_may_not_come_apart() -> None:
    """Least squares on answers called 69 % of nothing a link: such rows are refused."""
    with pytest.raises(errors.RepeatedCellError, match="Add answers up"):
        panel_of_rows(["a", "a", "b"], [1, 1, 1], [0.1, 0.2, 0.3], [0.1, 0.2, 0.3])


def test_rows_and_tables_are_the_same_panel() -> None:
    panel = formula_panel()
    team, wave = np.divmod(np.random.default_rng(1).permutation(24 * 6), 6)
    rows = panel_of_rows(
        team, wave, panel.exposure[team, wave], panel.outcome[team, wave], regions=panel.regions[team]
    )
    assert slope(fit_at(rows, (0,))) == pytest.approx(slope(fit_at(panel, (0,))))


@pytest.mark.parametrize(
    ("exposure", "outcome", "regions"),
    [((4, 5), (4, 6), 4), ((4, 5), (4, 5), 3), ((4,), (4,), 4)],
)
def test_tables_that_do_not_fit(exposure: tuple[int, ...], outcome: tuple[int, ...], regions: int) -> None:
    with pytest.raises(errors.WrongShapeError):
        panel_of_tables(np.zeros(exposure), np.zeros(outcome), regions=list(range(regions)))


@pytest.mark.parametrize("options", [{"level": 1.0}, {"lag": -1}, {"draws": 0}])
def test_impossible_wishes(options: dict[str, Any], known: Panel) -> None:
    with pytest.raises(errors.StatsError):
        link(known, seed=1, **options)


def test_gaps_and_hostile_cells_do_not_stop_it(known: Panel) -> None:
    outcome = known.outcome.copy()
    outcome[np.random.default_rng(1).random(outcome.shape) < 0.3] = np.nan
    outcome[0] = np.nan
    told = link(panel_of_tables(known.exposure, outcome, regions=known.regions), seed=1, draws=99)
    assert told.within.teams <= 199
    assert np.isfinite([told.within.low, told.within.high]).all()
