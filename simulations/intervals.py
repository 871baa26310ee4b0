"""Intervals of one score and of a difference; weighted scores under uneven response: how often they hold."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extramile.stats import nps_difference, nps_interval, post_stratified_nps
from extramile.stats.intervals import Method
from simulations.gates import Gate

PAGE: Final = "intervals"
RUNS: Final = 200_000
FLOORS: Final[dict[Method, dict[int, float]]] = {
    "tango": {5: 0.895, 10: 0.92, 20: 0.92, 50: 0.92, 200: 0.92},
    "adjusted_wald": {5: 0.80, 10: 0.86, 20: 0.90, 50: 0.925, 200: 0.94},
}
TRUTHS: Final = ((0.7, 0.2, 0.1), (0.9, 0.08, 0.02), (0.4, 0.3, 0.3))
PAIRS: Final = (*((one, one) for one in TRUTHS), (TRUTHS[1], TRUTHS[0]), (TRUTHS[0], TRUTHS[2]))
SIZES: Final = ((8, 40), (20, 20), (50, 50))


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    for method, floors in FLOORS.items():
        for n, floor in floors.items():
            if n > 50 and scale < 1:
                continue
            held = exact_coverage(n, method)
            told = {"seed": seed, "runs": len(held)}
            yield Gate(name=f"{method}: worst of 494 truths, n = {n}", seen=min(held), low=floor, **told)
            if method == "tango":
                mean = float(np.mean(held))
                yield Gate(
                    name=f"{method}: mean of 494 truths, n = {n}", seen=mean, low=0.94, high=0.97, **told
                )
    runs = max(round(RUNS * scale), 1_000)
    for sizes in SIZES:
        held = [difference_coverage(sizes, pair, runs=runs, seed=seed) for pair in PAIRS]
        name = f"difference: worst of five truths, n = {sizes[0]} and {sizes[1]}"
        yield Gate(name=name, seen=min(held), low=0.93, seed=seed, runs=runs)
    yield from _uneven_response(seed=seed, runs=max(round(2_000 * scale), 100))


def every_outcome(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Promoters, passives and detractors of everything that n answers can be."""
    promoters, detractors = (grid.ravel() for grid in np.mgrid[0 : n + 1, 0 : n + 1])
    possible = promoters + detractors <= n
    promoters, detractors = promoters[possible], detractors[possible]
    return promoters, n - promoters - detractors, detractors


def grid() -> list[tuple[float, float]]:
    """The 494 truths: promoters 30 to 98 %, detractors at most 35 %, in steps of 2 %."""
    return [(up / 100, down / 100) for up in range(30, 99, 2) for down in range(0, 36, 2) if up + down <= 100]


def exact_coverage(n: int, method: Method) -> list[float]:
    """The chance that the interval holds the truth, by adding up every outcome, for each truth."""
    promoters, passives, detractors = every_outcome(n)
    interval = nps_interval(promoters, passives, detractors, method=method)
    factorials = np.array([math.lgamma(k + 1) for k in range(n + 1)])
    ways = factorials[n] - factorials[promoters] - factorials[passives] - factorials[detractors]
    held = []
    for up, down in grid():
        logs = ways.copy()
        for count, share in ((promoters, up), (passives, 1 - up - down), (detractors, down)):
            logs += np.where(count > 0, count * math.log(max(share, 1e-300)), 0.0)
        inside = (interval.low <= up - down + 1e-9) & (up - down - 1e-9 <= interval.high)
        held.append(float(np.exp(logs[inside]).sum()))
    return held


def difference_coverage(
    sizes: tuple[int, int], truths: tuple[tuple[float, ...], tuple[float, ...]], *, runs: int, seed: int
) -> float:
    """How often the interval of a difference holds the true one."""
    generator = np.random.default_rng(seed)
    one, other = (generator.multinomial(n, truth, runs) for n, truth in zip(sizes, truths, strict=True))
    interval = nps_difference((one[:, 0], one[:, 1], one[:, 2]), (other[:, 0], other[:, 1], other[:, 2]))
    true = (truths[0][0] - truths[0][2]) - (truths[1][0] - truths[1][2])
    return float(np.mean((interval.low <= true) & (true <= interval.high)))


def _uneven_response(*, seed: int, runs: int) -> Iterator[Gate]:
    """Two halves of 2,000 customers, of whom one in ten and three in ten answer."""
    generator = np.random.default_rng([seed, 7])
    shares = np.array([(0.5, 0.3, 0.2), (0.75, 0.18, 0.07)])
    truth = float((shares[:, 0] - shares[:, 2]).mean())
    biases, held, plain_held = [], [], []
    for _ in range(runs):
        answered = generator.binomial(1_000, [0.1, 0.3])
        counts = generator.multinomial(answered, shares)
        made = post_stratified_nps(counts[:, 0], counts[:, 1], counts[:, 2], [1_000, 1_000])
        biases.append(made.estimate - truth)
        held.append(made.low <= truth <= made.high)
        plain_held.append(made.plain.low <= truth <= made.plain.high)
    told = {"seed": seed, "runs": runs}
    yield Gate(
        name="uneven response: bias of the weighted score",
        seen=float(np.mean(biases)),
        low=-0.005,
        high=0.005,
        **told,
    )
    yield Gate(name="uneven response: weighted intervals hold", seen=float(np.mean(held)), low=0.93, **told)
    yield Gate(name="uneven response: plain intervals hold", seen=float(np.mean(plain_held)), **told)
