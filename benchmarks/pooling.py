"""Pooling 1,000,000 answers of 5,000 employees: over the tree; with case mix, shared jobs and 20,000 sites.

Neither needs a server or a database. CPU is given beside the wall's seconds: other work does not change it.
The floor of the first is one pass over the counts; of the second one product of the sparse equations.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import RUNS, figure, interleaved
from extramile.stats import pool_tree
from extramile.stats.mixed import Effect, MixedFit, grouping, indicators, membership, mixed_model

EMPLOYEES: Final = 5_000
TEAMS: Final = 200
REGIONS: Final = 10
ANSWERS: Final = 1_000_000
SITES: Final = 20_000
KINDS: Final = 30
SHARED: Final = 0.15
SHOWN: Final = 30
SEED: Final = 20_261_122


def employees(generator: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of each employee and the parents of all nodes: employees, teams, regions, company."""
    team = np.repeat(np.arange(TEAMS), EMPLOYEES // TEAMS)
    region = np.repeat(np.arange(REGIONS), TEAMS // REGIONS)
    level = 0.58 + generator.normal(0, 0.03, REGIONS)[region][team] + generator.normal(0, 0.06, TEAMS)[team]
    level += generator.normal(0, 0.115, EMPLOYEES)
    n = generator.multinomial(ANSWERS, np.full(EMPLOYEES, 1 / EMPLOYEES))
    up = np.clip((1 + level) / 2 * 0.9, 0.01, 0.98)
    down = np.clip(up - level, 0.0, 1 - up)
    counts = generator.multinomial(n, np.column_stack([up, 1 - up - down, down]))
    top = EMPLOYEES + TEAMS + REGIONS
    return counts, np.concatenate([EMPLOYEES + team, EMPLOYEES + TEAMS + region, [top] * REGIONS, [-1]])


def jobs(generator: np.random.Generator) -> tuple[NDArray[np.int64], list[Effect], Any]:
    """One row an answer: who did the job (one in seven by two), at which site, what kind of work."""
    first = generator.integers(0, EMPLOYEES, ANSWERS)
    second = (first + generator.integers(1, EMPLOYEES, ANSWERS)) % EMPLOYEES
    shared = np.flatnonzero(generator.random(ANSWERS) < SHARED)
    site, kind = generator.integers(0, SITES, ANSWERS), generator.integers(0, KINDS, ANSWERS)
    rows, members = np.concatenate([np.arange(ANSWERS), shared]), np.concatenate([first, second[shared]])
    employee = membership("employee", rows, members, count=ANSWERS, size=EMPLOYEES)
    skill, place = generator.normal(0, 0.12, EMPLOYEES), generator.normal(0, 0.1, SITES)
    level = 0.5 + generator.normal(0, 0.1, KINDS)[kind] + employee.incidence @ skill + place[site]
    up = np.clip((1 + level) / 2 * 0.85, 0.01, 0.98)
    drawn = generator.random(ANSWERS)
    score = np.where(drawn < up, 0, np.where(drawn < up + 0.15, 1, 2))
    effects = [employee, grouping("site", site, size=SITES)]
    return np.eye(3, dtype=np.int64)[score], effects, indicators(kind)


def cpu_of(work: Callable[[], object]) -> Callable[[], float]:
    """CPU milliseconds of one call."""

    def measure() -> float:
        started = time.process_time()
        work()
        return (time.process_time() - started) * 1000

    return measure


def wall_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    generator = np.random.default_rng(SEED)
    counts, parents = employees(generator)
    works: dict[str, Callable[[], object]] = {
        "tree": lambda: pool_tree(counts, parents),
        "floor": lambda: np.bincount(parents[:EMPLOYEES], counts @ [1, 0, -1]),
    }
    for name, milliseconds in interleaved({k: cpu_of(work) for k, work in works.items()}, runs=RUNS).items():
        figure(f"pooling {name} (CPU)", milliseconds, employees=EMPLOYEES, answers=ANSWERS)
    figure("pooling tree", [], target_seconds=1, wall_seconds=wall_of(works["tree"]))
    _mixed(generator)


def _mixed(generator: np.random.Generator) -> None:
    answers, effects, kinds = jobs(generator)
    kept: list[MixedFit] = []

    def fit() -> None:
        kept[:] = [mixed_model(answers, effects, fixed=kinds)]
        kept[0].levels({"employee": np.arange(SHOWN)})

    found: list[float] = []
    cpu = interleaved({"jobs": cpu_of(lambda: found.append(wall_of(fit)))}, runs=RUNS)["jobs"]
    figure(
        "pooling jobs (CPU)",
        cpu,
        target_seconds=10,
        wall_seconds=min(found),
        answers=ANSWERS,
        sites=SITES,
        kinds=KINDS,
        shown=SHOWN,
        deviations={name: round(variance**0.5, 4) for name, variance in kept[0].variances.items()},
    )


if __name__ == "__main__":
    main()
