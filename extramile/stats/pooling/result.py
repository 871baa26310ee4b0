"""What pooling over a tree hands back."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.errors import MeasureError
from extramile.stats.intervals import Interval
from extramile.stats.pooling.passes import Up, draw
from extramile.stats.pooling.tree import Tree


@dataclass(frozen=True, slots=True)
class PooledTree(Interval[Floats]):
    """The pooled level of every node, in the order handed in.

    Attributes
    ----------
    estimate, low, high : ndarray, shape (nodes,)
        The posterior mean and the interval that holds the level with the chance asked for. For scores
        from -1 to +1, and kept within them.
    n : ndarray, shape (nodes,)
        Answers at the node and below it.
    plain : ndarray, shape (nodes,)
        The mean of those answers without pooling; nan where there are none.
    variance : ndarray, shape (nodes,)
        The posterior variance, that of the overall mean included.
    own_weight : ndarray, shape (nodes,)
        From 0 to 1: how far the node speaks for itself; the rest comes from the node above it.
    mean : float
        The overall mean.
    variances : mapping
        From the kind of node to the variance of its effects about the node above it.
    within : float
        The variance of single answers within a node.
    log_likelihood : float
        At the maximum, constants included; restricted if that was asked.
    """

    plain: Floats
    variance: Floats
    own_weight: Floats
    mean: float
    variances: Mapping[Hashable, float]
    within: float
    log_likelihood: float
    _inside: "Inside" = field(repr=False)

    def draws(self, count: int, *, generator: np.random.Generator) -> Floats:
        """Draw the levels of all nodes together from what is known of them.

        Parameters
        ----------
        count : int
            How many draws; 400 serve ranks well.
        generator : numpy.random.Generator
            The source of chance: the same state gives the same draws.

        Returns
        -------
        ndarray, shape (count, nodes)
            Not cut off at the ends of the scale.

        Raises
        ------
        MeasureError
            If `count` is below 1.
        """
        if count < 1:
            raise MeasureError(f"{count} draws: ask for at least one.")
        inside = self._inside
        precision = inside.known.precision[0]
        middle = inside.known.pull[0] / precision
        top = middle + np.sqrt(self.within / precision) * generator.standard_normal(count)
        levels = draw(
            inside.tree, inside.known, inside.ratios, top=top, within=self.within, generator=generator
        )
        return inside.tree.by_node(levels + inside.middle)


@dataclass(frozen=True, slots=True)
class Inside:
    """What drawing needs: everything by place and about `middle`."""

    tree: Tree
    known: Up
    ratios: Floats
    middle: float
