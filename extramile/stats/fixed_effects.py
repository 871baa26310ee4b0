"""Slopes within teams: what a team shares over time and what a region shares in a wave are taken out first.

The design is block-diagonal by region once the team effects are gone, so leaving one team out costs one small
matrix: the exact cluster jackknife takes milliseconds, gaps and weights included.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from extramile.stats.counts import Floats
from extramile.stats.errors import ConstantExposureError, SingularDesignError

Integers: TypeAlias = NDArray[np.int64]
ALIKE = 1e-10  # below this share of the largest, a direction of the design is not there


@dataclass(frozen=True, slots=True)
class Slope:
    """A slope with its interval.

    Attributes
    ----------
    estimate, low, high : float
        Outcome per unit of exposure: with both on -1...+1 or both in points, points per point.
    n : int
        Team-waves it rests on.
    standard_error : float
    p_value : float
        Two-sided, of "no slope".
    teams : int
        Teams that carry it: those that vary within their region and wave.
    """

    estimate: float
    low: float
    high: float
    n: int
    standard_error: float
    p_value: float
    teams: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """The design, team by team: what the jackknife, the permutations and the bootstrap are made of.

    T teams, W waves, k regressors with the outcome behind them.
    """

    values: Floats  # (T, W, k+1), 0 where nothing was seen
    weights: Floats  # (T, W), 0 where nothing was seen
    regions: Integers  # (T,), 0...R-1
    projectors: Floats  # (T, W, W): takes a team's weighted mean out
    shares: Floats  # (T, W, k+1): projectors @ values
    squares: Floats  # (T, k+1, k+1)

    @property
    def regions_count(self) -> int:
        return int(self.regions.max()) + 1


@dataclass(frozen=True, slots=True)
class Fit:
    """Least squares of one design.

    Attributes
    ----------
    slopes : ndarray (k,)
    left_out : ndarray (T, k)
        The slopes without each team.
    moments : ndarray (k+1, k+1)
        Cross products of regressors and outcome after the effects are taken out.
    residuals : ndarray (T, W, k+1)
        Regressors and outcome after the effects are taken out; 0 where nothing was seen.
    inverses : ndarray (R, W, W)
        Of the regions' blocks, for whoever draws new outcomes.
    region_moments : ndarray (R, k+1, k+1)
    carrying : ndarray of bool (T,)
        Teams that have anything to say about the slopes.
    ranks : ndarray (R,)
        Region-wave effects that each region's teams can tell apart.
    """

    blocks: Blocks
    slopes: Floats
    left_out: Floats
    moments: Floats
    residuals: Floats
    inverses: Floats
    region_moments: Floats
    carrying: NDArray[np.bool_]
    ranks: Integers

    @property
    def teams(self) -> int:
        return int(self.carrying.sum())

    @property
    def cells(self) -> int:
        return int((self.blocks.weights[self.carrying] > 0).sum())

    @property
    def errors(self) -> Floats:
        """What the slopes leave of the outcome, (T, W)."""
        regressors, outcome = self.residuals[..., :-1], self.residuals[..., -1]
        return np.asarray(outcome - regressors @ self.slopes)

    @property
    def degrees_of_freedom(self) -> int:
        """Of a residual variance: cells less teams less region-wave effects less slopes."""
        return self.cells - self.teams - int(self.ranks.sum()) - len(self.slopes)

    @property
    def _region_waves(self) -> int:
        weights = self.blocks.weights[self.carrying]
        seen = np.zeros((self.blocks.regions_count, weights.shape[1]), dtype=bool)
        np.logical_or.at(seen, self.blocks.regions[self.carrying], weights > 0)
        return int(seen.sum())

    def jackknife(self) -> Floats:
        """CR3: the covariance of the slopes from leaving each team out, (k, k)."""
        apart = self.left_out[self.carrying] - self.slopes
        return np.asarray((self.teams - 1) / self.teams * apart.T @ apart)

    def sandwich(self) -> Floats:
        """CR1: Liang and Zeger's covariance with the usual factor, (k, k).

        Team effects are nested in the teams and cost no degrees of freedom; region-wave effects do, one
        each, as in fixest.
        """
        weighted = self.residuals[..., :-1] * self.blocks.weights[..., None]
        scores = np.einsum("twk,tw->tk", weighted, self.errors)
        bread = np.linalg.inv(self.moments[:-1, :-1])
        used = len(self.slopes) + self._region_waves
        factor = self.teams / (self.teams - 1) * (self.cells - 1) / (self.cells - used)
        return np.asarray(factor * bread @ scores.T @ scores @ bread)


def blocks_of(
    regressors: Floats, outcome: Floats, regions: Integers, *, weights: Floats | None = None
) -> Blocks:
    """Lay the design out team by team.

    Parameters
    ----------
    regressors : ndarray (k, T, W)
        NaN where nothing was seen; a cell counts when all of it and the outcome were seen.
    outcome : ndarray (T, W)
    regions : ndarray of int (T,)
        0...R-1.
    weights : ndarray (T, W), optional
        Zero or more; all 1 without.
    """
    values = np.stack([*regressors, outcome], axis=-1)
    seen = np.isfinite(values).all(axis=-1)
    weight = np.where(seen, 1.0 if weights is None else weights, 0.0)
    values = np.where((weight > 0)[..., None], values, 0.0)
    total = weight.sum(axis=1)
    safe = np.where(total > 0, total, 1.0)
    projectors = -weight[:, :, None] * weight[:, None, :] / safe[:, None, None]
    waves = np.arange(weight.shape[1])
    projectors[:, waves, waves] += weight
    shares = projectors @ values
    return Blocks(values, weight, regions, projectors, shares, values.transpose(0, 2, 1) @ shares)


def fit(blocks: Blocks) -> Fit:
    """Least squares with team and region-wave effects, and every leave-one-team-out.

    Raises
    ------
    ConstantExposureError, SingularDesignError
    """
    many, regions = blocks.regions_count, blocks.regions
    sums = _Sums(
        *(_by_region(one, regions, many) for one in (blocks.projectors, blocks.shares, blocks.squares))
    )
    inverses, ranks = _inverses(sums.projectors)
    effects = inverses @ sums.shares
    region_moments = sums.squares - sums.shares.transpose(0, 2, 1) @ effects
    moments = region_moments.sum(axis=0)
    slopes = solved(moments, _spread_before(blocks))
    residuals = _residuals(blocks, effects)
    moving = (residuals[..., :-1] ** 2 * blocks.weights[..., None]).sum(axis=(1, 2))
    carrying = moving > ALIKE * max(float(moving.max()), 1e-300)
    left_out = np.tile(slopes, (len(regions), 1))
    left_out[carrying] = _left_out(blocks, sums, region_moments, carrying)
    return Fit(blocks, slopes, left_out, moments, residuals, inverses, region_moments, carrying, ranks)


def solved(moments: Floats, scale: Floats) -> Floats:
    """Slopes from cross products; `scale` says how much there was before the effects were taken out.

    Raises
    ------
    ConstantExposureError
        When nothing of a regressor is left.
    SingularDesignError
        When regressors say the same.
    """
    inner = moments[:-1, :-1]
    spread = np.diagonal(inner)
    if np.any(spread <= ALIKE * np.maximum(scale[:-1], 1e-300)):
        raise ConstantExposureError
    size = np.sqrt(spread)
    if np.linalg.eigvalsh(inner / np.outer(size, size))[0] < ALIKE:
        raise SingularDesignError
    return np.asarray(np.linalg.solve(inner, moments[:-1, -1]))


def slope(fitted: Fit, *, which: int = 0, level: float = 0.95) -> Slope:
    """One slope of a fit with its CR3 t-interval, teams less one degrees of freedom.

    Parameters
    ----------
    fitted : Fit
    which : int
        Which regressor.
    level : float
        Confidence level.
    """
    error = float(np.sqrt(max(fitted.jackknife()[which, which], 0.0)))
    estimate, freedom = float(fitted.slopes[which]), fitted.teams - 1
    reach = float(stdtrit(freedom, 0.5 + level / 2)) * error
    return Slope(
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        n=fitted.cells,
        standard_error=error,
        p_value=two_sided(estimate, error, freedom),
        teams=fitted.teams,
    )


def two_sided(estimate: float, error: float, freedom: int) -> float:
    """The p-value of a t-test; without any spread, 1 for nothing and 0 for something."""
    if error == 0.0:
        return 1.0 if estimate == 0.0 else 0.0
    return float(2 * stdtr(freedom, -abs(estimate / error)))


def _spread_before(blocks: Blocks) -> Floats:
    """Sums of squares around the overall mean, (k+1,); of a constant, what rounding could make of it."""
    squares = np.einsum("twk,tw->k", blocks.values**2, blocks.weights)
    sums = np.einsum("twk,tw->k", blocks.values, blocks.weights)
    around = squares - sums**2 / max(float(blocks.weights.sum()), 1e-300)
    return np.asarray(np.maximum(around, ALIKE * squares))


class _Sums(NamedTuple):
    """The blocks added up by region."""

    projectors: Floats
    shares: Floats
    squares: Floats


def _by_region(parts: Floats, regions: Integers, many: int) -> Floats:
    sums: NDArray[Any] = np.zeros((many, *parts.shape[1:]))
    np.add.at(sums, regions, parts)
    return sums


def _inverses(symmetric: Floats) -> tuple[Floats, Integers]:
    """Pseudo-inverses of a stack, and their ranks: each block lacks at least its own level."""
    roots, directions = np.linalg.eigh(symmetric)
    there = roots > ALIKE * np.maximum(roots[..., -1:], 1e-300)
    inverted = np.where(there, 1.0 / np.where(there, roots, 1.0), 0.0)
    return (directions * inverted[..., None, :]) @ directions.swapaxes(-1, -2), there.sum(axis=-1)


def _residuals(blocks: Blocks, effects: Floats) -> Floats:
    left = blocks.values - effects[blocks.regions]
    total = blocks.weights.sum(axis=1)
    means = np.einsum("twk,tw->tk", left, blocks.weights) / np.where(total > 0, total, 1.0)[:, None]
    return np.where((blocks.weights > 0)[..., None], left - means[:, None, :], 0.0)


def _left_out(blocks: Blocks, sums: _Sums, region_moments: Floats, carrying: NDArray[np.bool_]) -> Floats:
    """The slopes without each carrying team: only its own region's block changes."""
    regions = blocks.regions[carrying]
    inverses, _ = _inverses(sums.projectors[regions] - blocks.projectors[carrying])
    shares = sums.shares[regions] - blocks.shares[carrying]
    squares = sums.squares[regions] - blocks.squares[carrying]
    rest = region_moments.sum(axis=0) - region_moments[regions]
    without = rest + squares - shares.transpose(0, 2, 1) @ inverses @ shares
    try:
        return np.asarray(np.linalg.solve(without[:, :-1, :-1], without[:, :-1, -1:])[..., 0])
    except np.linalg.LinAlgError as error:
        raise SingularDesignError from error
