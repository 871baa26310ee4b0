"""Every day once, in few rows."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.monitor.queries.explore import Lately, Question, Span, Split
from extramile.monitor.queries.explore.spans import Grain, days_of, pieces, starts

DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))
TODAY = date(2026, 11, 22)


def days_in(span: Span, grain: Grain) -> Counter[date]:
    found: Counter[date] = Counter()
    for piece in pieces(span, grain):
        day = piece.first
        while day < piece.after:
            found[day] += piece.sign
            day += timedelta(days=1)
    return Counter({day: count for day, count in found.items() if count})


@settings(deadline=None)
@given(DAYS, DAYS, st.sampled_from(Grain))
def test_each_day_counts_once_and_no_other_does(one: date, other: date, grain: Grain) -> None:
    since, until = min(one, other), max(one, other)
    wanted = {since + timedelta(days=n): 1 for n in range((until - since).days + 1)}
    assert days_in(Span(since, until), grain) == wanted


@settings(deadline=None)
@given(DAYS, st.sampled_from(Grain))
def test_up_to_today_only_days_that_have_not_come_are_added(since: date, grain: Grain) -> None:
    span = Span(min(since, TODAY), TODAY, TODAY)
    found = days_in(span, grain)
    assert {day for day in found if day <= TODAY} == {
        span.since + timedelta(days=n) for n in range((TODAY - span.since).days + 1)
    }
    assert set(found.values()) == {1}


@settings(deadline=None)
@given(DAYS, DAYS)
def test_few_pieces_whatever_the_years(one: date, other: date) -> None:
    assert len(pieces(Span(min(one, other), max(one, other)), Grain.YEAR)) <= 13
    days = sum(
        (piece.after - piece.first).days
        for piece in pieces(Span(min(one, other), max(one, other)), Grain.YEAR)
        if piece.grain == Grain.DAY
    )
    assert days <= 32  # half a month at either end


def test_periods_move_along_with_the_calendar() -> None:
    def days(period: Lately) -> tuple[str, str]:
        span = days_of(Question(period=period), today=TODAY, first=date(2016, 1, 1))
        return span.since.isoformat(), span.until.isoformat()

    assert days(Lately.MONTH) == ("2026-10-01", "2026-10-31")
    assert days(Lately.QUARTER) == ("2026-08-01", "2026-10-31")
    assert days(Lately.TWELVE) == ("2025-11-01", "2026-10-31")
    assert days(Lately.THIS_YEAR) == ("2026-01-01", "2026-11-22")
    assert days(Lately.LAST_YEAR) == ("2025-01-01", "2025-12-31")
    assert days(Lately.ALL) == ("2016-01-01", "2026-11-22")


def test_steps_of_time_cover_the_days() -> None:
    span = Span(date(2025, 12, 30), date(2026, 4, 2))
    assert starts(span, Split.WEEK)[:2] == [date(2025, 12, 29), date(2026, 1, 5)]
    assert starts(span, Split.MONTH) == [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 5))]
    assert starts(span, Split.QUARTER) == [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]
    assert starts(span, Split.YEAR) == [date(2025, 1, 1), date(2026, 1, 1)]
