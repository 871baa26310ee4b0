"""How hard a text reads. English: Flesch-Kincaid grade; Dutch: Flesch-Douma, set over to the same grades.

Flesch-Kincaid (Kincaid e.a. 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59.
Flesch-Douma (Douma 1960): 206.84 - 0.93 words per sentence - 77 syllables per word; 100 easy, 0 hard.
Flesch's own bands (1949) give the school year for an ease: 90 and up year 5, 80-90 year 6, 70-80 year 7,
60-70 years 8 and 9, 50-60 years 10 to 12, below 50 higher.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from extramile.questionnaires.coach.looking import SAMPLE, sentences, words
from extramile.questionnaires.coach.syllables import syllables
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.pieces import fill

# Ease -> grade between the middles of Flesch's bands.
EASE_TO_GRADE: Final = (
    (100.0, 4.0), (95.0, 5.0), (85.0, 6.0), (75.0, 7.0), (65.0, 8.5), (55.0, 11.0), (40.0, 14.0), (15.0,
    17.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    language: str
    grade: float  # school years needed to read it with ease
    words: int
    longest: int  # words of the longest sentence


def english_grade(*, per_sentence: float, per_word: float) -> float:
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def dutch_ease(*, per_sentence: float, per_word: float) -> float:
    return 206.84 - 0.93 * per_sentence - 77 * per_word


def dutch_grade(*, per_sentence: float, per_word: float) -> float:
    return grade_of_ease(dutch_ease(per_sentence=per_sentence, per_word=per_word))


def grade_of_ease(ease: float) -> float:
    """Straight lines between the bands; beyond the ends the ends."""
    (high, low_grade), *rest = EASE_TO_GRADE
    if ease >= high:
        return low_grade
    before = (high, low_grade)
    for here in rest:
        if ease >= here[0]:
            share = (before[0] - ease) / (before[0] - here[0])
            return before[1] + share * (here[1] - before[1])
        before = here
    return before[1]


GRADES: Final[Mapping[str, Callable[..., float]]] = {"en": english_grade, "nl": dutch_grade}


def level(text: str, language: str) -> Level | None:
    """None where the language has no formula here, or nothing is written."""
    tongue = language.partition("-")[0]
    said, lines = words(text), sentences(text)
    if tongue not in GRADES or not said:
        return None
    beats = sum(syllables(word, tongue) for word in said)
    grade = GRADES[tongue](per_sentence=len(said) / len(lines), per_word=beats / len(said))
    return Level(language, grade, len(said), max(len(words(line)) for line in lines))


def levels(definition: Definition) -> list[Level]:
    """Of everything a visitor may read of the questions, per language."""
    found = []
    for language in definition.languages:
        texts = [
            texts.get(name, {}).get(language, "")
            for question in definition.questions
            for texts in (question.texts, *(one.texts for one in question.variants))
            for name in ("title", "help")
        ]
        read = level("\n".join(_ended(fill(text, SAMPLE)) for text in texts if text.strip()), language)
        found += [read] if read else []
    return found


def _ended(text: str) -> str:
    return text if text.rstrip().endswith((".", "?", "!", "…")) else f"{text}."
