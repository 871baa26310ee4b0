"""What the organisation chose on the settings page, typed, with defaults. One row a choice."""

from dataclasses import dataclass, fields, replace
from typing import Any

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
    made_up: bool = False  # the demo company: its people may be signed in as with one tap


def preferences() -> Preferences:
    stored = dict(Setting.objects.values_list("name", "value"))
    known = {field.name for field in fields(Preferences)}
    return replace(Preferences(), **{name: value for name, value in stored.items() if name in known})


def choose(**choices: Any) -> None:
    replace(Preferences(), **choices)  # an unknown name fails here
    for name, value in choices.items():
        Setting.objects.update_or_create(name=name, defaults={"value": value})
