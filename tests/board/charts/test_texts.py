"""What does not fit is broken by words, then by letters; never between a letter and what stands on it."""

import pytest

from extramile.board.charts.axes import across, upright
from extramile.board.charts.numbers import written
from extramile.board.charts.texts import clean, cut, fitted, width_of
from extramile.board.charts.words import DUTCH, ENGLISH
from extramile.board.content import Scale


def test_breaks_at_spaces_and_hyphens_before_it_cuts() -> None:
    assert fitted("Amsterdam Zuidoost", 10, 70, lines=2) == ["Amsterdam", "Zuidoost"]
    assert fitted("Amsterdam-Zuidoost", 10, 75, lines=2) == ["Amsterdam-", "Zuidoost"]
    assert fitted("Amsterdam", 10, 500, lines=2) == ["Amsterdam"]


def test_breaks_a_word_that_is_longer_than_the_line_with_a_hyphen_and_loses_no_letter() -> None:
    word = "Autoruitenreparatiewerkplaats"
    lines = fitted(word, 10, 100, lines=9)
    assert all(one.endswith("-") for one in lines[:-1])
    assert "".join(one.removesuffix("-") for one in lines) == word


@pytest.mark.parametrize("text", ["e\u0301" * 30, "👨‍👩‍👧" * 12, "कि" * 30, "❤\ufe0f" * 20])
def test_never_cuts_a_letter_in_two(text: str) -> None:
    letter = text[: _letter_length(text)]
    shown = cut(text, 10, 61)
    assert shown.endswith("…")
    body = shown.removesuffix("…")
    assert body == letter * (len(body) // len(letter))


def _letter_length(text: str) -> int:
    return next(size for size in range(1, 9) if text == text[:size] * (len(text) // size))


def test_what_is_cut_fits() -> None:
    for most in range(20, 200, 7):
        assert width_of(cut("W" * 80, 13, most), 13) <= most
        assert all(width_of(one, 13) <= most for one in fitted("ab cd " * 30, 13, most, lines=3))


def test_clean_keeps_letters_and_drops_what_xml_cannot_hold() -> None:
    assert clean("a\x00b\ud800c\u202e d\n\te") == "abc d e"
    assert clean("عمل רגיל é 😀") == "عمل רגיל é 😀"


def test_numbers_are_written_as_their_readers_write_them() -> None:
    assert written(1234.5, ENGLISH, decimals=1) == "1,234.5"
    assert written(1234.5, DUTCH, decimals=1) == "1.234,5"
    assert written(-12, DUTCH) == "−12"
    assert written(61, ENGLISH, signed=True) == "+61"
    assert written(-0.2, ENGLISH, signed=True) == "0"
    assert written(0.2, ENGLISH, signed=True) == "0"


@pytest.mark.parametrize(
    ("values", "scale", "low", "high"),
    [
        ([-61.0, 75.0], Scale.SCORE, -100, 100),
        ([50.0], Scale.SCORE, 40, 60),
        ([100.0], Scale.SCORE, 80, 100),
        ([-100.0], Scale.SCORE, -100, -80),
        ([98.0, 100.0], Scale.SCORE, 80, 100),
        ([-160.0, 40.0], Scale.DIFFERENCE, -200, 50),
        ([0.31, 0.39], Scale.DIFFERENCE, 0.3, 0.4),
        ([0.0], Scale.NUMBER, -1, 1),
    ],
)
def test_axes_come_from_the_data(values: list[float], scale: Scale, low: float, high: float) -> None:
    axis = across(values, start=0, end=400, scale=scale, words=ENGLISH)
    assert [axis.low, axis.high] == pytest.approx([low, high])
    assert axis.at(axis.low) == 0
    assert axis.at(axis.high) == pytest.approx(400)


def test_an_axis_has_as_many_ticks_as_have_room() -> None:
    wide = across([1e9, 5e9], start=0, end=600, scale=Scale.NUMBER, words=ENGLISH)
    narrow = across([1e9, 5e9], start=0, end=200, scale=Scale.NUMBER, words=ENGLISH)
    assert len(narrow.ticks) < len(wide.ticks)
    assert len(upright([0, 50], start=40, end=0, scale=Scale.SCORE).ticks) <= 4
