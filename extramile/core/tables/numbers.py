"""Numbers with decimal commas or points, thousands signs and currency signs."""

import re
from decimal import Decimal
from typing import Final

_DECORATION: Final = re.compile(r"[\s\u00a0\u202f'’_]|€|\$|£|EUR|USD|GBP|CHF|kr", re.I)
_POINT: Final = re.compile(r"^[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?$")
_COMMA: Final = re.compile(r"^[+-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$")
# One or two decimals say themselves which sign is the decimal one: nothing to take off, nothing to weigh.
_ORDINARY: Final = {
    ",": re.compile(r"-?[0-9]+(?:,[0-9]{1,2})?"),
    ".": re.compile(r"-?[0-9]+(?:\.[0-9]{1,2})?"),
}
_PLAIN: Final = re.compile(r"-?[0-9]+([.,])[0-9]{1,2}")
_THOUSANDS: Final = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")


def bare(text: str) -> str:
    return _DECORATION.sub("", text).removesuffix(",-").removesuffix(".-").replace("−", "-")


def sign_in(text: str) -> str:
    """Which sign this number says is the decimal one; empty when it does not say."""
    plain = _PLAIN.fullmatch(text)
    return plain[1] if plain else sign_in_any(text)


def sign_in_any(text: str) -> str:
    number = bare(text)
    last = max(number.rfind(","), number.rfind("."))
    if last < 0 or _THOUSANDS.match(number):
        return ""
    other = "." if number[last] == "," else ","
    if number.count(number[last]) > 1:  # 1.234.567
        return other
    return number[last]


def parse_number(text: str, sign: str = "") -> Decimal:
    """Raises ValueError. `sign` is the column's decimal sign; without it the number's own decides."""
    likely = sign or ("," if "," in text else ".")
    if likely in _ORDINARY and _ORDINARY[likely].fullmatch(text):
        return Decimal(text.replace(",", "."))
    return parse_any_number(text, sign)


def parse_any_number(text: str, sign: str = "") -> Decimal:
    number = text if text.isdigit() else bare(text)
    if not any(character.isdecimal() for character in number) or not number.isascii():
        raise ValueError(text)
    sign = sign or sign_in(text) or "."
    if sign == "," and _COMMA.match(number):
        return Decimal(number.replace(".", "").replace(",", "."))
    if sign == "." and _POINT.match(number):
        return Decimal(number.replace(",", ""))
    raise ValueError(text)
