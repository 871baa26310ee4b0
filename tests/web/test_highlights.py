"""What was looked for is marked; what a customer wrote stays text; a letter is never cut in two."""

import re

import pytest

from extramile.web.drawing.highlights import highlighted, letters_of

ACUTE = "\u0301"


@pytest.mark.parametrize(
    ("said", "looked_for", "shown"),
    [
        ("He held the Umbrella.", "umbrella", "He held the <mark>Umbrella</mark>."),
        ("Le café était fermé", "CAFE", "Le <mark>café</mark> était fermé"),
        (f"Le cafe{ACUTE} noir", "cafe", f"Le <mark>cafe{ACUTE}</mark> noir"),
        (f"Le cafe{ACUTE} noir", "caf", f"Le <mark>caf</mark>e{ACUTE} noir"),
        ("cafe noir", "é", "caf<mark>e</mark> noir"),
        ("Quick, quick", "quick", "<mark>Quick</mark>, <mark>quick</mark>"),
        ("abab", "ab ba", "<mark>abab</mark>"),  # hits that overlap are one mark
        ("ёлка Ёлка", "ЕЛКА", "<mark>ёлка</mark> <mark>Ёлка</mark>"),
        ("ο δρόμος", "ΔΡΌΜΟΣ", "ο <mark>δρόμος</mark>"),
        ("شُكْرًا جزيلا", "شكرا", "<mark>شُكْرًا</mark> جزيلا"),
        ("תודה שָׁלוֹם", "שלום", "תודה <mark>שָׁלוֹם</mark>"),
        ("Nothing here", "umbrella", "Nothing here"),
        ("Nothing here", "", "Nothing here"),
        ("100% kind", "% 100", "<mark>100%</mark> kind"),
    ],
)
def test_words_are_marked_as_they_are_found(said: str, looked_for: str, shown: str) -> None:
    assert highlighted(said, looked_for) == shown


@pytest.mark.parametrize(
    ("said", "looked_for"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<mark>x</mark> <img src=x onerror=alert(1)>", "mark"),
        ("a & b <b>", "<"),
        ('"quoted" &lt;b&gt;', "&"),
        ("tom & jerry &amp; co", "amp"),
        ("<script>", "<script>"),
    ],
)
def test_what_a_customer_wrote_stays_text(said: str, looked_for: str) -> None:
    drawn = highlighted(said, looked_for)
    assert set(re.findall(r"<[^>]*>", drawn)) == {"<mark>", "</mark>"}
    text = re.sub(r"</?mark>", "", drawn)
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(name, sign)
    assert text == said


@pytest.mark.parametrize(
    ("letter", "looked_for"),
    [
        ("👩‍👩‍👧‍👦", "👩"),
        ("👍🏽", "👍"),
        ("🇳🇱", "🇳"),
        ("❤️", "❤"),
        ("한".encode().decode(), "\u1112"),  # a syllable is found whole or not at all
        ("क्षि", "क"),
        ("é̱", "e"),
        ("\r\n", "\n"),
    ],
)
def test_a_letter_is_never_cut(letter: str, looked_for: str) -> None:
    assert list(letters_of(f"x{letter}y")) == ["x", letter, "y"]
    drawn = highlighted(f"x{letter}y", looked_for)
    assert drawn in {f"x{letter}y", f"x<mark>{letter}</mark>y"}


def test_two_flags_are_two_letters() -> None:
    assert list(letters_of("🇳🇱🇧🇪")) == ["🇳🇱", "🇧🇪"]


def test_a_long_comment_of_one_letter_is_drawn_once() -> None:
    assert highlighted("a" * 10_000, "a").count("<mark>") == 1
    assert highlighted("e" + ACUTE * 9_999, "e").count("<mark>") == 1
