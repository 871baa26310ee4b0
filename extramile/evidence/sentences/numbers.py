"""Numbers as they are written in a sentence, each language its own way."""

from collections.abc import Mapping
from typing import Final

MINUS: Final = "−"
COMMA: Final = {"nl"}


FEW: Final = {0: "none", 1: "one"}


def for_number(words: Mapping[str, str], name: str, found: float | int | str | None) -> str:
    """The words for none or one where they are others than those for many ("left out one")."""
    few = FEW.get(int(found)) if isinstance(found, int | float) and found < 2 else None
    return words.get(f"{name} {few}", words[name])


def number(value: float | int | str | None, language: str, *, places: int = 1) -> str:
    """1.5 in English, 1,5 in Dutch; "unknown" for what is not there, endless for what has no end."""
    if value is None:
        return {"nl": "onbekend"}.get(language, "unknown")
    if isinstance(value, str):
        return {"inf": "∞", "-inf": f"{MINUS}∞"}.get(value, value)
    if value in {float("inf"), float("-inf")}:
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{abs(value):.{places}f}"
    if language in COMMA:
        text = text.replace(".", ",")
    is_zero = not text.strip("0.,")
    return text if value >= 0 or is_zero else f"{MINUS}{text}"


def size(value: float, language: str) -> str:
    """Without its sign: the words beside it say "higher" or "lower". As many places as it takes."""
    if float(value).is_integer():
        return number(abs(value), language, places=0)
    return number(abs(value), language, places=2 if abs(value) < 0.1 else 1)


def whole(value: float | int | str | None, language: str) -> str:
    """12,345 in English, 12.345 in Dutch."""
    if not isinstance(value, int | float):
        return number(value, language)
    text = f"{round(value):,}"
    return text.replace(",", ".") if language in COMMA else text


def chance(value: float | int | str | None, language: str) -> str:
    """A p-value: 0.03, or "less than 0.001"."""
    if isinstance(value, int | float) and value < 0.001:
        return {"nl": "kleiner dan 0,001"}.get(language, "less than 0.001")
    return number(value, language, places=3)
