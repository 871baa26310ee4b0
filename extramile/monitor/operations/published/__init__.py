"""Figures that others published: taken from a form or a file, with their source, and taken away."""

from extramile.monitor.operations.published.checking import FigureProblem, Given, check_figure
from extramile.monitor.operations.published.files import COLUMNS, FIELDS, Loaded, load_figures
from extramile.monitor.operations.published.keeping import (
    add_figure,
    delete_figure,
    restore_figure,
)
from extramile.monitor.operations.published.words import make_known

__all__ = [
    "COLUMNS",
    "FIELDS",
    "FigureProblem",
    "Given",
    "Loaded",
    "add_figure",
    "check_figure",
    "delete_figure",
    "load_figures",
    "make_known",
    "restore_figure",
]
