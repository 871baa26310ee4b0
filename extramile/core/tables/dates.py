"""Dates and times as Dutch, English, German and French people and their programs write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from extramile.core.tables.shape import DateOrder

_TIME: Final = (
    r"(?:(?:[T,]|\s|\bom\b|\bat\b|\bum\b|à)+(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\s*(?:uur|uhr|u|h)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_WEEKDAY: Final = r"^(?:[^\W\d]{2,10}[.,]?\s+)?"
NUMERIC: Final = re.compile(
    r"^(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second_part>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})" + _TIME, re.I
)
_YEAR_FIRST: Final = re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, re.I)
_COMPACT: Final = re.compile(r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _TIME, re.I)
_DAY_WORD: Final = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|e|\.)?[\s-]+(?:of\s+)?(?P<word>[^\W\d]+)\.?,?[\s-]+"
    r"(?P<year>\d{4})" + _TIME,
    re.I,
)
_WORD_DAY: Final = re.compile(
    _WEEKDAY + r"(?P<word>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _TIME, re.I
)

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january januari januar janvier jan",
            "february februari februar février fevrier feb févr fevr fév",
            "march maart märz maerz mars mar mrt mär mrz",
            "april avril apr avr",
            "may mei mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august augustus août aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre decembre dec dez déc",
        ),
        start=1,
    )
    for name in names.split()
}
EARLIEST, LATEST = 1970, 2100


class NotADate(ValueError):
    """The code of what is wrong, such as "date" or "date_order"."""


def parse_moment(text: str, order: DateOrder = "dmy") -> tuple[datetime, bool]:
    """The moment (without a zone where none is written) and whether a time of day was written."""
    if text[4:5] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return _in_range(moment), len(text) > 10
    return _by_pattern(text, order)


def _by_pattern(text: str, order: DateOrder) -> tuple[datetime, bool]:
    if match := NUMERIC.match(text):
        first, second = int(match["first"]), int(match["second_part"])
        day, month = (first, second) if order == "dmy" else (second, first)
        if month > 12 >= day:
            raise NotADate("date_order")
    elif match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        day, month = int(match["day"]), int(match["month"])
    elif match := _DAY_WORD.match(text) or _WORD_DAY.match(text):
        day, month = int(match["day"]), _MONTHS.get(match["word"].casefold(), 0)
    else:
        raise NotADate("date")
    return _in_range(_moment(match, day=day, month=month)), match["hour"] is not None


def _moment(match: re.Match[str], *, day: int, month: int) -> datetime:
    year = int(match["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return datetime(
            year,
            month,
            day,
            _hour(match),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"]),
        )
    except ValueError as error:
        raise NotADate("date_impossible") from error


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"] or 0)
    if half := match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return hour


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in {"Z", "z"} or text.upper() == "UTC":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _in_range(moment: datetime) -> datetime:
    if not EARLIEST <= moment.year <= LATEST:
        raise NotADate("date_range")
    return moment


def parse_day(text: str, order: DateOrder = "dmy") -> date:
    return parse_moment(text, order)[0].date()
