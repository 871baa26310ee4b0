"""Does the chance that the formula promises come true? Within five points (STATISTICS 3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from extramile.stats import panel_of_tables, power_of_slope
from extramile.stats.fixed_effects import slope
from extramile.stats.linkage.views import fit_at
from simulations.gates import Gate

PAGE = "power"


@dataclass(frozen=True, slots=True)
class Design:
    teams: int
    waves: int
    slope: float
    exposure: float = 0.29
    outcome: float = 0.135


DESIGNS = (
    Design(20, 8, 0.085),
    Design(50, 4, 0.082),
    Design(50, 8, 0.054),
    Design(100, 8, 0.041),
    Design(200, 8, 0.041),
)


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(1500 * scale), 50)
    for number, design in enumerate(DESIGNS):
        promised, seen = compared(design, seed=seed + number, runs=runs)
        what = f"{design.teams} teams, {design.waves} waves"
        name = f"{what}: {promised:.3f} promised, {seen:.3f} came true; apart"
        yield Gate(name=name, seen=abs(seen - promised), high=0.05, seed=seed + number, runs=runs)


def compared(design: Design, *, seed: int, runs: int) -> tuple[float, float]:
    """The promised chance, and the share of panels in which the slope was found."""
    random = np.random.default_rng(seed)
    promised = power_of_slope(
        design.slope,
        teams=design.teams,
        waves=design.waves,
        exposure_spread=design.exposure,
        outcome_spread=design.outcome,
    )
    found = 0
    for _ in range(runs):
        exposure = random.normal(0, design.exposure, (design.teams, design.waves))
        noise = random.normal(0, design.outcome, exposure.shape)
        panel = panel_of_tables(exposure, design.slope * exposure + noise)
        found += slope(fit_at(panel, (0,))).p_value <= 0.05
    return promised, found / runs
