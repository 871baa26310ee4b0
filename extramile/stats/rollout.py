"""What a new way of working did, when units began with it at different times.

The estimator imputes: what each unit would have shown without it is learned from everybody's periods before
it. Unlike plain two-way fixed effects, it never takes a unit that already began as a yardstick for one that
begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, stdtrit

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    ConstantExposureError,
    ImpossibleLevelError,
    NoComparisonError,
    SingularDesignError,
    WrongShapeError,
)
from extramile.stats.fixed_effects import ALIKE, Blocks, Slope, blocks_of, fit, two_sided
from extramile.stats.linkage.panel import numbered

LEAST_UNITS = 3  # of units that begin, and of those that have not yet: with fewer, chance is anyone's guess
LEADS = 3


@dataclass(frozen=True, slots=True)
class PreTrend:
    """Were units that begin already going another way before?

    Attributes
    ----------
    estimates : tuple of float
        Of 1, 2, ... periods before the start.
    p_value : float
        Of the periods before together being nothing, joined with that of no steady rise or fall over them.
        Small: before/after says nothing here.
    """

    estimates: tuple[float, ...]
    p_value: float


@dataclass(frozen=True, slots=True)
class RolloutEffect:
    """The average effect on the units that began.

    Attributes
    ----------
    effect : Slope
        Outcome after less what would have been; unit jackknife and t. `n` counts the periods it averages,
        `teams` the units.
    permutation_p : float
        P-value of giving the start dates to other units of the region: exact if chance gave the dates.
    by_period : mapping of int to float
        Effect 0, 1, 2, ... periods after the start.
    pre_trend : PreTrend or None
        None when there are too few periods before to tell.
    left_out : int
        Periods after a start for which no unit without it was left to compare with.
    """

    effect: Slope
    permutation_p: float
    by_period: Mapping[int, float]
    pre_trend: PreTrend | None
    left_out: int


@dataclass(frozen=True, slots=True)
class _Imputed:
    """Effects of every cell after a start, and how they hang on the period effects."""

    effects: Floats  # (U, P), NaN where there is none to tell
    slopes: Floats  # (U, P): how the sum of a unit's effects moves with its region's period effects
    untold: int


def rollout_effect(
    outcome: ArrayLike,
    starts: ArrayLike,
    *,
    seed: int,
    regions: ArrayLike | None = None,
    draws: int = 999,
    level: float = 0.95,
    steadily: bool = True,
) -> RolloutEffect:
    """Difference in differences with staggered starts.

    Parameters
    ----------
    outcome : array_like of float (U, P)
        One row a unit, one column a period; NaN where nothing was seen.
    starts : array_like of float (U,)
        The first column with the new way of working; infinite or NaN: never. Once begun, it stays.
    seed : int
        Of the permutations.
    regions : array_like (U,), optional
        Units are compared within their region; without it, all are one.
    draws : int
        Permutations of the start dates within regions.
    level : float
        Confidence level.
    steadily : bool
        Whether the pre-trend test looks for a steady rise or fall too; without, as Borusyak et al. have it.

    Returns
    -------
    RolloutEffect

    Raises
    ------
    NoComparisonError
        Of the family `CannotTellError`: fewer than 3 units that began with periods before and after, fewer
        than 3 that had not begun by then, or no period in which both were seen.
    WrongShapeError, ImpossibleLevelError

    Notes
    -----
    Borusyak, Jaravel & Spiess (2024), "Revisiting Event-Study Designs", Review of Economic Studies 91: unit
    and region-period effects are learned from cells before a start alone; the mean of outcome less imputed
    outcome is the effect. The jackknife leaves whole units out and learns the effects again. The pre-trend
    test begins with theirs (their equation 9): only cells before the start, so it does not depend on the
    effect. Theirs looks every way at once and so sees a steady rise less well; a test of one slope over the
    same periods is joined with it by Liu & Xie (2020), "Cauchy Combination Test", Journal of the American
    Statistical Association 115: valid however the two hang together, and no second chance.
    """
    y, start = np.asarray(outcome, dtype=np.float64), np.asarray(starts, dtype=np.float64)
    if y.ndim != 2:
        raise WrongShapeError("outcome", y.shape, "one row a unit and one column a period")
    if start.shape != (len(y),):
        raise WrongShapeError("starts", start.shape, f"one for each of {len(y)} units")
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    home = numbered(np.zeros(len(y)) if regions is None else np.asarray(regions))
    start = np.where(np.isnan(start), np.inf, start)
    _enough(y, start)
    seen = np.isfinite(y).any(axis=1)
    rollout = _Rollout(y[seen], start[seen], numbered(home[seen]))
    told = _estimate(rollout)
    freedom = len(told.left_out) - 1
    reach = float(stdtrit(freedom, 0.5 + level / 2)) * told.error
    effect = Slope(
        estimate=told.average,
        low=told.average - reach,
        high=told.average + reach,
        n=told.cells,
        standard_error=told.error,
        p_value=two_sided(told.average, told.error, freedom),
        teams=len(told.left_out),
    )
    return RolloutEffect(
        effect=effect,
        permutation_p=_permuted(rollout, told, draws, np.random.default_rng(seed)),
        by_period=MappingProxyType(_by_period(told.imputed.effects, rollout.starts)),
        pre_trend=_pre_trend(rollout, steadily=steadily),
        left_out=told.imputed.untold,
    )


def _enough(y: Floats, start: Floats) -> None:
    seen, after = np.isfinite(y), _after(y, start)
    began = (seen & after).any(axis=1) & (seen & ~after).any(axis=1)
    if began.sum() < LEAST_UNITS:
        raise NoComparisonError(
            int(began.sum()),
            LEAST_UNITS,
            one="unit has periods before and after a start",
            many="units have periods before and after a start",
        )
    beside = seen & ~after & (seen & after).any(axis=0)
    if beside.any(axis=1).sum() < LEAST_UNITS:
        found = int(beside.any(axis=1).sum())
        raise NoComparisonError(
            found,
            LEAST_UNITS,
            one="unit was without it while others had begun",
            many="units were without it while others had begun",
        )


def _after(y: Floats, start: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.arange(y.shape[1]) >= start[:, None])


@dataclass(frozen=True, slots=True)
class _Rollout:
    """Who showed what, when they began, and where they belong."""

    outcome: Floats
    starts: Floats
    regions: NDArray[np.int64]

    @property
    def after(self) -> NDArray[np.bool_]:
        return _after(self.outcome, self.starts)

    @property
    def untouched(self) -> Blocks:
        """The cells before a start, team by team."""
        before = np.where(self.after, np.nan, self.outcome)
        return blocks_of(np.zeros((0, *before.shape)), before, self.regions)


@dataclass(frozen=True, slots=True)
class _Estimate:
    imputed: _Imputed
    cells: int
    average: float
    left_out: Floats  # (U,), the average without each unit

    @property
    def error(self) -> float:
        units = len(self.left_out)
        return float(np.sqrt((units - 1) / units * ((self.left_out - self.average) ** 2).sum()))


def _estimate(rollout: _Rollout) -> _Estimate:
    """The effects, where they can be told, their mean, and the mean without each unit."""
    home, blocks = rollout.regions, rollout.untouched
    shape = (blocks.regions_count, rollout.outcome.shape[1])
    projectors, shares = np.zeros((*shape, shape[1])), np.zeros(shape)
    np.add.at(projectors, home, blocks.projectors)
    np.add.at(shares, home, blocks.shares[..., 0])
    periods = _solved(projectors, shares)[home]
    imputed = _impute(rollout, periods, _hidden(projectors)[home], blocks.weights)
    told = np.isfinite(imputed.effects)
    total, cells = float(np.nansum(imputed.effects)), int(told.sum())
    if not cells:
        raise NoComparisonError(
            0,
            1,
            one="period has both units that began and units that had not",
            many="periods have both units that began and units that had not",
        )
    without = _solved(projectors[home] - blocks.projectors, shares[home] - blocks.shares[..., 0])
    slopes = np.zeros(shape)
    np.add.at(slopes, home, imputed.slopes)
    shifted = ((slopes[home] - imputed.slopes) * (without - periods)).sum(axis=1)
    rest = np.maximum(cells - told.sum(axis=1), 1)
    left_out = (total - np.nansum(imputed.effects, axis=1) + shifted) / rest
    return _Estimate(imputed, cells, total / cells, np.asarray(left_out))


def _impute(rollout: _Rollout, periods: Floats, hidden: Floats, weights: Floats) -> _Imputed:
    """Outcome less what would have been, after each start; only where the data can tell."""
    y = rollout.outcome
    known = weights.sum(axis=1)
    own_share = weights / np.maximum(known, 1.0)[:, None]
    level = (own_share * (np.where(weights > 0, y, 0.0) - periods)).sum(axis=1)
    after = rollout.after & np.isfinite(y)
    contrasts = np.eye(y.shape[1])[None] - own_share[:, None, :]  # period effect less the unit's usual ones
    estimable = np.abs(contrasts @ hidden).max(axis=2) < 1e-8
    told = after & (known > 0)[:, None] & estimable
    found = np.where(told, y - periods - level[:, None], np.nan)
    slopes = -np.where(told[..., None], contrasts, 0.0).sum(axis=1)
    return _Imputed(found, slopes, int((after & ~told).sum()))


def _hidden(projectors: Floats) -> Floats:
    """Directions of period effects about which a region's untouched cells say nothing, (R, P, P)."""
    roots, directions = np.linalg.eigh(projectors)
    missing = roots <= ALIKE * np.maximum(roots[:, -1:], 1e-300)
    return np.asarray(directions * missing[:, None, :])


def _solved(projectors: Floats, shares: Floats) -> Floats:
    inverse = np.linalg.pinv(projectors, rcond=ALIKE, hermitian=True)
    return np.asarray((inverse @ shares[..., None])[..., 0])


def _by_period(effects: Floats, start: Floats) -> dict[int, float]:
    unit, period = np.nonzero(np.isfinite(effects))
    since = (period - start[unit]).astype(np.int64)
    return {int(one): float(effects[unit, period][since == one].mean()) for one in np.unique(since)}


def _permuted(rollout: _Rollout, observed: _Estimate, draws: int, random: np.random.Generator) -> float:
    """How often start dates dealt anew within regions show as much, studentised by the jackknife."""
    extreme, possible = 0, 0
    statistic = abs(observed.average) / max(observed.error, 1e-300)
    members = [np.flatnonzero(rollout.regions == one) for one in range(int(rollout.regions.max()) + 1)]
    for _ in range(draws):
        dealt = rollout.starts.copy()
        for region in members:
            dealt[region] = random.permutation(rollout.starts[region])
        try:
            drawn = _estimate(_Rollout(rollout.outcome, dealt, rollout.regions))
        except NoComparisonError:
            continue
        possible += 1
        extreme += abs(drawn.average) >= statistic * drawn.error * (1 - 1e-9)
    return (extreme + 1) / (possible + 1)


def _pre_trend(rollout: _Rollout, *, steadily: bool) -> PreTrend | None:
    """On the cells before the start alone: any way off, and steadily one way."""
    before = np.where(rollout.after, np.nan, rollout.outcome)
    away = np.arange(before.shape[1]) - rollout.starts[:, None]
    for leads in range(LEADS, 0, -1):
        marks = np.stack([(away == -lead).astype(np.float64) for lead in range(1, leads + 1)])
        tested = _nothing_before(marks, before, rollout.regions)
        if tested is None:
            continue
        estimates, p_values = tested[0], [tested[1]]
        rising = np.where((away < 0) & (away >= -leads), away + leads + 1.0, 0.0)[None]
        one_way = _nothing_before(rising, before, rollout.regions) if steadily and leads > 1 else None
        p_values += [one_way[1]] if one_way else []
        return PreTrend(tuple(float(one) for one in estimates), _joined(p_values))
    return None


def _nothing_before(marks: Floats, before: Floats, regions: NDArray[np.int64]) -> tuple[Floats, float] | None:
    """Slopes on these marks, and the p-value of all being nothing (F, jackknife); None: not to be told."""
    try:
        fitted = fit(blocks_of(marks, before, regions))
    except (ConstantExposureError, SingularDesignError):
        return None
    many, covariance = len(marks), fitted.jackknife()
    if fitted.teams <= many or np.linalg.matrix_rank(covariance) < many:
        return None
    wald = float(fitted.slopes @ np.linalg.solve(covariance, fitted.slopes)) / many
    scaled = wald * (fitted.teams - many) / (fitted.teams - 1)
    return fitted.slopes, float(fdtrc(many, fitted.teams - many, scaled))


def _joined(p_values: list[float]) -> float:
    """One of several that hang together somehow: the mean of their Cauchy quantiles is Cauchy in the tail."""
    kept = np.clip(p_values, 1e-15, 1 - 1e-15)
    return float(0.5 - np.arctan(np.tan((0.5 - kept) * np.pi).mean()) / np.pi)
