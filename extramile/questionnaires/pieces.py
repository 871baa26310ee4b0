"""Pieces of the job in a text: "{employee} helped you on {day}".

Three rules, so that a text reads well whatever is known:
- `{employee}` becomes the piece; a missing piece becomes nothing;
- `{employee|our colleague}` becomes "our colleague" when the piece is missing;
- a part in square brackets is left out when a piece in it is missing and has no fallback:
  "[{employee} helped you[ on {day}]. ]How likely …". Brackets without a piece stay as they are.

`fill` gives plain text: whoever writes HTML escapes the result.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

PIECES: Final = ("first name", "unit", "kind of work", "employee", "day", "organisation")
NOUNS_WITH_CAPITALS: Final = frozenset({"de", "lb"})
# How a date is said where "on Tuesday" becomes "12 November": the little word that the weekday does not need.
DATE_WORDS: Final = {"nl": "op {}", "fr": "le {}"}

_TOKEN = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}|\[|\]")

Node = str | tuple[str, str | None] | list["Node"]  # words, (piece, fallback), an optional part


@lru_cache(maxsize=4096)
def _parse(text: str) -> list[Node]:
    stack: list[list[Node]] = [[]]
    end = 0
    for match in _TOKEN.finditer(text):
        stack[-1].append(text[end : match.start()])
        end = match.end()
        if match[0] == "[":
            stack.append([])
        elif match[0] == "]":
            _close(stack)
        elif match[1].strip() in PIECES:
            stack[-1].append((match[1].strip(), match[2]))
        else:  # not ours: stays as it was written
            stack[-1].append(match[0])
    stack[-1].append(text[end:])
    while len(stack) > 1:  # never closed: an ordinary bracket
        part = stack.pop()
        stack[-1] += ["[", *part]
    return stack[0]


def _close(stack: list[list[Node]]) -> None:
    if len(stack) == 1:
        stack[-1].append("]")
        return
    part = stack.pop()
    if any(isinstance(node, tuple) for node in part):
        stack[-1].append(part)
    else:
        stack[-1] += ["[", *part, "]"]


def _write(nodes: list[Node], pieces: Mapping[str, str]) -> str | None:
    """The words; None if a piece is missing that has no fallback."""
    words: list[str] = []
    complete = True
    for node in nodes:
        if isinstance(node, str):
            words.append(node)
        elif isinstance(node, list):
            words.append(_write_optional(node, pieces))
        else:
            known = pieces.get(node[0], "")
            complete = complete and bool(known or node[1])
            words.append(known or node[1] or "")
    return "".join(words) if complete else None


def _write_optional(nodes: list[Node], pieces: Mapping[str, str]) -> str:
    return _write(nodes, pieces) or ""


def fill(text: str, pieces: Mapping[str, str]) -> str:
    """The text with its pieces, as plain text."""
    if "{" not in text:
        return text
    nodes = _parse(text)
    words = _write(nodes, pieces)
    if words is None:  # a piece outside brackets is missing: say the rest
        words = "".join(_write([node], pieces) or "" for node in nodes)
        words = re.sub(r" {2,}", " ", words)
        words = re.sub(r" +([,.?!])", r"\1", words).strip()
    return words


def _walk(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tuple):
            yield node[0]
        elif isinstance(node, list):
            yield from _walk(node)


def pieces_in(text: str) -> frozenset[str]:
    """Which pieces a text asks for."""
    return frozenset(_walk(_parse(text))) if "{" in text else frozenset()


def unknown_pieces(text: str) -> list[str]:
    """What looks like a piece and is none: a typing error that customers would read."""
    found = (match[1].strip() for match in _TOKEN.finditer(text) if match[0].startswith("{"))
    return [name for name in found if name not in PIECES]


def kind_of_work_words(kind: str, *, language: str) -> str:
    """As it stands in a sentence: "Chip repair" -> "chip repair", but "MOT test" and German nouns stay."""
    if language.partition("-")[0] in NOUNS_WITH_CAPITALS or not kind[1:2].islower():
        return kind
    return kind[:1].lower() + kind[1:]


def first_name(name: str) -> str:
    """The name people go by: the first word."""
    return next(iter(name.split()), "")


@lru_cache(maxsize=4096)
def day_words(day: date, *, today: date, language: str) -> str:
    """The day as people say it: "Tuesday" within the last week, else "12 November"."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    if 0 <= (today - day).days < 7:
        return format_date(day, "EEEE", locale=locale)
    words = format_date(day, "d. MMMM" if locale.language == "de" else "d MMMM", locale=locale)
    return DATE_WORDS.get(locale.language, "{}").format(words)
