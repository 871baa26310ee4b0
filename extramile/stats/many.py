"""Many comparisons at once: which of them may be called different without crying wolf."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from extramile.stats.counts import Counts, Floats, whole
from extramile.stats.differences import Group, nps_difference
from extramile.stats.errors import (
    ImpossibleLevelError,
    ImpossibleProbabilityError,
    NoComparisonError,
    UnequalShapesError,
)
from extramile.stats.intervals import Interval

FAR = 7.0  # standard deviations beyond which a chance is below 1e-11
TIED = 1e-9
SMALLEST = 1e-11  # what the tails that are left out could add


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Adjusted p-values: calling all at or below q different makes at most a share q of the calls false.

    Parameters
    ----------
    p_values : array_like (m,)
        0 to 1; NaN where nothing could be tested: it stays NaN and does not count.

    Returns
    -------
    ndarray (m,)

    Raises
    ------
    ImpossibleProbabilityError

    Notes
    -----
    Benjamini & Hochberg (1995); holds for independent and positively dependent tests.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    given = np.asarray(p_values, dtype=np.float64)
    tested = ~np.isnan(given)
    values = given[tested]
    if np.any((values < 0) | (values > 1)):
        raise ImpossibleProbabilityError
    order = np.argsort(values)[::-1]
    ranks = np.arange(len(values), 0, -1)
    stepped = np.minimum.accumulate(np.minimum(values[order] * len(values) / ranks, 1.0))
    adjusted = np.full(given.shape, np.nan)
    placed = np.empty_like(values)
    placed[order] = stepped
    adjusted[tested] = placed
    return adjusted


@dataclass(frozen=True, slots=True)
class TeamComparisons:
    """Each team against all others together.

    Attributes
    ----------
    difference : Interval of ndarray (T,)
        The team's NPS less that of the rest, -2 to +2, each with its own interval: not adjusted for the many.
        NaN for a team without answers.
    p_value : ndarray (T,)
        Exact: how often as many answers, drawn from all answers, lie as far from the whole or farther.
    q_value : ndarray (T,)
        Adjusted for the many teams.
    verdict : ndarray of int (T,)
        +1 clearly above, -1 clearly below, 0 not distinguishable.
    """

    difference: Interval[Floats]
    p_value: Floats
    q_value: Floats
    verdict: NDArray[np.int64]


def compare_teams(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    false_discovery_rate: float = 0.05,
    level: float = 0.95,
) -> TeamComparisons:
    """Which teams are clearly above or below the rest, with the many comparisons paid for.

    Parameters
    ----------
    promoters, passives, detractors : array_like of int (T,)
        Counts of each team; a team may have no answers: it is not distinguishable.
    false_discovery_rate : float
        The share of flagged teams that may be flagged by chance, between 0 and 1.
    level : float
        Confidence level of each interval.

    Returns
    -------
    TeamComparisons

    Raises
    ------
    CountsError, ImpossibleLevelError
    NoComparisonError
        With fewer than two teams that have answers.

    Notes
    -----
    The p-value is that of an exact permutation test (multivariate hypergeometric), valid for a team of three
    answers. It tests whether the team's answers are like a draw from all; a team whose answers only scatter
    more is kept from being flagged because its own interval (which uses its own scatter) must exclude nought
    as well. Thirty answers cannot prove a deficit of 15 points among 200 teams: no flag is no proof of being
    equal.
    """
    if not 0 < false_discovery_rate < 1:
        raise ImpossibleLevelError(false_discovery_rate)
    counts = _counts(promoters, passives, detractors)
    total = Counts(*(column.sum() for column in counts))
    answered = (counts.n > 0) & (counts.n < total.n)
    if answered.sum() < 2:
        raise NoComparisonError(
            int((counts.n > 0).sum()), 2, one="team has answers", many="teams have answers"
        )
    team = Counts(*(column[answered] for column in counts))
    rest = Counts(*(whole_one - own for whole_one, own in zip(total, team, strict=True)))
    told = nps_difference(team, rest, level=level)
    p_value = np.full(counts.n.shape, np.nan)
    p_value[answered] = _exact_p(team, total)
    q_value = benjamini_hochberg(p_value)
    estimate, low, high = (_spread(np.asarray(one), answered) for one in (told.estimate, told.low, told.high))
    difference = Interval(estimate, low, high, counts.n)
    with np.errstate(invalid="ignore"):
        flagged = q_value <= false_discovery_rate
        verdict = np.where(flagged & (difference.low > 0), 1, 0) - np.where(
            flagged & (difference.high < 0), 1, 0
        )
    return TeamComparisons(difference, p_value, q_value, verdict.astype(np.int64))


def _counts(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Counts:
    """Counts of which some may be nobody's."""
    names = ("promoters", "passives", "detractors")
    given = [whole(name, one) for name, one in zip(names, (promoters, passives, detractors), strict=True)]
    if len({one.shape for one in given}) != 1 or given[0].ndim != 1:
        raise UnequalShapesError
    return Counts(*given)


def _three(counts: Counts) -> Group:
    return counts.promoters, counts.passives, counts.detractors


def _spread(values: Floats, where: NDArray[np.bool_]) -> Floats:
    placed = np.full(where.shape, np.nan)
    placed[where] = values
    return placed


def _exact_p(team: Counts, total: Counts) -> Floats:
    """Two-sided: chances of every score at least as far from the whole's as the team's own."""
    p_values = np.empty(team.n.shape)
    balance = team.promoters - team.detractors
    centre = float((total.promoters - total.detractors) / total.n)
    draws = _Draws(total, int(team.n.max()))
    for size in np.unique(team.n):
        among = team.n == size
        values, chances = draws.balances(int(size))
        apart = np.abs(values - size * centre)
        order = np.argsort(apart)
        reached = np.append(np.cumsum(chances[order][::-1])[::-1], 0.0)
        own = np.abs(balance[among] - size * centre)
        p_values[among] = reached[np.searchsorted(apart[order], own - TIED)]
    return np.clip(p_values, SMALLEST, 1.0)


class _Draws:
    """Draws of answers from all, without putting back; what all sizes share is computed once."""

    def __init__(self, total: Counts, most: int) -> None:
        self.promoters, self.passives, self.detractors = (int(one) for one in total)
        self.praise, self.neutral, self.complaint = (_log_ways(int(one), most) for one in total)

    def balances(self, size: int) -> tuple[Floats, Floats]:
        """Promoters less detractors among so many: values and chances, without the far tails."""
        others = self.promoters + self.detractors
        outspoken = _range(size, others, self.passives)
        share = self.promoters / max(others, 1)
        width = _reach(np.sqrt(outspoken[-1] * share * (1 - share)))
        praise = np.rint(outspoken * share).astype(np.int64)[:, None] + np.arange(-width, width + 1)
        complaint = outspoken[:, None] - praise
        possible = (praise >= 0) & (complaint >= 0)
        logs = self.praise[np.where(possible, praise, 0)] + self.complaint[np.where(possible, complaint, 0)]
        logs += self.neutral[size - outspoken][:, None]
        joint = np.where(possible, np.exp(logs - logs[possible].max()), 0.0)
        lowest = int((praise - complaint).min())
        summed = np.bincount((praise - complaint - lowest).ravel(), joint.ravel())
        return np.arange(lowest, lowest + len(summed), dtype=np.float64), summed / summed.sum()


def _range(size: int, inside: int, outside: int) -> NDArray[np.int64]:
    """Where a hypergeometric count can be, without its far tails."""
    everyone = inside + outside
    mean = size * inside / everyone
    reach = _reach(np.sqrt(mean * outside / everyone * (everyone - size) / max(everyone - 1, 1)))
    low, high = max(0, size - outside, int(mean) - reach), min(size, inside, int(mean) + reach)
    return np.arange(low, high + 1)


def _reach(spread: float) -> int:
    """Far enough from the mean that what lies beyond has a chance of nothing (Bernstein)."""
    return int(FAR * spread + FAR**2 / 3) + 1


def _log_ways(of: int, most: int) -> Floats:
    """Ways to choose 0...most of so many, as logarithms; impossible ones are minus endless."""
    chosen = np.arange(most + 1, dtype=np.float64)
    rest = np.maximum(of - chosen, 0.0)
    ways = gammaln(of + 1.0) - gammaln(chosen + 1) - gammaln(rest + 1)
    return np.asarray(np.where(chosen <= of, ways, -np.inf))
