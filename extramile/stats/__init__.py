"""Scores and how sure they are: numbers in, numbers out. Knows neither Django nor us."""

from extramile.stats.census import census_interval
from extramile.stats.changes import ChangePoints, change_points
from extramile.stats.differences import is_distinguishable, nps_difference, smallest_sure_change
from extramile.stats.drivers import Drivers, driver_importance
from extramile.stats.errors import StatsError
from extramile.stats.fixed_effects import Slope
from extramile.stats.intervals import Interval, Points, nps, nps_interval, nps_intervals
from extramile.stats.linkage import (
    Evidence,
    Inference,
    Linkage,
    LinkageClass,
    Panel,
    count_cells,
    link,
    panel_of_counts,
    panel_of_rows,
    panel_of_tables,
)
from extramile.stats.many import TeamComparisons, benjamini_hochberg, compare_teams
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
from extramile.stats.power import (
    Needed,
    answers_needed,
    minimum_detectable_between_slope,
    minimum_detectable_slope,
    power_of_slope,
    what_is_needed,
    within_spread,
)
from extramile.stats.ranking import Ranks, ranks, told_apart
from extramile.stats.rollout import PreTrend, RolloutEffect, rollout_effect
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
    "ChangePoints",
    "Drivers",
    "Evidence",
    "Inference",
    "Interval",
    "Linkage",
    "LinkageClass",
    "LocalLevel",
    "MixedFit",
    "MixedLevels",
    "Needed",
    "Panel",
    "Points",
    "PooledTree",
    "PostStratified",
    "PreTrend",
    "Ranks",
    "RolloutEffect",
    "Slope",
    "StatsError",
    "TeamComparisons",
    "TippingPoint",
    "WeightedInterval",
    "WorkEngagement",
    "answers_needed",
    "benjamini_hochberg",
    "census_interval",
    "change_points",
    "compare_teams",
    "count_cells",
    "driver_importance",
    "grouping",
    "indicators",
    "is_distinguishable",
    "link",
    "local_level",
    "local_level_values",
    "membership",
    "minimum_detectable_between_slope",
    "minimum_detectable_slope",
    "mixed_model",
    "mixed_model_values",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_intervals",
    "panel_of_counts",
    "panel_of_rows",
    "panel_of_tables",
    "pool_tree",
    "pool_tree_values",
    "post_stratified_nps",
    "power_of_slope",
    "ranks",
    "rollout_effect",
    "smallest_sure_change",
    "tipping_point",
    "told_apart",
    "uwes3",
    "uwes9",
    "weighted_nps",
    "weighted_nps_interval",
    "what_is_needed",
    "within_spread",
]
