"""Is what a staggered rollout did found again, and nothing where it did nothing?"""

from collections.abc import Iterator, Sequence

import numpy as np

from extramile.stats import RolloutEffect, rollout_effect, rollout_power
from extramile.stats.counts import Floats
from simulations.gates import Gate

PAGE = "rollout"
UNITS, PERIODS = 40, 12


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(400 * scale), 20)
    silent = [rolled(seed=seed + run) for run in range(runs)]
    alarms = float(np.mean([one.effect.p_value <= 0.05 for one in silent]))
    yield Gate(name="no effect: false alarms", seen=alarms, low=0.03, high=0.07, seed=seed, runs=runs)
    dealt = float(np.mean([one.permutation_p <= 0.05 for one in silent]))
    yield Gate(name="no effect: false alarms of dealt dates", seen=dealt, high=0.07, seed=seed, runs=runs)
    bent = [one.pre_trend.p_value <= 0.05 for one in silent if one.pre_trend is not None]
    yield Gate(
        name="no effect: pre-trend called bent", seen=float(np.mean(bent)), high=0.08, seed=seed, runs=runs
    )
    grown = [rolled(seed=seed + run, effect=0.05, growing=0.02, draws=1) for run in range(runs)]
    off = float(np.mean([one.effect.estimate for one in grown])) - truth(effect=0.05, growing=0.02)
    yield Gate(name="growing effect: bias", seen=abs(off), high=0.005, seed=seed, runs=runs)
    limits = truth(effect=0.05, growing=0.02)
    held = float(np.mean([one.effect.low <= limits <= one.effect.high for one in grown]))
    yield Gate(name="growing effect: coverage", seen=held, low=0.92, high=0.975, seed=seed, runs=runs)
    drifting = [rolled(seed=seed + run, drift=0.03, draws=1) for run in range(runs)]
    seen = [one.pre_trend.p_value <= 0.05 for one in drifting if one.pre_trend is not None]
    yield Gate(
        name="units already on the rise: pre-trend seen",
        seen=float(np.mean(seen)),
        low=0.80,
        seed=seed,
        runs=runs,
    )
    pasts = max(runs // 4, 10)
    for periods in (6, 12, 26):
        yield Gate(
            name=f"a past of {periods} periods: power .80 promised",
            seen=kept(silent, periods, seed=seed + runs, runs=pasts),
            low=0.72,
            seed=seed + runs,
            runs=pasts,
        )


def starts() -> Floats:
    """A quarter begins in period 4, 6 and 8 each; a quarter never."""
    return np.tile([4.0, 6.0, 8.0, np.inf], UNITS // 4)


def truth(*, effect: float, growing: float) -> float:
    """The mean effect over all periods after a start."""
    since = np.arange(PERIODS) - starts()[:, None]
    return float((effect + growing * since)[since >= 0].mean())


def past(seed: int, periods: int, *, units: int = UNITS) -> Floats:
    """Scores of units in which nothing began."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 0.06, (units, periods))
    noise[:, 1:] += 0.4 * noise[:, :-1]  # what happens to a unit lasts a little
    made: Floats = random.normal(0.4, 0.1, (units, 1)) + random.normal(0, 0.05, periods) + noise
    return made


def kept(silent: Sequence[RolloutEffect], periods: int, *, seed: int, runs: int) -> float:
    """How often the effect that a plan promises to show is found, over many pasts of so many periods."""
    found = np.array([one.effect.estimate for one in silent])
    reach = np.array([one.effect.high - one.effect.estimate for one in silent])
    promised = [
        rollout_power(past(seed + run, periods), starts(), periods=PERIODS, seed=1, draws=60)
        for run in range(runs)
    ]
    return float(np.mean([np.abs(found + one.minimum_detectable) > reach for one in promised]))


def rolled(
    *, seed: int, effect: float = 0.0, growing: float = 0.0, drift: float = 0.0, draws: int = 99
) -> RolloutEffect:
    since, outcome = np.arange(PERIODS) - starts()[:, None], past(seed, PERIODS)
    outcome += np.where(since >= 0, effect + growing * np.where(since >= 0, since, 0.0), 0.0)
    rising = np.isfinite(starts())[:, None] & (np.abs(since) <= 3)
    outcome += np.where(rising, drift * np.where(rising, since + 3, 0.0), 0.0)
    return rollout_effect(outcome, starts(), seed=seed, draws=draws)
