"""Pieces of COPY's lines that a row says whatever its place: see `binary` and `operations.spots`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from struct import Struct
from typing import Any, Final

from extramile.responses import binary

DAY: Final = 86_400_000_000  # microseconds
CHANNEL: Final = "import"
_NUMBER: Final = Struct("!i")
_MARK: Final = _NUMBER.pack(16)
_NO_WORDS: Final = binary.text("")
_NO_ATTRIBUTES: Final = binary.jsonb("{}")
_WHY: Final = binary.text("why") + binary.NULL


def moments(found: Iterable[datetime | None]) -> tuple[list[int], list[int]]:
    """Of each: its day as a date holds it, and its microseconds as a clock without a zone counts them. A day
    of 0: it has a zone of its own, or is none."""
    days: list[int] = []
    clocks: list[int] = []
    for moment in found:
        if moment is None or moment.tzinfo is not None:
            days.append(0)
            clocks.append(0)
        else:
            day = binary.day_number(moment)
            days.append(day)
            clocks.append(
                day * DAY
                + (moment.hour * 3600 + moment.minute * 60 + moment.second) * 1_000_000
                + moment.microsecond
            )
    return days, clocks


def said(
    languages: Sequence[str],
    works: Sequence[str],
    scores: Sequence[int | None],
    comments: Sequence[str],
    attributes: Sequence[Mapping[str, Any]],
) -> list[bytes]:
    """Channel, language, kind of work, score, whether there are words, and the attributes."""
    return [
        repeated(CHANNEL, language, work, score, bool(comment))
        + (binary.jsonb(json.dumps(held)) if held else _NO_ATTRIBUTES)
        for language, work, score, comment, held in zip(
            languages, works, scores, comments, attributes, strict=True
        )
    ]


@lru_cache(maxsize=10_000)
def repeated(channel: str, language: str, kind_of_work: str, score: int | None, has_words: bool) -> bytes:
    """What a file says again and again."""
    texts = b"".join(map(binary.text, (channel, language, kind_of_work)))
    return texts + binary.smallint(score) + binary.boolean(has_words)


@lru_cache(maxsize=1000)
def numbered(question: str, value: int) -> bytes:
    return binary.text(question) + binary.smallint(value) + _NO_WORDS + binary.NULL


def number_answered(score: int | None, rating: int | None) -> bytes:
    if score is not None:
        return numbered("nps", score)
    return b"" if rating is None else numbered("rating", rating)


def words_answered(comment: str) -> bytes:
    return _WHY + binary.text(comment) + binary.NULL if comment else b""


def remembered(name: str, mark: bytes, customer: bytes) -> bytes:
    """Fingerprint, number and whose it is; nothing where the fingerprint is not known yet."""
    if not mark:
        return b""
    return _MARK + mark + binary.text(name) + (binary.bytes_of(customer) if customer else binary.NULL)
