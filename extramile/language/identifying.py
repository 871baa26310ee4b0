"""Which places in somebody's words may tell who wrote them. It warns the writer; it proves nothing."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Self

from extramile.language.markers import (
    DIALECT,
    FUNCTIONS,
    FUNCTIONS_OF_ONE,
    I_AM,
    MONTHS,
    ONLY,
    PARTICLES,
    SERVICE,
    WEEKDAYS,
)

MOST_WORDS: Final = 20_000  # characters looked at; nobody writes more
INSTEAD: Final = "[…]"
TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PHONE: Final = re.compile(r"(?<![\w.,-])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){8,14}(?!\w)")
PLATE: Final = re.compile(
    r"\b(?=[A-Z0-9-]{0,11}\d)(?=[A-Z0-9-]{0,11}[A-Z])[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}\b"
)
NUMBER: Final = re.compile(r"(?<![\w.,])\d{5,}(?![\w]|[.,]\d)")


class SignKind(StrEnum):
    NAME = "name"
    FUNCTION = "function"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"
    DIALECT = "dialect"


@dataclass(frozen=True, slots=True)
class Sign:
    start: int
    end: int
    kind: SignKind
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people and units, made ready to look for. A part of a name counts when it has a capital."""

    wholes: Mapping[str, frozenset[tuple[str, ...]]]  # by their first word
    parts: frozenset[str]

    @classmethod
    def of(cls, people: Collection[str], units: Collection[str] = ()) -> Self:
        wholes: dict[str, set[tuple[str, ...]]] = {}
        parts: set[str] = set()
        for name in (*people, *units):
            words = tuple(word.casefold() for word in TOKEN.findall(name))
            if len(words) > 1 or (words and len(words[0]) > 2):
                wholes.setdefault(words[0], set()).add(words)
        for name in people:
            parts.update(
                word.casefold()
                for word in TOKEN.findall(name)
                if len(word) > 2 and word.casefold() not in PARTICLES
            )
        return cls({first: frozenset(all_of) for first, all_of in wholes.items()}, frozenset(parts))


def signs(words: str, *, names: Names | Collection[str] = (), language: str) -> list[Sign]:
    """Every sign, in the order of the words; of two that overlap the surer one."""
    known = names if isinstance(names, Names) else Names.of(names)
    looked_at = words[:MOST_WORDS]
    found: list[Sign] = []
    for find in FINDERS:
        for start, end, kind in find(looked_at, known, language):
            if not any(start < other.end and other.start < end for other in found):
                found.append(Sign(start, end, kind, looked_at[start:end]))
    return sorted(found, key=lambda sign: sign.start)


def cleared(words: str, *, names: Names, kinds: Collection[SignKind]) -> str:
    """The same words, with a mark where a sign of one of these kinds stood."""
    for sign in reversed(signs(words, names=names, language="")):
        if sign.kind in kinds:
            words = f"{words[: sign.start]}{INSTEAD}{words[sign.end :]}"
    return words


Found = Iterator[tuple[int, int, SignKind]]


def _matching(pattern: re.Pattern[str], kind: SignKind, words: str) -> Found:
    return ((match.start(), match.end(), kind) for match in pattern.finditer(words))


def _addresses(words: str, _names: Names, _language: str) -> Found:
    yield from _matching(EMAIL, SignKind.EMAIL, words)


def _dates(words: str, _names: Names, _language: str) -> Found:
    """In both languages: who writes Dutch may type "12 March" all the same."""
    yield from _matching(_date(), SignKind.DATE, words)


def _phones(words: str, _names: Names, _language: str) -> Found:
    yield from _matching(PHONE, SignKind.PHONE, words)


def _numbers(words: str, _names: Names, _language: str) -> Found:
    yield from _matching(PLATE, SignKind.NUMBER, words)
    yield from _matching(NUMBER, SignKind.NUMBER, words)


def _named(words: str, names: Names, _language: str) -> Found:
    tokens = list(TOKEN.finditer(words))
    folded = [token.group().casefold() for token in tokens]
    place = 0
    while place < len(tokens):
        length = max(
            (len(name) for name in names.wholes.get(folded[place], ()) if _stands_at(name, folded, place)),
            default=0,
        )
        # One word alone is a name only when it has a capital: "Bos", not "bos".
        capital = tokens[place].group()[0].isupper()
        if length > 1 or (capital and (length or _part(folded[place]) in names.parts)):
            last = place + max(length, 1) - 1
            yield tokens[place].start(), tokens[last].end(), SignKind.NAME
            place = last
        place += 1


def _part(word: str) -> str:
    """Sanne's, Wims."""
    return re.sub(r"['’]s$", "", word)


def _stands_at(name: tuple[str, ...], folded: list[str], place: int) -> bool:
    here = folded[place : place + len(name)]
    return len(here) == len(name) and (*here[:-1], _part(here[-1])) in {name, (*name[:-1], _part(name[-1]))}


def _functions(words: str, _names: Names, language: str) -> Found:
    for spoken in _spoken(language):
        yield from _matching(_only(spoken), SignKind.FUNCTION, words)
        yield from _matching(_function(spoken), SignKind.FUNCTION, words)


def _dialects(words: str, _names: Names, language: str) -> Found:
    for spoken in _spoken(language):
        yield from _matching(_dialect(spoken), SignKind.DIALECT, words)


FINDERS: Final[tuple[Callable[[str, Names, str], Found], ...]] = (
    _addresses,
    _dates,
    _phones,
    _numbers,
    _named,
    _functions,
    _dialects,
)


def _spoken(language: str) -> tuple[str, ...]:
    """The language of the page, else every one that is known: people write in their own."""
    short = language.partition("-")[0].lower()
    return (short,) if short in DIALECT else tuple(DIALECT)


def _any(choices: Collection[str]) -> str:
    ordered = sorted(choices, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in ordered) + ")"


@cache
def _date() -> re.Pattern[str]:
    month, day = _any(MONTHS), r"\d{1,2}(?:st|nd|rd|th|e|de|ste)?"
    forms = (
        r"\d{4}-\d{2}-\d{2}",
        r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})",
        rf"{day}\s+(?:of\s+)?{month}(?:\s+\d{{4}})?",
        rf"{month}\s+(?:{day}\b(?:,?\s+\d{{4}})?|\d{{4}})",
        rf"(?:last|this|next|vorige|afgelopen|komende|deze)\s+(?:week\s+)?{_any(WEEKDAYS)}",
        rf"(?:{_any(SERVICE)})\s+(?:19|20)\d\d",
        r"\d{1,2}\s+(?:years?|jaar)\s+(?:here|with\s+the\s+company|of\s+service|in\s+dienst|hier|bij)",
        r"(?:here|hier|bij\s+ons)\s+(?:for|al)\s+\d{1,2}\s+(?:years?|jaar)",
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE)


@cache
def _only(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_any(ONLY[language])}(?:\s+[^\W\d_][\w'’-]*)?", re.IGNORECASE)


@cache
def _function(language: str) -> re.Pattern[str]:
    """After "as a" any function; those that a place has one of, always."""
    named = rf"{_any(I_AM[language])}\s+(?:[\w-]+\s+)?{_any(FUNCTIONS[language])}"
    return re.compile(rf"\b(?:{named}|{_any(FUNCTIONS_OF_ONE[language])})\b", re.IGNORECASE)


@cache
def _dialect(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-]){_any(DIALECT[language])}(?![\w'’-])", re.IGNORECASE)
