"""What was looked for, marked in what was said: as the search reads it, without accents, points and capitals.

What a customer wrote stays text, whatever it looks like. A mark begins and ends where a reader's letter does:
never between a letter and its accent, nor inside a flag or a family.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The same as in responses' migration 0012: accents, Hebrew points, Arabic vowel signs.
MARKS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]"
)
MOST_WORDS: Final = 6  # as many as are looked for
JOINER: Final = "\u200d"
NON_JOINER: Final = "\u200c"
VIRAMA: Final = 9  # the combining class of the sign that ties two letters of Indian scripts
HANGUL: Final = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")  # vowels and ends of a syllable


def highlighted(words: str, looked_for: str) -> SafeString:
    """`words` as HTML, with <mark> around every place where one of the words looked for stands."""
    needles = [folded for word in looked_for.split()[:MOST_WORDS] if (folded := folded_of(word))]
    if not needles:
        return format_html("{}", words)
    letters = list(letters_of(words))
    runs = _runs(letters, _hit(letters, needles))
    return format_html_join("", "{}", ((_drawn(text, is_hit=is_hit),) for text, is_hit in runs))


def _drawn(text: str, *, is_hit: bool) -> SafeString:
    return format_html("<mark>{}</mark>", text) if is_hit else format_html("{}", text)


def folded_of(text: str) -> str:
    """As the search reads it."""
    if text.isascii():
        return text.lower()
    plain = MARKS.sub("", unicodedata.normalize("NFD", text))
    return "".join(one.lower() for one in plain).replace("ς", "σ")


def letters_of(text: str) -> Iterator[str]:
    """What a reader takes for one letter: a sign with all that stands on it or is joined to it."""
    if text.isascii() and "\r" not in text:
        yield from text
        return
    letter = ""
    for sign in text:
        if letter and not _belongs(letter, sign):
            yield letter
            letter = ""
        letter += sign
    if letter:
        yield letter


def _belongs(letter: str, sign: str) -> bool:
    """Whether this sign goes on with that letter (Unicode Annex 29, without its rarest rules)."""
    last = letter[-1]
    if last == "\r" or sign == "\r":
        return last == "\r" and sign == "\n"
    if sign in (JOINER, NON_JOINER) or unicodedata.category(sign) in ("Mn", "Me", "Mc"):
        return not last.isspace() or last == " "
    if last == JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f":
        return True
    if _is_flag_half(sign):
        return sum(map(_is_flag_half, letter)) == 1 and _is_flag_half(last)
    if unicodedata.combining(last) == VIRAMA:
        return unicodedata.category(sign) == "Lo"
    return bool(HANGUL.match(sign)) and (
        bool(HANGUL.match(last)) or "\u1100" <= last <= "\u115f" or "\uac00" <= last <= "\ud7a3"
    )


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _hit(letters: list[str], needles: list[str]) -> set[int]:
    """The places of the letters that are part of a hit."""
    folded: list[str] = [folded_of(letter) for letter in letters]
    text = "".join(folded)
    if not any(needle in text for needle in needles):
        return set()
    owner = [place for place, part in enumerate(folded) for _sign in part]
    return {
        owner[at]
        for needle in needles
        for start in _places(text, needle)
        for at in range(start, start + len(needle))
    }


def _places(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + len(needle))


def _runs(letters: list[str], hit: set[int]) -> Iterator[tuple[str, bool]]:
    """Stretches of text, each either found or not."""
    held: list[str] = []
    before = False
    for place, letter in enumerate(letters):
        if held and (place in hit) != before:
            yield "".join(held), before
            held = []
        before = place in hit
        held.append(letter)
    if held:
        yield "".join(held), before
