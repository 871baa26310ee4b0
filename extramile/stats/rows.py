"""Intervals for the rows of a table, made in one go: shares and averages, as `nps_intervals` does scores."""

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import MeasureError, NoAnswersError, PopulationError
from extramile.stats.intervals import Interval, quantile, wilson


def share_intervals(
    counts: Sequence[int], of: Sequence[int], *, level: float = 0.95
) -> list[Interval[float]]:
    """Shares with Wilson's intervals.

    Parameters
    ----------
    counts : sequence of int (m,)
        How many did.
    of : sequence of int (m,)
        Of how many, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    list of Interval
        One per row, 0 to 1, in the order handed in.

    Raises
    ------
    CountsError, NoAnswersError, ImpossibleLevelError
    PopulationError
        For more than all.

    Notes
    -----
    Wilson (1927), Journal of the American Statistical Association 22; never of zero width.

    Examples
    --------
    >>> made = share_intervals([12], [80])[0]
    >>> round(made.estimate, 3), round(made.low, 4), round(made.high, 4)
    (0.15, 0.0879, 0.2441)
    """
    some, many = whole("count", counts), whole("n", of)
    if np.any(many == 0):
        raise NoAnswersError
    if np.any(some > many):
        raise PopulationError("More did than there are.")
    low, high = wilson(some, many, quantile(level))
    return _listed(some / many, np.clip(low, 0, 1), np.clip(high, 0, 1), many)


def mean_score_intervals(
    n: Sequence[int],
    totals: Sequence[int],
    squares: Sequence[int],
    *,
    lowest: float = 0.0,
    highest: float = 10.0,
    level: float = 0.95,
) -> list[Interval[float]]:
    """Averages of scores on a scale with ends, with intervals that stay on it and are never of zero width.

    Parameters
    ----------
    n : sequence of int (m,)
        Answers of each row, above 0.
    totals, squares : sequence of int (m,)
        The sum of the scores, and of their squares.
    lowest, highest : float
        The ends of the scale.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    list of Interval
        One per row, in the order handed in.

    Raises
    ------
    CountsError, NoAnswersError, ImpossibleLevelError
    MeasureError
        For sums that cannot be those of so many scores.

    Notes
    -----
    Student's interval, the variance taken as if one more answer had been given, spread evenly over the scale:
    twelve tens do not prove that the thirteenth will be one. The tests count its coverage.

    Examples
    --------
    >>> made = mean_score_intervals([12], [120], [1200])[0]
    >>> made.estimate, round(made.low, 2), made.high
    (10.0, 8.96, 10.0)
    """
    many, total, square = whole("n", n), whole("total", totals), whole("squares", squares)
    if np.any(many == 0):
        raise NoAnswersError
    means = total / many
    spread = square - total * means
    if np.any(spread < -1e-6 * np.maximum(square, 1)):
        raise MeasureError(
            "The sum of squares is smaller than the sum allows: hand in both of the same scores."
        )
    even = (highest - lowest) ** 2 / 12 + (means - (lowest + highest) / 2) ** 2
    error = np.sqrt((np.maximum(spread, 0) + even) / many / many)
    quantile(level)  # an impossible level has its own error
    reach = np.asarray(stdtrit(many, 0.5 + level / 2)) * error
    return _listed(means, np.maximum(means - reach, lowest), np.minimum(means + reach, highest), many)


def _listed(estimate: Floats, low: Floats, high: Floats, n: Floats) -> list[Interval[float]]:
    columns = (np.ravel(column).tolist() for column in (estimate, low, high, n))
    return [Interval(*row) for row in zip(*columns, strict=True)]
