"""Days, and the fewest rows of counts that hold them: whole years, whole months, and the days around them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from extramile.monitor.queries.explore.question import Lately, Question, Split

ONE_DAY: Final = timedelta(days=1)


class Grain(IntEnum):
    DAY = 0
    MONTH = 1
    YEAR = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included; `until` before `since`: none."""

    since: date
    until: date
    # There is nothing after it: up to today, whole months and years may be read.
    today: date = date.max

    @property
    def after(self) -> date:
        """The first day that does not count."""
        return date(self.until.year + 1, 1, 1) if self.until >= self.today else self.until + ONE_DAY


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one table, from the first day and before the day after, to be added or taken off."""

    grain: Grain
    first: date
    after: date
    sign: int = 1


def days_of(question: Question, *, today: date, first: date | None) -> Span:
    """`first`: the first day of which there is anything at all."""
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    if question.period == Lately.OWN and question.since and question.until:
        return Span(question.since, min(question.until, today), today)
    return {
        Lately.MONTH: Span(months_before(month, 1), month - ONE_DAY),
        Lately.QUARTER: Span(months_before(month, 3), month - ONE_DAY),
        Lately.THIS_YEAR: Span(year, today, today),
        Lately.LAST_YEAR: Span(months_before(year, 12), year - ONE_DAY),
        Lately.ALL: Span(first or today, today, today),
    }.get(question.period, Span(months_before(month, 12), month - ONE_DAY))


def months_before(month: date, number: int) -> date:
    place = month.year * 12 + month.month - 1 - number
    return date(place // 12, place % 12 + 1, 1)


def grain_of(split: Split | None) -> Grain:
    """The coarsest counts of which such rows can still be made."""
    if split == Split.WEEK:
        return Grain.DAY
    return Grain.MONTH if split in {Split.MONTH, Split.QUARTER} else Grain.YEAR


def pieces(span: Span, grain: Grain) -> list[Piece]:
    """Every day once, in about as few rows as can be: eleven months are a year less one.

    Each piece looks for every unit anew: neighbours of one table are one piece.
    """
    found = _pieces(span.since, span.after, grain, 1)
    counted = [piece for piece in found if piece.first <= span.today]
    joined: list[Piece] = []
    for piece in sorted(counted, key=lambda one: (one.grain, one.sign, one.first)):
        last = joined[-1] if joined else None
        if last and (last.grain, last.sign, last.after) == (piece.grain, piece.sign, piece.first):
            joined[-1] = replace(last, after=piece.after)
        else:
            joined.append(piece)
    return joined


def _pieces(first: date, after: date, grain: Grain, sign: int) -> Iterator[Piece]:
    if first >= after:
        return
    if grain == Grain.DAY:
        yield Piece(grain, first, after, sign)
        return
    start, end = _up(first, grain), _down(after, grain)
    if start > end:
        yield from _part(first, after, grain, sign)
        return
    yield from _part(first, start, grain, sign)
    if start < end:
        yield Piece(grain, start, end, sign)
    yield from _part(end, after, grain, sign)


def _part(first: date, after: date, grain: Grain, sign: int) -> Iterator[Piece]:
    """Some days of one month or year: by themselves, or all of it less the others."""
    if first >= after:
        return
    finer = Grain(grain - 1)
    start = _down(first, grain)
    end = _up(start + ONE_DAY, grain)
    if 2 * (after - first) <= end - start:
        yield from _pieces(first, after, finer, sign)
        return
    yield Piece(grain, start, end, sign)
    yield from _pieces(start, first, finer, -sign)
    yield from _pieces(after, end, finer, -sign)


def _down(day: date, grain: Grain) -> date:
    return day.replace(day=1) if grain == Grain.MONTH else day.replace(month=1, day=1)


def _up(day: date, grain: Grain) -> date:
    low = _down(day, grain)
    return low if low == day else months_before(low, -1 if grain == Grain.MONTH else -12)


def start_of(day: date, split: Split) -> date:
    """The first day of the week, month, quarter or year around a day."""
    if split == Split.WEEK:
        return day - timedelta(days=day.weekday())
    if split == Split.QUARTER:
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return _down(day, Grain.MONTH if split == Split.MONTH else Grain.YEAR)


def after_of(start: date, split: Split) -> date:
    """The first day of the next one."""
    if split == Split.WEEK:
        return start + timedelta(days=7)
    return months_before(start, -{Split.MONTH: 1, Split.QUARTER: 3}.get(split, 12))


def starts(span: Span, split: Split) -> list[date]:
    """Every week, month, quarter or year that the days touch, oldest first."""
    found = []
    day = start_of(span.since, split)
    while day <= span.until:
        found.append(day)
        day = after_of(day, split)
    return found
