"""What may be asked about reports to the board: frozen dataclasses."""

from extramile.board.queries.reports import (
    DeliveryView,
    FrozenView,
    HandingView,
    QuoteView,
    ReportView,
    content_of,
    deliveries_of,
    final_reports,
    handings_of,
    has_received,
    left_out_of,
    remarks_of,
    report_of,
    reports,
    still_shown,
)

__all__ = [
    "DeliveryView",
    "FrozenView",
    "HandingView",
    "QuoteView",
    "ReportView",
    "content_of",
    "deliveries_of",
    "final_reports",
    "handings_of",
    "has_received",
    "left_out_of",
    "remarks_of",
    "report_of",
    "reports",
    "still_shown",
]
