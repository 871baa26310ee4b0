"""How much of what the exposure shows is signal, and what the slope would be without the noise."""

from dataclasses import dataclass

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.fixed_effects import Fit

LEAST_RELIABILITY = 0.20  # STATISTICS 3.3: below it a corrected size is a guess
LEAST_TEAMS = 20  # fewer teams cannot be redrawn usefully
CHUNK = 100  # draws worked on at once


@dataclass(frozen=True, slots=True)
class Corrected:
    """The slope per point of what the team really feels, were it measured without noise.

    Attributes
    ----------
    estimate, low, high : float
        The measured slope divided by the reliability; the limits redraw teams and estimate both again.
    n : int
        Team-waves.
    """

    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Share of the exposure's variation within teams that is not the luck of who answered.

    Attributes
    ----------
    share : float
        0 to 1: the measured slope is about this share of the slope of a perfect measure.
    corrected : Corrected or None
        None below a share of .20, or with fewer than 20 teams: report the measured slope as a lower bound.
    """

    share: float
    corrected: Corrected | None


def reliability(
    fitted: Fit, variance: Floats, *, draws: int, random: np.random.Generator, level: float = 0.95
) -> Reliability:
    """Reliability of the exposure within teams, and the corrected slope where it may be told.

    Parameters
    ----------
    fitted : Fit
        Unweighted, one regressor.
    variance : ndarray (T, W)
        Sampling variance of each exposure.
    draws : int
        Bootstrap draws.
    random : numpy Generator
    level : float
        Confidence level.

    Notes
    -----
    The noise that is left after team and region-wave effects is the mean sampling variance times the degrees
    of freedom. The bootstrap redraws teams within regions; a redrawn region of r teams shows (r-1)/r of the
    spread. Persons who answer the same wave after wave make noise that the team effect takes out: the share
    is then told too low and the corrected slope too high.
    """
    noise = _noise(fitted, variance)
    total = float(fitted.moments[0, 0])
    share = float(np.clip(1 - noise.sum() / total, 0.0, 1.0))
    if share < LEAST_RELIABILITY or fitted.teams < LEAST_TEAMS:
        return Reliability(share, None)
    drawn = _drawn(fitted, noise, draws, random)
    low, high = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2])
    return Reliability(
        share, Corrected(float(fitted.slopes[0]) / share, float(low), float(high), fitted.cells)
    )


def _noise(fitted: Fit, variance: Floats) -> Floats:
    """Each team's part of the noise that is left, (T,): it adds up to mean variance x degrees of freedom."""
    used = (fitted.blocks.weights > 0) & fitted.carrying[:, None]
    shown = np.where(used & np.isfinite(variance), variance, 0.0).sum(axis=1)
    freedom = fitted.cells - fitted.teams - int(fitted.ranks.sum())
    return np.asarray(shown * freedom / fitted.cells)


def _drawn(fitted: Fit, noise: Floats, draws: int, random: np.random.Generator) -> Floats:
    """Corrected slopes of redrawn teams; endless where the reliability is lost."""
    moments, lost = np.zeros((draws, 2, 2)), np.zeros(draws)
    for region in range(fitted.blocks.regions_count):
        members = np.flatnonzero((fitted.blocks.regions == region) & fitted.carrying)
        if not len(members):
            continue
        times = random.multinomial(len(members), np.full(len(members), 1 / len(members)), size=draws)
        kept = (len(members) - 1) / len(members)
        lost += times @ noise[members] * kept
        for start in range(0, draws, CHUNK):
            part = slice(start, start + CHUNK)
            moments[part] += _region_moments(fitted, members, times[part].astype(np.float64))
    signal = moments[:, 0, 0] - lost
    slope = moments[:, 0, 1]
    return np.asarray(
        np.where(signal > 0, slope / np.where(signal > 0, signal, 1.0), np.sign(slope) * np.inf)
    )


def _region_moments(fitted: Fit, members: np.ndarray, times: Floats) -> Floats:
    """Cross products of one region's redrawn teams, (B, 2, 2)."""
    blocks = fitted.blocks
    waves = blocks.weights.shape[1]
    block = (times @ blocks.projectors[members].reshape(len(members), -1)).reshape(-1, waves, waves)
    share = (times @ blocks.shares[members].reshape(len(members), -1)).reshape(-1, waves, 2)
    square = (times @ blocks.squares[members].reshape(len(members), -1)).reshape(-1, 2, 2)
    effects = np.linalg.pinv(block, rcond=1e-10, hermitian=True) @ share
    return np.asarray(square - share.transpose(0, 2, 1) @ effects)
