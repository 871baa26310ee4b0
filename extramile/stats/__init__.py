"""Scores and how sure they are: numbers in, numbers out. Knows neither Django nor us."""

from extramile.stats.differences import is_distinguishable, nps_difference, smallest_sure_change
from extramile.stats.errors import StatsError
from extramile.stats.intervals import Interval, Points, nps, nps_interval, nps_intervals
from extramile.stats.uwes import WorkEngagement, uwes3, uwes9

__all__ = [
    "Interval",
    "Points",
    "StatsError",
    "WorkEngagement",
    "is_distinguishable",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_intervals",
    "smallest_sure_change",
    "uwes3",
    "uwes9",
]
