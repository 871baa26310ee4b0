"""Syllables of known words, and the published formulas on texts that were counted by hand."""

import pytest

from extramile.questionnaires.coach.looking import sentences, words
from extramile.questionnaires.coach.reading import dutch_ease, english_grade, grade_of_ease, level
from extramile.questionnaires.coach.syllables import syllables

# Counted by saying them aloud; English checked against a dictionary's hyphens.
ENGLISH = {
    "the": 1, "repair": 2, "satisfied": 3, "technician": 3, "windscreen": 2, "appointment": 3, "recommend": 3,
    "organisation": 5, "helped": 1, "wanted": 2, "table": 2, "make": 1, "makes": 1, "services": 3,
    "possible": 3,
    "media": 3, "communication": 5, "customer": 3, "questions": 2, "schedule": 2, "receptionist": 4,
    "quality": 3,
    "queue": 1, "noise": 1, "noises": 2, "changed": 1, "needed": 2, "explained": 2, "explanation": 4,
    "professional": 4, "responsibilities": 6, "opportunities": 5, "development": 4, "don't": 1, "wasn't": 2,
    "didn't": 2, "you're": 1, "always-on": 3, "family": 3, "friends": 1, "noisy": 2, "valued": 2,
    "serious": 3,
    "studying": 3, "ventilation": 4, "knowledgeable": 4, "facilities": 4, "interdepartmental": 6,
    "realisation": 5, "operational": 5, "environment": 4, "through": 1, "thought": 1, "were": 1,
    "circumstances": 4, "significantly": 5, "invoice": 2, "tidy": 2, "colleague": 2, "called": 1,
    "measured": 2,
}  # fmt: skip
DUTCH = {
    "de": 1, "monteur": 2, "reparatie": 4, "tevreden": 3, "afspraak": 2, "waarschijnlijk": 3, "aanbeveelt": 3,
    "familie": 3, "vrienden": 2, "makkelijk": 3, "duidelijk": 3, "uitleg": 2, "klantenservice": 5,
    "onderhoudswerkzaamheden": 7, "informatievoorziening": 7, "nieuwe": 2, "leeuw": 1, "ideeën": 3,
    "mooie": 2,
    "eeuwen": 2, "sneeuw": 1, "uw": 1, "u": 1, "ruimte": 2, "geïsoleerd": 4, "leidinggevende": 5,
    "rooster": 2,
    "ontwikkelingsmogelijkheden": 9, "bereikbaar": 3, "koeien": 2, "zijn": 1, "oud": 1, "blauwe": 2,
    "organisatie": 5, "chauffeur": 2, "situatie": 4, "verpleegkundige": 5, "totstandkoming": 4, "geef": 1,
    "verwezenlijking": 5, "telefoon": 3, "huis": 1, "collega's": 3, "trouwen": 2, "duwen": 2, "teamleider": 3,
}  # fmt: skip


@pytest.mark.parametrize(("language", "known"), [("en", ENGLISH), ("nl", DUTCH)])
def test_syllables_of_known_words(language: str, known: dict[str, int]) -> None:
    counted = {word: syllables(word, language) for word in known}
    assert counted == known


def test_the_published_formulas() -> None:
    """Kincaid 1975 and Douma 1960 with 20 words a sentence and 1.5 syllables a word, by hand."""
    assert english_grade(per_sentence=20, per_word=1.5) == pytest.approx(9.91)
    assert dutch_ease(per_sentence=20, per_word=1.5) == pytest.approx(72.74)


def test_flesch_bands_become_school_years() -> None:
    assert [grade_of_ease(ease) for ease in (120, 95, 85, 75, 55, -40)] == [4, 5, 6, 7, 11, 17]
    assert grade_of_ease(80) == pytest.approx(6.5)


def test_a_sentence_counted_by_hand() -> None:
    """7 words of 1 syllable and 1 of 2 in one sentence: 0.39 * 8 + 11.8 * 9 / 8 - 15.59."""
    read = level("How well did we keep you informed? Yes", "en")
    assert read is not None
    assert (read.words, read.longest) == (8, 7)
    assert read.grade == pytest.approx(0.39 * 4 + 11.8 * 9 / 8 - 15.59)


def test_hard_words_read_harder_than_easy_ones() -> None:
    easy, hard = (
        level("Hoe ging het met de ruit?", "nl"),
        level("Hoe verliep de informatievoorziening?", "nl"),
    )
    assert easy
    assert hard
    assert easy.grade < 6 < hard.grade


def test_a_language_without_a_formula_has_no_level() -> None:
    assert level("Wie war das?", "de") is None
    assert level("  ", "en") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sanne was bij u. Hoe ging het?", ["Sanne was bij u.", "Hoe ging het?"]),
        ("Nou…? Ja!", ["Nou…?", "Ja!"]),
        ("...", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_words_keep_what_stands_inside_them() -> None:
    assert words("Don’t use 10 always-on collega's, ok?") == [
        "don't",
        "use",
        "10",
        "always-on",
        "collega's",
        "ok",
    ]
