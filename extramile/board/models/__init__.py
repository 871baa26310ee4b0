"""What is true of reports to the board."""

from extramile.board.models.reports import (
    ENDED,
    WAITING,
    Delivery,
    Failure,
    Frozen,
    Handing,
    HandingWay,
    Quote,
    Remark,
    Report,
    ReportState,
)

__all__ = [
    "ENDED",
    "WAITING",
    "Delivery",
    "Failure",
    "Frozen",
    "Handing",
    "HandingWay",
    "Quote",
    "Remark",
    "Report",
    "ReportState",
]
