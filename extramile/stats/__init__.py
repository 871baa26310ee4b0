"""Scores and how sure they are: numbers in, numbers out. Knows neither Django nor us."""

from extramile.stats.census import census_interval
from extramile.stats.changes import ChangePoints, change_points, smallest_seen_step
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
from extramile.stats.looks import chance_of_any_alarm
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
from extramile.stats.pooling import (
    Known,
    Leaned,
    PooledTree,
    Ring,
    lean,
    lean_on,
    pool_tree,
    pool_tree_values,
)
from extramile.stats.power import (
    Needed,
    answers_needed,
    detectable,
    minimum_detectable_between_slope,
    minimum_detectable_slope,
    power_of_slope,
    what_is_needed,
    within_spread,
)
from extramile.stats.ranking import Ranks, ranks, told_apart, told_levels
from extramile.stats.rollout import PreTrend, RolloutEffect, rollout_effect
from extramile.stats.rollout_power import RolloutPower, rollout_power
from extramile.stats.rows import mean_score_intervals, share_intervals
from extramile.stats.shares import (
    Stratified,
    mean_interval,
    share_interval,
    stratified_mean_difference,
    stratified_share_difference,
)
from extramile.stats.spreads import MeasuredSpread, spread_of_counts, spread_of_scores
from extramile.stats.uwes import WorkEngagement, uwes3, uwes9
from extramile.stats.versions import versions
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
    "Known",
    "Leaned",
    "Linkage",
    "LinkageClass",
    "LocalLevel",
    "MeasuredSpread",
    "MixedFit",
    "MixedLevels",
    "Needed",
    "Panel",
    "Points",
    "PooledTree",
    "PostStratified",
    "PreTrend",
    "Ranks",
    "Ring",
    "RolloutEffect",
    "RolloutPower",
    "Slope",
    "StatsError",
    "Stratified",
    "TeamComparisons",
    "TippingPoint",
    "WeightedInterval",
    "WorkEngagement",
    "answers_needed",
    "benjamini_hochberg",
    "census_interval",
    "chance_of_any_alarm",
    "change_points",
    "compare_teams",
    "count_cells",
    "detectable",
    "driver_importance",
    "grouping",
    "indicators",
    "is_distinguishable",
    "lean",
    "lean_on",
    "link",
    "local_level",
    "local_level_values",
    "mean_interval",
    "mean_score_intervals",
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
    "rollout_power",
    "share_interval",
    "share_intervals",
    "smallest_seen_step",
    "smallest_sure_change",
    "spread_of_counts",
    "spread_of_scores",
    "stratified_mean_difference",
    "stratified_share_difference",
    "tipping_point",
    "told_apart",
    "told_levels",
    "uwes3",
    "uwes9",
    "versions",
    "weighted_nps",
    "weighted_nps_interval",
    "what_is_needed",
    "within_spread",
]
