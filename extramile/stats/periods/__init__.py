"""Levels that move over time."""

from extramile.stats.periods.model import local_level, local_level_values
from extramile.stats.periods.result import LocalLevel

__all__ = ["LocalLevel", "local_level", "local_level_values"]
