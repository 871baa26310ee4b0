"""Shares and averages of groups, plain and at equal composition: is a difference more than who is in them?"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import ImpossibleLevelError, MeasureError, NoAnswersError, PopulationError
from extramile.stats.intervals import Interval, quantile
from extramile.stats.rows import share_intervals

LEAST_IN_MEAN: Final = 2  # with one amount nobody knows how far amounts lie apart


@dataclass(frozen=True, slots=True)
class Stratified(Interval[float]):
    """A difference between two groups, compared only within strata.

    Attributes
    ----------
    estimate, low, high : float
        First less second, on the scale of what is compared.
    n : float
        Members of both groups in the strata that are compared.
    strata : int
        That have members of both groups.
    left_out : int
        Members of strata that have none, or too few, of the other group: nobody is like them.
    """

    strata: int
    left_out: int


def share_interval(count: int, n: int, *, level: float = 0.95) -> Interval[float]:
    """A share and Wilson's interval.

    Parameters
    ----------
    count : int
        Of those, how many.
    n : int
        All, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval
        0 to 1.

    Raises
    ------
    CountsError, PopulationError, ImpossibleLevelError

    Notes
    -----
    Wilson (1927), Journal of the American Statistical Association 22. Against R 4.2,
    ``prop.test(12, 80, correct = FALSE)``.

    Examples
    --------
    >>> made = share_interval(12, 80)
    >>> round(made.estimate, 3), round(made.low, 4), round(made.high, 4)
    (0.15, 0.0879, 0.2441)
    """
    return share_intervals([count], [n], level=level)[0]


def mean_interval(n: float, total: float, squares: float, *, level: float = 0.95) -> Interval[float]:
    """An average and Student's interval, from sums alone: the rows need not be kept.

    Parameters
    ----------
    n : float
        How many, at least 2.
    total, squares : float
        The sum of the values, and of their squares.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval

    Raises
    ------
    NoAnswersError, ImpossibleLevelError
    MeasureError
        For sums that cannot be those of so many values.

    Examples
    --------
    >>> made = mean_interval(4, 10.0, 30.0)
    >>> made.estimate, round(made.low, 4), round(made.high, 4)
    (2.5, 0.4457, 4.5543)
    """
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    if n < LEAST_IN_MEAN:
        raise NoAnswersError
    error = sqrt(_variance(n, total, squares) / n)
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return Interval(total / n, total / n - reach, total / n + reach, n)


def stratified_share_difference(
    first_count: ArrayLike,
    first_n: ArrayLike,
    second_count: ArrayLike,
    second_n: ArrayLike,
    *,
    level: float = 0.95,
) -> Stratified:
    """How much larger a share is in the first group than in the second, within strata.

    Parameters
    ----------
    first_count, first_n, second_count, second_n : array_like of int, shape (strata,)
        Of each stratum: how many of how many, in both groups.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Stratified
        First less second, -1 to +1.

    Raises
    ------
    CountsError, PopulationError, ImpossibleLevelError
    NoAnswersError
        When no stratum has members of both groups.

    Notes
    -----
    Mantel and Haenszel's difference with the variance of Sato (1989), Biometrics 45: sound for few large
    strata and for many small ones.

    Examples
    --------
    >>> made = stratified_share_difference([30, 10], [100, 50], [20, 30], [100, 200])
    >>> round(made.estimate, 4), made.strata
    (0.0778, 2)
    """
    a, n1, c, n0 = (
        np.atleast_1d(whole("count", one)) for one in (first_count, first_n, second_count, second_n)
    )
    if np.any(a > n1) or np.any(c > n0):
        raise PopulationError("More of a stratum than there are in it.")
    both = (n1 > 0) & (n0 > 0)
    if not both.any():
        raise NoAnswersError
    left_out = int((n1 + n0)[~both].sum())
    a, n1, c, n0 = a[both], n1[both], c[both], n0[both]
    n = n1 + n0
    weights = n1 * n0 / n
    estimate = float((weights * (a / n1 - c / n0)).sum() / weights.sum())
    p = (n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
    q = (a * (n0 - c) + c * (n1 - a)) / (2 * n)
    error = sqrt(max(float(estimate * p.sum() + q.sum()), 0.0)) / float(weights.sum())
    reach = quantile(level) * error
    return Stratified(
        estimate,
        max(estimate - reach, -1.0),
        min(estimate + reach, 1.0),
        float(n.sum()),
        int(both.sum()),
        left_out,
    )


def stratified_mean_difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    level: float = 0.95,
) -> Stratified:
    """How much larger an average is in the first group than in the second, within strata.

    Parameters
    ----------
    first, second : tuple of array_like, each of shape (strata,)
        Of each stratum: how many, the sum of their values, the sum of the squares.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Stratified
        First less second, on the scale of the values.

    Raises
    ------
    ImpossibleLevelError
    NoAnswersError
        When no stratum has two members of both groups.
    MeasureError
        For sums that cannot be those of so many values.

    Notes
    -----
    Strata weigh as Mantel and Haenszel's, ``n1 n0 / (n1 + n0)``; each group's variance is its own (Welch).
    """
    one, other = (
        tuple(np.atleast_1d(np.asarray(part, np.float64)) for part in group) for group in (first, second)
    )
    both = (one[0] >= LEAST_IN_MEAN) & (other[0] >= LEAST_IN_MEAN)
    if not both.any():
        raise NoAnswersError
    left_out = int((one[0] + other[0])[~both].sum())
    (n1, mean1, error1), (n0, mean0, error0) = (
        _means(tuple(part[both] for part in group)) for group in (one, other)
    )
    weights = n1 * n0 / (n1 + n0)
    share = weights / weights.sum()
    estimate = float(share @ (mean1 - mean0))
    reach = quantile(level) * sqrt(float(share**2 @ (error1 + error0)))
    return Stratified(
        estimate, estimate - reach, estimate + reach, float((n1 + n0).sum()), int(both.sum()), left_out
    )


def _means(group: tuple[Floats, ...]) -> tuple[Floats, Floats, Floats]:
    n, total, squares = group
    spread = np.array([_variance(*row) for row in zip(n, total, squares, strict=True)])
    return n, total / n, spread / n


def _variance(n: float, total: float, squares: float) -> float:
    left = squares - total * total / n
    if not left >= -1e-6 * max(abs(squares), 1.0):
        raise MeasureError(
            "The sum of squares is smaller than the sum allows: hand in both of the same values."
        )
    return max(float(left), 0.0) / (n - 1)
