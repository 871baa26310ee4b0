"""A list of choices that is a scale of numbers: "0 – not at all", 1, 2 … "10 – very much"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extramile.questionnaires.definition import Kind
from extramile.questionnaires.exchange.drafting import Found, Option
from extramile.questionnaires.exchange.logic import Value
from extramile.questionnaires.exchange.plain import words_of

FEWEST: Final = 3
_NUMBER = re.compile(r"\s*(\d{1,2})\s*(?:[-–—=:.,]+|\()?\s*(.*?)\s*\)?\s*")


@dataclass(frozen=True, slots=True)
class Scale:
    numbers: range
    low: Mapping[str, str]
    high: Mapping[str, str]
    codes: Mapping[Value, int]


def scale_in(options: Sequence[Option], *, language: str) -> Scale | None:
    """None where the choices are not just numbers in a row, the ends perhaps with words."""
    split = [_split(option, language) for option in options]
    numbers = [number for number, _words in split]
    if len(options) < FEWEST or None in numbers:
        return None
    ordered = sorted(number for number in numbers if number is not None)
    if ordered[0] > 1 or ordered[-1] > 10 or ordered != list(range(ordered[0], ordered[-1] + 1)):
        return None
    if numbers not in (ordered, ordered[::-1]) or any(words for _number, words in split[1:-1]):
        return None
    ends = (options[0], options[-1]) if numbers == ordered else (options[-1], options[0])
    codes: dict[Value, int] = {}
    for option, number in zip(options, numbers, strict=True):
        codes[option.code] = int(number or 0)
    return Scale(range(ordered[0], ordered[-1] + 1), _labels(ends[0]), _labels(ends[1]), codes)


def _split(option: Option, language: str) -> tuple[int | None, str]:
    texts = {name: words_of(label) for name, label in option.label.items()}
    words = texts.get(language) or next((text for text in texts.values() if text), option.code)
    match = _NUMBER.fullmatch(words)
    return (int(match[1]), match[2]) if match else (None, words)


def _labels(option: Option) -> dict[str, str]:
    found = {language: _NUMBER.fullmatch(words_of(label)) for language, label in option.label.items()}
    return {language: match[2] for language, match in found.items() if match and match[2]}


def with_scale(found: Found, *, language: str) -> Found:
    """The same, as a rating, where its choices are a scale."""
    scale = scale_in(found.options, language=language) if found.kind is Kind.SINGLE else None
    if scale is not None:
        found.kind, found.scale, found.codes = Kind.RATING, scale.numbers, scale.codes
        found.low, found.high, found.options = scale.low, scale.high, []
    return found
