"""The short way, by the offset of the day, is always the long way."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from extramile.core.wall_clocks import as_utc

ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata", "Pacific/Apia")
CHANGES = ("2025-10-26", "2025-03-30", "2025-11-02", "2025-04-06", "2011-12-30", "2011-12-29", "2026-02-03")
MOMENTS = st.one_of(
    st.datetimes(datetime.fromisoformat("1970-01-02"), datetime.fromisoformat("2100-12-30")),
    st.builds(
        lambda day, clock: datetime.combine(datetime.fromisoformat(day), clock),
        st.sampled_from(CHANGES),
        st.times(),
    ),
)


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_a_clock_on_the_wall_is_the_moment_it_was(moment: datetime, zone: str) -> None:
    long_way = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert as_utc(moment, ZoneInfo(zone)) == long_way
