"""How wide a text will be, about, and how to make it fit: by words, then by letters, an ellipsis at the end.

The letters of the reader's own font are not known here, so widths are those of a wide sans: too large a guess
costs a little space, too small a one lets texts run into each other.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

NARROW_LETTERS: Final = frozenset("iljtfrI.,:;'’!|()[] ·-")
SIGNS: Final = frozenset("+−±=<>≤≥×")  # as wide as a capital M in some fonts: a score begins with one
WIDE_LETTERS: Final = frozenset("mwMW@%—…&")
# What XML cannot hold, and what would move or hide other letters than its own.
UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
JOINERS: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
ELLIPSIS: Final = "…"
HYPHEN: Final = "-"


def clean(text: str) -> str:
    """One line, without what a drawing cannot hold."""
    return " ".join(UNFIT.sub("", re.sub(r"\s", " ", text)).split())


@lru_cache(maxsize=4096)
def _letter(sign: str) -> float:
    """Of the size of the font."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if sign in NARROW_LETTERS or sign in SIGNS:
        return 0.37 if sign in NARROW_LETTERS else 0.84
    if sign in WIDE_LETTERS or unicodedata.category(sign) == "So":
        return 1.0 if ord(sign) < 0x2190 else 1.4
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1.4 if ord(sign) >= 0x1F000 else 1.05
    if sign.isupper():
        return 0.74
    return 0.62


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    return sum(map(_letter, text)) * size * (1.08 if bold else 1.0)


def cut(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits, never between a letter and what stands on it."""
    if width_of(text, size, bold=bold) <= most:
        return text
    room = most - width_of(ELLIPSIS, size, bold=bold)
    end, used = 0, 0.0
    for place, sign in enumerate(text):
        used += width_of(sign, size, bold=bold)
        if used > room:
            break
        end = place + 1
    while 0 < end < len(text) and _holds_on(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _holds_on(before: str, after: str) -> bool:
    return after in JOINERS or before in JOINERS or unicodedata.category(after) in ("Mn", "Me", "Mc", "Sk")


def fitted(text: str, size: float, most: float, *, lines: int, bold: bool = False) -> list[str]:
    """The text over at most so many lines; what is left over is cut."""
    made: list[str] = []
    rest = text
    while rest and len(made) < lines - 1 and width_of(rest, size, bold=bold) > most:
        head, rest = _broken(rest, size, most, bold=bold)
        made.append(head)
    if rest:
        made.append(cut(rest, size, most, bold=bold))
    return made


def _broken(text: str, size: float, most: float, *, bold: bool) -> tuple[str, str]:
    """At the last space or hyphen that fits; within a word longer than the line, where the line ends."""
    best = 0
    for place, sign in enumerate(text):
        if width_of(text[: place + (sign != " ")], size, bold=bold) > most:
            break
        if sign in " -/–" and place:
            best = place + 1
    if best:
        return text[:best].rstrip(" "), text[best:].lstrip(" ")
    head = cut(text, size, most, bold=bold).removesuffix(ELLIPSIS)  # as wide as a hyphen, or wider
    if not head:
        return text, ""
    hyphen = HYPHEN if head[-1].isalnum() and text[len(head)].isalnum() else ""
    return head + hyphen, text[len(head) :].lstrip(" ")
