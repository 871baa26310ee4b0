"""Days as a sentence writes them."""

from datetime import date
from typing import Final

MONTHS: Final = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
}


def day(value: object, language: str) -> str:
    """1 March 2026, 1 maart 2026."""
    if not value:
        return ""
    one = value if isinstance(value, date) else date.fromisoformat(str(value))
    names = MONTHS.get(language.partition("-")[0], MONTHS["en"])
    return f"{one.day} {names[one.month - 1]} {one.year}"
