"""Variances of a tree's effects by (restricted) maximum likelihood; nought is a possible answer."""

from dataclasses import dataclass

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.maximum import lowest
from extramile.stats.pooling.passes import Down, Up, down, slopes, up
from extramile.stats.pooling.tree import TOP, Tree


@dataclass(frozen=True, slots=True)
class Problem:
    """Answers by place, and how the variances are looked for.

    Attributes
    ----------
    precision, pull : answers and their total (about the overall mean) of each place's own
    squares : the sum of all squared answers about the overall mean
    within : the variance within nodes where it is known, else None: then it is estimated as well
    restricted : whether the mean costs a degree of freedom (REML)
    """

    tree: Tree
    precision: Floats
    pull: Floats
    squares: float
    within: float | None
    restricted: bool

    @property
    def freedom(self) -> float:
        return float(self.precision.sum()) - self.restricted


@dataclass(frozen=True, slots=True)
class State:
    """Everything at one choice of ratios."""

    deviance: float
    slope: Floats
    within: float
    known: Up


def state(problem: Problem, by_kind: Floats) -> State:
    """The deviance (-2 log-likelihood, less a constant) and its slope by kind."""
    ratios = spread(problem.tree, by_kind)
    known = up(problem.tree, problem.precision, problem.pull, ratios)
    rest = problem.squares - known.explained - known.pull[0] ** 2 / known.precision[0]
    within = problem.within if problem.within is not None else max(rest / problem.freedom, 1e-300)
    fit = rest / within if problem.within is not None else problem.freedom * float(np.log(within))
    deviance = fit + known.log_determinant + problem.restricted * float(np.log(known.precision[0]))
    given = levels(problem, known, ratios, sure_mean=not problem.restricted)
    rise = slopes(problem.tree, known, given, within=within)
    slope: Floats = np.bincount(problem.tree.kinds[1:], -2 * rise[1:], len(by_kind)).astype(np.float64)
    return State(deviance, slope, within, known)


def spread(tree: Tree, by_kind: Floats) -> Floats:
    """The ratio of each place."""
    return np.where(tree.kinds == TOP, 0.0, np.append(by_kind, 0.0)[tree.kinds])


def levels(problem: Problem, known: Up, ratios: Floats, *, sure_mean: bool) -> Down:
    """Mean and variance of every level; with `sure_mean` as if the overall mean were known."""
    precision = known.precision[0]
    return down(
        problem.tree,
        known,
        ratios,
        mean=float(known.pull[0] / precision),
        variance=0.0 if sure_mean else float(1 / precision),
    )


def estimated(problem: Problem) -> Floats:
    """The ratio (to the variance within) of each kind at the maximum."""
    scale = _typical(problem)
    free = scale > 0
    if not free.any():
        return np.zeros(len(scale))

    def full(chosen: Floats) -> Floats:
        ratios = np.zeros(len(scale))
        ratios[free] = chosen * scale[free]
        return ratios

    def deviance(chosen: Floats) -> tuple[float, Floats]:
        found = state(problem, full(chosen))
        return found.deviance, found.slope[free] * scale[free]

    return full(lowest(deviance, np.ones(int(free.sum()))))


def _typical(problem: Problem) -> Floats:
    """For each kind the ratio at which answers and effect weigh alike; nought where it cannot be told.

    One node with answers tells nothing of how much nodes differ. Nor do leaves of one answer each: their
    differences are as well those between answers.
    """
    tree = problem.tree
    below = up(tree, problem.precision, problem.pull, np.zeros(len(tree.kinds))).precision
    typical = np.zeros(len(tree.labels))
    for kind in range(len(typical)):
        some = below[(tree.kinds == kind) & (below > 0)]
        if len(some) > 1 and some.max() > 1:
            typical[kind] = 1 / np.median(some)
    return typical
