"""What moved, and when: one change a series, with the many series paid for."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from extramile.stats.counts import Counts, Floats, whole
from extramile.stats.errors import (
    ImpossibleEffectError,
    ImpossibleLevelError,
    UnequalShapesError,
    WrongShapeError,
)
from extramile.stats.intervals import Interval, mover_wilson, quantile
from extramile.stats.many import benjamini_hochberg

Singles: TypeAlias = NDArray[np.float32]

FINER = 10  # how many times more permutations each next round draws
ROUNDS = 3
NEAR = 10  # extreme draws or fewer: the p-value is too coarse for many series
NEARLY = 1 - 1e-4  # of the observed change: ties, and the rounding of single precision, count as extreme
CHUNK = 2_000_000  # numbers worked on at once
PLAUSIBLE = 3.84  # log-likelihood units (doubled) below the best split that are still plausible


@dataclass(frozen=True, slots=True)
class ChangePoints:
    """The largest change of each series.

    Every array has the shape of the input without its last axis.

    Attributes
    ----------
    changed : ndarray of bool
        Whether the change survives the control of false discoveries.
    p_value, q_value : ndarray
        Of "nothing changed", alone and adjusted for the many series; NaN where the series is too short to
        tell.
    period : ndarray of int
        The first period after the likeliest change, whether sure or not; -1 where the series is too short.
    earliest, latest : ndarray of int
        Where else the change may have been.
    before, after : ndarray
        NPS before and after, -1...+1.
    change : Interval of ndarray
        After less before. The limits hold for every plausible place of the change and for the scatter between
        periods; they widen the plain interval, which knows not that the place was chosen by its size.
    """

    changed: NDArray[np.bool_]
    p_value: Floats
    q_value: Floats
    period: NDArray[np.int64]
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    before: Floats
    after: Floats
    change: Interval[Floats]


def change_points(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    seed: int,
    false_discovery_rate: float = 0.05,
    permutations: int = 999,
    shortest: int = 3,
    level: float = 0.95,
) -> ChangePoints:
    """In which series did the score change, when, and how much?

    Parameters
    ----------
    promoters, passives, detractors : array_like of int (..., P)
        Counts of each period, in order; all three 0 where nobody answered.
    seed : int
        Of the permutations.
    false_discovery_rate : float
        The share of series called changed that may be so by chance, between 0 and 1.
    permutations : int
        Of the first round. Series whose p-value is too coarse for their number are drawn anew, up to a
        hundred times as often.
    shortest : int
        Periods with answers that must lie on each side of a change.
    level : float
        Confidence level of the change's interval.

    Returns
    -------
    ChangePoints

    Raises
    ------
    CountsError, ImpossibleLevelError, ImpossibleEffectError, WrongShapeError

    Notes
    -----
    The statistic is the largest sum of squares that one split of the series takes away; its p-value comes
    from permuting whole periods, so months that scatter more than answers alone do not raise an alarm. Exact
    when the periods of a stable series may change places. A slow drift, or a season, is a change too: hand
    in the same months of each year to leave the season out.

    Examples
    --------
    >>> told = change_points([20] * 6 + [8] * 6, [4] * 12, [1] * 6 + [13] * 6, seed=1)
    >>> bool(told.changed), int(told.period)
    (True, 6)
    """
    _check(false_discovery_rate, level, permutations, shortest)
    counts, shape = _series(promoters, passives, detractors)
    answers = counts.n
    sums = _centred(counts)
    long_enough = (answers > 0).sum(axis=1) >= 2 * shortest
    gains = _gains(sums, answers, shortest)
    best = gains.argmax(axis=1)
    p_value = np.full(len(answers), np.nan)
    random = np.random.default_rng(seed)
    p_value[long_enough] = _p_values(
        _Drawn.of(sums[long_enough], answers[long_enough], shortest),
        permutations,
        false_discovery_rate,
        random,
    )
    q_value = benjamini_hochberg(p_value)
    with np.errstate(invalid="ignore"):
        changed = q_value <= false_discovery_rate
    earliest, latest, before, after, change = _sizes(counts, gains, best, long_enough, level)

    def placed(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(long_enough, values + 1, -1).astype(np.int64).reshape(shape)

    return ChangePoints(
        changed=changed.reshape(shape),
        p_value=p_value.reshape(shape),
        q_value=q_value.reshape(shape),
        period=placed(best),
        earliest=placed(earliest),
        latest=placed(latest),
        before=before.reshape(shape),
        after=after.reshape(shape),
        change=Interval(
            change.estimate.reshape(shape),
            change.low.reshape(shape),
            change.high.reshape(shape),
            change.n.reshape(shape),
        ),
    )


def smallest_seen_step(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    series: int = 1,
    false_discovery_rate: float = 0.05,
    power: float = 0.8,
    shortest: int = 3,
) -> Floats:
    """How large a step, halfway through the answers, `change_points` would have seen.

    Parameters
    ----------
    promoters, passives, detractors : array_like of int (..., P)
        As handed to `change_points`.
    series : int
        How many series are looked through together: the more, the larger a step must be.
    false_discovery_rate : float
        As in `change_points`.
    power : float
        The chance with which such a step would have been found.
    shortest : int
        As in `change_points`.

    Returns
    -------
    ndarray (...)
        On the scale of -1 to +1, at most 2; NaN where the series is too short to tell.

    Raises
    ------
    CountsError, ImpossibleLevelError, ImpossibleEffectError, WrongShapeError

    Notes
    -----
    A normal approximation: the step over the standard error of two halves must exceed the deviate at which
    the best of all splits would be called a change if this series alone changed, and with the power asked
    for. Splits are paid for as if they were independent, which asks a little too much.

    Examples
    --------
    >>> round(smallest_seen_step([20] * 52, [5] * 52, [5] * 52).item(), 3)
    0.159
    """
    _check(false_discovery_rate, power, series, shortest)
    counts, shape = _series(promoters, passives, detractors)
    answers = counts.n.sum(axis=1)
    periods = (counts.n > 0).sum(axis=1)
    splits = np.maximum(periods - 2 * shortest + 1, 1)
    spread = np.sqrt(_scatter(counts, np.zeros(len(answers))))
    sure = -ndtri(false_discovery_rate / (2 * series * splits)) + ndtri(power)
    step = 2 * sure * spread / np.sqrt(np.maximum(answers, 1.0))
    return np.asarray(np.where(periods >= 2 * shortest, np.minimum(step, 2.0), np.nan).reshape(shape))


def _check(rate: float, level: float, permutations: int, shortest: int) -> None:
    for share in (rate, level):
        if not 0 < share < 1:
            raise ImpossibleLevelError(share)
    if permutations < 1:
        raise ImpossibleEffectError("permutations", permutations)
    if shortest < 1:
        raise ImpossibleEffectError("shortest", shortest)


def _series(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike
) -> tuple[Counts, tuple[int, ...]]:
    names = ("promoters", "passives", "detractors")
    given = [whole(name, one) for name, one in zip(names, (promoters, passives, detractors), strict=True)]
    if len({one.shape for one in given}) != 1:
        raise UnequalShapesError
    if given[0].ndim == 0 or given[0].shape[-1] == 0:
        raise WrongShapeError("promoters", given[0].shape, "one count a period, the periods last")
    shape = given[0].shape
    return Counts(*(one.reshape(-1, shape[-1]) for one in given)), shape[:-1]


def _centred(counts: Counts) -> Floats:
    """Promoters less detractors of each period, less what the whole series would give."""
    balance = counts.promoters - counts.detractors
    total = counts.n.sum(axis=1, keepdims=True)
    return np.asarray(balance - counts.n * balance.sum(axis=1, keepdims=True) / np.maximum(total, 1.0))


def _gains(sums: Floats, answers: Floats, shortest: int) -> Floats:
    """What each split takes away of the sum of squares, (S, P-1); -1 where a side is too short."""
    there = np.cumsum(answers > 0, axis=1)
    before = np.cumsum(answers, axis=1)[:, :-1]
    after = answers.sum(axis=1, keepdims=True) - before
    allowed = (there[:, :-1] >= shortest) & (there[:, -1:] - there[:, :-1] >= shortest)
    allowed &= answers[:, 1:] > 0  # a change is dated by the first period that shows it
    left = np.cumsum(sums, axis=1)[:, :-1]
    weight = np.where(allowed, 1 / np.maximum(before, 1.0) + 1 / np.maximum(after, 1.0), 0.0)
    return np.asarray(np.where(allowed, left**2 * weight, -1.0))


def _p_values(series: "_Drawn", draws: int, rate: float, random: np.random.Generator) -> Floats:
    """P-values, finer where the number of series asks for it.

    Each round draws anew and replaces the former p-value of those that go on; as going on takes a
    small former p-value, the chance of a small one at the end is never more than it says.
    """
    p_values = series.p_values(draws, random)
    for _ in range(ROUNDS - 1):
        if not len(p_values) or 1 / (draws + 1) <= rate / len(p_values):
            break
        on = np.flatnonzero(p_values <= NEAR / (draws + 1))
        draws *= FINER
        p_values[on] = series.chosen(on).p_values(draws, random)
    return p_values


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Series about to be permuted. All of them share the permutations.

    What lies before each split of each permutation is one matrix product. Single precision is
    enough: the observed change goes through the same arithmetic, and a near tie counts as one.
    """

    sums: Singles  # (S, P)
    answers: Singles
    shortest: int

    @classmethod
    def of(cls, sums: Floats, answers: Floats, shortest: int) -> "_Drawn":
        return cls(sums.astype(np.float32), answers.astype(np.float32), shortest)

    def chosen(self, which: NDArray[Any]) -> "_Drawn":
        return _Drawn(self.sums[which], self.answers[which], self.shortest)

    @property
    def has_gaps(self) -> bool:
        return bool((self.answers == 0).any())

    def p_values(self, draws: int, random: np.random.Generator) -> Floats:
        """How often permuted periods show as large a change; series with gaps apart, as they cost more."""
        found = np.ones(len(self.sums))
        gaps = (self.answers == 0).any(axis=1)
        for among in (gaps, ~gaps):
            if among.any():
                found[among] = self.chosen(among).permuted(draws, random)
        return found

    def permuted(self, draws: int, random: np.random.Generator) -> Floats:
        periods = self.sums.shape[1]
        observed = self.largest(np.arange(periods)[None]) * NEARLY
        extreme = np.zeros(len(self.sums), dtype=np.int64)
        at_once = max(1, CHUNK // (max(len(self.sums), periods) * periods))  # `largest` marks periods, too
        for start in range(0, draws, at_once):
            count = min(at_once, draws - start)
            places = random.permuted(np.tile(np.arange(periods), (count, 1)), axis=1)
            extreme += (self.largest(places) >= observed).sum(axis=1)
        return np.asarray((extreme + 1) / (draws + 1))

    def largest(self, places: NDArray[np.int64]) -> Singles:
        """The largest gain of each series in each order, (S, orders), up to a factor of the series."""
        edge = 0 if self.has_gaps else self.shortest - 1
        splits = np.arange(edge, self.sums.shape[1] - 1 - edge)
        first = (places.T[:, :, None] <= splits).astype(np.float32)
        before, left = (_product(one, first) for one in (self.answers, self.sums))
        weight = before * (self.answers.sum(axis=1)[:, None, None] - before)
        np.square(left, out=left)
        if self.has_gaps:
            there = (self.answers > 0).astype(np.float32)
            seen, total = _product(there, first), there.sum(axis=1)[:, None, None]
            left[(seen < self.shortest) | (total - seen < self.shortest)] = 0.0
        left /= np.maximum(weight, 1.0, out=weight)
        return np.asarray(left.max(axis=2))


def _product(series: Singles, first: Singles) -> Singles:
    return np.asarray((series @ first.reshape(len(first), -1)).reshape(len(series), *first.shape[1:]))


def _sizes(
    counts: Counts, gains: Floats, best: NDArray[np.int64], long_enough: NDArray[np.bool_], level: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats, Interval[Floats]]:
    """Where and how large, with limits that hold for every plausible place."""
    rows = np.arange(len(best))
    one_before, one_after = _sides(counts, best)
    scatter = _scatter(counts, gains[rows, best])
    plausible = (gains >= gains[rows, best][:, None] - PLAUSIBLE * scatter[:, None]) & (gains >= 0)
    low, high = np.full(len(best), np.inf), np.full(len(best), -np.inf)
    for split in range(gains.shape[1]):
        here = np.flatnonzero(plausible[:, split] & long_enough)
        if len(here):
            chosen = Counts(*(column[here] for column in counts))
            lower, upper = _limits(chosen, split, scatter[here], level)
            low[here], high[here] = np.minimum(low[here], lower), np.maximum(high[here], upper)
    earliest = plausible.argmax(axis=1)
    latest = plausible.shape[1] - 1 - plausible[:, ::-1].argmax(axis=1)
    unknown = np.where(long_enough, 0.0, np.nan)
    before, after = one_before + unknown, one_after + unknown
    change = Interval(after - before, low + unknown, high + unknown, counts.n.sum(axis=1))
    return earliest, latest, before, after, change


def _sides(counts: Counts, best: NDArray[np.int64]) -> tuple[Floats, Floats]:
    first = np.arange(counts.n.shape[1]) <= best[:, None]
    balance = counts.promoters - counts.detractors
    return _mean(balance * first, counts.n * first), _mean(balance * ~first, counts.n * ~first)


def _mean(balance: Floats, answers: Floats) -> Floats:
    return np.asarray(balance.sum(axis=1) / np.maximum(answers.sum(axis=1), 1.0))


def _scatter(counts: Counts, taken: Floats) -> Floats:
    """Spread of the periods around their side's level: that of one answer, or more where periods differ."""
    answered = counts.n > 0
    total = np.maximum(counts.n.sum(axis=1), 1.0)
    mean = (counts.promoters - counts.detractors).sum(axis=1) / total
    answer = (counts.promoters + counts.detractors).sum(axis=1) / total - mean**2
    squares = (_centred(counts) ** 2 / np.maximum(counts.n, 1.0)).sum(axis=1) - np.maximum(taken, 0.0)
    periods = squares / np.maximum(answered.sum(axis=1) - 2, 1)
    return np.asarray(np.maximum(np.maximum(answer, periods), 1e-12))


def _limits(counts: Counts, split: int, scatter: Floats, level: float) -> tuple[Floats, Floats]:
    """MOVER limits of after less before at one split; answers count for as much as the scatter allows."""
    z = quantile(level)
    sides = []
    for part in (slice(0, split + 1), slice(split + 1, None)):
        side = Counts(*(column[:, part].sum(axis=1) for column in counts))
        spread = (side.promoters + side.detractors) / side.n - side.nps**2
        worth = np.minimum(1.0, np.maximum(spread, 1e-12) / scatter)
        low, high = mover_wilson(Counts(*(column * worth for column in side)), z)
        sides.append((side.nps, low, high))
    (before, before_low, before_high), (after, after_low, after_high) = sides
    low = after - before - np.hypot(after - after_low, before_high - before)
    high = after - before + np.hypot(after_high - after, before - before_low)
    return np.clip(low, -2.0, 2.0), np.clip(high, -2.0, 2.0)
