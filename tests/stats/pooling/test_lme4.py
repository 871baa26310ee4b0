"""Pooling over a tree says what lme4 says."""

import doctest

import numpy as np
import pytest

from extramile.stats.pooling import PooledTree, pool, pool_tree, pool_tree_values
from extramile.stats.pooling.pool import Likelihood
from tests.stats.lme4 import expected

# Yield of dyestuff of five preparations from each of six batches, in grams of standard colour.
# O. L. Davies (ed.), Statistical Methods in Research and Production, 1947, table 27; typed from the table.
DYESTUFF = np.array(
    [
        [1545, 1440, 1440, 1520, 1580],
        [1540, 1555, 1490, 1560, 1495],
        [1595, 1550, 1605, 1510, 1560],
        [1445, 1440, 1595, 1465, 1545],
        [1595, 1630, 1515, 1635, 1625],
        [1520, 1455, 1450, 1480, 1445],
    ]
)


def dyestuff(method: Likelihood) -> PooledTree:
    totals, squares = DYESTUFF.sum(axis=1), (DYESTUFF**2).sum(axis=1)
    return pool_tree_values([5] * 6, totals, squares, [-1] * 6, method=method)


def test_the_published_dyestuff() -> None:
    """lme4 1.1-31: lmer(Yield ~ 1 + (1 | Batch), Dyestuff), as its authors publish it."""
    pooled = dyestuff("reml")
    assert pooled.mean == pytest.approx(1527.5)
    assert pooled.variances["leaf"] ** 0.5 == pytest.approx(42.000595, abs=1e-5)
    assert pooled.within**0.5 == pytest.approx(49.510100, abs=1e-6)
    assert pooled.log_likelihood == pytest.approx(-159.82714, abs=1e-5)
    effects = [-17.606851, 0.391264, 28.562226, -23.084538, 56.733188, -44.995287]
    assert pooled.estimate - pooled.mean == pytest.approx(effects, abs=1e-5)


def test_dyestuff_by_maximum_likelihood() -> None:
    """Published with lme4: standard deviations 37.26 and 49.51, deviance 327.3271."""
    pooled = dyestuff("ml")
    assert pooled.variances["leaf"] ** 0.5 == pytest.approx(37.26034, abs=1e-4)
    assert -2 * pooled.log_likelihood == pytest.approx(327.3271, abs=1e-4)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_an_unbalanced_tree_of_employees_teams_and_regions(method: Likelihood) -> None:
    counts = expected("tree_counts").reshape(-1, 3)
    team = expected("tree_team_of_employee").astype(int) - 1
    region = expected("tree_region_of_team").astype(int) - 1
    parents = [*(55 + team), *(69 + region), *[73] * 4, -1]
    pooled = pool_tree(counts, parents, method=method, within="likelihood")
    name = f"tree_{method}"
    kinds = [pooled.variances[kind] ** 0.5 for kind in ("depth 1", "depth 2", "leaf")]
    deviations = expected(f"{name}_sd_region_team_employee_within")
    assert [*kinds, pooled.within**0.5] == pytest.approx(deviations.tolist(), abs=2e-6)
    assert pooled.mean == pytest.approx(expected(f"{name}_mean")[0], abs=1e-6)
    assert pooled.log_likelihood == pytest.approx(expected(f"{name}_log_likelihood")[0], abs=1e-6)
    above = np.append(pooled.estimate, pooled.mean)[np.array(parents)]
    effects = pooled.estimate - above
    assert effects[:55] == pytest.approx(expected(f"{name}_employee").tolist(), abs=2e-6)
    assert effects[55:69] == pytest.approx(expected(f"{name}_team").tolist(), abs=2e-6)
    assert effects[69:73] == pytest.approx(expected(f"{name}_region").tolist(), abs=2e-6)


def test_the_pooled_variance_within_is_near_that_of_the_likelihood() -> None:
    counts = expected("tree_counts").reshape(-1, 3)
    parents = [*(55 + expected("tree_team_of_employee").astype(int) - 1), *[69] * 14, -1]
    plain, joint = (pool_tree(counts, parents, within=within) for within in ("pooled", "likelihood"))
    assert plain.estimate == pytest.approx(joint.estimate.tolist(), abs=0.005)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(pool).failed == 0
