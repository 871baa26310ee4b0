"""Tests that draw: permuted trajectories, and the wild bootstrap for few teams."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extramile.stats.counts import Floats
from extramile.stats.fixed_effects import ALIKE, Fit, Integers

# Webb (2014): six points of mean 0 and variance 1; with two, six teams would give 32 different draws.
WEBB = np.sqrt(np.array([0.5, 1.0, 1.5, 0.5, 1.0, 1.5])) * np.array([1, 1, 1, -1, -1, -1])
TIED = 1 - 1e-9  # a draw that is the data again must count as one as extreme
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Partial:
    """One regressor and the outcome after the effects and the other regressors are taken out.

    T teams, W waves, k regressors.
    """

    regressor: Floats  # (T, W), times the weights
    outcome: Floats  # (T, W)
    regressors: Floats  # (T, W, k)
    weights: Floats
    inner: Floats  # (k, k)
    which: int

    @property
    def size(self) -> float:
        """Sum of squares of the regressor."""
        return float((self.regressor * self.regressors[..., self.which]).sum())

    @property
    def slope(self) -> float:
        return float((self.regressor * self.outcome).sum()) / self.size


def partial(fitted: Fit, *, which: int = 0) -> Partial:
    """Take the other regressors out as well (Frisch, Waugh and Lovell)."""
    regressors, outcome = fitted.residuals[..., :-1], fitted.residuals[..., -1]
    others = [one for one in range(regressors.shape[-1]) if one != which]
    inner, target = fitted.moments[:-1, :-1], regressors[..., which]
    if others:
        block = inner[np.ix_(others, others)]
        target = target - regressors[..., others] @ np.linalg.solve(block, inner[others, which])
        outcome = outcome - regressors[..., others] @ np.linalg.solve(block, fitted.moments[others, -1])
    return Partial(target * fitted.blocks.weights, outcome, regressors, fitted.blocks.weights, inner, which)


def permutation_p(fitted: Fit, *, draws: int, random: np.random.Generator) -> float:
    """How often chance does as well, when whole trajectories change teams within their region.

    Parameters
    ----------
    fitted : Fit
        With one regressor.
    draws : int
        Permutations; the p-value is at least ``1 / (draws + 1)``.
    random : numpy Generator

    Returns
    -------
    float
        Two-sided. Exact when teams of a region are exchangeable; the statistic is studentised by the teams'
        own scores, so teams that scatter more do not spoil it (Janssen 1997; DiCiccio & Romano 2017).

    Notes
    -----
    The effects are taken out once: permuting teams within a region and taking out team and region-wave
    effects may change places. The whole test is then a look-up in the teams' cross products.
    """
    one = partial(fitted)
    numerators, squares = np.zeros(draws + 1), np.zeros(draws + 1)
    for region in range(fitted.blocks.regions_count):
        members = np.flatnonzero((fitted.blocks.regions == region) & fitted.carrying)
        products = one.regressor[members] @ one.outcome[members].T  # whose exposure with whose outcome
        places = np.arange(len(members))
        orders = random.permuted(np.tile(places, (draws + 1, 1)), axis=1)
        orders[0] = places
        scores = products[orders, places]
        numerators += scores.sum(axis=1)
        squares += (scores**2).sum(axis=1)
    statistics = np.abs(numerators) / np.sqrt(np.where(squares > 0, squares, 1.0))
    return float((statistics[1:] >= statistics[0] * TIED).sum() + 1) / (draws + 1)


@dataclass(frozen=True, slots=True)
class WildDraws:
    """Signs and sizes drawn once, so that one slope's p-values can be compared with another's."""

    signs: Floats  # (B, T)


def wild_draws(fitted: Fit, *, draws: int, random: np.random.Generator) -> WildDraws:
    return WildDraws(random.choice(WEBB, size=(draws, len(fitted.carrying))))


def wild_p(fitted: Fit, drawn: WildDraws, *, which: int = 0, null: float = 0.0) -> float:
    """P-value of the wild cluster bootstrap with the null imposed and Webb's six-point weights.

    Parameters
    ----------
    fitted : Fit
    drawn : WildDraws
    which : int
        Which regressor.
    null : float
        The slope that is put to the test.

    Notes
    -----
    Cameron, Gelbach & Miller (2008), Webb (2014). Studentised by CR1.
    """
    one = partial(fitted, which=which)
    restricted = _rest(one, null)
    observed = _statistic(fitted, one, restricted, np.ones((1, len(fitted.carrying))))[0]
    drawn_statistics = _statistic(fitted, one, restricted, drawn.signs)
    return float((np.abs(drawn_statistics) >= abs(observed) * TIED).sum() + 1) / (len(drawn.signs) + 1)


def wild_interval(
    fitted: Fit, drawn: WildDraws, *, reach: float, which: int = 0, level: float = 0.95
) -> tuple[float, float]:
    """All slopes that the wild bootstrap does not reject, found by halving.

    Parameters
    ----------
    fitted : Fit
    drawn : WildDraws
    reach : float
        A width to start looking with, such as a standard error.
    which : int
        Which regressor.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float
        Infinite where even far slopes are not rejected.
    """
    centre = partial(fitted, which=which).slope

    def held(null: float) -> bool:
        return wild_p(fitted, drawn, which=which, null=null) > 1 - level

    return _edge(held, centre, -reach), _edge(held, centre, reach)


def _edge(held: Callable[[float], bool], centre: float, reach: float) -> float:
    if reach == 0.0:
        return centre
    inside, outside = 0.0, reach
    while held(centre + outside):
        inside, outside = outside, outside * 2
        if abs(outside) > abs(reach) * 1000:
            return float(np.copysign(np.inf, reach))
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if held(centre + middle):
            inside = middle
        else:
            outside = middle
        if abs(outside - inside) < abs(reach) * 1e-4:
            break
    return centre + outside


def _rest(one: Partial, null: float) -> Floats:
    """What the null leaves: the outcome less the null's share of the regressor's own part."""
    own: NDArray[Any] = np.where(
        one.weights > 0, one.regressor / np.where(one.weights > 0, one.weights, 1.0), 0.0
    )
    return np.asarray(one.outcome - null * own)


def _statistic(fitted: Fit, one: Partial, restricted: Floats, signs: Floats) -> Floats:
    """CR1 t-statistics of "no slope" (less the constant factor) for each draw of signs, (B,)."""
    own = np.einsum("tw,tw->t", one.regressor, restricted)
    weighted = one.regressors * one.weights[..., None]
    targets = np.einsum("twk,tw->tk", weighted, restricted)
    slopes = signs @ targets @ np.linalg.inv(one.inner)  # (B, k)
    crossed = np.einsum("tw,twk->tk", one.regressor, one.regressors)
    effects = _drawn_effects(fitted, restricted * one.weights, signs)
    lifted = _per_team(effects, one.regressor, fitted.blocks.regions)
    scores = signs * own - lifted - slopes @ crossed.T
    spread = np.sqrt((scores**2).sum(axis=1))
    tiny = ALIKE * max(float(np.abs(own).max()), 1e-300)
    return np.asarray((signs @ own) / np.maximum(spread, tiny))


def _drawn_effects(fitted: Fit, weighted: Floats, signs: Floats) -> Floats:
    """Region-wave effects of each drawn outcome, (B, R, W)."""
    blocks, many = fitted.blocks, fitted.blocks.regions_count
    summed = np.zeros((len(signs), many, weighted.shape[1]))
    for region in range(many):
        members = blocks.regions == region
        summed[:, region] = signs[:, members] @ weighted[members]
    return np.asarray(np.einsum("brw,rvw->brv", summed, fitted.inverses))


def _per_team(effects: Floats, regressor: Floats, regions: Integers) -> Floats:
    """Each team's cross product of its regressor with its region's drawn effects, (B, T)."""
    return np.asarray(np.einsum("btw,tw->bt", effects[:, regions], regressor))
