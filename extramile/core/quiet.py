"""Quiet hours: when a message may leave, by the clock on the wall of whoever gets it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> bool:
    """Whether the wall clock stands in [quiet_from, quiet_until); equal ends mean: never quiet."""
    clock = moment.astimezone(zone).time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until


def out_of_quiet(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """The first moment at or after this one that is not quiet.

    Clocks that are put forward or back inside the quiet hours are why this steps: an end that does
    not exist that night falls later, one that comes twice counts the time it comes after the moment.
    """
    while is_quiet(moment, quiet_from=quiet_from, quiet_until=quiet_until, zone=zone):
        moment = _next_reading(moment, quiet_until, zone)
    return moment


def _next_reading(moment: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next moment after this one at which the wall clock says so."""
    local = moment.astimezone(zone)
    for days in range(3):
        day = local.date() + timedelta(days=days)
        for fold in (0, 1):
            reading = datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(moment.tzinfo)
            if reading > moment:
                return reading
    raise AssertionError("a clock reads every time within two days")
