"""A page rendered once, cut at its blanks: filling it in is joining bytes.

Rendering a template for every visit costs more than everything else a visit does. So a page is rendered
once per version, language and brand, with marks where something of the visit goes; texts with pieces of the
job ({employee}, {day}) are marks too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from extramile.questionnaires.pieces import fill, pieces_in

# Private-use characters: no text keeps them, so no text can make a blank.
OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
BLANK: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def blank(name: str) -> SafeString:
    return mark_safe(f"{OPEN}{name}{CLOSE}")  # noqa: S308


class Blanks:
    """For templates: {{ slots.note }} is the blank called "note"."""

    def __getitem__(self, name: str) -> SafeString:
        return blank(name)


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes and blanks, alternating; the texts whose pieces are filled in at each visit."""

    between: tuple[bytes, ...]
    blanks: tuple[str, ...]
    texts: Mapping[str, str]
    pieces: frozenset[str]  # which pieces of the job the texts ask for

    def fill(self, values: Mapping[str, bytes], pieces: Mapping[str, str]) -> bytes:
        """The page of one visit. Values are HTML already; a blank without one stays empty."""
        said = {name: escape(fill(text, pieces)).encode() for name, text in self.texts.items()}
        written = [self.between[0]]
        for name, after in zip(self.blanks, self.between[1:], strict=True):
            written.append(said.get(name) or values.get(name, b""))
            written.append(after)
        return b"".join(written)


class Speaker:
    """Turns texts into HTML, and those with pieces into blanks."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def say(self, text: str) -> SafeString:
        text = text.replace(OPEN, "").replace(CLOSE, "")
        if not pieces_in(text):
            return mark_safe(escape(fill(text, {})))  # noqa: S308
        name = f"t:{len(self.texts)}"
        self.texts[name] = text
        return blank(name)


def cut(html: str, speaker: Speaker) -> Page:
    pieces = BLANK.split(html)
    return Page(
        between=tuple(piece.encode("utf-8", "replace") for piece in pieces[::2]),
        blanks=tuple(pieces[1::2]),
        texts=speaker.texts,
        pieces=frozenset().union(*(pieces_in(text) for text in speaker.texts.values())),
    )
