"""Does what customers say go with what employees say, team by team, and how sure is that?"""

from extramile.stats.linkage.evidence import Evidence, LinkageClass
from extramile.stats.linkage.link import Inference, Linkage, link
from extramile.stats.linkage.panel import Panel, count_cells, panel_of_counts, panel_of_rows, panel_of_tables
from extramile.stats.linkage.picture import binned
from extramile.stats.linkage.reliability import Corrected, Reliability

__all__ = [
    "Corrected",
    "Evidence",
    "Inference",
    "Linkage",
    "LinkageClass",
    "Panel",
    "Reliability",
    "binned",
    "count_cells",
    "link",
    "panel_of_counts",
    "panel_of_rows",
    "panel_of_tables",
]
