"""Countries whose telephone numbers can be read, in the reader's language."""

import unicodedata
from functools import cache

import phonenumbers
from babel import Locale
from django.utils.translation import get_language


def country_choices() -> list[tuple[str, str]]:
    """(code, "Netherlands (+31)"), by name: for a select."""
    return list(_choices(get_language() or "en"))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    known = ((code, str(names.get(code, code))) for code in phonenumbers.SUPPORTED_REGIONS)
    ordered = sorted(known, key=lambda one: (unicodedata.normalize("NFKD", one[1]).casefold(), one[0]))
    return tuple((code, f"{name} (+{phonenumbers.country_code_for_region(code)})") for code, name in ordered)
