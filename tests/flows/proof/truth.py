"""What is true in a known company, worked out from the world itself: with nothing of what is put to the test.

Scores are those that its people gave, customers' levels those that their answers were drawn with.
"""

import numpy as np
from numpy.typing import NDArray

from extramile.demo.known.worlds import Size, World, scores

Floats = NDArray[np.float64]


def enps(world: World) -> Floats:
    """Team x wave, in points."""
    people = Size().people
    given = [[np.array(scores(mood, people)) for mood in row] for row in world.moods]
    return np.array([[100 * ((one >= 9).mean() - (one <= 6).mean()) for one in row] for row in given])


def nps(world: World, *, after: int = 1) -> Floats:
    """Team x wave, in points: of the customers after each wave; `after=0`: of those before it."""
    levels = 100 * np.array(world.levels)
    return np.asarray(levels[:, after : after + len(world.moods[0])])


def within(world: World, x: Floats, y: Floats) -> float:
    """Points of y for ten of x, each team beside itself and each wave beside its region's others."""
    homes = np.array(world.regions)
    x, y = (_beside_itself(one, homes) for one in (x, y))
    return 10 * float((x * y).sum() / (x * x).sum())


def _beside_itself(table: Floats, homes: NDArray[np.int64]) -> Floats:
    """Every region's teams are all there in every wave, so one round of means is enough."""
    left = np.asarray(table - table.mean(axis=1, keepdims=True))
    for home in np.unique(homes):
        left[homes == home] -= left[homes == home].mean(axis=0, keepdims=True)
    return np.asarray(left)


def between(x: Floats, y: Floats) -> float:
    """The correlation of the teams' means: what somebody sees who only looks."""
    return float(np.corrcoef(x.mean(axis=1), y.mean(axis=1))[0, 1])
