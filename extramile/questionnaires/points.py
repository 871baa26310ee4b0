"""A hundred points divided over statements: what a form sends, what is stored, and what adds up."""

from collections.abc import Collection, Mapping
from typing import Final

TOTAL: Final = 100
JOINT: Final = "."  # the field of an option is named "question.option": no key holds a full stop


def gathered(fields: Mapping[str, object]) -> dict[str, object]:
    """What a form sent, with the fields "question.option" brought together under their question."""
    found: dict[str, object] = {name: value for name, value in fields.items() if JOINT not in name}
    for name, value in fields.items():
        question, joint, option = name.partition(JOINT)
        given = found.setdefault(question, {}) if joint else None
        if isinstance(given, dict):
            given[option] = value
    return found


def as_divided(raw: object) -> dict[str, object] | None:
    """Option -> points as given: from a mapping, or from what is stored ("option:40"); else None."""
    if isinstance(raw, Mapping):
        return {str(option): value for option, value in raw.items()}
    if isinstance(raw, (list, tuple)) and all(isinstance(one, str) and ":" in one for one in raw):
        pairs = [one.partition(":") for one in raw]
        return {option: points for option, _colon, points in pairs}
    return None


def is_blank(raw: object) -> bool:
    """Nothing filled in at all."""
    if isinstance(raw, Mapping):
        return all(value is None or str(value).strip() == "" for value in raw.values())
    return raw is None or raw in ("", [], [""])


def read_points(options: Collection[str], raw: object) -> dict[str, int] | None:
    """Each option with its points, in their order, if they make exactly a hundred. An empty field is none."""
    given = as_divided(raw)
    if given is None or not set(given) <= set(options):
        return None
    points = {option: _whole(given.get(option, 0)) for option in options}
    divided = {option: number for option, number in points.items() if number is not None}
    return divided if len(divided) == len(points) and sum(divided.values()) == TOTAL else None


def sum_of(raw: object) -> int | None:
    """What was divided so far; None if a field holds something else than a number of points."""
    points = [_whole(value) for value in (as_divided(raw) or {}).values()]
    numbers = [number for number in points if number is not None]
    return sum(numbers) if len(numbers) == len(points) else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str, type(None))):
        return None
    words = "" if value is None else str(value).strip()
    if not words:
        return 0
    if not (words.isascii() and words.isdigit() and len(words) <= 3):
        return None
    return int(words) if int(words) <= TOTAL else None


def as_stored(divided: Mapping[str, int]) -> list[str]:
    """As a row of answers keeps it: "option:40"."""
    return [f"{option}:{number}" for option, number in divided.items()]
