"""What few answers lean on, kept as two numbers; and the pooled level made of them when it is asked for.

`pool_tree` needs every answer of the organisation. What it says of one node, the node's own answers left out,
fits in a mean and a variance; the two put together again give what it would say. No arrays here: a page does
it for one person, without waiting for a library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, sqrt
from statistics import NormalDist

from extramile.stats.errors import (
    ImpossibleLevelError,
    MeasureError,
    NegativeCountError,
    NothingToPoolError,
    NotWholeError,
)
from extramile.stats.intervals import Interval


@dataclass(frozen=True, slots=True)
class Leaned(Interval[float]):
    """A pooled level, -1 to +1.

    Attributes
    ----------
    estimate, low, high : float
        The posterior mean, and the interval that holds the level with the chance asked for; within the scale.
    n : int
        Own answers.
    own_weight : float
        0 to 1: how far the own answers speak; the rest comes from what is leaned on.
    """

    own_weight: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a level before its own answers are looked at: its mean and variance, -1 to +1."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Ring:
    """The answers of one unit above, those of the part that leans on it left out.

    Attributes
    ----------
    n : float
        Answers.
    total : float
        Promoters less detractors.
    clustering : float
        The variance of their mean about the unit's level beyond that of single answers: people and teams
        differ, and answers of few people tell less. The variance between people times the sum of the squared
        shares that each has in the answers; the same of teams; added up.
    step : float
        The variance of the level next below about this unit's level.
    """

    n: float
    total: float
    clustering: float
    step: float


def lean(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    mean: float,
    variance: float,
    within: float,
    level: float = 0.95,
) -> Leaned:
    """The pooled Net Promoter Score of somebody's own answers and what they lean on.

    Parameters
    ----------
    promoters, passives, detractors : int
        Own answers; there may be none.
    mean, variance : float
        What is known without them, as from `lean_on`: -1 to +1, and its square.
    within : float
        The variance of single answers, as ``PooledTree.within``; above 0.
    level : float
        Chance with which the interval is to hold the level.

    Returns
    -------
    Leaned

    Raises
    ------
    NegativeCountError, NotWholeError, MeasureError, ImpossibleLevelError

    Notes
    -----
    Two normal messages put together: the precisions ``n / within`` and ``1 / variance`` add up, the means are
    weighed by them. It is what `pool_tree` gives for a leaf, from the answers of all others.

    Examples
    --------
    >>> leaned = lean(8, 0, 0, mean=0.4, variance=0.02, within=0.5)
    >>> round(leaned.estimate, 3), round(leaned.own_weight, 3)
    (0.545, 0.242)
    """
    n, total = _own(promoters, passives, detractors)
    if not (isfinite(mean) and isfinite(variance) and isfinite(within) and variance >= 0 and within > 0):
        raise MeasureError("Lean on a mean and a variance of at least 0; the variance within is above 0.")
    weight = n * variance / (n * variance + within)
    estimate = mean if n == 0 else mean + weight * (total / n - mean)
    half = _quantile(level) * sqrt(variance * (1 - weight))
    return Leaned(_kept(estimate), _kept(estimate - half), _kept(estimate + half), n, weight)


def lean_on(rings: Iterable[Ring], *, within: float) -> Known:
    """What a part of an organisation leans on: the answers around it, the farthest first.

    Parameters
    ----------
    rings : iterable of Ring
        From the top down: the answers of the whole organisation outside the second ring's unit, and so on,
        each without those further in. Rings without answers only widen.
    within : float
        The variance of single answers; above 0.

    Returns
    -------
    Known
        Of the level below the innermost ring.

    Raises
    ------
    NothingToPoolError
        If no ring has answers.
    MeasureError
        For a variance below nought.

    Notes
    -----
    The up and down of `pool_tree` along one path, with what lies beside the path added up: so it depends on
    the sum of each ring's answers and on nobody's in particular. Where those who share a ring have as many
    answers each, it is `pool_tree` to the last digit.

    Examples
    --------
    >>> lean_on([Ring(90, 45, 0.0, 0.01), Ring(10, 2, 0.0, 0.02)], within=0.5).mean.__round__(4)
    0.4289
    """
    if not within > 0:
        raise MeasureError("The variance within is above 0.")
    mean, variance = 0.0, float("inf")
    for ring in rings:
        if ring.n < 0 or ring.clustering < 0 or ring.step < 0:
            raise MeasureError("A ring has no fewer than 0 answers and no variance below 0.")
        if ring.n:
            mean, variance = _both(mean, variance, ring.total / ring.n, within / ring.n + ring.clustering)
        variance += ring.step
    if not isfinite(variance):
        raise NothingToPoolError("Nobody around has answers.")
    return Known(mean, variance)


def _both(mean: float, variance: float, other: float, spread: float) -> tuple[float, float]:
    if not isfinite(variance):
        return other, spread
    weight = variance / (variance + spread)
    return mean + weight * (other - mean), variance * (1 - weight)


def _own(promoters: int, passives: int, detractors: int) -> tuple[int, int]:
    counts = {"promoters": promoters, "passives": passives, "detractors": detractors}
    for name, count in counts.items():
        if count != int(count):
            raise NotWholeError(name)
        if count < 0:
            raise NegativeCountError(name)
    return promoters + passives + detractors, promoters - detractors


@lru_cache(maxsize=16)
def _quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def _kept(value: float) -> float:
    return min(max(value, -1.0), 1.0)
