"""What the organisation chose on the settings page, typed, with defaults. One row a choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from asgiref.local import Local

from extramile.core.models import Setting


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything an administrator may choose. Add a field here and on the settings page."""

    organisation: str = "Extra Mile"
    accent: str = "#17494d"  # buttons and links in e-mails and on the answer page
    minimum_answers: int = 10  # below it: "too few answers yet"
    default_language: str = "en"
    currency: str = "EUR"
    region: str = "NL"  # country of telephone numbers that are written without one
    export_days: int = 7  # so long a file that was taken out lies ready
    made_up: bool = False  # the demo company: its people may be signed in as with one tap
    half_told: bool = False  # the demo is being loaded, or its loading was stopped halfway


KNOWN: Final = frozenset(field.name for field in fields(Preferences))
_here = Local()


def preferences() -> Preferences:
    asked = getattr(_here, "asked", None)
    if asked is None:
        return _read()
    if not asked:
        asked.append(_read())
    found: Preferences = asked[0]
    return found


def _read() -> Preferences:
    stored = dict(Setting.objects.values_list("name", "value"))
    return replace(Preferences(), **{name: value for name, value in stored.items() if name in KNOWN})


@contextmanager
def asked_once() -> Iterator[None]:
    """For a page that only shows: within, the database is asked at the first use alone."""
    before = getattr(_here, "asked", None)
    _here.asked = []
    try:
        yield
    finally:
        _here.asked = before


def choose(**choices: Any) -> None:
    replace(Preferences(), **choices)  # an unknown name fails here
    _here.asked = None
    for name, value in choices.items():
        Setting.objects.update_or_create(name=name, defaults={"value": value})
