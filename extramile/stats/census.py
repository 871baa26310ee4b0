"""The score of everybody in a closed group, when most of them answered."""

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import PopulationError
from extramile.stats.intervals import Interval, scalar


def census_interval(
    interval: Interval[float] | Interval[Floats], *, population: ArrayLike
) -> Interval[float] | Interval[Floats]:
    """The interval of the score that all members of a group would give, from those who gave one.

    Only to describe *this* group at this time: the eNPS of this team, this wave. For anything about causes,
    about the next wave or about whoever may join, the answers are a sample however many answered, and the
    interval as it was is the right one.

    Parameters
    ----------
    interval : Interval
        From `nps_interval`.
    population : int or array_like of int
        Everybody in the group, those who answered among them.

    Returns
    -------
    Interval
        Drawn in by ``sqrt((N - n) / (N - 1))``, and no wider than what the silent could do at most:
        of zero width when everybody answered.

    Raises
    ------
    PopulationError
        If more answered than there are.
    NotWholeError, NegativeCountError

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, section 2.6.

    Examples
    --------
    >>> from extramile.stats import nps_interval
    >>> census = census_interval(nps_interval(6, 2, 1), population=10)
    >>> round(census.low, 3), round(census.high, 3)
    (0.4, 0.6)
    """
    n, estimate = np.asarray(interval.n, dtype=np.float64), np.asarray(interval.estimate)
    everybody = whole("population", population)
    if np.any(n > everybody):
        raise PopulationError("More answered than there are.")
    silent = everybody - n
    share = np.sqrt(silent / np.maximum(everybody - 1, 1))
    sum_of_known = estimate * n
    low = np.maximum(estimate - share * (estimate - interval.low), (sum_of_known - silent) / everybody)
    high = np.minimum(estimate + share * (interval.high - estimate), (sum_of_known + silent) / everybody)
    made = Interval(estimate + 0 * low, low, high, n + 0 * low)
    return scalar(made) if low.ndim == 0 else made
