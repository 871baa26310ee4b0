"""What a kind of file may hold, and which column probably holds it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "datetime", "decimal", "integer", "yesno", "email", "mobile", "language"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row can say. `names` are the headings it goes by, in any language, any case."""

    key: str
    names: tuple[str, ...]
    required: bool = False
    kind: Kind = "text"
    longest: int = 1000  # characters; a longer value is a problem, never cut off


def plain(heading: str) -> str:
    """A heading without case, accents, signs and spaces: "E-mail adres " -> "emailadres"."""
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def guess_mapping(header: Sequence[str], fields: Iterable[Field]) -> dict[str, str]:
    """{field key: column}: first headings that are a field's name, then those that hold one.

    A column serves one field. The order of `fields` and of their names decides who comes first.
    """
    free = {plain(column): column for column in reversed(header) if plain(column)}
    wanted = list(fields)
    found: dict[str, str] = {}
    for match in (_exactly, _within):
        for field in wanted:
            if field.key not in found and (heading := match(field, free)):
                found[field.key] = free.pop(heading)
    return {field.key: found[field.key] for field in wanted if field.key in found}


def _names(field: Field) -> list[str]:
    return [plain(field.key), *(plain(name) for name in field.names)]


def _exactly(field: Field, free: dict[str, str]) -> str | None:
    return next((name for name in _names(field) if name in free), None)


def _within(field: Field, free: dict[str, str]) -> str | None:
    """A name of six letters or more inside a heading ("customer e-mail address (private)")."""
    names = [name for name in _names(field) if len(name) >= 6]
    return next((heading for name in names for heading in free if name in heading), None)
