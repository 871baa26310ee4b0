"""What comes with the program: the default questionnaire and the texts of the answer page."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def page_texts() -> Mapping[str, Mapping[str, str]]:
    """Texts of the answer page that a questionnaire need not write itself: name -> language -> text."""
    texts: dict[str, dict[str, str]] = json.loads((HERE / "page.json").read_text(encoding="utf-8"))
    return texts


def default_definition() -> dict[str, Any]:
    """NPS after a job, in English, Dutch, German and French; a fresh copy each time."""
    raw: dict[str, Any] = json.loads((HERE / "nps-after-job.json").read_text(encoding="utf-8"))
    return raw
