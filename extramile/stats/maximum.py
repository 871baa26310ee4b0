"""The smallest value of a smooth function of a few numbers that may be nought but not less."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from scipy.optimize import minimize

from extramile.stats.counts import Floats

# From the numbers to the value and its slope.
Valley: TypeAlias = Callable[[Floats], tuple[float, Floats]]
POLISHES: Final = 30
SETTLED: Final = 1e-11  # what a further step would win


def lowest(valley: Valley, begin: Floats) -> Floats:
    """Where the valley is lowest, a bound of nought included.

    A quasi-Newton search first; then Newton's own steps, because likelihoods are flat near their top and
    published figures have seven digits.
    """
    bounds = [(0.0, None)] * len(begin)
    rough = minimize(valley, begin, jac=True, method="L-BFGS-B", bounds=bounds)
    return _polished(valley, np.asarray(rough.x, dtype=np.float64))


def _polished(valley: Valley, chosen: Floats) -> Floats:
    value, slope = valley(chosen)
    for _ in range(POLISHES):
        step = _newton(valley, chosen, slope)
        for share in (1.0, 0.25, 0.03):
            tried = np.maximum(chosen + share * step, 0.0)
            lower, its_slope = valley(tried)
            if lower <= value:
                break
        else:
            return chosen
        won = value - lower
        chosen, value, slope = tried, lower, its_slope
        if won < SETTLED:
            return chosen
    return chosen


def _newton(valley: Valley, chosen: Floats, slope: Floats) -> Floats:
    """The step to the bottom of the parabola that fits here, of those that are not held at nought."""
    free = np.flatnonzero((chosen > 0) | (slope < 0))
    step = np.zeros(len(chosen))
    if not len(free):
        return step
    bends = np.empty((len(free), len(free)))
    for row, place in enumerate(free):
        nudge = 1e-5 * max(chosen[place], 1e-3)
        beside = chosen.copy()
        beside[place] += nudge
        bends[row] = (valley(beside)[1][free] - slope[free]) / nudge
    sizes, ways = np.linalg.eigh((bends + bends.T) / 2)
    sizes = np.maximum(np.abs(sizes), 1e-12 * max(float(np.abs(sizes).max()), 1e-300))
    step[free] = -ways @ ((ways.T @ slope[free]) / sizes)
    return step
