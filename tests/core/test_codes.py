"""Codes on paper: read back however they are typed, mistakes found, nothing kept but a hash."""

import re
from itertools import combinations

import pytest

from extramile.core.codes import (
    LETTERS,
    CodeProblem,
    code_hash,
    new_code,
    new_reply_code,
    normalise,
    reply_address,
    reply_secret,
)

CODES = [new_code() for _ in range(200)]


def test_codes_are_four_groups_of_four_and_never_the_same() -> None:
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in CODES)
    assert len(set(CODES)) == 200


def test_every_place_takes_every_letter() -> None:
    """75 bits: fifteen places of 32 letters, none of them stuck; the sixteenth checks."""
    many = [normalise(new_code()) for _ in range(2_000)]
    for place in range(16):
        assert {code[place] for code in many} == set(LETTERS)


@pytest.mark.parametrize(
    "typed",
    [
        "{lower}",
        "{bare}",
        "{spaced}",
        "  {code}\n",
        "{code}.",
        "{dashed}",
        "{wide}",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    for code in CODES[:50]:
        bare = code.replace("-", "")
        written = typed.format(
            code=code,
            bare=bare,
            lower=bare.lower(),
            spaced=" ".join(bare),
            dashed=code.replace("-", " – "),
            wide="".join(chr(ord(letter) + 0xFEE0) for letter in bare),
        )
        assert normalise(written) == bare


def test_what_looks_alike_reads_alike() -> None:
    code = next(each for each in CODES if {"0", "1", "V"} <= set(each))
    for look in ("O", "o"):
        assert normalise(code.replace("0", look)) == normalise(code)
    for look in ("I", "i", "L", "l"):
        assert normalise(code.replace("1", look)) == normalise(code)
    assert normalise(code.replace("V", "u")) == normalise(code)


def test_every_single_wrong_letter_is_found() -> None:
    for code in (normalise(each) for each in CODES[:20]):
        for place in range(16):
            for letter in LETTERS.replace(code[place], ""):
                with pytest.raises(CodeProblem):
                    normalise(code[:place] + letter + code[place + 1 :])


def test_every_two_letters_changed_round_are_found() -> None:
    for code in (normalise(each) for each in CODES[:50]):
        for first, second in combinations(range(16), 2):
            changed = list(code)
            changed[first], changed[second] = changed[second], changed[first]
            if "".join(changed) != code:
                with pytest.raises(CodeProblem):
                    normalise("".join(changed))


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "É" * 16, "!" * 16, "0" * 15, "0" * 17, "0" * 1_000_000, "\x00" * 16]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeProblem):
        normalise(typed)
    with pytest.raises(CodeProblem):
        code_hash(typed)


def test_a_hash_is_of_one_code() -> None:
    code = CODES[0]
    assert re.fullmatch(r"[0-9a-f]{64}", code_hash(code))
    assert code_hash(code) == code_hash(code.lower().replace("-", " "))
    assert code_hash(code) != code_hash(CODES[1])
    assert normalise(code) not in code_hash(code).upper()


def test_a_reply_code_has_one_address_however_it_was_noted_down() -> None:
    code = new_reply_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert re.fullmatch(r"[0-9a-f]{64}", reply_address(code))
    assert reply_address(f" {code.lower().replace('-', ' ')} ") == reply_address(code)
    assert reply_address(new_reply_code()) != reply_address(code)
    assert reply_secret(code.lower()) == code.replace("-", "").encode()
    with pytest.raises(CodeProblem):
        reply_address(CODES[0])
