"""Kalman's pass forth over the periods and the smoothing pass back, all units at once.

Everything is in units of the variance within. A period without answers leaves the level as it was, less sure.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extramile.stats.counts import Floats

# The variance of a start of which nothing is known: large beside anything, small beside 1 / rounding.
DIFFUSE: Final = 1e7


class Series(NamedTuple):
    """Answers by unit and period, about the overall mean, and whether the start is known of."""

    n: Floats
    means: Floats  # nought where there are no answers
    within_sum: float
    within: float | None
    diffuse: bool

    @property
    def seen(self) -> NDArray[np.bool_]:
        return np.asarray(self.n > 0)

    @property
    def first(self) -> NDArray[np.bool_]:
        """The first period with answers of each unit."""
        return np.asarray(self.seen & (np.cumsum(self.seen, axis=1) == 1))

    @property
    def freedom(self) -> float:
        return float(self.n.sum()) - self.diffuse * float(self.first.sum())


class Forth(NamedTuple):
    """Of each unit and period, before its own answers: the level from a start of nought, and what a start of
    one would add; its variance; the variance of the mean seen; and how much of a surprise is taken over."""

    level: Floats
    add: Floats
    variance: Floats
    seen_variance: Floats
    gain: Floats


class Back(NamedTuple):
    """What later answers (and the period's own) say beyond what was known before: pull and precision."""

    pull: Floats
    add: Floats
    precision: Floats


class Fit(NamedTuple):
    """Everything at one choice of ratios: of the step and of the start."""

    deviance: float
    slope: Floats
    within: float
    mean: float
    mean_precision: float
    forth: Forth
    back: Back


def forth(series: Series, step: float, start: float) -> Forth:
    units, periods = series.n.shape
    level, add, variance = np.zeros(units), np.ones(units), np.full(units, start)
    made = Forth(*(np.empty((units, periods)) for _ in Forth._fields))
    for period in range(periods):
        seen, n = series.seen[:, period], np.maximum(series.n[:, period], 1)
        seen_variance = variance + 1 / n
        gain = np.where(seen, variance / seen_variance, 0.0)
        for kept, now in zip(made, (level, add, variance, seen_variance, gain), strict=True):
            kept[:, period] = now
        level = level + gain * (series.means[:, period] - level)
        add, variance = add * (1 - gain), variance * (1 - gain) + step
    return made


def back(series: Series, known: Forth) -> Back:
    made = Back(*(np.empty(series.n.shape) for _ in Back._fields))
    pull = add = precision = np.zeros(len(series.n))
    for period in range(series.n.shape[1] - 1, -1, -1):
        seen, over = series.seen[:, period], 1 / known.seen_variance[:, period]
        left = 1 - known.gain[:, period]
        surprise = series.means[:, period] - known.level[:, period]
        pull = np.where(seen, surprise * over + left * pull, pull)
        add = np.where(seen, -known.add[:, period] * over + left * add, add)
        precision = np.where(seen, over + left**2 * precision, precision)
        for kept, now in zip(made, (pull, add, precision), strict=True):
            kept[:, period] = now
    return made


def fit(series: Series, step: float, start: float) -> Fit:
    """The deviance (-2 log-likelihood, constants left out) and its slope by step and start."""
    start = DIFFUSE if series.diffuse else start
    known = forth(series, step, start)
    over = np.where(series.seen, 1 / known.seen_variance, 0.0)
    surprise = series.means - known.level
    sure = float(np.sum(known.add**2 * over))
    mean = 0.0 if series.diffuse else float(np.sum(known.add * surprise * over)) / sure
    squares = float(np.sum((surprise - mean * known.add) ** 2 * over)) + series.within_sum
    counted = series.seen & ~series.first if series.diffuse else series.seen
    logs = float(np.sum(np.log(known.seen_variance[counted])))
    within = series.within if series.within is not None else max(squares / series.freedom, 1e-300)
    rest = squares / within if series.within is not None else series.freedom * float(np.log(within))
    told = back(series, known)
    rises = (told.pull + mean * told.add) ** 2 / within - told.precision
    slope = -np.array([float(rises[:, 1:].sum()), 0.0 if series.diffuse else float(rises[:, 0].sum())])
    return Fit(rest + logs, slope, within, mean, sure, known, told)
