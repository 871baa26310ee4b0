"""The slope seen in other ways: between teams, at other lags, without a region, trimmed, weighted."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from extramile.stats.counts import Floats
from extramile.stats.errors import CannotTellError, ConstantExposureError, SingularDesignError
from extramile.stats.fixed_effects import ALIKE, Fit, Slope, blocks_of, fit, slope, two_sided
from extramile.stats.linkage.panel import Panel

LAGS = (-2, -1, 0, 1, 2)
LEAST_WAVES_AT_A_LAG = 3
TRIMMED = 0.05
NOT_THERE = (ConstantExposureError, SingularDesignError, CannotTellError)


def moved(table: Floats, waves: int) -> Floats:
    """The table as it was so many waves before (below zero: after); NaN beyond its edges."""
    shifted = np.full_like(table, np.nan)
    if waves == 0:
        shifted[:] = table
    elif abs(waves) < table.shape[1]:
        here, there = (
            slice(max(waves, 0), min(waves, 0) or None),
            slice(max(-waves, 0), min(-waves, 0) or None),
        )
        shifted[:, here] = table[:, there]
    return shifted


def fit_at(panel: Panel, lags: tuple[int, ...], *, weights: Floats | None = None) -> Fit:
    """The outcome on the exposure of so many waves before, one regressor a lag.

    Raises
    ------
    ConstantExposureError, SingularDesignError
    """
    regressors = np.stack([moved(panel.exposure, lag) for lag in lags])
    return fit(blocks_of(regressors, panel.outcome, panel.regions, weights=weights))


def lag_profile(panel: Panel, *, lag: int, level: float) -> dict[int, Slope | None]:
    """The slope at each lag around the primary one, alone; None where too few waves are left."""
    profile: dict[int, Slope | None] = {}
    for beside in LAGS:
        both = np.isfinite(moved(panel.exposure, lag + beside)) & np.isfinite(panel.outcome)
        if both.any(axis=0).sum() < LEAST_WAVES_AT_A_LAG:
            profile[beside] = None
            continue
        profile[beside] = _slope_or_none(panel, lag + beside, level)
    return profile


def _slope_or_none(panel: Panel, lag: int, level: float) -> Slope | None:
    try:
        return slope(fit_at(panel, (lag,)), level=level)
    except NOT_THERE:
        return None


def between(panel: Panel, *, lag: int, level: float) -> Slope | None:
    """The slope of teams' averages within regions, with HC3 errors (Mundlak's between slope).

    None when there are too few teams, or all teams have the same average.
    """
    exposure = moved(panel.exposure, lag)
    both = np.isfinite(exposure) & np.isfinite(panel.outcome)
    there = both.any(axis=1)
    counted = np.where(both, 1.0, 0.0).sum(axis=1)[there]
    x = np.where(both, exposure, 0.0).sum(axis=1)[there] / counted
    y = np.where(both, panel.outcome, 0.0).sum(axis=1)[there] / counted
    homes = np.unique(panel.regions[there], return_inverse=True)[1]
    sizes = np.bincount(homes).astype(np.float64)
    x, y = (value - (np.bincount(homes, value) / sizes)[homes] for value in (x, y))
    total, freedom = float(x @ x), len(x) - len(sizes) - 1
    if freedom < 2 or total <= ALIKE * len(x):
        return None
    estimate = float(x @ y) / total
    leverage = np.minimum(1 / sizes[homes] + x**2 / total, 1.0)
    alone = leverage > 1 - 1e-9  # a region of one team: it fits itself
    errors = np.where(alone, 0.0, (y - estimate * x) / np.where(alone, 1.0, 1 - leverage))
    error = float(np.sqrt(((x * errors) ** 2).sum())) / total
    reach = float(stdtrit(freedom, 0.5 + level / 2)) * error
    return Slope(
        estimate,
        estimate - reach,
        estimate + reach,
        len(x),
        error,
        two_sided(estimate, error, freedom),
        len(x),
    )


def without_each_region(fitted: Fit) -> Floats:
    """The slope without each region, (R,); empty when there is but one."""
    if fitted.blocks.regions_count < 2:
        return np.zeros(0)
    without = fitted.moments - fitted.region_moments
    spread = without[:, 0, 0]
    told = spread > ALIKE * fitted.moments[0, 0]
    return np.asarray(np.where(told, without[:, 0, 1] / np.where(told, spread, 1.0), np.nan))


def trimmed(panel: Panel, *, lag: int, level: float) -> Slope | None:
    """The slope without the teams whose average exposure is in the highest or lowest twentieth.

    Chosen by their averages, which the slope within teams does not use: so the choice itself bends nothing.
    """
    both = np.isfinite(moved(panel.exposure, lag)) & np.isfinite(panel.outcome)
    counted = both.sum(axis=1)
    average = np.where(both, panel.exposure, 0.0).sum(axis=1) / np.maximum(counted, 1)
    low, high = np.quantile(average[counted > 0], [TRIMMED, 1 - TRIMMED])
    kept: NDArray[np.bool_] = (counted > 0) & (average >= low) & (average <= high)
    if kept.sum() < 3:
        return None
    return _slope_or_none(panel.of_teams(kept), lag, level)


def weighted(panel: Panel, *, lag: int, level: float) -> Slope | None:
    """The slope with each cell weighted by its customers' answers; None when these are unknown."""
    if panel.outcome_answers is None:
        return None
    try:
        return slope(fit_at(panel, (lag,), weights=panel.outcome_answers), level=level)
    except NOT_THERE:
        return None
