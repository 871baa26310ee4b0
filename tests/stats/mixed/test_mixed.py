"""Mixed models: lme4's values, the textbook's matrices, one engine against the other, and the edges."""

import doctest
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from extramile.stats import (
    errors,
    grouping,
    indicators,
    membership,
    mixed_model,
    mixed_model_values,
    pool_tree,
)
from extramile.stats.counts import Floats
from extramile.stats.mixed import Effect, MixedFit, likelihood, model
from extramile.stats.mixed.design import equations
from extramile.stats.moments import moments_of_counts
from tests.stats.lme4 import expected

SCORES = np.array([1, 0, -1])


def one_hot(scores: Floats) -> NDArray[np.int64]:
    return np.array(scores[:, None] == SCORES, dtype=np.int64)


def crossed() -> tuple[NDArray[np.int64], list[Effect], Any]:
    """900 jobs, one in four by two of 20 employees, at 30 sites, of 3 kinds."""
    first, second, site, kind = (
        expected(f"crossed_{name}").astype(int) - 1 for name in ("first", "second", "site", "kind")
    )
    shared = np.flatnonzero(second >= 0)
    rows, members = np.concatenate([np.arange(900), shared]), np.concatenate([first, second[shared]])
    effects = [membership("employee", rows, members, count=900), grouping("site", site)]
    return one_hot(expected("crossed_y")), effects, indicators(kind)


@cache
def fitted() -> MixedFit:
    counts, effects, kinds = crossed()
    return mixed_model(counts, effects, fixed=kinds)


def test_crossed_effects_with_shared_jobs_are_those_of_lme4() -> None:
    fit = fitted()
    deviations = [fit.variances["site"] ** 0.5, fit.variances["employee"] ** 0.5, fit.within**0.5]
    assert deviations == pytest.approx(expected("crossed_reml_sd_site_employee_within").tolist(), abs=1e-6)
    assert [fit.mean, *fit.fixed] == pytest.approx(expected("crossed_reml_fixed").tolist(), abs=1e-6)
    assert fit.log_likelihood == pytest.approx(expected("crossed_reml_log_likelihood")[0], abs=1e-6)
    assert fit.effects["employee"] == pytest.approx(expected("crossed_reml_employee").tolist(), abs=1e-6)
    assert fit.effects["site"] == pytest.approx(expected("crossed_reml_site").tolist(), abs=1e-6)


def by_matrices(fit: MixedFit, combination: Floats, columns: Floats, y: Floats) -> tuple[float, float, float]:
    """Prediction, its error variance and the restricted log-likelihood, from the full covariance."""
    sizes = {name: len(levels) for name, levels in fit.effects.items()}
    variance = np.concatenate([np.full(size, fit.variances[name]) for name, size in sizes.items()])
    fixed = columns.shape[1] - len(variance)
    x, z = columns[:, :fixed], columns[:, fixed:]
    covariance = z @ np.diag(variance) @ z.T + fit.within * np.eye(len(y))
    inverse = np.linalg.inv(covariance)
    sure = x.T @ inverse @ x
    beta = np.linalg.solve(sure, x.T @ inverse @ y)
    rest = y - x @ beta
    k, m = combination[:fixed], combination[fixed:]
    gain = m @ np.diag(variance) @ z.T @ inverse
    beside = k - gain @ x
    error = (
        m @ np.diag(variance) @ m - gain @ z @ np.diag(variance) @ m + beside @ np.linalg.solve(sure, beside)
    )
    fit_value = rest @ inverse @ rest + np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(sure)[1]
    return (
        float(k @ beta + gain @ rest),
        float(error),
        float(-(fit_value + (len(y) - fixed) * np.log(2 * np.pi)) / 2),
    )


def test_levels_and_their_variances_are_those_of_the_full_matrices() -> None:
    counts, effects, kinds = crossed()
    fit = fitted()
    columns = sparse.hstack([np.ones((900, 1)), kinds, *(effect.incidence for effect in effects)]).toarray()
    mix = columns[:, :3].mean(axis=0)
    found = fit.levels({"employee": [4, 7], "site": [-1, 2]})
    for row, (employee, site) in enumerate([(4, None), (7, 2)]):
        combination = np.concatenate([mix, np.zeros(50)])
        combination[3 + employee] = 1
        if site is not None:
            combination[23 + site] = 1
        level, variance, log_likelihood = by_matrices(fit, combination, columns, counts @ SCORES)
        assert found.estimate[row] == pytest.approx(level, abs=1e-6)
        assert found.variance[row] == pytest.approx(variance, rel=1e-6)
        assert fit.log_likelihood == pytest.approx(log_likelihood, abs=1e-6)
    assert found.n[0] == pytest.approx(effects[0].incidence[:, [4]].sum())


@pytest.mark.parametrize("restricted", [True, False])
def test_the_slope_of_the_likelihood_is_its_slope(restricted: bool) -> None:
    counts, effects, kinds = crossed()
    made = equations(moments_of_counts(counts).about(0.5), kinds, effects)
    at, nudge = np.array([0.1, 0.03]), 1e-6
    slope = likelihood.exact(made, at, restricted=restricted).slope
    for place in range(2):
        beside = np.eye(2)[place] * nudge
        up, down = (
            likelihood.exact(made, at + way * beside, restricted=restricted).deviance for way in (1, -1)
        )
        assert slope[place] == pytest.approx((up - down) / (2 * nudge), rel=1e-4)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_nested_effects_are_those_of_the_tree(method: Any) -> None:
    counts = expected("tree_counts").reshape(-1, 3).astype(int)
    team = expected("tree_team_of_employee").astype(int) - 1
    region = expected("tree_region_of_team").astype(int)[team] - 1
    effects = [grouping("employee", np.arange(55)), grouping("team", team), grouping("region", region)]
    fit = mixed_model(counts, effects, method=method)
    tree = pool_tree(
        counts,
        [*(55 + team), *(69 + expected("tree_region_of_team").astype(int) - 1), *[73] * 4, -1],
        method=method,
        within="likelihood",
    )
    assert list(fit.variances.values()) == pytest.approx(
        [tree.variances[kind] for kind in ("leaf", "depth 2", "depth 1")], abs=1e-6
    )
    found = fit.levels({"employee": np.arange(55), "team": team, "region": region})
    assert found.estimate == pytest.approx(tree.estimate[:55].tolist(), abs=1e-5)
    assert found.variance == pytest.approx(tree.variance[:55].tolist(), rel=1e-3)
    assert fit.log_likelihood == pytest.approx(tree.log_likelihood, abs=1e-6)


def test_probes_find_what_the_whole_matrix_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine for large designs on one that both can do: 250 employees crossed with 80 sites."""
    draw = np.random.default_rng(20_261_122)
    employee, site = draw.integers(0, 250, 10_000), draw.integers(0, 80, 10_000)
    level = 0.4 + draw.normal(0, 0.2, 250)[employee] + draw.normal(0, 0.15, 80)[site]
    counts = one_hot(np.where(draw.random(10_000) < (level + 1) / 2, 1, -1))
    effects = [grouping("employee", employee), grouping("site", site)]
    exact = mixed_model(counts, effects)
    monkeypatch.setattr(likelihood, "SMALL", 0)
    rough = mixed_model(counts, effects)
    for name, variance in exact.variances.items():
        assert rough.variances[name] == pytest.approx(variance, rel=0.06)
    assert np.abs(rough.effects["employee"] - exact.effects["employee"]).max() < 0.01
    assert rough.within == pytest.approx(exact.within, rel=1e-3)


def test_an_effect_that_is_not_there_gets_no_variance() -> None:
    draw = np.random.default_rng(7)
    counts = one_hot(draw.choice(SCORES, 3_000))
    fit = mixed_model(counts, [grouping("site", np.arange(3_000) % 60)])
    assert fit.variances["site"] < 0.005
    assert np.abs(fit.effects["site"]).max() < 0.1


def test_case_mix_is_allowed_for() -> None:
    """An employee who gets the hard work is not thought worse; without the kinds they would be."""
    draw = np.random.default_rng(11)
    employee = np.repeat(np.arange(30), 400)
    hard = draw.random(12_000) < np.where(employee < 15, 0.8, 0.2)
    counts = one_hot(np.where(draw.random(12_000) < np.where(hard, 0.6, 0.85), 1, -1))
    effects = [grouping("employee", employee)]
    plain, fair = (
        mixed_model(counts, effects),
        mixed_model(counts, effects, fixed=indicators(hard.astype(int))),
    )
    gap = [
        float(fit.effects["employee"][15:].mean() - fit.effects["employee"][:15].mean())
        for fit in (plain, fair)
    ]
    assert gap[0] > 0.2
    assert abs(gap[1]) < 0.05


def test_a_shared_job_counts_for_both_and_half() -> None:
    rows, members = [0, 0, 1, 2], [0, 1, 0, 1]
    effect = membership("employee", rows, members, count=3)
    assert effect.incidence.toarray().tolist() == [[0.5, 0.5], [1, 0], [0, 1]]
    weighted = membership("employee", rows, members, count=3, weights=[0.75, 0.25, 1, 1])
    assert weighted.incidence.toarray()[0].tolist() == [0.75, 0.25]


def test_rows_that_are_alike_are_put_together_and_change_nothing() -> None:
    draw = np.random.default_rng(3)
    employee, site = draw.integers(0, 8, 4_000), draw.integers(0, 5, 4_000)
    counts = one_hot(draw.choice(SCORES, 4_000, p=[0.6, 0.3, 0.1]))
    effects = [grouping("employee", employee), grouping("site", site)]
    cells = np.zeros((40, 3), dtype=int)
    np.add.at(cells, employee * 5 + site, counts)
    by_cell = [grouping("employee", np.arange(40) // 5), grouping("site", np.arange(40) % 5)]
    known: dict[str, Any] = {"variances": {"employee": 0.02, "site": 0.01}, "within": 0.5}
    single, together = mixed_model(counts, effects, **known), mixed_model(cells, by_cell, **known)
    assert single.effects["employee"] == pytest.approx(together.effects["employee"].tolist(), abs=1e-9)
    moments = mixed_model_values(cells.sum(1), cells @ SCORES, cells @ SCORES**2, by_cell, **known)
    assert moments.effects["site"] == pytest.approx(together.effects["site"].tolist(), abs=1e-9)


def test_what_is_wrong_and_what_to_do() -> None:
    counts = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0)]
    two = [grouping("employee", [0, 0, 1, 1])]
    ones, noughts, gap = np.ones((4, 1)), np.zeros((4, 1)), [[1.0], [2.0], [np.nan], [3.0]]
    wrong: list[tuple[type[errors.StatsError], str, Any]] = [
        (
            errors.DependentEffectsError,
            "Leave one column",
            lambda: mixed_model(counts, two, fixed=ones),
        ),
        (
            errors.DependentEffectsError,
            "Leave one column",
            lambda: mixed_model(counts, two, fixed=noughts),
        ),
        (errors.NothingToPoolError, "no random effect", lambda: mixed_model(counts, [])),
        (errors.NothingToPoolError, "employee", lambda: mixed_model(counts, [grouping("employee", [0] * 4)])),
        (errors.NoAnswersError, "Leave out", lambda: mixed_model(np.zeros((4, 3), dtype=int), two)),
        (errors.NoSpreadError, "variance", lambda: mixed_model([(1, 0, 0)] * 4, two)),
        (errors.NegativeCountError, "below zero", lambda: mixed_model([(-1, 0, 0)] * 4, two)),
        (errors.UnequalShapesError, "shapes", lambda: mixed_model(counts[:3], two)),
        (
            errors.MeasureError,
            "missing",
            lambda: mixed_model(counts, two, fixed=gap),
        ),
        (errors.MeasureError, "one name", lambda: mixed_model(counts, two * 2)),
        (errors.MeasureError, "within", lambda: mixed_model(counts, two, variances={"employee": 0.1})),
        (errors.MeasureError, "fixed effects", lambda: mixed_model(counts, two, fixed=np.eye(4)[:, 1:])),
        (errors.MeasureError, "whole numbers", lambda: grouping("site", [0.5])),
        (errors.MeasureError, "outside", lambda: membership("employee", [0, 5], [0, 1], count=2)),
        (errors.MeasureError, "weights", lambda: membership("employee", [0], [0], count=1, weights=[-1])),
        (errors.MeasureError, "below 0", lambda: indicators([-1, 0])),
        (errors.MeasureError, "does not have", lambda: fitted().levels({"employee": [99]})),
        (errors.MeasureError, "employee, site", lambda: fitted().levels({"team": [0]})),
        (errors.MeasureError, "2 numbers", lambda: fitted().levels({"employee": [0]}, fixed=[1.0])),
        (errors.UnknownMethodError, "ml, reml", lambda: mixed_model(counts, two, method="x")),  # type: ignore[arg-type]
    ]
    for error, says, ask in wrong:
        with pytest.raises(error, match=says):
            ask()


def test_the_examples_are_true() -> None:
    assert doctest.testmod(model).failed == 0
