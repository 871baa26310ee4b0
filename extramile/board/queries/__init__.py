"""What may be asked about reports to the board: frozen dataclasses."""

from extramile.board.queries.reports import (
    DeliveryView,
    FrozenView,
    QuoteView,
    ReportView,
    content_of,
    deliveries_of,
    final_reports,
    left_out_of,
    remarks_of,
    report_of,
    reports,
    still_shown,
)

__all__ = [
    "DeliveryView",
    "FrozenView",
    "QuoteView",
    "ReportView",
    "content_of",
    "deliveries_of",
    "final_reports",
    "left_out_of",
    "remarks_of",
    "report_of",
    "reports",
    "still_shown",
]
