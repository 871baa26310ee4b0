"""Intervals of told figures: of the rounded figure and the lowest number of its band, nothing else.

How much single answers differ is not told, so the most that the figure allows is taken: the intervals are
wider than those of the counts, and hold at least as often.
"""

import math
from typing import Final

from extramile.stats.intervals import quantile

LEVEL: Final = 0.95
Z: Final = quantile(LEVEL)


def points_limits(points: int, n: int, step: int, *, most: int) -> tuple[int, int]:
    """Limits of a told score: as if nobody were passive, which is the most that answers can differ.

    Parameters
    ----------
    points : int
        As told, -95 to 95.
    n : int
        Lowest number of the band.
    step : int
        What it was rounded to.
    most : int
        The end: a figure there stands for everything beyond.

    Returns
    -------
    tuple of int
        Outwards to whole points, within -100 and 100.
    """
    low, high = _limits((points + 100) / 2, n, step / 2, edge=(100 - most) / 2)
    return max(-100, math.floor(low * 200 - 100)), min(100, math.ceil(high * 200 - 100))


def mean_limits(points: int, n: int, step: int, *, edge: int) -> tuple[int, int]:
    """Limits of a told mean or share, 0 to 100: Wilson's, of answers at the ends alone.

    Parameters
    ----------
    points : int
        As told.
    n : int
        Lowest number of the band.
    step, edge : int
        What it was rounded to; what it is not told beyond.

    Returns
    -------
    tuple of int
        Outwards to whole points, within 0 and 100.
    """
    low, high = _limits(points, n, step, edge=edge)
    return max(0, math.floor(low * 100)), min(100, math.ceil(high * 100))


def _limits(points: float, n: int, step: float, *, edge: float) -> tuple[float, float]:
    """Of a figure from 0 to 100, as shares: half a step off, up to the edge beside it, or anywhere beyond."""
    lowest, highest = _least(points, step, edge), 100 - _least(100 - points, step, edge)
    return _wilson(lowest / 100, n)[0], _wilson(highest / 100, n)[1]


def _least(points: float, step: float, edge: float) -> float:
    """The least that is told as this: before an end, the whole way to it."""
    if points <= edge:
        return 0.0
    if points >= 100 - edge:
        return points
    return edge if points <= edge + step else points - step / 2


def _wilson(share: float, n: int) -> tuple[float, float]:
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return middle - half, middle + half
