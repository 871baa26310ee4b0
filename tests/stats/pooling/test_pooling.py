"""Pooling over a tree: the same as the textbook's matrices on any tree, and defined at the edges."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extramile.stats import errors, pool_tree, pool_tree_values
from extramile.stats.counts import Floats
from extramile.stats.pooling import PooledTree
from extramile.stats.pooling.fit import Problem, state
from extramile.stats.pooling.tree import tree_of


class Made(NamedTuple):
    counts: NDArray[np.int64]
    parents: list[int]


@st.composite
def trees(draw: st.DrawFn) -> Made:
    """Any tree or forest, shuffled, any node with answers or without."""
    size = draw(st.integers(2, 14))
    above = [-1] + [draw(st.integers(-1, node - 1)) for node in range(1, size)]
    names = draw(st.permutations(range(size)))
    parents = [0] * size
    for node, parent in enumerate(above):
        parents[names[node]] = -1 if parent < 0 else names[parent]
    row = st.tuples(*[st.integers(0, 9)] * 3)
    counts = np.array(draw(st.lists(row, min_size=size, max_size=size)))
    counts[0] += (2, 1, 0)
    counts[-1] += (0, 1, 2)
    return Made(counts, parents)


def paths(parents: list[int]) -> Floats:
    """Which effects each node's level adds up; the only top has none."""
    only_top = parents.count(-1) == 1
    table = np.zeros((len(parents), len(parents)))
    for node in range(len(parents)):
        at = node
        while at >= 0:
            table[node, at] = not (only_top and parents[at] < 0)
            at = parents[at]
    return table


def by_matrices(made: Made, pooled: PooledTree) -> tuple[Floats, Floats, float]:
    """Mean and covariance of the levels, and the log-likelihood, with every answer a row of a big matrix."""
    n, score = made.counts.sum(axis=1), np.array([1.0, 0.0, -1.0])
    y = np.concatenate([np.repeat(score, row) for row in made.counts])
    at = np.repeat(np.arange(len(n)), n)
    kinds = tree_of(made.parents)
    by_place = np.array([pooled.variances[kinds.labels[kind]] if kind >= 0 else 0 for kind in kinds.kinds])
    variance = np.zeros(len(kinds.order))
    variance[kinds.order] = by_place
    path = paths(made.parents)
    levels = path @ np.diag(variance[: len(n)]) @ path.T
    covariance = levels[np.ix_(at, at)] + pooled.within * np.eye(len(y))
    inverse = np.linalg.inv(covariance)
    one = np.ones(len(y))
    sure = one @ inverse @ one
    mean = one @ inverse @ y / sure
    gain = levels[:, at] @ inverse
    beside = 1 - gain @ one
    spread = levels - gain @ levels[at] + np.outer(beside, beside) / sure
    rest = y - mean
    log_likelihood = (
        -(len(y) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + rest @ inverse @ rest) / 2
    )
    return mean + gain @ rest, spread, float(log_likelihood)


@given(made=trees(), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_any_tree_gives_what_matrices_give(made: Made, seed: int) -> None:
    labels = tree_of(made.parents).labels
    variances = dict(
        zip(labels, np.random.default_rng(seed).uniform(0, 0.3, len(labels)).tolist(), strict=True)
    )
    variances[labels[0]] = 0.0
    pooled = pool_tree(made.counts, made.parents, variances=variances, within=0.5)
    mean, spread, log_likelihood = by_matrices(made, pooled)
    assert pooled.estimate == pytest.approx(np.clip(mean, -1, 1).tolist(), abs=1e-9)
    assert pooled.variance == pytest.approx(np.diag(spread).tolist(), abs=1e-9)
    assert pooled.log_likelihood == pytest.approx(log_likelihood, abs=1e-8)


@given(made=trees(), restricted=st.booleans(), known=st.booleans(), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_the_slope_of_the_likelihood_is_its_slope(
    made: Made, restricted: bool, known: bool, seed: int
) -> None:
    tree, n = tree_of(made.parents), made.counts.sum(axis=1)
    total = made.counts[:, 0] - made.counts[:, 2]
    squares = float((made.counts[:, 0] + made.counts[:, 2]).sum())
    problem = Problem(
        tree,
        tree.at_places(n.astype(np.float64)),
        tree.at_places(total.astype(np.float64)),
        squares,
        0.5 if known else None,
        restricted,
    )
    ratios = np.random.default_rng(seed).uniform(0, 0.5, len(tree.labels))
    ratios[0] = 1e-6
    for kind, rise in enumerate(state(problem, ratios).slope):
        beside = np.eye(len(ratios))[kind] * 5e-7
        numeric = (state(problem, ratios + beside).deviance - state(problem, ratios - beside).deviance) / 1e-6
        assert rise == pytest.approx(numeric, rel=1e-3, abs=1e-4)


@given(made=trees())
@settings(max_examples=30, deadline=None)
def test_no_other_variances_are_likelier(made: Made) -> None:
    """Maximum likelihood, boundary allowed: nudging any variance, up or down, wins nothing."""
    best = pool_tree(made.counts, made.parents)
    for kind, variance in best.variances.items():
        for other in (variance * 1.02 + 1e-4, variance * 0.98):
            tried = dict(best.variances) | {kind: other}
            beside = pool_tree(made.counts, made.parents, variances=tried, within=best.within)
            if _can_be_told(made, kind):
                assert beside.log_likelihood <= best.log_likelihood + 1e-6
    assert np.all(best.low <= best.estimate)
    assert np.all(best.estimate <= best.high)
    assert np.all((best.own_weight >= 0) & (best.own_weight <= 1))


def _can_be_told(made: Made, kind: object) -> bool:
    """At least two nodes of the kind have answers at or below them, and more than one each."""
    tree = tree_of(made.parents)
    pooled = pool_tree(made.counts, made.parents, variances={}, within=0.5)
    below = tree.at_places(pooled.n)
    some = [
        n
        for n, number in zip(below, tree.kinds, strict=True)
        if number >= 0 and tree.labels[number] == kind and n
    ]
    return len(some) > 1 and max(some) > 1


def test_the_draws_have_the_covariance_of_the_matrices() -> None:
    made = Made(
        np.array([[5, 2, 1], [1, 0, 0], [0, 0, 0], [3, 3, 3], [0, 0, 0], [0, 0, 0]]), [4, 4, 4, 5, 5, -1]
    )
    pooled = pool_tree(made.counts, made.parents, variances={"leaf": 0.1, "depth 1": 0.05}, within=0.5)
    mean, spread, _ = by_matrices(made, pooled)
    draws = pooled.draws(200_000, generator=np.random.default_rng(1))
    assert draws.mean(axis=0) == pytest.approx(mean.tolist(), abs=0.005)
    assert np.cov(draws.T) == pytest.approx(spread, abs=0.003)


def test_few_answers_lean_on_the_team_and_many_do_not() -> None:
    counts = [(3, 0, 0), (300, 80, 20), (20, 10, 10), (25, 10, 5), (30, 6, 4), (10, 10, 20)]
    pooled = pool_tree(counts, [6, 6, 6, 7, 7, 7, 8, 8, -1])
    moved = np.abs(pooled.estimate - pooled.plain)
    assert moved[0] > 5 * moved[1]
    assert pooled.own_weight[0] < pooled.own_weight[2] < pooled.own_weight[1]
    assert pooled.n.tolist()[-3:] == [443, 120, 563]
    assert pooled.points.estimate == pytest.approx(100 * pooled.estimate)


def test_the_order_of_the_nodes_does_not_matter() -> None:
    generator = np.random.default_rng(3)
    counts = generator.integers(0, 12, (40, 3))
    parents = np.concatenate([np.repeat(np.arange(40, 48), 5), [48] * 8, [-1]])
    straight = pool_tree(counts, parents)
    padded = np.vstack([counts, np.zeros((9, 3), dtype=int)])
    order = generator.permutation(49)
    place = np.argsort(order)
    above = parents[order]
    mixed = pool_tree(padded[order], np.where(above < 0, -1, place[above]))
    assert mixed.estimate[place] == pytest.approx(straight.estimate.tolist(), abs=1e-7)


def test_a_node_without_answers_gets_what_is_known_of_those_above() -> None:
    pooled = pool_tree([(9, 1, 0), (2, 2, 6), (0, 0, 0)], [3, 3, 3, -1])
    assert pooled.estimate[2] == pytest.approx(pooled.mean)
    assert np.isnan(pooled.plain[2])
    assert pooled.own_weight[2] == 0
    assert pooled.variance[2] == max(pooled.variance)


def test_nobody_differs_gives_the_same_level_for_all() -> None:
    pooled = pool_tree([(7, 2, 1)] * 12, [12] * 12 + [-1])
    assert pooled.variances == {"leaf": 0.0}
    assert pooled.estimate == pytest.approx(0.6)


def test_only_promoters_anywhere_is_a_defined_answer() -> None:
    pooled = pool_tree([(5, 0, 0), (9, 0, 0)], [2, 2, -1])
    assert pooled.estimate == pytest.approx(1.0)
    assert np.all(pooled.low < 1)


def test_one_answer_each_says_nothing_of_differences() -> None:
    pooled = pool_tree([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0)], [-1] * 4)
    assert pooled.variances == {"leaf": 0.0}
    assert pooled.estimate == pytest.approx(0.25)
    assert np.all(pooled.width > 0)


def test_employees_at_several_depths_are_still_one_kind() -> None:
    pooled = pool_tree([(5, 1, 2), (7, 1, 1), (2, 3, 1)], [3, 4, 4, -1, 3])
    assert set(pooled.variances) == {"leaf", "depth 1"}
    named = pool_tree(
        [(5, 1, 2), (7, 1, 1), (2, 3, 1)], [3, 4, 4, -1, 3], kinds=["a", "b", "b", "top", "team"]
    )
    assert set(named.variances) == {"a", "b", "team"}


@pytest.mark.parametrize(
    ("counts", "parents", "error", "says"),
    [
        ([(1, 2, -3)], [-1], errors.NegativeCountError, "below zero"),
        ([(1, 2, 0.5)], [-1], errors.NotWholeError, "whole"),
        ([(1, 2, float("nan"))], [-1], errors.NotWholeError, "whole"),
        ([(1, 2)], [-1], errors.MeasureError, "promoters, passives, detractors"),
        ([(1, 2, 3), (1, 2)], [-1, -1], errors.StatsError, "shape"),
        ([(0, 0, 0)] * 2, [-1, -1], errors.NoAnswersError, "Leave out"),
        ([(1, 2, 3)], [-1], errors.NothingToPoolError, "nps_interval"),
        ([(1, 2, 3), (0, 0, 0)], [1, -1], errors.NothingToPoolError, "nps_interval"),
        ([(1, 2, 3)] * 3, [1, 2, 0], errors.CycleError, "circles"),
        ([(1, 2, 3)] * 4, [1, 2, 1, -1], errors.CycleError, "1, 2"),
        ([(1, 2, 3)] * 2, [0, -1], errors.CycleError, "0"),
        ([(1, 2, 3)] * 2, [7, -1], errors.ParentError, "outside"),
        ([(1, 2, 3)] * 2, [-2, -1], errors.ParentError, "outside"),
        ([(1, 2, 3)] * 2, [0.5, -1], errors.ParentError, "whole numbers"),
        ([(1, 2, 3)] * 3, [1, -1], errors.ParentError, "3 rows"),
        ([(1, 2, 3)], [], errors.ParentError, "whole numbers"),
    ],
)
def test_what_is_wrong_and_what_to_do(
    counts: list[tuple[float, ...]], parents: list[int], error: type[errors.StatsError], says: str
) -> None:
    with pytest.raises(error, match=says):
        pool_tree(counts, parents)


def test_measures_that_cannot_be() -> None:
    with pytest.raises(errors.MeasureError, match="squares"):
        pool_tree_values([2, 2], [4, 4], [1, 1], [-1, -1])
    with pytest.raises(errors.MeasureError, match="missing"):
        pool_tree_values([2, 2], [4, float("nan")], [9, 9], [-1, -1])
    with pytest.raises(errors.NoSpreadError, match="within"):
        pool_tree_values([2, 2], [4, 6], [8, 18], [-1, -1])
    with pytest.raises(errors.MeasureError, match="kinds that no node has"):
        pool_tree([(1, 1, 1)] * 2, [-1, -1], variances={"team": 0.1})
    with pytest.raises(errors.UnknownMethodError, match="reml"):
        pool_tree([(1, 1, 1)] * 2, [-1, -1], method="map")  # type: ignore[arg-type]
    with pytest.raises(errors.ImpossibleLevelError):
        pool_tree([(1, 1, 1)] * 2, [-1, -1], level=95)
