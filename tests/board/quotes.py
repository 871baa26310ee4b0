"""Two words of customers, as they were drawn."""

from datetime import UTC, date, datetime

from extramile.board.gather.facts import QuoteFacts

WHEN = datetime(2026, 2, 1, 12, tzinfo=UTC)
QUOTES = tuple(
    QuoteFacts(number, number, WHEN, words, "en", "Region West", date(2026, 2, 1), group, True)
    for number, words, group in [
        (1, "He explained everything.", "promoter"),
        (2, "Nobody called back.", "detractor"),
    ]
)
