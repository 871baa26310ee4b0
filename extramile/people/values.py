"""Reading what people type: text, addresses, numbers, dates, languages. Refused with a code, not guessed."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from extramile.people.problems import Refused

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


def plain_text(raw: object, *, field: str, most: int = 500) -> str:
    """Without outer white space. A zero byte cannot be stored in PostgreSQL: better said than crashed on."""
    text = str(raw if raw is not None else "").strip()
    if "\x00" in text:
        raise Refused("characters", field=field, value=text.replace("\x00", "")[:100])
    if len(text) > most:
        raise Refused("too_long", field=field, value=text[:100], got=len(text), longest=most)
    return text


def email(raw: object, *, field: str = "email") -> str | None:
    """Lower case, or None when empty: the same person is the same address however it is typed."""
    text = plain_text(raw, field=field, most=254).lower()
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError as error:
        raise Refused("email", field=field, value=text) from error
    return text


def mobile(raw: object, *, zone: ZoneInfo, field: str = "mobile") -> str:
    """E.164. A number without a country is one of the country that the time zone lies in."""
    text = plain_text(raw, field=field, most=50)
    if not text:
        return ""
    region = get_global("zone_territories").get(zone.key)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise Refused("mobile", field=field, value=text, region=region or "") from error
    if not phonenumbers.is_valid_number(number):
        raise Refused("mobile", field=field, value=text, region=region or "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def language(raw: object, *, field: str = "language") -> str:
    text = plain_text(raw, field=field, most=16).lower().replace("_", "-")
    if not LANGUAGE.fullmatch(text):
        raise Refused("language", field=field, value=text)
    return text


def day(raw: object, *, field: str) -> date | None:
    """A date, an ISO date in text, or nothing."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain_text(raw, field=field, most=50)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("date", field=field, value=text) from error
