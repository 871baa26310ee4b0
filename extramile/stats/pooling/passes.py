"""Once up the tree and once down: exact, in time that grows with the number of nodes.

Everything is in units of the variance within nodes. What the answers at and below a node say of its level x
is kept as a precision and a pull: exp(-precision x^2 / 2 + pull x). A node differs from the one above it by
an effect of variance `ratio`; letting that effect go divides both by 1 + ratio precision.
"""

from typing import NamedTuple

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.pooling.tree import Tree


class Up(NamedTuple):
    """What is known of each place from below, and the parts of the likelihood."""

    precision: Floats
    pull: Floats
    looseness: Floats  # 1 + ratio * precision
    log_determinant: float
    explained: float  # of the sum of squares, by the effects; the mean not yet taken off


class Down(NamedTuple):
    """Mean and variance of each place's level given everything."""

    mean: Floats
    variance: Floats


def up(tree: Tree, precision: Floats, pull: Floats, ratios: Floats) -> Up:
    """Gather what is below each place. Arguments by place; `ratios` of the top is not used."""
    precision, pull = precision.copy(), pull.copy()
    looseness = np.ones(len(precision))
    for level, above in zip(tree.slices[:0:-1], tree.slices[-2::-1], strict=True):
        looseness[level] = 1 + ratios[level] * precision[level]
        to = tree.parent[level] - above.start
        size = above.stop - above.start
        precision[above] += np.bincount(to, precision[level] / looseness[level], size)
        pull[above] += np.bincount(to, pull[level] / looseness[level], size)
    explained = float(np.sum(ratios[1:] * pull[1:] ** 2 / looseness[1:]))
    return Up(precision, pull, looseness, float(np.sum(np.log(looseness[1:]))), explained)


def down(tree: Tree, known: Up, ratios: Floats, *, mean: float, variance: float) -> Down:
    """Hand down the mean and its variance, as known at the top."""
    means, variances = np.empty(len(ratios)), np.empty(len(ratios))
    means[0], variances[0] = mean, variance
    for level in tree.slices[1:]:
        above, loose = tree.parent[level], known.looseness[level]
        means[level] = (ratios[level] * known.pull[level] + means[above]) / loose
        variances[level] = ratios[level] / loose + variances[above] / loose**2
    return Down(means, variances)


def slopes(tree: Tree, known: Up, given: Down, *, within: float) -> Floats:
    """How the log-likelihood rises with each place's own ratio; right at a ratio of nought too.

    Fisher's identity: the expectation of the slope given the level of the node above.
    """
    mean, variance = given.mean[tree.parent], given.variance[tree.parent]
    precision, loose = known.precision, known.looseness
    surprise = (known.pull - precision * mean) ** 2 / within + precision**2 * variance
    rise: Floats = (surprise / loose**2 - precision / loose) / 2
    return rise


def draw(
    tree: Tree, known: Up, ratios: Floats, *, top: Floats, within: float, generator: np.random.Generator
) -> Floats:
    """Levels of every place together, shape (draws, places), below the drawn levels of the top."""
    levels = np.empty((len(top), len(ratios)))
    levels[:, 0] = top
    for level in tree.slices[1:]:
        above, loose = tree.parent[level], known.looseness[level]
        middle = (ratios[level] * known.pull[level] + levels[:, above]) / loose
        spread = np.sqrt(within * ratios[level] / loose)
        levels[:, level] = middle + spread * generator.standard_normal(middle.shape)
    return levels
