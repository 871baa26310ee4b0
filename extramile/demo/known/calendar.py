"""When a known company is asked: a wave every eight weeks, a week each; then a quarter without one."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from extramile.demo.known.worlds import PERIODS, WAVES

ZONE: Final = ZoneInfo("Europe/Amsterdam")
EVERY: Final = timedelta(weeks=8)
OPEN_FOR: Final = timedelta(weeks=1)
AFTER: Final = timedelta(days=94)  # the last closing: a study looks at the 91 days that follow it


def closes_at(wave: int, *, now: datetime) -> datetime:
    """`wave`: from 0; -1 is where the first period begins."""
    return now - AFTER - (WAVES - 1 - wave) * EVERY


def opens_at(wave: int, *, now: datetime) -> datetime:
    return closes_at(wave, now=now) - OPEN_FOR


def begins(*, now: datetime) -> datetime:
    """The company is founded: well before its first customer."""
    return closes_at(-1, now=now) - timedelta(days=2)


def days_of(period: int, *, now: datetime) -> list[date]:
    """From the day after a wave closed to the day on which the next one does; the last: to yesterday."""
    first = _day(closes_at(period - 1, now=now)) + timedelta(days=1)
    end = _day(closes_at(period, now=now)) if period < PERIODS - 1 else _day(now) - timedelta(days=1)
    return [first + timedelta(days=number) for number in range((end - first).days + 1)]


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
