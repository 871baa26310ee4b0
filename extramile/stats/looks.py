"""A test that is read again and again while its data grow: how often does it call what is not there?"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from extramile.stats.counts import Floats
from extramile.stats.errors import ImpossibleLevelError, WrongShapeError

NODES = 64  # the integrand is smooth: the published table to its last digit
FINE = 12  # nodes to one spread of what is new
NEW = 1e-4  # of all that was seen: a reading with less new than that is the same reading


def chance_of_any_alarm(information: ArrayLike, *, level: float = 0.95) -> float:
    """The chance that at least one of several readings of growing data raises a false alarm.

    Parameters
    ----------
    information : array_like of float (K,)
        How much had been seen at each reading, in any unit (waves, answers); growing, above 0.
    level : float
        Confidence level of each reading by itself, two-sided; nothing is taken off for having looked before.

    Returns
    -------
    float
        0 to 1; with one reading 1 - level.

    Raises
    ------
    WrongShapeError, ImpossibleLevelError

    Notes
    -----
    Armitage, McPherson & Rowe (1969), "Repeated significance tests on accumulating data", Journal of the
    Royal Statistical Society A 132: the density of what was summed so far, of those that raised no alarm
    yet, is carried from reading to reading by numerical integration. Test statistics are taken as normal.
    """
    seen = np.asarray(information, dtype=np.float64)
    if seen.ndim != 1 or not len(seen) or seen[0] <= 0 or (np.diff(seen) <= 0).any():
        raise WrongShapeError("information", seen.shape, "one for each reading, growing, above 0")
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    seen = seen[np.append(True, np.diff(seen) > NEW * seen[1:])]
    news = np.diff(seen)
    limits = float(ndtri(0.5 + level / 2)) * np.sqrt(seen)
    least = float((news / seen[1:]).min(initial=1.0))
    nodes, weights = np.polynomial.legendre.leggauss(max(NODES, round(FINE / np.sqrt(least))))
    points, still = limits[0] * nodes, _density(limits[0] * nodes, seen[0])
    for before, limit, gained in zip(limits, limits[1:], news, strict=False):
        carried = _density(limit * nodes[:, None] - points, gained)
        points, still = limit * nodes, carried @ (still * weights * before)
    return float(1 - still @ weights * limits[-1])


def _density(distance: Floats, variance: float) -> Floats:
    return np.asarray(np.exp(-(distance**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance))
