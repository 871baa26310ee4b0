"""Who may be lowest, who highest, and whether a list may be sorted at all."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extramile.stats.counts import Floats
from extramile.stats.errors import ImpossibleLevelError, MeasureError, NothingToPoolError

ABOVE: Final = 1
NOT_DISTINGUISHABLE: Final = 0
BELOW: Final = -1
DRAWS: Final = 4000


@dataclass(frozen=True, slots=True)
class Ranks:
    """What draws say of places in a list; place 1 is the lowest level.

    Attributes
    ----------
    lowest, highest : ndarray, shape (groups,)
        The chance, 0 to 1, of being among the lowest and the highest share.
    expected : ndarray, shape (groups,)
        The mean place over the draws.
    low, high : ndarray, shape (groups,)
        The interval of places that holds the true one with the chance asked for.
    """

    lowest: Floats
    highest: Floats
    expected: Floats
    low: Floats
    high: Floats

    @property
    def spread(self) -> Floats:
        """How much of the list each interval spans, 0 to 1. Hide a rank that spans more than half."""
        return (self.high - self.low) / max(len(self.expected) - 1, 1)


def ranks(draws: ArrayLike, *, share: float = 0.1, level: float = 0.95) -> Ranks:
    """Places in a list, with how sure they are.

    Parameters
    ----------
    draws : array_like, shape (draws, groups)
        Levels of the groups drawn together, such as ``pooled.draws(400, generator=...)[:, employees]``.
    share : float
        What counts as lowest and highest, above 0 and at most 0.5: 0.1 is a tenth, rounded to whole
        groups and at least one.
    level : float
        Chance with which an interval of places is to hold the true place.

    Returns
    -------
    Ranks

    Raises
    ------
    MeasureError
        If the draws are not a table of numbers, or the share is impossible.
    NothingToPoolError
        For fewer than two groups.
    ImpossibleLevelError

    Notes
    -----
    Groups drawn equal take their places in the order handed in, which no draw of a continuous level does.

    References
    ----------
    Goldstein, H. and Spiegelhalter, D. J. (1996), "League tables and their limitations", Journal of the
    Royal Statistical Society A 159, 385-443.

    Examples
    --------
    >>> ranks([[0.1, 0.5, 0.9], [0.2, 0.4, 0.8]]).expected.tolist()
    [1.0, 2.0, 3.0]
    """
    table = _checked(draws, level)
    if not 0 < share <= 0.5:
        raise MeasureError(
            f"A share of {share} is impossible. Choose one above 0 and at most 0.5, such as 0.1."
        )
    groups = table.shape[1]
    places = _places(table)
    few = max(round(share * groups), 1)
    # A place is whole: the limits that hold at least the chance asked for.
    low = np.quantile(places, (1 - level) / 2, axis=0, method="lower")
    high = np.quantile(places, (1 + level) / 2, axis=0, method="higher")
    return Ranks(
        lowest=(places <= few).mean(axis=0),
        highest=(places > groups - few).mean(axis=0),
        expected=places.mean(axis=0),
        low=low.astype(np.float64),
        high=high.astype(np.float64),
    )


def told_apart(draws: ArrayLike, *, level: float = 0.95) -> NDArray[np.int8]:
    """Which groups are clearly above, which clearly below the others, which not distinguishable.

    Parameters
    ----------
    draws : array_like, shape (draws, groups)
        As in `ranks`.
    level : float
        How sure. A group is told when the chance that it lies on the other side of the mean of all groups
        is at most ``(1 - level) / 2``. So of all groups told, at most that share is expected to be wrong.

    Returns
    -------
    ndarray of int8, shape (groups,)
        +1 clearly above, -1 clearly below, 0 not distinguishable from the mean of all groups. The
        only order in which a list may be sorted by a score.

    Raises
    ------
    MeasureError, NothingToPoolError, ImpossibleLevelError
        As in `ranks`.

    Notes
    -----
    The draws come from pooled levels, which are already drawn together: that, and not a correction of
    single tests, is what keeps chance from making winners in long lists [1]_.

    References
    ----------
    .. [1] Gelman, A., Hill, J. and Yajima, M. (2012), "Why we (usually) don't have to worry about
       multiple comparisons", Journal of Research on Educational Effectiveness 5, 189-211.

    Examples
    --------
    >>> told_apart([[0.1, 0.5, 0.9], [0.2, 0.4, 0.8]] * 50).tolist()
    [-1, 0, 1]
    """
    table = _checked(draws, level)
    beside = table - table.mean(axis=1, keepdims=True)
    # A draw on the mean itself (levels that do not differ at all) is of neither side.
    above, below = (beside > 1e-12).mean(axis=0), (beside < -1e-12).mean(axis=0)
    groups = np.where(above >= below, ABOVE, BELOW).astype(np.int8)
    groups[1 - np.maximum(above, below) > (1 - level) / 2] = NOT_DISTINGUISHABLE
    return groups


def told_levels(mean: ArrayLike, variance: ArrayLike, *, seed: int, level: float = 0.95) -> NDArray[np.int8]:
    """The same of levels of which the means and variances were kept, and no draws.

    Parameters
    ----------
    mean, variance : array_like, shape (groups,)
        Of each group's pooled level, as of `lean`.
    seed : int
        Of the draws.
    level : float
        As in `told_apart`.

    Returns
    -------
    ndarray of int8, shape (groups,)
        +1 clearly above, -1 clearly below, 0 not distinguishable from the mean of all groups.

    Raises
    ------
    MeasureError, NothingToPoolError, ImpossibleLevelError
        As in `told_apart`; for a variance below 0.

    Notes
    -----
    The levels are drawn as if they were independent. What they lean on they share: their true differences are
    a little surer than it says.

    Examples
    --------
    >>> told_levels([0.1, 0.5, 0.9], [0.001] * 3, seed=1).tolist()
    [-1, 0, 1]
    """
    middle, spread = (np.asarray(one, dtype=np.float64) for one in (mean, variance))
    if middle.shape != spread.shape or middle.ndim != 1:
        raise MeasureError("Hand in one mean and one variance a group.")
    if np.any(spread < 0):
        raise MeasureError("A variance below 0.")
    draws = np.random.default_rng(seed).standard_normal((DRAWS, len(middle)))
    return told_apart(middle + np.sqrt(spread) * draws, level=level)


def _places(table: Floats) -> NDArray[np.int32]:
    order = np.argsort(table, axis=1, kind="stable")
    places = np.empty(table.shape, dtype=np.int32)
    np.put_along_axis(places, order, np.arange(1, table.shape[1] + 1, dtype=np.int32)[None, :], axis=1)
    return places


def _checked(draws: ArrayLike, level: float) -> Floats:
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    table = np.asarray(draws, dtype=np.float64)
    if table.ndim != 2 or len(table) == 0:
        raise MeasureError(
            f"draws has shape {table.shape}. Hand in a row for each draw, a column for each group."
        )
    if not np.all(np.isfinite(table)):
        raise MeasureError("draws: a missing or infinite value. Leave that group out.")
    if table.shape[1] < 2:
        raise NothingToPoolError("A list of one has no order.")
    return table
