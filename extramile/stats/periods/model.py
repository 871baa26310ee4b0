"""Levels that move from period to period: what this month says, the months beside it lend strength."""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats
from extramile.stats.errors import MeasureError, NoAnswersError, NoSpreadError, NothingToPoolError
from extramile.stats.intervals import quantile
from extramile.stats.maximum import lowest
from extramile.stats.moments import Moments, checked_moments, moments_of_counts
from extramile.stats.periods.passes import DIFFUSE, Fit, Series, fit
from extramile.stats.periods.result import LocalLevel

LIKE_SEVERAL: Final = 2  # units from which a start can be learned


def local_level(counts: ArrayLike, *, smoothed: bool = True, level: float = 0.95) -> LocalLevel:
    """Net Promoter Scores of units period by period, each level moving as a random walk.

    Parameters
    ----------
    counts : array_like of int, shape (units, periods, 3) or (periods, 3)
        Promoters, passives and detractors of each unit and period, in order of time; a period may have no
        answers, at the end as well: then the level is told ahead.
    smoothed : bool
        Whether a period's level uses later periods too. Without, it is what could be said at the time.
    level : float
        Chance with which each interval is to hold the level.

    Returns
    -------
    LocalLevel
        From -1 to +1, shape (units, periods).

    Raises
    ------
    CountsError, MeasureError
        For counts that are negative, not whole, of another shape, or all zero.
    NothingToPoolError
        If only one unit and period has answers.
    ImpossibleLevelError

    Notes
    -----
    ``mean of the answers = level + noise / sqrt(n)``, ``next level = level + step``; the variance of the step
    is the same for all units, found by maximum likelihood, and may be nought: then all periods are one. It is
    nought where no unit has answers in two periods, as nothing tells a step from how units start. Units start
    about a common mean; of a single unit nothing is known before its first answers (diffuse) [1]_.
    The intervals take the variances as known.

    References
    ----------
    .. [1] Durbin, J. and Koopman, S. J. (2012), Time Series Analysis by State Space Methods, chapter 2.

    Examples
    --------
    >>> moving = local_level([(9, 1, 0), (0, 0, 0), (2, 3, 5), (1, 3, 6)])
    >>> bool(moving.low[0, 1] < moving.estimate[0, 2] < moving.estimate[0, 0])
    True
    """
    table = np.asarray(counts)
    if table.ndim not in (2, 3) or table.shape[-1] != 3:
        raise MeasureError(
            f"counts has shape {table.shape}. "
            "Hand in, for each unit and period, promoters, passives and detractors."
        )
    shape = (1, *table.shape[:1]) if table.ndim == 2 else table.shape[:2]
    moments = moments_of_counts(table.reshape(-1, 3))
    if moments.n.sum() and moments.within_sum <= 1e-12:
        moments = _with_doubt(moments)
    return _solved(moments, shape, smoothed=smoothed, level=level, bounded=True)


def local_level_values(
    n: ArrayLike, totals: ArrayLike, squares: ArrayLike, *, smoothed: bool = True, level: float = 0.95
) -> LocalLevel:
    """The same of any measure of which the answers of a unit and period are added up.

    Parameters
    ----------
    n, totals, squares : array_like, shape (units, periods) or (periods,)
        How many answers, their sum, the sum of their squares.
    smoothed, level
        As in `local_level`.

    Returns
    -------
    LocalLevel
        In the unit of the measure.

    Raises
    ------
    StatsError
        As in `local_level`; NoSpreadError if all answers are equal.
    """
    table = np.asarray(n)
    if table.ndim not in (1, 2):
        raise MeasureError(
            f"n has shape {table.shape}. Hand in a row for each unit, a column for each period."
        )
    shape = (1, *table.shape) if table.ndim == 1 else table.shape
    moments = checked_moments(*(np.ravel(np.asarray(part)) for part in (n, totals, squares)))
    return _solved(moments, shape, smoothed=smoothed, level=level, bounded=False)


def _with_doubt(moments: Moments) -> Moments:
    """Answers that never differ within a period: the spread of 3/4, 3/4 and 1 1/2 answers more."""
    n = moments.n.sum()
    apart = (moments.squares.sum() + 1.5) / (n + 3) - (moments.totals.sum() / (n + 3)) ** 2
    return moments._replace(squares=moments.squares + apart * np.maximum(moments.n - 1, 0))


def _solved(
    moments: Moments, shape: tuple[int, ...], *, smoothed: bool, level: float, bounded: bool
) -> LocalLevel:
    z = quantile(level)
    if not moments.n.sum():
        raise NoAnswersError
    if np.count_nonzero(moments.n) < LIKE_SEVERAL:
        raise NothingToPoolError("Only one unit and period has answers.")
    middle = float(moments.totals.sum() / moments.n.sum())
    series = _series(moments.about(middle), shape)
    step, start = _estimated(series)
    found = fit(series, step, start)
    estimate, variance = _levels(series, found, smoothed=smoothed)
    estimate, half = estimate + middle, z * np.sqrt(variance)
    low, high = estimate - half, estimate + half
    if bounded:
        estimate, low, high = (np.clip(values, -1.0, 1.0) for values in (estimate, low, high))
    return LocalLevel(
        estimate,
        low,
        high,
        series.n,
        variance,
        step_variance=step * found.within,
        start_variance=math.inf if series.diffuse else start * found.within,
        within=found.within,
        mean=math.nan if series.diffuse else found.mean + middle,
        log_likelihood=_log_likelihood(series, found),
    )


def _series(moments: Moments, shape: tuple[int, ...]) -> Series:
    n = moments.n.reshape(shape)
    means = np.divide(moments.totals, moments.n, out=np.zeros(moments.n.shape), where=moments.n > 0)
    within, freedom = None, moments.within_freedom
    if freedom > 0:
        within = moments.within_sum / freedom
    if (within if within is not None else moments.squares.sum()) <= 0:
        raise NoSpreadError
    alone = np.count_nonzero(n.sum(axis=1)) < LIKE_SEVERAL
    return Series(n, means.reshape(shape), moments.within_sum, within, diffuse=bool(alone))


def _estimated(series: Series) -> tuple[float, float]:
    """The ratios of step and start to the variance within."""
    typical = 1 / float(np.median(series.n[series.seen]))
    scale = np.array([typical / 4, typical])
    free = np.array([bool(np.any(series.seen.sum(axis=1) > 1)), not series.diffuse])

    def full(chosen: Floats) -> Floats:
        ratios = np.zeros(2)
        ratios[free] = chosen * scale[free]
        return ratios

    def valley(chosen: Floats) -> tuple[float, Floats]:
        found = fit(series, *full(chosen).tolist())
        return found.deviance, found.slope[free] * scale[free]

    step, start = full(lowest(valley, np.ones(int(free.sum())))).tolist()
    return float(step), float(start)


def _levels(series: Series, found: Fit, *, smoothed: bool) -> tuple[Floats, Floats]:
    known, told = found.forth, found.back
    if smoothed:
        level = known.level + known.variance * told.pull
        add = known.add + known.variance * told.add
        variance = known.variance - known.variance**2 * told.precision
    else:
        level = known.level + known.gain * (series.means - known.level)
        add, variance = known.add * (1 - known.gain), known.variance * (1 - known.gain)
    if series.diffuse:
        # Where the start still matters nothing is known: before the first answers, without later ones.
        unknown = (
            known.variance * (1 - known.gain) > DIFFUSE / 10 if not smoothed else np.zeros(level.shape, bool)
        )
        level, variance = np.where(unknown, math.nan, level), np.where(unknown, math.inf, variance)
        return level, found.within * variance
    return level + found.mean * add, found.within * (variance + add**2 / found.mean_precision)


def _log_likelihood(series: Series, found: Fit) -> float:
    freedom = series.freedom
    constant = float(np.sum(np.log(series.n[series.seen])))
    if series.within is None:
        deviance = found.deviance + freedom * (1 + math.log(2 * math.pi))
    else:
        deviance = found.deviance + freedom * math.log(2 * math.pi * series.within)
    return -(deviance + constant) / 2
