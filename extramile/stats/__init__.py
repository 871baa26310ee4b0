"""Scores and how sure they are: numbers in, numbers out. Knows neither Django nor us."""

from extramile.stats.census import census_interval
from extramile.stats.differences import is_distinguishable, nps_difference, smallest_sure_change
from extramile.stats.errors import StatsError
from extramile.stats.intervals import Interval, Points, nps, nps_interval, nps_intervals
from extramile.stats.mixed import (
    MixedFit,
    MixedLevels,
    grouping,
    indicators,
    membership,
    mixed_model,
    mixed_model_values,
)
from extramile.stats.periods import LocalLevel, local_level, local_level_values
from extramile.stats.pooling import PooledTree, pool_tree, pool_tree_values
from extramile.stats.ranking import Ranks, ranks, told_apart
from extramile.stats.uwes import WorkEngagement, uwes3, uwes9
from extramile.stats.weighting import (
    PostStratified,
    TippingPoint,
    WeightedInterval,
    post_stratified_nps,
    tipping_point,
    weighted_nps,
    weighted_nps_interval,
)

__all__ = [
    "Interval",
    "LocalLevel",
    "MixedFit",
    "MixedLevels",
    "Points",
    "PooledTree",
    "PostStratified",
    "Ranks",
    "StatsError",
    "TippingPoint",
    "WeightedInterval",
    "WorkEngagement",
    "census_interval",
    "grouping",
    "indicators",
    "is_distinguishable",
    "local_level",
    "local_level_values",
    "membership",
    "mixed_model",
    "mixed_model_values",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_intervals",
    "pool_tree",
    "pool_tree_values",
    "post_stratified_nps",
    "ranks",
    "smallest_sure_change",
    "tipping_point",
    "told_apart",
    "uwes3",
    "uwes9",
    "weighted_nps",
    "weighted_nps_interval",
]
