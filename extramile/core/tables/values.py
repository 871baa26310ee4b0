"""From a cell's text to a value. Each reader raises RowProblem with what is wrong."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import phonenumbers

from extramile.core.tables.dates import NotADate, parse_day, parse_moment
from extramile.core.tables.fields import Field
from extramile.core.tables.numbers import parse_number
from extramile.core.tables.problems import RowProblem
from extramile.core.tables.shape import Shape

YES: Final = frozenset(
    ["1", "yes", "y", "true", "t", "ja", "j", "waar", "oui", "o", "vrai", "wahr", "aan", "on", "x", "✓", "✔"]
)
NO: Final = frozenset(
    [
        "0",
        "no",
        "n",
        "false",
        "f",
        "nee",
        "niet",
        "onwaar",
        "non",
        "faux",
        "nein",
        "falsch",
        "uit",
        "off",
        "-",
    ]
)
LANGUAGES: Final = {
    "english": "en", "engels": "en", "englisch": "en", "anglais": "en", "eng": "en",
    "dutch": "nl", "nederlands": "nl", "niederländisch": "nl", "néerlandais": "nl", "nld": "nl",
    "german": "de", "duits": "de", "deutsch": "de", "allemand": "de", "deu": "de", "ger": "de",
    "french": "fr", "frans": "fr", "französisch": "fr", "français": "fr", "fra": "fr", "fre": "fr",
    "spanish": "es", "spaans": "es", "español": "es", "turkish": "tr", "turks": "tr", "türkçe": "tr",
    "arabic": "ar", "arabisch": "ar", "polish": "pl", "pools": "pl", "polski": "pl",
    "italian": "it", "italiaans": "it", "italiano": "it", "flemish": "nl", "vlaams": "nl",
}  # fmt: skip
_MOST_REMEMBERED: Final = 5_000
_DIGITS: Final = 12  # before the decimal sign
_LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
_EMAIL: Final = re.compile(
    r"^[^\s@<>()\[\],;:\\\"]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$"
)
# Nearly every address there is, as it would come out of the long way: one look is enough.
_ORDINARY_EMAIL: Final = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,40}"
)
_ORDINARY_LENGTH: Final = 64  # so that no part of it can be too long
_ORDINARY_NUMBER: Final = re.compile(r"\+?[0-9][0-9 .\-]*")
_BETWEEN_DIGITS: Final = str.maketrans("", "", " .-")
_ORDINARY_DAY: Final = re.compile(
    r"[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}"
)
_ORDINARY_TIME: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
# All but line ends and tabs: they hide things, and PostgreSQL refuses the first.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _Wrong(ValueError):
    """A code and parameters; becomes a RowProblem where the column is known."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def read_text(text: str) -> str:
    if not text.isprintable() and _CONTROL.search(text):
        raise _Wrong("characters")
    return text


def read_yes_no(text: str) -> bool:
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise _Wrong("yesno")


def read_email(text: str) -> str:
    if len(text) <= _ORDINARY_LENGTH and _ORDINARY_EMAIL.fullmatch(text):
        return text
    return read_any_email(text)


def read_any_email(text: str) -> str:
    address = text.removeprefix("mailto:").strip("<>").rstrip(".")
    local, _, domain = address.rpartition("@")
    if len(address) > 254 or len(local) > 64 or ".." in address or not _EMAIL.match(address):
        raise _Wrong("email")
    return f"{local}@{domain.lower()}" if read_text(address) else ""


def read_mobile(text: str, region: str) -> str:
    """E.164. Also takes landlines: a gateway may read them out; the sender knows."""
    if not _ORDINARY_NUMBER.fullmatch(text):
        return read_any_mobile(text, region)
    digits = text.translate(_BETWEEN_DIGITS)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    start = _number_start(digits[:-4], len(digits), region) if 8 <= len(digits) <= 17 else None
    return read_any_mobile(text, region) if start is None else start + digits[-4:]


def read_any_mobile(text: str, region: str) -> str:
    number = text.removeprefix("tel:").replace("(0)", "").strip()
    if number.startswith("00"):
        number = "+" + number[2:]
    digits = "".join(c for c in number if c.isdecimal() or c == "+")
    if not 8 <= len(digits) <= 17 or not digits.isascii() or re.search(r"[^\W\d]", number):
        raise _Wrong("mobile", region=region)
    start = _number_start(digits[:-4], len(digits), region)
    if start is None:
        raise _Wrong("mobile", region=region)
    return start + digits[-4:]


@lru_cache(maxsize=1 << 16)
def _number_start(start: str, length: int, region: str) -> str | None:
    """What a number with this start and length begins with in E.164, or None.

    Number plans do not look at the last four digits, so that ten thousand numbers cost one question.
    """
    ending = "2345"
    try:
        number = phonenumbers.parse(start + ending, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written[:-4] if written.endswith(ending) and length == len(start) + 4 else None


def read_language(text: str) -> str:
    word = text.casefold().replace("_", "-")
    code = LANGUAGES.get(word, word)
    if not _LANGUAGE.match(code) or len(code) > 16:
        raise _Wrong("language")
    return code


def read_number(text: str, sign: str) -> Decimal:
    try:
        number = parse_number(text, sign)
    except ValueError as error:
        raise _Wrong("number", sign=sign or ".") from error
    if len(text) > _DIGITS and abs(number) >= 10**_DIGITS:
        raise _Wrong("number_range")
    return number


def read_integer(text: str, sign: str) -> int:
    number = read_number(text, sign)
    if number != number.to_integral_value():
        raise _Wrong("integer")
    return int(number)


def _reader(field: Field, column: str, shape: Shape, region: str) -> Callable[[str], Any]:
    order, sign = shape.date_order(column), shape.decimal_sign(column)

    def moment(text: str) -> datetime:
        found, has_time = parse_moment(text, order)
        # A day without a time: noon, so that no time zone makes it another day.
        return found if has_time else found.replace(hour=12)

    def day(text: str) -> date:
        return parse_day(text, order)

    readers: dict[str, Callable[[str], Any]] = {
        "text": read_text,
        "date": day,
        "datetime": _in_two_parts(moment),
        "decimal": lambda text: read_number(text, sign),
        "integer": lambda text: read_integer(text, sign),
        "yesno": read_yes_no,
        "email": read_email,
        "mobile": lambda text: read_mobile(text, region),
        "language": read_language,
    }
    return readers[field.kind]


def _in_two_parts(moment: Callable[[str], datetime]) -> Callable[[str], datetime]:
    """Days and times of day are few, moments are many: of each ordinary part what was read is remembered."""
    days: dict[str, date] = {}
    times: dict[str, time] = {}
    combine = datetime.combine

    def read(text: str) -> datetime:
        day, _, clock = text.partition(" ")
        try:
            return combine(days[day], times[clock])
        except KeyError:
            found = moment(text)
        if _ORDINARY_DAY.fullmatch(day) and _ORDINARY_TIME.fullmatch(clock):
            if len(days) < _MOST_REMEMBERED:
                days[day] = found.date()
            if len(times) < _MOST_REMEMBERED:
                times[clock] = found.time()
        return found

    return read


def parser_for(field: Field, column: str, shape: Shape, *, region: str) -> Callable[[str], Any]:
    """The reader of this field's texts; `column` is the heading that a problem names."""
    read, longest, order = _reader(field, column, shape, region), field.longest, shape.date_order(column)
    is_text = field.kind == "text"

    def parse(text: str) -> Any:
        if is_text and len(text) <= longest and text.isprintable():
            return text
        if len(text) > longest:
            raise RowProblem(column, shown(text), "too_long", {"longest": longest, "got": len(text)})
        try:
            return read(text)
        except _Wrong as wrong:
            raise RowProblem(column, shown(text), wrong.code, wrong.parameters) from None
        except NotADate as wrong:
            raise RowProblem(column, shown(text), str(wrong), {"order": order}) from None

    return parse


def shown(text: str) -> str:
    """A value as a problem shows it: short, and fit to be stored."""
    short = text[:200].replace("\x00", "\N{SYMBOL FOR NULL}")
    return short.encode("utf-8", "replace").decode()


def parse_value(field: Field, text: str, *, shape: Shape | None = None, region: str = "NL") -> Any:
    """One text that does not come from a file (the API, a form); raises RowProblem."""
    return parser_for(field, field.key, shape or Shape(), region=region)(text.strip())
