"""The whole pipeline, from a panel to what may be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    ImpossibleEffectError,
    ImpossibleLevelError,
    TooFewTeamsError,
    TooFewWavesError,
)
from extramile.stats.fixed_effects import Fit, Slope, slope
from extramile.stats.linkage import resampling, views
from extramile.stats.linkage.evidence import Evidence, LinkageClass
from extramile.stats.linkage.panel import Panel
from extramile.stats.linkage.reliability import Reliability, reliability

LEAST_TEAMS = 6
LEAST_WAVES = 3
ENOUGH_TEAMS = 10  # below it the jackknife makes way for the wild bootstrap
POWER = 0.80


class Inference(StrEnum):
    """How the primary interval was made."""

    JACKKNIFE = "jackknife"
    """CR3 and t, teams less one degrees of freedom."""
    WILD_BOOTSTRAP = "wild_bootstrap"
    """Webb's six points, null imposed, interval by inverting the test."""


@dataclass(frozen=True, slots=True)
class Linkage:
    """What a panel tells.

    Attributes
    ----------
    within : Slope
        Primary: within teams, region-wave effects out. Per *measured* unit of exposure: a lower bound of the
        slope per unit of what is really felt.
    inference : Inference
    permutation_p : float
        P-value of permuting trajectories within regions.
    between : Slope or None
        Of teams' averages; shared causes included.
    lead : Slope or None
        The placebo: the outcome on the *next* wave's exposure, beside this wave's.
    lag_profile : mapping of int to Slope or None
        -2...+2 waves around the primary lag, each alone; below zero the exposure comes after the outcome.
    without_region : ndarray (R,)
        The slope without each region; empty with one region.
    trimmed, weighted : Slope or None
    reliability : Reliability or None
        None when the exposure's sampling variance is unknown.
    minimum_detectable : float
        The slope that this panel would have found with a chance of .80.
    lead_minimum_detectable : float or None
        The same of the placebo: a placebo that could not have seen a slope as large as the primary one
        proves little by staying silent.
    evidence : Evidence
        The facts, and the class that follows from them.
    level, lag, seed, draws
        What was asked, so that it can be computed again.
    """

    within: Slope
    inference: Inference
    permutation_p: float
    between: Slope | None
    lead: Slope | None
    lag_profile: Mapping[int, Slope | None]
    without_region: Floats
    trimmed: Slope | None
    weighted: Slope | None
    reliability: Reliability | None
    minimum_detectable: float
    lead_minimum_detectable: float | None
    evidence: Evidence
    level: float
    lag: int
    seed: int
    draws: int

    @property
    def linkage_class(self) -> LinkageClass:
        """(a), (b), (c) or (d) of STATISTICS 3.6."""
        return self.evidence.linkage_class


def link(
    panel: Panel,
    *,
    seed: int,
    lag: int = 0,
    draws: int = 999,
    level: float = 0.95,
    bootstrap_draws: int = 999,
) -> Linkage:
    """Does the outcome go with the exposure, team by team, and what may be said of it?

    Parameters
    ----------
    panel : Panel
        From `panel_of_counts`, `panel_of_tables` or `panel_of_rows`. ``outcome[:, w]`` is the period that
        follows wave w: then a lag of 0 says "in the next period".
    seed : int
        The same seed and panel give the same result to the last digit.
    lag : int
        Waves between exposure and outcome in the panel's own columns, 0 or more.
    draws : int
        Permutations and wild draws.
    level : float
        Confidence level, between 0 and 1.
    bootstrap_draws : int
        Redrawn panels for the corrected slope.

    Returns
    -------
    Linkage

    Raises
    ------
    TooFewTeamsError, TooFewWavesError
        Of the family `CannotTellError`: fewer than 6 teams that can be compared, or fewer than 3 waves.
    ConstantExposureError
        When the exposure does not vary within teams.
    ChoiceError, ImpossibleEffectError
        For an impossible level, or a lag or a number of draws below zero.

    Notes
    -----
    The steps are those of STATISTICS 3.6. Primary: two-way fixed effects, team and region-wave. From ten
    teams on the standard error is the team jackknife CR3 (MacKinnon, Nielsen & Webb 2023), below ten the
    wild cluster bootstrap of Webb (2014). A link within teams is only called sure when the permutation test
    agrees.
    """
    _check(level, lag, draws)
    waves = int(
        (np.isfinite(views.moved(panel.exposure, lag)) & np.isfinite(panel.outcome)).any(axis=0).sum()
    )
    if waves < LEAST_WAVES:
        raise TooFewWavesError(waves, LEAST_WAVES)
    _enough_teams(panel, lag)
    fitted = views.fit_at(panel, (lag,))
    if fitted.teams < LEAST_TEAMS:
        raise TooFewTeamsError(fitted.teams, LEAST_TEAMS)
    random = np.random.default_rng(seed)
    within, inference = _inferred(fitted, draws=draws, level=level, random=random)
    permuted = resampling.permutation_p(fitted, draws=draws, random=random)
    lead = _lead(panel, lag=lag, draws=draws, level=level, random=random)
    between = views.between(panel, lag=lag, level=level)
    told = _reliability(panel, fitted, lag=lag, draws=bootstrap_draws, level=level, random=random)
    return Linkage(
        within=within,
        inference=inference,
        permutation_p=permuted,
        between=between,
        lead=lead,
        lag_profile=MappingProxyType(views.lag_profile(panel, lag=lag, level=level)),
        without_region=views.without_each_region(fitted),
        trimmed=views.trimmed(panel, lag=lag, level=level),
        weighted=views.weighted(panel, lag=lag, level=level),
        reliability=told,
        minimum_detectable=_detectable(within, level),
        lead_minimum_detectable=None if lead is None else _detectable(lead, level),
        evidence=Evidence(
            within=within.p_value,
            permutation=permuted,
            lead=None if lead is None else lead.p_value,
            between=None if between is None else between.p_value,
            direction=int(np.sign(within.estimate)),
            level=level,
        ),
        level=level,
        lag=lag,
        seed=seed,
        draws=draws,
    )


def _check(level: float, lag: int, draws: int) -> None:
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    if lag < 0:
        raise ImpossibleEffectError("lag", lag)
    if draws < 1:
        raise ImpossibleEffectError("draws", draws)


def _enough_teams(panel: Panel, lag: int) -> None:
    """Teams of two waves or more, in regions that hold another such team."""
    both = np.isfinite(views.moved(panel.exposure, lag)) & np.isfinite(panel.outcome)
    lasting = both.sum(axis=1) >= 2
    per_region = np.bincount(panel.regions[lasting], minlength=int(panel.regions.max(initial=0)) + 1)
    comparable = int(per_region[per_region >= 2].sum())
    if comparable < LEAST_TEAMS:
        raise TooFewTeamsError(comparable, LEAST_TEAMS)


def _inferred(
    fitted: Fit, *, draws: int, level: float, random: np.random.Generator, which: int = 0
) -> tuple[Slope, Inference]:
    """The slope with its interval, by the method that the number of teams allows."""
    plain = slope(fitted, which=which, level=level)
    if fitted.teams >= ENOUGH_TEAMS:
        return plain, Inference.JACKKNIFE
    drawn = resampling.wild_draws(fitted, draws=draws, random=random)
    low, high = resampling.wild_interval(fitted, drawn, which=which, reach=plain.standard_error, level=level)
    p_value = resampling.wild_p(fitted, drawn, which=which)
    return (
        Slope(plain.estimate, low, high, plain.n, plain.standard_error, p_value, plain.teams),
        Inference.WILD_BOOTSTRAP,
    )


def _lead(panel: Panel, *, lag: int, draws: int, level: float, random: np.random.Generator) -> Slope | None:
    """Next wave's exposure beside this one's; None when the waves do not carry both."""
    try:
        fitted = views.fit_at(panel, (lag, lag - 1))
        if fitted.teams < LEAST_TEAMS:
            return None
        return _inferred(fitted, draws=draws, level=level, random=random, which=1)[0]
    except views.NOT_THERE:
        return None


def _reliability(
    panel: Panel, fitted: Fit, *, lag: int, draws: int, level: float, random: np.random.Generator
) -> Reliability | None:
    if panel.exposure_variance is None:
        return None
    variance = views.moved(panel.exposure_variance, lag)
    return reliability(fitted, variance, draws=draws, random=random, level=level)


def _detectable(told: Slope, level: float) -> float:
    freedom = told.teams - 1
    return float(stdtrit(freedom, 0.5 + level / 2) + stdtrit(freedom, POWER)) * told.standard_error
