"""The one place, besides `web` and `conductor`, that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
