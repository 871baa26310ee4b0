"""The Net Promoter Score and how sure it is.

Scores run from -1 to +1 here; ``Interval.points`` gives the usual -100 to +100.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final, Generic, Literal, TypeAlias, TypeVar, get_args, overload

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats import tango
from extramile.stats.counts import Counts, Floats, checked
from extramile.stats.errors import ImpossibleLevelError, UnknownMethodError

Method: TypeAlias = Literal["tango", "adjusted_wald", "mover_wilson"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)

Value = TypeVar("Value", float, Floats)


@dataclass(frozen=True, slots=True)
class Points(Generic[Value]):
    """A score in points, -100 to +100.

    Attributes
    ----------
    estimate, low, high : float or ndarray
        In points, not rounded.
    n : int or ndarray
        Answers.
    """

    estimate: Value
    low: Value
    high: Value
    n: Value


@dataclass(frozen=True, slots=True)
class Interval(Generic[Value]):
    """A score with the interval it lies in, -1 to +1.

    Attributes
    ----------
    estimate : float or ndarray
        Share of promoters less share of detractors; of a difference: first less second.
    low, high : float or ndarray
        The limits, ``low <= estimate <= high`` and ``low < high``.
    n : float or ndarray
        Answers it rests on (of a difference: of both together).
    """

    estimate: Value
    low: Value
    high: Value
    n: Value

    @property
    def points(self) -> Points[Value]:
        """The same, times hundred."""
        return Points(self.estimate * 100, self.low * 100, self.high * 100, self.n)

    @property
    def width(self) -> Value:
        """From limit to limit, 0 to 2."""
        return self.high - self.low


@overload
def nps(promoters: int, passives: int, detractors: int) -> float: ...
@overload
def nps(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> float | Floats: ...
def nps(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> float | Floats:
    """The Net Promoter Score: share of promoters less share of detractors.

    Parameters
    ----------
    promoters, passives, detractors : int or array_like of int
        Answers 9-10, 7-8 and 0-6, broadcastable to one shape.

    Returns
    -------
    float or ndarray
        -1 to +1; a float when all three are scalars.

    Raises
    ------
    CountsError
        For counts that are negative, not whole or all zero.

    Examples
    --------
    >>> nps(70, 20, 10)
    0.6
    """
    score = checked(promoters, passives, detractors).nps
    return float(score) if score.ndim == 0 else score


@overload
def nps_interval(
    promoters: int, passives: int, detractors: int, *, method: Method = ..., level: float = ...
) -> Interval[float]: ...
@overload
def nps_interval(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    method: Method = ...,
    level: float = ...,
) -> Interval[float] | Interval[Floats]: ...
def nps_interval(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    method: Method = "tango",
    level: float = 0.95,
) -> Interval[float] | Interval[Floats]:
    """The Net Promoter Score with its confidence interval.

    Parameters
    ----------
    promoters, passives, detractors : int or array_like of int
        Answers 9-10, 7-8 and 0-6, broadcastable to one shape.
    method : {"tango", "adjusted_wald", "mover_wilson"}
        ``tango`` inverts Tango's score test [1]_; its coverage is the best of the three in small
        groups. ``adjusted_wald`` adds 3/4 promoter, 3/4 detractor and 1 1/2 passive [2]_.
        ``mover_wilson`` combines Wilson's limits of the two shares with their correlation [3]_.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval
        Of floats when all three counts are scalars, else of arrays of their common shape.
        Limits lie within -1 and +1 and the interval is never of zero width.

    Raises
    ------
    CountsError
        For counts that are negative, not whole or all zero.
    ChoiceError
        For a method or a level that does not exist.

    References
    ----------
    .. [1] T. Tango (1998), "Equivalence test and confidence interval for the difference in
       proportions for the paired-sample design", Statistics in Medicine 17, 891-908.
    .. [2] B. Rocks (2016), "Interval estimation for the Net Promoter Score",
       The American Statistician 70, 365-372.
    .. [3] G. Y. Zou and A. Donner (2008), "Construction of confidence limits about effect
       measures: a general approach", Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> interval = nps_interval(70, 20, 10)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.4522, 0.7128)
    """
    if isinstance(promoters, int) and isinstance(passives, int) and isinstance(detractors, int):
        return _one(promoters, passives, detractors, method, level)
    interval = _intervals(promoters, passives, detractors, method, level)
    return scalar(interval) if interval.estimate.ndim == 0 else interval


def nps_intervals(
    promoters: Sequence[int],
    passives: Sequence[int],
    detractors: Sequence[int],
    *,
    method: Method = "tango",
    level: float = 0.95,
) -> list[Interval[float]]:
    """The intervals of many groups, made in one go and handed back one by one: for the rows of a table.

    Parameters
    ----------
    promoters, passives, detractors : sequence of int
        One count of each per group.
    method, level
        As in `nps_interval`.

    Returns
    -------
    list of Interval
        One per group, of floats, in the order handed in.

    Raises
    ------
    CountsError, ChoiceError
        As in `nps_interval`.
    """
    made = _intervals(promoters, passives, detractors, method, level)
    columns = (np.ravel(column).tolist() for column in (made.estimate, made.low, made.high, made.n))
    return [Interval(*row) for row in zip(*columns, strict=True)]


def _intervals(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, method: Method, level: float
) -> Interval[Floats]:
    z = quantile(level)
    if method not in METHODS:
        raise UnknownMethodError(method, METHODS)
    return _limits(checked(promoters, passives, detractors), method, z)


@lru_cache(maxsize=4096, typed=True)
def _one(promoters: int, passives: int, detractors: int, method: Method, level: float) -> Interval[float]:
    if method != "tango":
        return scalar(_intervals(promoters, passives, detractors, method, level))
    z, counts = quantile(level), checked(promoters, passives, detractors)
    n, estimate = float(counts.n), float(counts.nps)
    low, high = tango.limits_of_one(promoters, detractors, n, estimate, z)
    return Interval(estimate, low, high, n)


def scalar(interval: Interval[Floats]) -> Interval[float]:
    """The only interval in arrays without dimension."""
    return Interval(float(interval.estimate), float(interval.low), float(interval.high), float(interval.n))


@lru_cache(maxsize=64)
def quantile(level: float) -> float:
    """The normal deviate that leaves ``level`` in the middle.

    Raises
    ------
    ImpossibleLevelError
        Unless ``0 < level < 1``.
    """
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def interval_of(counts: Counts, z: float) -> Interval[Floats]:
    """Tango's interval of checked counts, which need not be whole: weighted ones are not."""
    return _limits(counts, "tango", z)


def _limits(counts: Counts, method: Method, z: float) -> Interval[Floats]:
    low, high = {"tango": tango.limits, "adjusted_wald": _adjusted_wald, "mover_wilson": mover_wilson}[
        method
    ](counts, z)
    return Interval(counts.nps, np.clip(low, -1.0, 1.0), np.clip(high, -1.0, 1.0), counts.n)


def _adjusted_wald(counts: Counts, z: float) -> tuple[Floats, Floats]:
    n = counts.n + 3
    promoters, detractors = (counts.promoters + 0.75) / n, (counts.detractors + 0.75) / n
    middle = promoters - detractors
    half = z * np.sqrt((promoters + detractors - middle**2) / n)
    # The shrunken middle may leave the estimate itself outside: the interval reaches out to it.
    return np.minimum(middle - half, counts.nps), np.maximum(middle + half, counts.nps)


def wilson(count: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson's limits of a share, of checked counts."""
    share = count / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.minimum(middle - half, share), np.maximum(middle + half, share)


def mover_wilson(counts: Counts, z: float) -> tuple[Floats, Floats]:
    """Limits of the score by the method of variance estimates recovery, from Wilson's limits."""
    n = counts.n
    up, down = counts.promoters / n, counts.detractors / n
    up_low, up_high = wilson(counts.promoters, n, z)
    down_low, down_high = wilson(counts.detractors, n, z)
    rest = (1 - up) * (1 - down)
    correlation = -np.sqrt(np.divide(up * down, rest, out=np.zeros_like(rest), where=rest > 0))
    below, above = up - up_low, up_high - up
    towards, away = down_high - down, down - down_low
    low = up - down - np.sqrt(np.maximum(below**2 - 2 * correlation * below * towards + towards**2, 0))
    high = up - down + np.sqrt(np.maximum(above**2 - 2 * correlation * above * away + away**2, 0))
    return low, high
