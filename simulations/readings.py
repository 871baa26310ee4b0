"""A standing study is read again after every wave: how often does it once see a link that is not there?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from extramile.evidence.readings import Readings
from extramile.stats import Panel
from extramile.stats.fixed_effects import slope
from extramile.stats.linkage.views import fit_at
from simulations.gates import Gate
from simulations.panels import World

PAGE = "evidence"
LEAST, MOST = 3, 12  # as the standing studies
ALPHA = 0.05


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(1000 * scale), 40)
    for teams, waves in ((60, (5, 8, 12)), (60, (16,))):
        alarms = alarmed(seed=seed + waves[-1], runs=runs, teams=teams, waves=waves[-1])
        for last in waves:
            seen, told = float(alarms[:, : last - LEAST + 1].any(axis=1).mean()), promised(last)
            yield Gate(
                name=f"{last} waves, reading {last - LEAST + 1}: any alarm so far (told: {told:.3f})",
                seen=seen,
                low=round(told - 0.03, 3),
                high=round(told + 0.03, 3),
                seed=seed + waves[-1],
                runs=runs,
            )


def promised(waves: int) -> float:
    """What a finding says of it."""
    told = Readings(over=waves, first=LEAST, most=MOST).any_alarm(level=1 - ALPHA)
    return told if told is not None else ALPHA


def alarmed(*, seed: int, runs: int, teams: int, waves: int) -> np.ndarray:
    """(runs, readings): whether the primary test calls something where nothing is."""
    random = np.random.default_rng(seed)
    world = World(teams=teams, waves=waves, regions=3)
    return np.array([_readings(world.panel(random)) for _ in range(runs)])


def _readings(panel: Panel) -> Sequence[bool]:
    waves = panel.exposure.shape[1]
    return [slope(fit_at(_newest(panel, upto), (0,))).p_value <= ALPHA for upto in range(LEAST, waves + 1)]


def _newest(panel: Panel, upto: int) -> Panel:
    kept = slice(max(upto - MOST, 0), upto)
    return replace(
        panel,
        exposure=panel.exposure[:, kept],
        outcome=panel.outcome[:, kept],
        exposure_variance=None,
        outcome_answers=None,
    )
