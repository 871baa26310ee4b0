"""Questionnaires for employees that come with the program, in our own words: English and Dutch."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
# Slug (and name of the file) -> the name in the office.
READY_MADE: Final[Mapping[str, str]] = {
    "enps": "Would you recommend working here?",
    "pulse": "Pulse: how is your work?",
    "engagement": "A year of work",
    "culture-map": "Culture map",
}


def definition_of(slug: str) -> dict[str, Any]:
    """A fresh copy each time."""
    raw: dict[str, Any] = json.loads((HERE / f"{slug}.json").read_text(encoding="utf-8"))
    return raw
