"""Quiet hours hold on every night of the year, also when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.core.quiet import is_quiet, out_of_quiet

AMSTERDAM, NEW_YORK, KOLKATA = (
    ZoneInfo("Europe/Amsterdam"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Asia/Kolkata"),
)
ZONES = [AMSTERDAM, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Havana")]
CHANGES = [  # moments at which a clock is put forward or back somewhere
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 3, 8, 5, tzinfo=UTC),
]
near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3 * 1440, 3 * 1440),
)
any_moment = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))


@settings(max_examples=500, deadline=None)
@given(moment=near_a_change | any_moment, quiet_from=clocks, until=clocks, zone=st.sampled_from(ZONES))
def test_never_in_the_quiet_hours_never_earlier_and_at_most_a_night_later(
    moment: datetime, quiet_from: time, until: time, zone: ZoneInfo
) -> None:
    found = out_of_quiet(moment, quiet_from=quiet_from, quiet_until=until, zone=zone)
    assert not is_quiet(found, quiet_from=quiet_from, quiet_until=until, zone=zone)
    assert found >= moment
    # A night can be an hour longer than the clock says; nearly-all-day quiet hours can lose their only gap.
    assert found - moment <= timedelta(hours=50)
    if not is_quiet(moment, quiet_from=quiet_from, quiet_until=until, zone=zone):
        assert found == moment


@settings(max_examples=300, deadline=None)
@given(moment=near_a_change | any_moment, zone=st.sampled_from(ZONES))
def test_the_shipped_hours_end_at_nine_on_the_wall(moment: datetime, zone: ZoneInfo) -> None:
    found = out_of_quiet(moment, quiet_from=time(20), quiet_until=time(9), zone=zone)
    assert found - moment <= timedelta(hours=14)
    if found != moment:
        assert found.astimezone(zone).time() == time(9)


@settings(max_examples=300, deadline=None)
@given(moment=near_a_change, quiet_from=clocks, until=clocks, zone=st.sampled_from(ZONES))
def test_it_is_the_first_moment(moment: datetime, quiet_from: time, until: time, zone: ZoneInfo) -> None:
    """Minute by minute, nothing before it was free. Whole minutes are enough: the ends are whole minutes."""
    found = out_of_quiet(moment, quiet_from=quiet_from, quiet_until=until, zone=zone)
    step = moment
    while step < found:
        assert is_quiet(step, quiet_from=quiet_from, quiet_until=until, zone=zone)
        step += timedelta(minutes=7)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        # Saturday evening before the clocks go forward: 9:00 summer time is 7:00 UTC.
        (datetime(2026, 3, 28, 19, 30, tzinfo=UTC), AMSTERDAM, datetime(2026, 3, 29, 7, tzinfo=UTC)),
        # ... and back: 9:00 winter time is 8:00 UTC.
        (datetime(2026, 10, 24, 18, 30, tzinfo=UTC), AMSTERDAM, datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 1, 1, tzinfo=UTC), NEW_YORK, datetime(2026, 11, 1, 14, tzinfo=UTC)),
        (datetime(2026, 6, 1, 15, tzinfo=UTC), KOLKATA, datetime(2026, 6, 2, 3, 30, tzinfo=UTC)),
        (datetime(2026, 6, 1, 10, tzinfo=UTC), AMSTERDAM, datetime(2026, 6, 1, 10, tzinfo=UTC)),
    ],
)
def test_nights_worked_out_by_hand(moment: datetime, zone: ZoneInfo, expected: datetime) -> None:
    assert out_of_quiet(moment, quiet_from=time(20), quiet_until=time(9), zone=zone) == expected


@pytest.mark.parametrize(
    ("moment", "quiet_from", "until", "zone", "expected"),
    [
        # Two becomes three: a quarter past two is never read, and what comes after it comes at once.
        (
            datetime(2026, 3, 8, 6, 59, tzinfo=UTC),
            time(0),
            time(2, 15),
            NEW_YORK,
            datetime(2026, 3, 8, 7, tzinfo=UTC),
        ),
        (
            datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),
            time(22),
            time(2, 59),
            AMSTERDAM,
            datetime(2026, 3, 29, 1, tzinfo=UTC),
        ),
        # Three becomes two: half an hour before the quiet hours begin again.
        (
            datetime(2026, 10, 25, 0, 45, tzinfo=UTC),
            time(2, 30),
            time(3, 30),
            AMSTERDAM,
            datetime(2026, 10, 25, 1, tzinfo=UTC),
        ),
        # Skipped together with all that was free of that night: the next.
        (
            datetime(2026, 3, 8, 6, 59, tzinfo=UTC),
            time(2, 45),
            time(2, 15),
            NEW_YORK,
            datetime(2026, 3, 9, 6, 15, tzinfo=UTC),
        ),
    ],
)
def test_a_change_of_the_clock_ends_the_quiet_hours_too(
    moment: datetime, quiet_from: time, until: time, zone: ZoneInfo, expected: datetime
) -> None:
    found = out_of_quiet(moment, quiet_from=quiet_from, quiet_until=until, zone=zone)
    assert found == expected


def test_equal_ends_are_never_quiet() -> None:
    moment = datetime(2026, 6, 1, 3, tzinfo=UTC)
    assert out_of_quiet(moment, quiet_from=time(0), quiet_until=time(0), zone=AMSTERDAM) == moment


def test_a_siesta_within_the_day() -> None:
    moment = datetime(2026, 6, 1, 11, 10, tzinfo=UTC)  # 13:10
    found = out_of_quiet(moment, quiet_from=time(12, 30), quiet_until=time(14), zone=AMSTERDAM)
    assert found == datetime(2026, 6, 1, 12, tzinfo=UTC)
