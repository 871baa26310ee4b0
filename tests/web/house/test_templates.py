"""What a part of a page must be given."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import extramile

ROOM: Final = Path(extramile.__file__).parent
PART: Final = re.compile(r'{% include "([^"]+)"([^%]*)%}')
NO_FORM: Final = 'undo_url=""'  # of a toast: without an undo it has no form


def templates() -> dict[str, str]:
    return {
        str(path).rpartition("/templates/")[2]: path.read_text(encoding="utf-8")
        for path in ROOM.rglob("templates/**/*.html")
    }


def posts(name: str, known: dict[str, str], seen: frozenset[str] = frozenset()) -> bool:
    """Does it, or a part of it, post something?"""
    text = known.get(name, "")
    parts = {part for part, _given in PART.findall(text)} - seen - {name}
    return "{% csrf_token %}" in text or any(posts(part, known, seen | {name}) for part in parts)


def stripped(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Parts that are given what is named and nothing else."""
    for name, text in known.items():
        for part, given in PART.findall(text):
            if given.split()[-1:] == ["only"] and NO_FORM not in given:
                yield name, part


def test_no_part_that_posts_is_given_so_little_that_its_token_is_lost() -> None:
    known = templates()
    pairs = list(stripped(known))
    assert len(pairs) > 10
    assert [pair for pair in pairs if posts(pair[1], known)] == []
