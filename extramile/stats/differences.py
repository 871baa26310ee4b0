"""Is one score really higher than another, and what change could be told at all?"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats, checked
from extramile.stats.intervals import Interval, mover_wilson, quantile, scalar

Group: TypeAlias = tuple[ArrayLike, ArrayLike, ArrayLike]


def nps_difference(first: Group, second: Group, *, level: float = 0.95) -> Interval[float] | Interval[Floats]:
    """How much higher the first score is than the second, with its interval.

    The groups must share no answers: compare an employee with the *rest* of the team.

    Parameters
    ----------
    first, second : (promoters, passives, detractors)
        Counts, scalars or array_like; the groups' shapes must be broadcastable.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Interval
        Of ``nps(first) - nps(second)``, -2 to +2. Distinguishable when 0 lies outside it.

    Raises
    ------
    CountsError, ChoiceError
        As in `nps_interval`.

    Notes
    -----
    MOVER (Zou & Donner 2008) on the MOVER-Wilson limits of each group: unlike Wald's it holds for
    one technician's 8 answers against the 40 of the rest.

    Examples
    --------
    >>> result = nps_difference((70, 20, 10), (40, 30, 30))
    >>> result.low > 0
    True
    """
    z = quantile(level)
    one, other = checked(*first), checked(*second)
    (one_low, one_high), (other_low, other_high) = mover_wilson(one, z), mover_wilson(other, z)
    difference = one.nps - other.nps
    low = difference - np.hypot(one.nps - one_low, other_high - other.nps)
    high = difference + np.hypot(one_high - one.nps, other.nps - other_low)
    interval = Interval(
        difference, np.clip(low, -2.0, 2.0), np.clip(high, -2.0, 2.0), np.asarray(one.n + other.n)
    )
    return scalar(interval) if difference.ndim == 0 else interval


def is_distinguishable(first: tuple[int, int, int], second: tuple[int, int, int]) -> int:
    """+1: the first is surely higher; -1: surely lower; 0: they cannot be told apart.

    Parameters
    ----------
    first, second : (promoters, passives, detractors)
        Whole counts of two groups that share no answers.

    Returns
    -------
    int
        +1, -1 or 0, at a level of 0.95.

    Raises
    ------
    CountsError
        As in `nps_interval`.
    """
    interval = nps_difference(first, second)
    return int(interval.low > 0) - int(interval.high < 0)


def smallest_sure_change(promoters: int, passives: int, detractors: int, *, level: float = 0.95) -> float:
    """The change from one period to the next that would be the smallest sure sign.

    Parameters
    ----------
    promoters, passives, detractors : int
        Counts of one period.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    float
        0 to 2: half the width of the difference with a second period of as many answers and the
        same score. A change of less lies within what chance alone does.

    Raises
    ------
    CountsError, ChoiceError
        As in `nps_interval`.
    """
    group = (promoters, passives, detractors)
    return float(nps_difference(group, group, level=level).high)
