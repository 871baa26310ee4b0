"""Do alarms over what moved, and flags of teams, stay rare where nothing is? (STATISTICS 7.5, 7.6)"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extramile.stats import ChangePoints, TeamComparisons, change_points, compare_teams
from simulations.gates import Gate

PAGE = "changes"
MONTHS = 24
USUAL = (0.7, 0.2, 0.1)


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(40 * scale), 4)
    for answers in (20, 50, 200):
        alarmed = stable(answers, seed=seed + answers, runs=runs)
        name = f"stable, {answers} answers a month: alone, share alarmed"
        yield Gate(name=name, seen=alarmed[0], high=0.055, seed=seed + answers, runs=runs * 100)
        name = f"stable, {answers} answers a month: among 100 series, share alarmed"
        yield Gate(name=name, seen=alarmed[1], high=0.05, seed=seed + answers, runs=runs * 100)
    found = stepped(50, at=12, seed=seed + 1, runs=runs)
    yield Gate(name="15 points at 50 a month: found", seen=found[0], low=0.75, seed=seed + 1, runs=runs * 25)
    name = "15 points at 50 a month: interval holds the change, of those found"
    yield Gate(name=name, seen=found[1], low=0.93, seed=seed + 1, runs=runs * 25)
    yield Gate(
        name="100 series, 30 changed by 15 points at 100 a month: false among alarmed",
        seen=mixed(seed=seed + 2, runs=runs), high=0.05, seed=seed + 2, runs=runs,
    )  # fmt: skip
    yield from _teams(seed + 3, max(round(1000 * scale), 50))


def series(
    count: int, answers: int, random: np.random.Generator, *, step: float = 0.0, at: int = MONTHS
) -> NDArray[np.int64]:
    """Counts (3, series, months), with a step down from one month on."""
    later = (USUAL[0] - step / 2, USUAL[1], USUAL[2] + step / 2)
    months = [
        random.multinomial(answers, later if month >= at else USUAL, size=count) for month in range(MONTHS)
    ]
    return np.moveaxis(np.stack(months, axis=1), -1, 0)


def stable(answers: int, *, seed: int, runs: int) -> tuple[float, float]:
    """Share of stable series alarmed alone (p), and among a hundred (q)."""
    random = np.random.default_rng(seed)
    told = [_changes(series(100, answers, random), run) for run in range(runs)]
    alone = float(np.mean([(one.p_value <= 0.05).mean() for one in told]))
    return alone, float(np.mean([one.changed.mean() for one in told]))


def stepped(answers: int, *, at: int, seed: int, runs: int, step: float = 0.15) -> tuple[float, float]:
    """Share found among series that changed, and how often the interval then holds the change."""
    random = np.random.default_rng(seed)
    found: list[bool] = []
    held: list[bool] = []
    for run in range(runs):
        told = _changes(series(25, answers, random, step=step, at=at), run)
        alarmed = told.p_value <= 0.05
        inside = (told.change.low <= -step) & (-step <= told.change.high)
        found.extend(alarmed.tolist())
        held.extend(inside[alarmed].tolist())
    return float(np.mean(found)), float(np.mean(held))


def mixed(*, seed: int, runs: int) -> float:
    """Mean share of false alarms among alarms, where thirty of a hundred changed."""
    random, false = np.random.default_rng(seed), []
    for run in range(runs):
        moved = series(30, 100, random, step=0.15, at=14)
        told = _changes(np.concatenate([series(70, 100, random), moved], axis=1), run)
        false.append(told.changed[:70].sum() / max(told.changed.sum(), 1))
    return float(np.mean(false))


def _changes(counts: NDArray[np.int64], seed: int) -> ChangePoints:
    return change_points(*counts, seed=seed)


def flags(*, bad: int, seed: int, runs: int, answers: int = 30, teams: int = 200) -> tuple[float, float]:
    """Share of companies without any flag, and mean share of good teams among those called below."""
    random, none, false = np.random.default_rng(seed), [], []
    for _ in range(runs):
        good = random.multinomial(answers, USUAL, size=teams - bad)
        worse = random.multinomial(answers, (0.625, 0.2, 0.175), size=bad)
        told: TeamComparisons = compare_teams(*np.concatenate([good, worse]).T)
        below = told.verdict == -1  # good teams are truly a little above a rest that holds the bad ones
        none.append(not (told.verdict != 0).any())
        false.append(below[: teams - bad].sum() / max(below.sum(), 1))
    return float(np.mean(none)), float(np.mean(false))


def _teams(seed: int, runs: int) -> Iterator[Gate]:
    none, _ = flags(bad=0, seed=seed, runs=runs)
    yield Gate(
        name="200 equal teams of 30 answers: companies without a flag",
        seen=none,
        low=0.95,
        seed=seed,
        runs=runs,
    )
    _, false = flags(bad=20, seed=seed + 1, runs=runs, answers=300)
    name = "20 of 200 teams 15 points worse, 300 answers: good ones among those called below"
    yield Gate(name=name, seen=false, high=0.05, seed=seed + 1, runs=runs)
    none, _ = flags(bad=20, seed=seed + 2, runs=runs)
    name = "20 of 200 teams 15 points worse, 30 answers: companies without any flag (30 answers prove little)"
    yield Gate(name=name, seen=none, seed=seed + 2, runs=runs)
