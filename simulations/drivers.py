"""Are drivers that matter found, in their measure, and those that do not left alone?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extramile.stats import Drivers, driver_importance
from extramile.stats.counts import Floats
from simulations.gates import Gate

PAGE = "drivers"
NAMES = ("on time", "friendly", "explained", "clean", "price", "waiting")
WORTH = np.array([0.8, 0.5, 0.3, 0.0, 0.0, 0.0])


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(400 * scale), 10)
    truth = large_truth(seed)
    told = [surveyed(seed=seed + run + 1, answers=800) for run in range(runs)]
    held = np.mean([(one.low <= truth) & (truth <= one.high) for one in told], axis=0)
    yield Gate(
        name="importance: coverage of the drivers that matter", seen=float(held[:3].mean()), low=0.92,
        seed=seed, runs=runs,
    )  # fmt: skip
    bias = float(np.abs(np.mean([one.importance for one in told], axis=0) - truth).max())
    yield Gate(name="importance: largest bias", seen=bias, high=0.005, seed=seed, runs=runs)
    found = float(np.mean([(one.q_value[:3] <= 0.05).all() for one in told]))
    yield Gate(name="the three that matter all found", seen=found, low=0.80, seed=seed, runs=runs)
    false = np.mean([(one.q_value[3:] <= 0.05).sum() / max((one.q_value <= 0.05).sum(), 1) for one in told])
    yield Gate(name="false among found", seen=float(false), high=0.05, seed=seed, runs=runs)
    silent = [surveyed(seed=seed - run - 1, answers=400, worth=np.zeros(6)) for run in range(runs)]
    any_found = float(np.mean([(one.q_value <= 0.05).any() for one in silent]))
    yield Gate(name="nothing matters: anything found", seen=any_found, high=0.08, seed=seed, runs=runs)


def made(
    answers: int, worth: Floats, random: np.random.Generator
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Groups, ticks and the technicians who did the jobs: ticks go together, and by technician."""
    technician = random.integers(0, max(answers // 8, 12), answers)
    own = random.normal(0, 0.3, (int(technician.max()) + 1, len(worth)))[technician]
    mood = random.normal(0, 0.7, (answers, 1))
    ticks = (own + mood + random.normal(0, 1, (answers, len(worth))) > 0.2).astype(np.float64)
    felt = ticks @ worth + random.normal(0, 1, answers)
    return (np.digitize(felt, [-0.2, 0.7]) - 1).astype(np.int64), ticks, technician


def surveyed(*, seed: int, answers: int, worth: Floats = WORTH) -> Drivers:
    groups, ticks, technician = made(answers, worth, np.random.default_rng(seed))
    return driver_importance(groups, ticks, names=NAMES, seed=seed, clusters=technician, draws=299)


def large_truth(seed: int) -> Floats:
    """What half a million answers say."""
    groups, ticks, _ = made(500_000, WORTH, np.random.default_rng(seed))
    return driver_importance(groups, ticks, names=NAMES, seed=seed, draws=2).importance
