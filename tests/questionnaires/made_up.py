"""Instruments that nobody owns: their questions were made up for these tests."""

from typing import Any


def rating(key: str, *, low: int = 0, high: int = 6) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "rating",
        "scale": {"from": low, "to": high},
        "texts": {
            "title": {"en": f"How green is the {key} lamp?"},
            "low": {"en": "not green"},
            "high": {"en": "very green"},
        },
    }


def division(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "points",
        "texts": {"title": {"en": f"What is {key} made of?"}},
        "options": [{"key": one, "label": {"en": f"{one} wood"}} for one in "abcd"],
    }


def instrument(*questions: dict[str, Any], scales: list[Any], **other: Any) -> dict[str, Any]:
    return {
        "format": "extramile-instrument/1",
        "slug": "lamps",
        "name": "Lamps",
        "licence": {
            "holder": "Lamp Institute",
            "terms": "By permission",
            "statement": "Permission of 3 March 2026.",
        },
        "questionnaire": {"format": 1, "languages": ["en"], "questions": list(questions)},
        "scales": scales,
        **other,
    }


def lamps(**other: Any) -> dict[str, Any]:
    scale = {
        "key": "green",
        "label": {"en": "Greenness"},
        "scoring": "mean",
        "low": 0,
        "high": 6,
        "items": ["first", {"question": "second", "reversed": True}],
    }
    return instrument(rating("first"), rating("second"), scales=[scale], **other)
