"""Weighted scores, scores of a whole population, and what silence could change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Counts, Floats, whole
from extramile.stats.errors import MeasureError, NoAnswersError, PopulationError, UnequalShapesError
from extramile.stats.intervals import Interval, interval_of, quantile, scalar


@dataclass(frozen=True, slots=True)
class WeightedInterval(Interval[float]):
    """A weighted score.

    Attributes
    ----------
    estimate, low, high : float
        From -1 to +1.
    n : float
        Answers.
    effective_n : float
        How many answers of equal weight would tell as much (Kish); the interval rests on these.
    """

    effective_n: float


@dataclass(frozen=True, slots=True)
class PostStratified(WeightedInterval):
    """A score weighted to the people who were asked.

    Attributes
    ----------
    estimate, low, high, n, effective_n : float
        As in WeightedInterval.
    plain : Interval
        The same answers without weights.
    response_rate : float
        Share of all who were asked that answered, 0 to 1.
    response_rates : ndarray, shape (groups,)
        The same of each group.
    weights : ndarray, shape (groups,)
        The weight of each answer of a group; 1 on average over the answers.
    """

    plain: Interval[float]
    response_rate: float
    response_rates: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """How different the silent would have to be.

    Attributes
    ----------
    shift : float
        How much lower than those who answered (higher, when below nought) the silent would have to score
        for the score of all to fall (rise) to the threshold. Infinite when everybody answered.
    sure_shift : float
        The same for the nearer limit of the interval: from there on the conclusion is no longer sure.
        Nought when it is not sure as it is.
    silent_score : float
        What the silent would then score; beyond -1 to +1 no silence can do it.
    possible : bool
        Whether it can be at all.
    response_rate : float
        Share that answered, 0 to 1.
    """

    shift: float
    sure_shift: float
    silent_score: float
    possible: bool
    response_rate: float


def weighted_nps_interval(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    weights: ArrayLike,
    *,
    level: float = 0.95,
) -> WeightedInterval:
    """The Net Promoter Score of answers that do not all weigh alike.

    Parameters
    ----------
    promoters, passives, detractors : array_like of int, shape (groups,)
        Counts of the groups of one weight each; or ones and noughts, an answer a group.
    weights : array_like of float, shape (groups,)
        The weight of each answer of a group, from 0; only their proportions matter.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    WeightedInterval

    Raises
    ------
    CountsError
        As in `nps_interval`; single groups may be empty, all together may not.
    MeasureError
        For weights that are missing, below zero, or nought for all answers.
    ChoiceError

    Notes
    -----
    Tango's interval of the weighted shares at Kish's effective number of answers,
    ``(sum w)^2 / sum w^2`` [1]_.

    References
    ----------
    .. [1] Kish, L. (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> weighted = weighted_nps_interval([8, 2], [1, 1], [1, 7], [1.0, 3.0])
    >>> round(weighted.estimate, 3), round(weighted.effective_n, 1)
    (-0.2, 16.0)
    """
    counts = _groups(promoters, passives, detractors)
    each = np.asarray(weights, dtype=np.float64)
    if each.shape != counts.n.shape:
        raise UnequalShapesError
    if not np.all(np.isfinite(each) & (each >= 0)) or not float(each @ counts.n):
        raise MeasureError("weights: one number from 0 for each group, and above 0 for some answers.")
    return _weighted(counts, each, quantile(level))


def weighted_nps(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, weights: ArrayLike
) -> float:
    """The score alone of answers that count for more or less.

    Parameters
    ----------
    promoters, passives, detractors, weights : array_like
        As in `weighted_nps_interval`.

    Returns
    -------
    float
        -1 to +1.

    Raises
    ------
    CountsError, MeasureError
        As in `weighted_nps_interval`.

    Examples
    --------
    >>> weighted_nps([1, 0], [0, 0], [0, 1], [3.0, 1.0])
    0.5
    """
    return weighted_nps_interval(promoters, passives, detractors, weights).estimate


def post_stratified_nps(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    population: ArrayLike,
    *,
    level: float = 0.95,
) -> PostStratified:
    """The score of all who were asked, when some groups answer more readily than others.

    Parameters
    ----------
    promoters, passives, detractors : array_like of int, shape (groups,)
        Answers of each group (kind of work, channel, region).
    population : array_like of int, shape (groups,)
        How many of each group were asked.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    PostStratified

    Raises
    ------
    CountsError, ChoiceError
        As in `nps_interval`.
    PopulationError
        If more answered than were asked, or nobody answered of a group that was asked.

    Notes
    -----
    Each answer stands for ``population / answers`` of its group. That mends a response that differs
    *between* groups. It cannot mend one that depends on the score itself: see `tipping_point`.

    Examples
    --------
    >>> made = post_stratified_nps([30, 40], [10, 20], [10, 40], [100, 900])
    >>> round(made.plain.estimate, 3), round(made.estimate, 3)
    (0.133, 0.04)
    """
    counts = _groups(promoters, passives, detractors)
    asked = _population(population, counts.n)
    if np.any((counts.n == 0) & (asked > 0)):
        silent = np.flatnonzero((counts.n == 0) & (asked > 0))[:5]
        raise PopulationError(
            f"Nobody answered of group {', '.join(map(str, silent))}: put it together with one like it."
        )
    some = counts.n > 0
    weights = np.zeros(counts.n.shape)
    weights[some] = asked[some] / counts.n[some] * counts.n.sum() / asked.sum()
    z = quantile(level)
    weighted = _weighted(counts, weights, z)
    together = Counts(*(np.asarray(part.sum()) for part in counts))
    return PostStratified(
        estimate=weighted.estimate,
        low=weighted.low,
        high=weighted.high,
        n=weighted.n,
        effective_n=weighted.effective_n,
        plain=scalar(interval_of(together, z)),
        response_rate=float(counts.n.sum() / asked.sum()),
        response_rates=np.divide(counts.n, asked, out=np.zeros(asked.shape), where=asked > 0),
        weights=weights,
    )


def tipping_point(interval: Interval[float], *, response_rate: float, threshold: float = 0.0) -> TippingPoint:
    """How different the silent would have to be to turn "above the threshold" round (or "below").

    Parameters
    ----------
    interval : Interval
        The score of those who answered, such as `post_stratified_nps` or `nps_interval` gives it; or a
        difference of two scores, both with this response rate.
    response_rate : float
        Share of those asked that answered, above 0 and at most 1.
    threshold : float
        The score that the conclusion is about, -1 to +1.

    Returns
    -------
    TippingPoint

    Raises
    ------
    MeasureError
        For a response rate that cannot be.

    Notes
    -----
    With the silent scoring ``x`` lower, the score of all is ``estimate - (1 - response rate) x``.

    Examples
    --------
    >>> from extramile.stats import nps_interval
    >>> point = tipping_point(nps_interval(60, 20, 20), response_rate=0.5)
    >>> round(point.shift, 2), round(point.silent_score, 2), point.possible
    (0.8, -0.4, True)
    """
    if not 0 < response_rate <= 1:
        raise MeasureError(
            f"A response rate of {response_rate} cannot be. Hand in a share above 0, at most 1."
        )
    above = interval.estimate - threshold
    limit = (interval.low if above >= 0 else interval.high) - threshold
    silent = 1 - response_rate
    if silent == 0:
        endless = float(np.copysign(np.inf, above))
        return TippingPoint(endless, endless if limit * above > 0 else 0.0, -endless, False, response_rate)
    shift = above / silent
    score = interval.estimate - shift
    sure = limit / silent if limit * above > 0 else 0.0
    return TippingPoint(shift, sure, score, -1 <= score <= 1, response_rate)


def _groups(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Counts:
    """Counts of which single groups may be empty."""
    named = (("promoters", promoters), ("passives", passives), ("detractors", detractors))
    each = [np.atleast_1d(whole(name, values)) for name, values in named]
    if len({part.shape for part in each}) > 1 or each[0].ndim != 1:
        raise UnequalShapesError
    counts = Counts(*each)
    if not counts.n.sum():
        raise NoAnswersError
    return counts


def _population(population: ArrayLike, n: Floats) -> Floats:
    asked = np.atleast_1d(whole("population", population))
    if asked.shape != n.shape:
        raise UnequalShapesError
    if np.any(n > asked):
        more = np.flatnonzero(n > asked)[:5]
        raise PopulationError(f"More answered than were asked in group {', '.join(map(str, more))}.")
    return asked


def _weighted(counts: Counts, weights: Floats, z: float) -> WeightedInterval:
    total = float(weights @ counts.n)
    effective = total**2 / float(weights**2 @ counts.n)
    shares = Counts(*(np.asarray(weights @ part / total * effective) for part in counts))
    made = scalar(interval_of(shares, z))
    estimate = float(weights @ (counts.promoters - counts.detractors)) / total
    return WeightedInterval(estimate, made.low, made.high, float(counts.n.sum()), effective)
