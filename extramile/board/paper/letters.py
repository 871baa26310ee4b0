"""Texts made fit for paper: without what no letter is, breakable, with a box where no font has the letter.

A text is never code: it goes to the typesetter as a value of a JSON file, and nothing there is evaluated.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any, Final

# What JSON, XML or a page cannot hold, and what would turn round the letters after it.
UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
LONG_WORD: Final = re.compile(r"\S{37,}")
PIECE: Final = 18
BREAK_HERE: Final = "\u200b"
BOX: Final = "\u25a1"
JOINERS: Final = frozenset("\u200c\u200d")
FLAG_HALVES: Final = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def fit(text: str) -> str:
    text = UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return LONG_WORD.sub(lambda found: BREAK_HERE.join(_pieces(found[0])), text)


def _pieces(word: str) -> Iterator[str]:
    """A word longer than a line may be broken, but never between a letter and what stands on it."""
    piece = ""
    for sign in word:
        if len(piece) >= PIECE and not _holds_on(piece, sign):
            yield piece
            piece = ""
        piece += sign
    yield piece


def _holds_on(piece: str, after: str) -> bool:
    if JOINERS & {piece[-1], after} or unicodedata.category(after) in ("Mn", "Me", "Mc", "Sk", "Cf"):
        return True
    halves = len(piece) - len(piece.rstrip(FLAG_HALVES))
    return after in FLAG_HALVES and halves % 2 == 1


def boxed(value: Any, missing: Collection[str]) -> Any:
    """Every text within, with {"missing": letters} for those that no font has: they are still read out."""
    if isinstance(value, str):
        return _split(value, missing) if any(sign in missing for sign in value) else value
    if isinstance(value, list):
        return [boxed(one, missing) for one in value]
    if isinstance(value, dict):
        return {key: one if key in VERBATIM else boxed(one, missing) for key, one in value.items()}
    return value


# Drawings, and what is no text on the page but a name that the typesetter reads.
VERBATIM: Final = frozenset({"svg", "alt", "kind", "lang", "group", "document_title"})


def _split(text: str, missing: Collection[str]) -> dict[str, list[Any]]:
    parts: list[Any] = []
    for sign in text:
        if sign == BREAK_HERE and parts and isinstance(parts[-1], dict):
            continue  # boxes break by themselves
        is_missing = sign in missing
        if parts and isinstance(parts[-1], dict) == is_missing:
            if is_missing:
                parts[-1]["missing"] += sign
            else:
                parts[-1] += sign
        else:
            parts.append({"missing": sign} if is_missing else sign)
    return {"parts": parts}
