"""Pool the answers of a tree of units with employees as its leaves."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    MeasureError,
    NoAnswersError,
    NoSpreadError,
    NothingToPoolError,
    ParentError,
    UnknownMethodError,
)
from extramile.stats.intervals import quantile
from extramile.stats.moments import Moments, checked_moments, moments_of_counts
from extramile.stats.pooling.fit import Problem, estimated, levels, spread, state
from extramile.stats.pooling.passes import up
from extramile.stats.pooling.result import Inside, PooledTree
from extramile.stats.pooling.tree import Tree, tree_of

Likelihood: TypeAlias = Literal["ml", "reml"]
Within: TypeAlias = Literal["pooled", "likelihood"]
LIKELIHOODS: Final[tuple[Likelihood, ...]] = get_args(Likelihood)


def pool_tree(
    counts: ArrayLike,
    parents: ArrayLike,
    *,
    kinds: Sequence[Hashable] | None = None,
    method: Likelihood = "ml",
    within: Within | float = "pooled",
    variances: Mapping[Hashable, float] | None = None,
    level: float = 0.95,
) -> PooledTree:
    """Pooled Net Promoter Scores of all nodes of a tree.

    Whoever has few answers is drawn towards the team, the team towards its region, and so on: each as far
    as the answers of all together say that is right. Whoever has many answers stays where they are.

    Parameters
    ----------
    counts : array_like of int, shape (rows, 3)
        Promoters, passives and detractors of each node's own answers. Fewer rows than nodes: the nodes
        that follow have no answers of their own (hand in employees first, then units).
    parents : array_like of int, shape (nodes,)
        The place (from 0) of the node above each node; -1 for a top. Any depth, branches of unequal
        length. One top carries the overall mean; several tops differ about it like any other nodes.
    kinds : sequence of hashable, length nodes, optional
        Nodes of one kind share a variance. By default leaves are one kind (``"leaf"``) and the nodes above
        them one for each depth (``"depth 1"``, ...).
    method : {"ml", "reml"}
        Maximum likelihood of the variances, or restricted: then the mean costs a degree of freedom.
    within : {"pooled", "likelihood"} or float
        The variance of single answers within a node: pooled over all nodes that have answers; or by
        likelihood together with the others, as lme4 does; or as known.
    variances : mapping from kind to float, optional
        Known variances of the effects; nothing is estimated then. Kinds left out have none.
    level : float
        Chance with which each interval is to hold the level.

    Returns
    -------
    PooledTree
        Estimates and limits from -1 to +1, one for each node in the order handed in.

    Raises
    ------
    CountsError, MeasureError
        For counts that are negative, not whole, of another shape, or all zero.
    ParentError, CycleError
        For parents that make no tree.
    NothingToPoolError
        If fewer than two nodes have answers and no variances are given.
    ChoiceError
        For an unknown method or an impossible level.

    Notes
    -----
    The model is ``y = mean + effects along the path + noise`` with normal effects of one variance a kind
    ([1]_, best linear unbiased prediction). The noise has one variance for all nodes: a variance of each
    employee's own, from a handful of answers, makes intervals that hold too seldom. Where all answers
    within nodes are alike, the noise is that of the pooled shares with 3/4 promoter, 3/4 detractor and
    1 1/2 passive added. The intervals take the variances as known: with fewer
    than some twenty employees in all they are too narrow.

    References
    ----------
    .. [1] Robinson, G. K. (1991), "That BLUP is a good thing", Statistical Science 6, 15-32.

    Examples
    --------
    >>> counts = [(9, 1, 0), (4, 3, 3), (7, 2, 1), (3, 0, 0)]
    >>> pooled = pool_tree(counts, [4, 4, 5, 5, 6, 6, -1])
    >>> bool(pooled.estimate[3] < pooled.plain[3])
    True
    """
    moments = moments_of_counts(counts)
    ask = _Ask(method, _within_counts(moments) if within == "pooled" else within, variances, level)
    pooled = _pool(moments, tree_of(parents, kinds), ask)
    return _kept_within_scale(pooled)


def pool_tree_values(
    n: ArrayLike,
    totals: ArrayLike,
    squares: ArrayLike,
    parents: ArrayLike,
    *,
    kinds: Sequence[Hashable] | None = None,
    method: Likelihood = "ml",
    within: Within | float = "pooled",
    variances: Mapping[Hashable, float] | None = None,
    level: float = 0.95,
) -> PooledTree:
    """The same of any measure of which the answers are added up: a rating, an engagement mean.

    Parameters
    ----------
    n, totals, squares : array_like, shape (rows,)
        Of each node's own answers: how many, their sum, the sum of their squares.
    parents, kinds, method, within, variances, level
        As in `pool_tree`.

    Returns
    -------
    PooledTree
        In the unit of the measure; its limits are not cut off.

    Raises
    ------
    StatsError
        As `pool_tree`; NoSpreadError if all answers within each node are equal.

    Examples
    --------
    >>> pool_tree_values([2, 2], [3, 7], [5, 25], [-1, -1]).estimate.round(6).tolist()
    [1.75, 3.25]
    """
    moments = checked_moments(n, totals, squares)
    return _pool(moments, tree_of(parents, kinds), _Ask(method, within, variances, level))


class _Ask(NamedTuple):
    """How it is to be done."""

    method: Likelihood
    within: Within | float
    variances: Mapping[Hashable, float] | None
    level: float


def _pool(moments: Moments, tree: Tree, ask: _Ask) -> PooledTree:
    z = quantile(ask.level)
    if ask.method not in LIKELIHOODS:
        raise UnknownMethodError(ask.method, LIKELIHOODS)
    if len(moments.n) > tree.nodes:
        raise ParentError(f"{len(moments.n)} rows of answers for {tree.nodes} nodes.")
    total = moments.n.sum()
    if total == 0:
        raise NoAnswersError
    if ask.variances is None and np.count_nonzero(moments.n) < 2:
        raise NothingToPoolError("Only one node has answers.")
    middle = float(moments.totals.sum() / total)
    within = _known_within(moments, ask.within)
    problem = _problem(moments, tree, middle, within, restricted=ask.method == "reml")
    return _solved(problem, _ratios(problem, ask.variances), middle, z)


def _known_within(moments: Moments, within: Within | float) -> float | None:
    if within == "likelihood" or (within == "pooled" and moments.within_freedom == 0):
        return None
    known = moments.within_sum / moments.within_freedom if within == "pooled" else within
    if isinstance(known, str):
        raise UnknownMethodError(known, get_args(Within))
    if not (math.isfinite(known) and known > 0):
        raise NoSpreadError
    return float(known)


def _within_counts(moments: Moments) -> Within | float:
    """Where answers within nodes do not differ at all, what they might do."""
    if moments.within_sum > 1e-12 or not moments.n.sum():
        return "pooled"
    n = moments.n.sum() + 3
    apart = (moments.squares.sum() + 1.5) / n
    return float(apart - (moments.totals.sum() / n) ** 2)


def _problem(
    moments: Moments, tree: Tree, middle: float, within: float | None, *, restricted: bool
) -> Problem:
    beside = moments.about(middle)
    return Problem(
        tree=tree,
        precision=tree.at_places(moments.n),
        pull=tree.at_places(beside.totals),
        squares=float(beside.squares.sum()),
        within=within,
        restricted=restricted,
    )


def _ratios(problem: Problem, variances: Mapping[Hashable, float] | None) -> Floats:
    if variances is None:
        return estimated(problem)
    if unknown := set(variances) - set(problem.tree.labels):
        raise MeasureError(f"Variances of kinds that no node has: {', '.join(map(str, unknown))}.")
    given = np.array([variances.get(label, 0.0) for label in problem.tree.labels], dtype=np.float64)
    if not np.all(np.isfinite(given) & (given >= 0)):
        raise MeasureError("A variance is missing or below zero. Hand in squares of standard deviations.")
    if problem.within is None:
        raise MeasureError("Known variances need a known variance within nodes: hand in within, a number.")
    return np.asarray(given / problem.within)


def _solved(problem: Problem, by_kind: Floats, middle: float, z: float) -> PooledTree:
    tree, found = problem.tree, state(problem, by_kind)
    ratios = spread(tree, by_kind)
    given = levels(problem, found.known, ratios, sure_mean=False)
    below = up(tree, problem.precision, problem.pull, np.zeros(len(ratios)))
    estimate, variance = tree.by_node(given.mean) + middle, tree.by_node(given.variance) * found.within
    n, half = tree.by_node(below.precision), z * np.sqrt(variance)
    plain = np.divide(tree.by_node(below.pull), n, out=np.full(len(n), np.nan), where=n > 0) + middle
    own = tree.by_node(1 - 1 / found.known.looseness)
    if not tree.made_top:
        own[tree.order[0]] = 1.0
    return PooledTree(
        estimate, estimate - half, estimate + half, n, plain, variance, own,
        mean=float(given.mean[0] + middle),
        variances=dict(zip(tree.labels, (by_kind * found.within).tolist(), strict=True)),
        within=found.within,
        log_likelihood=_log_likelihood(problem, found.deviance),
        _inside=Inside(tree, found.known, ratios, middle),
    )  # fmt: skip


def _log_likelihood(problem: Problem, deviance: float) -> float:
    """With the constants that the deviance leaves out."""
    freedom = problem.freedom
    if problem.within is None:
        deviance += freedom * (1 + math.log(2 * math.pi))
    else:
        deviance += freedom * math.log(2 * math.pi * problem.within)
    return -deviance / 2


def _kept_within_scale(pooled: PooledTree) -> PooledTree:
    estimate = np.clip(pooled.estimate, -1.0, 1.0)
    return replace(
        pooled, estimate=estimate, low=np.clip(pooled.low, -1.0, 1.0), high=np.clip(pooled.high, -1.0, 1.0)
    )
