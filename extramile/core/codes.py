"""Codes that people read from paper and type, and that a database keeps as hashes alone.

A card's code is 75 random bits and a check letter: `K7QM-0V3D-9RT2-XH5B`. A reply code, which the writer of a
comment may note down, is 120 random bits and is made in the browser (`web/static/js/voice/reply_code.js`).

The letters are Crockford's base 32. What looks alike reads alike: O is 0, I and L are 1, and U, which is no
letter of a code, is V. The check letter is a sum over the field of 32 elements, each place weighed by another
power: every single wrong letter and every two letters changed round are found.
"""

import hashlib
import re
import secrets
import unicodedata
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE: Final = str.maketrans("OILU", "011V")
BETWEEN: Final = re.compile(r"[\s\-‐-―−_.·]+")
CODE: Final = 16
REPLY_CODE: Final = 24
MOST_TYPED: Final = 100


class CodeProblem(ValueError):
    """What was typed is no code. Nothing in it says whether another code would be one."""

    remedy = "look at the card again: 16 letters and digits, in four groups of four"


def new_code() -> str:
    """For a printed card, in groups as it is printed."""
    drawn = _drawn(CODE - 1)
    return _grouped(drawn + _check_letter(drawn))


def normalise(code: str) -> str:
    """The code as it was made, without groups, however it was typed."""
    letters = _letters(code, CODE)
    if _check_letter(letters[:-1]) != letters[-1]:
        raise CodeProblem("a letter was mistyped")
    return letters


def code_hash(code: str) -> str:
    """What the database keeps of a card: too much to guess."""
    return hashlib.sha256(f"card{normalise(code)}".encode()).hexdigest()


def new_reply_code() -> str:
    return _grouped(_drawn(REPLY_CODE))


def reply_address(code: str) -> str:
    """What goes with a comment: whoever knows the code can prove it, and nobody else."""
    return hashlib.sha256(b"reply" + reply_secret(code)).hexdigest()


def reply_secret(code: str) -> bytes:
    """The code as its address is made of it, however it was typed."""
    return _letters(code, REPLY_CODE).encode()


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _letters(typed: str, length: int) -> str:
    if len(typed) > MOST_TYPED:
        raise CodeProblem("too long for a code")
    letters = BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(ALIKE)
    if len(letters) != length or not set(letters) <= set(LETTERS):
        raise CodeProblem(f"a code is {length} letters and digits")
    return letters


def _check_letter(letters: str) -> str:
    total = 0
    for letter in letters:
        total = _doubled(total ^ LETTERS.index(letter))
    return LETTERS[total]


def _doubled(element: int) -> int:
    """Times x, modulo x⁵ + x² + 1: its powers pass all 31 elements but zero."""
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
