"""Case mix, shared jobs and crossed effects: the mixed-model equations, sparse."""

from extramile.stats.mixed.design import Effect, grouping, indicators, membership
from extramile.stats.mixed.model import mixed_model, mixed_model_values
from extramile.stats.mixed.result import MixedFit, MixedLevels

__all__ = [
    "Effect",
    "MixedFit",
    "MixedLevels",
    "grouping",
    "indicators",
    "membership",
    "mixed_model",
    "mixed_model_values",
]
