from datetime import date

import pytest

from extramile.questionnaires.pieces import day_words, fill, kind_of_work_words, pieces_in, unknown_pieces

ALL = {"employee": "Sanne", "day": "Tuesday", "kind of work": "chip repair", "unit": "Utrecht"}


@pytest.mark.parametrize(
    ("text", "pieces", "words"),
    [
        ("Hello {employee}.", ALL, "Hello Sanne."),
        ("Hello {employee}.", {}, "Hello."),
        ("Hello {employee|you there}.", {}, "Hello you there."),
        ("Hello {employee|you there}.", ALL, "Hello Sanne."),
        ("[{employee} came. ]How was it?", {}, "How was it?"),
        ("[{employee} came[ on {day}]. ]How was it?", {"employee": "Sanne"}, "Sanne came. How was it?"),
        ("[{employee} came[ on {day}]. ]How was it?", {"day": "Tuesday"}, "How was it?"),
        ("[{employee|Somebody} came. ]", {}, "Somebody came. "),
        ("Keep [these] and ] that [", ALL, "Keep [these] and ] that ["),
        ("[never closed {employee}", ALL, "[never closed Sanne"),
        ("{not ours} {employee}", ALL, "{not ours} Sanne"),
        ("no pieces  at all", {}, "no pieces  at all"),
    ],
)
def test_a_text_reads_well_whatever_is_known(text: str, pieces: dict[str, str], words: str) -> None:
    assert fill(text, pieces) == words


def test_a_piece_is_never_read_as_a_text_itself() -> None:
    """A customer called "{unit}" stays called so."""
    assert fill("Hello {first name}", {"first name": "{unit}[x]", "unit": "Utrecht"}) == "Hello {unit}[x]"


def test_what_a_text_asks_for() -> None:
    assert pieces_in("[{employee} [on {day}]] {unit|here} {nothing}") == {"employee", "day", "unit"}
    assert unknown_pieces("{employe} and {unit}") == ["employe"]


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 3, 10), "en", "Tuesday"),
        (date(2026, 3, 10), "nl", "dinsdag"),
        (date(2026, 3, 1), "en", "1 March"),
        (date(2026, 3, 1), "nl", "op 1 maart"),
        (date(2026, 3, 1), "de", "1. März"),
        (date(2026, 3, 1), "fr", "le 1 mars"),
        (date(2026, 3, 10), "xx-nonsense", ""),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, language: str, words: str) -> None:
    assert day_words(day, today=date(2026, 3, 12), language=language) == words


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("Chip repair", "en", "chip repair"),
        ("Steinschlag", "de", "Steinschlag"),
        ("APK-keuring", "nl", "APK-keuring"),
        ("", "en", ""),
    ],
)
def test_the_kind_of_work_fits_in_a_sentence(kind: str, language: str, words: str) -> None:
    assert kind_of_work_words(kind, language=language) == words
