"""The limits of a score by Tango's score test: where the statistic of a supposed score becomes too unlikely.

Every row of every table and every point of every line has such an interval, so both limits are first looked
for with Newton's steps, a few for most. A limit counts only when the statistic itself changes sides next to
it; of the few where it does not, the whole range is halved until a float can tell no more apart.
"""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from extramile.stats.counts import Counts, Floats

# Halving [-1, 1] this often leaves less than a float can tell apart.
HALVINGS: Final = 52
STEPS: Final = 8
# Newton's next step would be the square of this.
SMALL: Final = 1e-9
# So near to a limit the statistic must change sides: nearer, in large groups, its own rounding is larger.
NEAR: Final = 2.0**-43
TINY: Final = 1e-300  # a variance of nothing must not divide by nothing

Number = TypeVar("Number", float, Floats)


@dataclass(frozen=True, slots=True)
class Sought(Generic[Number]):
    """A limit, or many: of which counts, between which scores, and what the statistic is there."""

    promoters: Number
    detractors: Number
    n: Number
    left: Number
    right: Number
    target: Number

    def statistic(self, score: Number) -> Number:
        return _statistic(self.promoters, self.detractors, self.n, score)

    def start(self) -> Number:
        return _start(self.promoters, self.detractors, self.n, self.target)

    def step(self, score: Number) -> Number:
        return _step(self.promoters, self.detractors, self.n, score, self.target)


def limits(counts: Counts, z: float) -> tuple[Floats, Floats]:
    """Of every group: the score as low, and as high, as still goes with the answers. Need not be whole."""
    estimate = counts.nps
    one = np.ones(estimate.shape)
    # Both limits in one run: the lower lies in [-1, estimate], the upper in [estimate, 1].
    left, right, target = np.stack([-one, estimate]), np.stack([estimate, one]), np.stack([one * z, -one * z])
    promoters, detractors, n = (
        np.stack([each, each]) for each in (counts.promoters, counts.detractors, counts.n)
    )
    sought = Sought(promoters, detractors, n, left, right, target)
    found = _stepped(sought)
    with np.errstate(all="ignore"):
        below = sought.statistic(np.maximum(found - NEAR, left))
        above = sought.statistic(np.minimum(found + NEAR, right))
        lost = ~((below > target) & (above <= target)) & (left < right)
    if np.any(lost):
        found[lost] = _halved(_those(sought, lost))
    return np.where(estimate == -1, -1.0, found[0]), np.where(estimate == 1, 1.0, found[1])


def _those(sought: Sought[Floats], which: NDArray[np.bool_]) -> Sought[Floats]:
    return Sought(
        sought.promoters[which],
        sought.detractors[which],
        sought.n[which],
        sought.left[which],
        sought.right[which],
        sought.target[which],
    )


def _stepped(sought: Sought[Floats]) -> Floats:
    """Newton's steps from the limits of adjusted Wald; where they lead nowhere the caller sees it."""
    margin = (sought.right - sought.left) / 64
    with np.errstate(all="ignore"):
        at = np.clip(sought.start(), sought.left + margin, sought.right - margin)
        for _ in range(STEPS):
            before, at = at, np.clip(sought.step(at), sought.left, sought.right)
            if np.all(np.abs(at - before) < SMALL):
                break
    return at


def _halved(sought: Sought[Floats]) -> Floats:
    """The statistic falls as the supposed score rises."""
    left, right = sought.left, sought.right
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        too_low = sought.statistic(middle) > sought.target
        left, right = np.where(too_low, middle, left), np.where(too_low, right, middle)
    return np.where(sought.target > 0, left, right)


def limits_of_one(
    promoters: float, detractors: float, n: float, estimate: float, z: float
) -> tuple[float, float]:
    """The same for one group: twenty times as fast as an array of one."""
    low = Sought(promoters, detractors, n, -1.0, estimate, z)
    high = Sought(promoters, detractors, n, estimate, 1.0, -z)
    return (-1.0 if estimate == -1 else _one(low)), (1.0 if estimate == 1 else _one(high))


def _one(sought: Sought[float]) -> float:
    left, right = sought.left, sought.right
    margin = (right - left) / 64
    at = min(max(sought.start(), left + margin), right - margin)
    for _ in range(STEPS):
        before, at = at, min(max(sought.step(at), left), right)
        if abs(at - before) < SMALL:
            break
    below, above = sought.statistic(max(at - NEAR, left)), sought.statistic(min(at + NEAR, right))
    return at if below > sought.target >= above else _one_halved(sought)


def _one_halved(sought: Sought[float]) -> float:
    left, right = sought.left, sought.right
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        if sought.statistic(middle) > sought.target:
            left = middle
        else:
            right = middle
    return left if sought.target > 0 else right


# Written with operators alone, so that they serve floats and arrays alike.


def _statistic(promoters: Number, detractors: Number, n: Number, score: Number) -> Number:
    """Tango's statistic for a supposed score, its detractor share estimated under that score."""
    linear = (2 * n - promoters + detractors) * score - promoters - detractors
    constant = -detractors * score * (1 - score)
    share = (abs(linear * linear - 8 * n * constant) ** 0.5 - linear) / (4 * n)
    variance = n * (2 * share + score * (1 - score))
    statistic: Number = (promoters - detractors - n * score) / (abs(variance) + TINY) ** 0.5
    return statistic


def _start(promoters: Number, detractors: Number, n: Number, target: Number) -> Number:
    """Adjusted Wald's limit: near enough to step from."""
    middle = (promoters - detractors) / (n + 3)
    spread = ((promoters + detractors + 1.5) / (n + 3) - middle * middle) / (n + 3)
    start: Number = middle - target * abs(spread) ** 0.5
    return start


def _step(promoters: Number, detractors: Number, n: Number, score: Number, target: Number) -> Number:
    """One step of Newton's towards where the numerator is so many standard deviations from nought."""
    rise = 2 * n - promoters + detractors
    linear = rise * score - promoters - detractors
    root = abs(linear * linear + 8 * n * detractors * score * (1 - score)) ** 0.5 + TINY
    share = (root - linear) / (4 * n)
    deviation = (n * abs(2 * share + score * (1 - score)) + TINY) ** 0.5
    # How the share and the deviation change with the score.
    of_share = ((linear * rise + 4 * n * detractors * (1 - 2 * score)) / root - rise) / (4 * n)
    of_deviation = n * (2 * of_share + 1 - 2 * score) / (2 * deviation)
    over = promoters - detractors - n * score - target * deviation
    stepped: Number = score + over / (n + target * of_deviation)
    return stepped
