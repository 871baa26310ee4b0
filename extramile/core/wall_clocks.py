"""From what a clock on the wall said to the moment it was, a million times: most days have one offset."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=20_000)
def offset_on(day: date, zone: ZoneInfo) -> timedelta | None:
    """From UTC, all that day; None: the clock is changed on it."""
    morning = datetime(day.year, day.month, day.day, tzinfo=zone)
    offsets = {(morning + timedelta(hours=hours)).utcoffset() for hours in range(25)}
    return offsets.pop() if len(offsets) == 1 else None


def as_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Of a moment without a zone."""
    offset = offset_on(moment.date(), zone)
    if offset is None:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    return (moment - offset).replace(tzinfo=UTC)
