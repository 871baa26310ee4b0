"""How far scores of one team lie apart from period to period, and how much of that is only few answers."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import NoAnswersError, TooFewWavesError, WrongShapeError
from extramile.stats.linkage.panel import numbered

LEAST_PERIODS = 3
ROUNDS = 50  # two-way means by turns: settles fast where little is missing
TINY = 1e-9
LASTING = np.linspace(0.0, 0.9, 46)


@dataclass(frozen=True, slots=True)
class MeasuredSpread:
    """What periods of one team do by themselves, -1...+1 scale.

    Attributes
    ----------
    signal : float
        Standard deviation of what is really felt, from period to period; 0 where few answers explain it all.
    answer_variance : float
        Of one answer as -1, 0, +1.
    answers : float
        Per team and period: the harmonic mean, for few answers weigh heaviest.
    teams, periods : int
        That it was learned from.
    """

    signal: float
    answer_variance: float
    answers: float
    teams: int
    periods: int


def spread_of_scores(scores: ArrayLike, *, regions: ArrayLike | None = None) -> float:
    """Standard deviation within teams, around each team's own level and its region's period.

    Parameters
    ----------
    scores : array_like of float (T, P)
        One row a team, one column a period; NaN where nothing was seen.
    regions : array_like (T,), optional
        Periods have a level in each region; without it, all are one.

    Returns
    -------
    float
        Above 0, on the scores' scale.

    Raises
    ------
    TooFewWavesError
        Of the family `CannotTellError`: fewer than 3 periods, or too few cells left over.
    WrongShapeError
    """
    left, freedom = _left(scores, regions)
    return max(sqrt(float(np.nansum(left**2)) / freedom), TINY)


@dataclass(frozen=True, slots=True)
class Wander:
    """How scores of one team move by themselves.

    Attributes
    ----------
    spread : float
        Standard deviation from period to period around where the team stands for good.
    lasting : float
        What is left of it a period later: 0 (nothing) to .9.
    """

    spread: float
    lasting: float


def wander_of_scores(scores: ArrayLike, *, regions: ArrayLike | None = None) -> Wander:
    """Spread within teams, and how long it lasts.

    Parameters
    ----------
    scores, regions : as of `spread_of_scores`

    Returns
    -------
    Wander

    Raises
    ------
    TooFewWavesError, WrongShapeError

    Notes
    -----
    Moments of a first-order autoregression: what lasts hides in a short past, for a team's own mean takes it
    along. So the lasting share is the one of which the residuals around that mean would be as alike from
    period to period as these are; the spread is made wider by what the mean took.
    """
    left, freedom = _left(scores, regions)
    periods = left.shape[1]
    alike = float(np.nansum(left[:, 1:] * left[:, :-1])) / max(float(np.nansum(left**2)), TINY**2)
    centred = np.eye(periods) - 1 / periods
    away = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    told = [centred @ lasting**away @ centred for lasting in LASTING]
    lasting = float(np.interp(alike, [np.trace(one, 1) / np.trace(one) for one in told], LASTING))
    kept = float(np.trace(centred @ lasting**away @ centred)) / (periods - 1)
    return Wander(max(sqrt(float(np.nansum(left**2)) / freedom / kept), TINY), lasting)


def _left(scores: ArrayLike, regions: ArrayLike | None) -> tuple[Floats, int]:
    """What is left around teams and periods, and its degrees of freedom."""
    left = np.array(scores, dtype=np.float64)
    if left.ndim != 2:
        raise WrongShapeError("scores", left.shape, "one row a team and one column a period")
    home = numbered(np.zeros(len(left)) if regions is None else np.asarray(regions))
    seen = np.isfinite(left).sum(axis=1) > 1
    left, home = left[seen], numbered(home[seen])
    if left.shape[1] < LEAST_PERIODS or not len(left):
        raise TooFewWavesError(left.shape[1], LEAST_PERIODS)
    cells, held = int(np.isfinite(left).sum()), _levels(left, home)
    freedom = cells - len(left) - held
    if freedom < 1:
        raise TooFewWavesError(left.shape[1], left.shape[1] + 1)
    for _ in range(ROUNDS):
        left -= _mean(left, axis=1)[:, None]
        for region in range(int(home.max()) + 1):
            left[home == region] -= _mean(left[home == region], axis=0)[None, :]
    return left, freedom


def spread_of_counts(
    counts: ArrayLike, *, regions: ArrayLike | None = None, least: int = 1
) -> MeasuredSpread:
    """The same from counts of answers, with what few answers add taken off.

    Parameters
    ----------
    counts : array_like of int (T, P, 3)
        Promoters, passives, detractors of each team and period.
    regions : array_like (T,), optional
    least : int
        Cells with fewer answers are left out.

    Returns
    -------
    MeasuredSpread

    Raises
    ------
    CountsError, TooFewWavesError, WrongShapeError

    Notes
    -----
    Variance around team and period, less the variance of one answer times the mean of 1 / n.
    """
    each = whole("counts", counts)
    if each.ndim != 3 or each.shape[2] != 3:
        raise WrongShapeError("counts", each.shape, "teams, periods, and three groups")
    n = each.sum(axis=2)
    kept = n >= max(least, 1)
    if not kept.any():
        raise NoAnswersError
    score = np.where(kept, (each[..., 0] - each[..., 2]) / np.maximum(n, 1), np.nan)
    spread = spread_of_scores(score, regions=regions)
    inside = np.where(kept, each[..., 0] + each[..., 2] - n * score**2, 0.0)
    variance = float(np.nansum(inside)) / max(float(n[kept].sum() - kept.sum()), 1.0)
    answers = float(kept.sum() / (1 / n[kept]).sum())
    signal = sqrt(max(spread**2 - variance / answers, 0.0))
    return MeasuredSpread(signal, max(variance, TINY), answers, int(kept.any(axis=1).sum()), each.shape[1])


def _levels(values: Floats, home: NDArray[np.int64]) -> int:
    """Period levels that are learned, besides the teams' own."""
    regions = range(int(home.max()) + 1)
    return sum(max(int(np.isfinite(values[home == one]).any(axis=0).sum()) - 1, 0) for one in regions)


def _mean(values: Floats, axis: int) -> Floats:
    many = np.isfinite(values).sum(axis=axis)
    return np.asarray(np.nansum(values, axis=axis) / np.maximum(many, 1))
