"""Disclosure control: which groups of an anonymous survey may be told, and how their figures are coded."""

from extramile.stats.disclosure.coding import (
    Band,
    CodedFigure,
    CodedPoints,
    band,
    coded_mean,
    coded_nps,
    coded_points,
)
from extramile.stats.disclosure.decide import decide
from extramile.stats.disclosure.errors import DisclosureError
from extramile.stats.disclosure.groups import (
    Atoms,
    Group,
    Part,
    atoms_of,
    nodes,
    union,
    unions,
    without_lost,
)
from extramile.stats.disclosure.integers import Certainty
from extramile.stats.disclosure.measures import SCORE, Measure
from extramile.stats.disclosure.ratios import LogRatioDifference, log_ratio_differences
from extramile.stats.disclosure.rules import ALL, Decision, Floors, Reason, Rules

__all__ = [
    "ALL",
    "SCORE",
    "Atoms",
    "Band",
    "Certainty",
    "CodedFigure",
    "CodedPoints",
    "Decision",
    "DisclosureError",
    "Floors",
    "Group",
    "LogRatioDifference",
    "Measure",
    "Part",
    "Reason",
    "Rules",
    "atoms_of",
    "band",
    "coded_mean",
    "coded_nps",
    "coded_points",
    "decide",
    "log_ratio_differences",
    "nodes",
    "union",
    "unions",
    "without_lost",
]
