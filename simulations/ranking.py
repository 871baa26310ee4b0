"""Chances of being among the lowest tenth: do they come true, and are those who are told rightly told?"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from extramile.stats import pool_tree, ranks, told_apart
from extramile.stats.counts import Floats
from simulations.gates import Gate
from simulations.organisations import EMPLOYEES, Organisation, organisation

PAGE: Final = "ranks"
RUNS: Final = 6
DRAWS: Final = 400
SURE: Final = 0.8
FEWEST: Final = 200  # employees in a bin of chances, to be judged
EDGES: Final = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0001)


def looked_at(made: Organisation, generator: np.random.Generator) -> dict[str, Floats]:
    """Of each employee: the chance of the lowest tenth, whether it came true, the interval, who was told."""
    draws = pool_tree(made.counts, made.parents).draws(DRAWS, generator=generator)[:, :EMPLOYEES]
    found, place = ranks(draws), made.truth.argsort().argsort() + 1
    told = told_apart(draws)
    return {
        "chance": found.lowest,
        "true": (place <= EMPLOYEES // 10).astype(np.float64),
        "held": ((found.low <= place) & (place <= found.high)).astype(np.float64),
        "told": np.abs(told).astype(np.float64),
        "wrong": (told * (made.truth - made.truth.mean()) < 0).astype(np.float64),
    }


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(RUNS * scale), 1)
    for answers in (12, 50, 200):
        generator = np.random.default_rng([seed, answers])
        found = [looked_at(organisation(generator, answers=answers), generator) for _ in range(runs)]
        seen = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
        told: dict[str, int] = {"seed": seed, "runs": runs}
        worst = calibration(seen["chance"], seen["true"])
        yield Gate(name=f"calibration of the lowest tenth, {answers} answers", seen=worst, high=0.08, **told)
        sure = seen["chance"] > SURE
        if sure.sum() >= FEWEST / 10:
            precision = float(seen["true"][sure].mean())
            yield Gate(name=f"rightly named lowest, {answers} answers", seen=precision, low=0.80, **told)
        held = float(seen["held"].mean())
        yield Gate(name=f"rank intervals hold, {answers} answers", seen=held, low=0.93, high=0.97, **told)
        wrong = float(seen["wrong"].sum() / max(seen["told"].sum(), 1))
        yield Gate(name=f"wrongly told apart, {answers} answers", seen=wrong, high=0.025, **told)
        share = float(seen["told"].mean())
        yield Gate(name=f"share told apart, {answers} answers", seen=share, **told)


def calibration(chance: Floats, true: Floats) -> float:
    """The largest difference between a chance foretold and how often it came true, over the bins."""
    place = np.digitize(chance, EDGES)
    bins = [place == one for one in np.unique(place) if np.sum(place == one) >= FEWEST]
    return float(max(abs(chance[one].mean() - true[one].mean()) for one in bins))
