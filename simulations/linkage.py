"""Does linkage find what is there, stay silent where nothing is, and see the direction? (STATISTICS 3.7)"""

import math
from collections.abc import Iterator

import numpy as np

from extramile.stats import LinkageClass, link
from extramile.stats.counts import Floats
from extramile.stats.fixed_effects import slope
from extramile.stats.linkage import resampling
from extramile.stats.linkage.link import ENOUGH_TEAMS
from extramile.stats.linkage.views import fit_at
from simulations.gates import Gate
from simulations.panels import World

PAGE = "linkage"
ALONE = ("jackknife", "wild bootstrap", "permutation")


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs, few = max(round(1000 * scale), 20), max(round(200 * scale), 10)
    silent = primary(World(), seed=seed, runs=runs)
    yield Gate(
        name="nothing there: false alarms", seen=share(silent), low=0.035, high=0.065, seed=seed, runs=runs
    )
    confounded = primary(World(shared_cause=1.0), seed=seed + 1, runs=runs)
    yield Gate(
        name="shared cause: false alarms",
        seen=share(confounded),
        low=0.035,
        high=0.065,
        seed=seed + 1,
        runs=runs,
    )
    bias = abs(float(confounded[:, 0].mean()))
    yield Gate(name="shared cause: bias of the slope", seen=bias, high=0.001, seed=seed + 1, runs=runs)
    yield from _few_teams(seed + 2, runs)
    true = primary(World(effect=0.4), seed=seed + 3, runs=runs)
    held = float(((true[:, 1] <= true[:, 0].mean()) & (true[:, 0].mean() <= true[:, 2])).mean())
    yield Gate(
        name="coverage of the measured slope", seen=held, low=0.935, high=0.965, seed=seed + 3, runs=runs
    )
    yield from _classes(seed + 4, few)
    yield from _corrected(seed + 8, few)


def primary(world: World, *, seed: int, runs: int) -> Floats:
    """Estimate, limits and p-value of the primary slope, (runs, 4)."""
    random = np.random.default_rng(seed)
    told = (slope(fit_at(world.panel(random), (0,))) for _ in range(runs))
    return np.array([[one.estimate, one.low, one.high, one.p_value] for one in told])


def share(found: Floats) -> float:
    """How often the p-value was .05 or less."""
    return float((found[:, 3] <= 0.05).mean())


def few_teams(teams: int, *, seed: int, runs: int, draws: int = 399) -> dict[str, float]:
    """Error rates of CR3, the wild bootstrap and the permutation test when nothing is there."""
    random = np.random.default_rng(seed)
    world = World(teams=teams, waves=6, regions=1)
    alarms = dict.fromkeys((*ALONE, "called sure: both agree"), 0)
    for _ in range(runs):
        fitted = fit_at(world.panel(random), (0,))
        drawn = resampling.wild_draws(fitted, draws=draws, random=random)
        jackknife, wild = slope(fitted).p_value, resampling.wild_p(fitted, drawn)
        permutation = resampling.permutation_p(fitted, draws=draws, random=random)
        primary_p = wild if teams < ENOUGH_TEAMS else jackknife
        for name, p_value in zip(
            alarms, (jackknife, wild, permutation, max(primary_p, permutation)), strict=True
        ):
            alarms[name] += p_value <= 0.05
    return {name: count / runs for name, count in alarms.items()}


def _few_teams(seed: int, runs: int) -> Iterator[Gate]:
    for teams in (6, 10, 20):
        for method, seen in few_teams(teams, seed=seed + teams, runs=runs).items():
            told = method == "wild bootstrap" and teams < ENOUGH_TEAMS  # alone it decides nothing
            high = math.inf if told else 0.065
            yield Gate(name=f"{teams} teams: {method}", seen=seen, high=high, seed=seed + teams, runs=runs)


def classes(world: World, *, seed: int, runs: int, draws: int = 199) -> dict[LinkageClass, float]:
    """How often each class of evidence is found."""
    random = np.random.default_rng(seed)
    found = [
        link(world.panel(random), seed=run, draws=draws, bootstrap_draws=20).linkage_class
        for run in range(runs)
    ]
    return {one: found.count(one) / runs for one in LinkageClass}


def _classes(seed: int, runs: int) -> Iterator[Gate]:
    wanted = [
        ("a true effect: within", World(effect=0.6), LinkageClass.WITHIN, 0.85),
        ("reverse causality: the lead fires", World(reverse=0.6), LinkageClass.LEAD_FIRES, 0.90),
        ("shared cause: between only", World(shared_cause=1.5), LinkageClass.BETWEEN_ONLY, 0.85),
        ("nothing there: no link", World(), LinkageClass.NO_LINK, 0.80),
    ]
    for number, (name, world, expected, low) in enumerate(wanted):
        seen = classes(world, seed=seed + number, runs=runs)[expected]
        yield Gate(name=f"class of evidence, {name}", seen=seen, low=low, seed=seed + number, runs=runs)


def _corrected(seed: int, runs: int) -> Iterator[Gate]:
    """The slope without noise, where the exposure is reliable enough to tell it."""
    random, effect, shares, held = np.random.default_rng(seed), 0.4, [], []
    world = World(effect=effect, employees=25, felt=0.15)
    for run in range(runs):
        told = link(world.panel(random), seed=run, draws=19, bootstrap_draws=399).reliability
        if told is not None and told.corrected is not None:
            shares.append(told.share)
            held.append(told.corrected.low <= effect <= told.corrected.high)
    truth = world.felt**2 / (world.felt**2 + 0.68 / 25)
    off = abs(float(np.mean(shares)) - truth)
    yield Gate(name="reliability: mean error", seen=off, high=0.03, seed=seed, runs=runs)
    covered = float(np.mean(held))
    yield Gate(name="coverage of the corrected slope", seen=covered, low=0.90, seed=seed, runs=runs)
