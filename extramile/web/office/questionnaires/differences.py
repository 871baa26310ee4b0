"""What changed between two versions: place, before, after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    place: str  # "questions.why.texts.title.nl"
    before: str
    after: str


def _leaves(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{place}.{name}" if place else str(name))
    elif (
        isinstance(value, list) and all(isinstance(one, Mapping) and "key" in one for one in value) and value
    ):
        yield place + " (order)", ", ".join(one["key"] for one in value)
        for one in value:
            yield from _leaves(one, f"{place}.{one['key']}")
    elif isinstance(value, list):
        if any(isinstance(one, Mapping) for one in value):
            for number, one in enumerate(value, start=1):
                yield from _leaves(one, f"{place}.{number}")
        else:
            yield place, ", ".join(str(one) for one in value)
    else:
        yield place, _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """In the order of the newer one; what is gone comes last. Questions are told apart by their key."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    changed = [
        Difference(place, old.get(place, ""), words)
        for place, words in new.items()
        if old.get(place) != words
    ]
    return changed + [Difference(place, words, "") for place, words in old.items() if place not in new]
