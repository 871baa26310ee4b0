"""Quiet hours: when a message may leave, by the clock on the wall of whoever gets it."""

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> bool:
    """Whether the wall clock stands in [quiet_from, quiet_until); equal ends mean: never quiet."""
    clock = moment.astimezone(zone).time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until


def out_of_quiet(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """The first moment at or after this one that is not quiet.

    Quiet hours end when the clock reads their end, or when it is put forward past it or back to before they
    began. An end that comes twice counts the time it comes after the moment.
    """
    while is_quiet(moment, quiet_from=quiet_from, quiet_until=quiet_until, zone=zone):
        moment = _change_before(_next_reading(moment, quiet_until, zone), moment, zone)
    return moment


def _next_reading(moment: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next moment after this one at which the wall clock says so, or after it where it is skipped."""
    local = moment.astimezone(zone)
    for days in range(3):
        day = local.date() + timedelta(days=days)
        for fold in (0, 1):
            reading = datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC)
            if reading > moment:
                return reading
    raise AssertionError("a clock reads every time within two days")


def _change_before(reading: datetime, moment: datetime, zone: ZoneInfo) -> datetime:
    """When the clock is changed between these two, always on a whole second; if it is not, the later."""
    before = moment.astimezone(zone).utcoffset()
    if reading.astimezone(zone).utcoffset() == before:
        return reading
    first = moment.astimezone(UTC).replace(microsecond=0)

    def is_changed(seconds: int) -> bool:
        return (first + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != before

    until = range(int((reading - first).total_seconds()) + 1)
    return first + timedelta(seconds=bisect_left(until, True, key=is_changed))
