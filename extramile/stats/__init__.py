"""Scores and how sure they are: numbers in, numbers out. Knows neither Django nor us."""

from extramile.stats.differences import is_distinguishable, nps_difference, smallest_sure_change
from extramile.stats.errors import StatsError
from extramile.stats.intervals import Interval, Points, nps, nps_interval, nps_intervals
from extramile.stats.pooling import PooledTree, pool_tree, pool_tree_values
from extramile.stats.ranks import Ranks, ranks, told_apart
from extramile.stats.uwes import WorkEngagement, uwes3, uwes9

__all__ = [
    "Interval",
    "Points",
    "PooledTree",
    "Ranks",
    "StatsError",
    "WorkEngagement",
    "is_distinguishable",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_intervals",
    "pool_tree",
    "pool_tree_values",
    "ranks",
    "smallest_sure_change",
    "told_apart",
    "uwes3",
    "uwes9",
]
