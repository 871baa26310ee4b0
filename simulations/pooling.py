"""Pooled scores of employees: how often their intervals hold the truth, and how much nearer they come."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from extramile.stats import pool_tree
from extramile.stats.counts import Floats
from simulations.gates import Gate
from simulations.organisations import EMPLOYEES, Organisation, Shape, organisation

PAGE: Final = "pooling"
RUNS: Final = 10
FEWEST: Final = 30  # employees in a band of answers, to be judged
BANDS: Final = (1, 3, 6, 11, 21, 51, 101, 201, 401, 10_000)
SCENARIOS: Final[tuple[tuple[str, float, tuple[float, float, float], Shape], ...]] = (
    ("12 answers", 12, (0.7, 0.2, 0.1), "normal"),
    ("12 answers, heavy tails", 12, (0.7, 0.2, 0.1), "heavy"),
    ("12 answers, 90/8/2", 12, (0.9, 0.08, 0.02), "normal"),
    ("200 answers", 200, (0.7, 0.2, 0.1), "normal"),
)
# Root mean square error at most this share of the plain score's, by mean answers.
NEARER: Final = {12: 0.40, 200: 0.65}


def pooled(made: Organisation) -> tuple[Floats, Floats, Floats]:
    """Estimates of employees, whether the interval holds the truth, and their plain scores."""
    found = pool_tree(made.counts, made.parents)
    estimate, low, high = (part[:EMPLOYEES] for part in (found.estimate, found.low, found.high))
    held = (low <= made.truth) & (made.truth <= high)
    return estimate, held.astype(np.float64), found.plain[:EMPLOYEES]


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(RUNS * scale), 1)
    for number, (name, answers, shares, shape) in enumerate(SCENARIOS):
        generator = np.random.default_rng([seed, number])
        made = [organisation(generator, answers=answers, shares=shares, shape=shape) for _ in range(runs)]
        found = [pooled(one) for one in made]
        truth = np.concatenate([one.truth for one in made])
        estimate, held, plain = (np.concatenate(part) for part in zip(*found, strict=True))
        n = np.concatenate([one.counts.sum(axis=1) for one in made])
        yield Gate(
            name=f"coverage, {name}", seen=float(held.mean()), low=0.93, high=0.97, seed=seed, runs=runs
        )
        yield Gate(name=f"worst band, {name}", seen=worst_band(n, held), low=0.91, seed=seed, runs=runs)
        nearer = float(error(estimate, truth) / error(plain, truth))
        limit = NEARER[int(answers)]
        yield Gate(name=f"error beside plain, {name}", seen=nearer, high=limit, seed=seed, runs=runs)
    yield _nobody_differs(seed, runs)


def _nobody_differs(seed: int, runs: int) -> Gate:
    """Where employees do not differ, the pooled scores hardly should."""
    generator = np.random.default_rng([seed, 99])
    made = [organisation(generator, answers=12, shape="none") for _ in range(runs)]
    ratios = []
    for one in made:
        estimate, _, plain = pooled(one)
        ratios.append(error(estimate, one.truth) / error(plain, one.truth))
    name = "error beside plain, nobody differs"
    return Gate(name=name, seen=float(np.mean(ratios)), high=0.1, seed=seed, runs=runs)


def error(estimate: Floats, truth: Floats) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def worst_band(n: Floats, held: Floats) -> float:
    """The lowest coverage among employees of about as many answers."""
    band = np.digitize(n, BANDS)
    shares = [held[band == one].mean() for one in np.unique(band) if np.sum(band == one) >= FEWEST]
    return float(min(shares))
