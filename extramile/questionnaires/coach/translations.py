"""TRN-1: translations that do not ask the same."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.coach.looking import SAMPLE, Fault, Look, sentences, words
from extramile.questionnaires.coach.wording.plain import NEGATION
from extramile.questionnaires.definition import Question, Texts
from extramile.questionnaires.pieces import fill

NUMBERS: Final = {
    word: number
    for number, spelt in enumerate(
        (
            "", "", "two twee zwei deux", "three drie drei trois", "four vier quatre", "five vijf fünf cinq",
            "six zes sechs", "seven zeven sieben sept", "eight acht huit", "nine negen neun neuf",
            "ten tien zehn dix",
            "eleven elf onze", "twelve twaalf zwölf douze",
        )
    )
    for word in spelt.split()
}  # fmt: skip
TONGUE_WORDS: Final = {"nl": frozenset({"onze"})}  # French eleven, Dutch our
PIECE: Final = re.compile(r"\{([^{}|]*)(\|[^{}]*)?\}")
# The same word in both languages, and how it is turned round.
ADJECTIVES: Final[Mapping[str, str]] = {
    "satisfied": "tevreden", "clear": "duidelijk", "tidy": "netjes", "likely": "waarschijnlijk",
    "friendly": "vriendelijk", "safe": "veilig", "fair": "eerlijk", "polite": "beleefd",
    "pleasant": "prettig",
    "important": "belangrijk", "happy": "gelukkig", "easy": "makkelijk", "comfortable": "comfortabel",
    "reasonable": "redelijk", "quiet": "rustig", "good": "goed", "clean": "schoon", "well": "goed",
    "useful": "nuttig",
}  # fmt: skip
TURNED: Final = {
    "en": {
        "dissatisfied": "satisfied", "unclear": "clear", "untidy": "tidy", "unlikely": "likely",
        "unfriendly": "friendly",
        "unsafe": "safe", "unfair": "fair", "impolite": "polite", "unpleasant": "pleasant",
        "unimportant": "important",
        "unhappy": "happy", "difficult": "easy", "uncomfortable": "comfortable", "unreasonable": "reasonable",
        "noisy": "quiet", "bad": "good", "poor": "good", "dirty": "clean", "badly": "well",
        "useless": "useful",
    },
    "nl": {
        "ontevreden": "tevreden", "onduidelijk": "duidelijk", "slordig": "netjes", "rommelig": "netjes",
        "onwaarschijnlijk": "waarschijnlijk", "onvriendelijk": "vriendelijk", "onveilig": "veilig",
        "oneerlijk": "eerlijk", "onbeleefd": "beleefd", "onprettig": "prettig", "onbelangrijk": "belangrijk",
        "ongelukkig": "gelukkig", "moeilijk": "makkelijk", "onredelijk": "redelijk", "onrustig": "rustig",
        "slecht": "goed", "vies": "schoon", "vuil": "schoon", "nutteloos": "nuttig",
    },
}  # fmt: skip
FEWEST_WORDS: Final = 3  # "Check-in": a word or two may be the same in two languages


def differing(look: Look) -> Iterator[Fault]:
    """Each language beside the first one that the text is written in."""
    for question in look.definition.questions:
        for place, texts in _places(question):
            languages = [one for one in look.definition.languages if texts.get(one, "").strip()]
            for language in languages[1:]:
                reason = difference(texts, languages[0], language)
                if reason:
                    yield Fault(reason, question.key, language, place=place)


def _places(question: Question) -> Iterator[tuple[str, Texts]]:
    yield "texts.title", question.texts.get("title", {})
    for number, variant in enumerate(question.variants):
        yield f"variants[{number}].texts.title", variant.texts.get("title", {})


def difference(texts: Texts, first: str, other: str) -> str:
    """What the two texts do not share, in a sentence; empty if they ask the same."""
    here, there = fill(texts[first], SAMPLE), fill(texts[other], SAMPLE)
    if here == there and len(words(here)) >= FEWEST_WORDS:
        return _("It is the same text in both languages: it was not translated.")
    if _numbers(here, first) != _numbers(there, other):
        return _("It names other numbers than the first language: the answers cannot be counted together.")
    if _needed_pieces(texts[first]) != _needed_pieces(texts[other]):
        return _("It fills in other pieces of the job than the first language.")
    if len(sentences(here)) != len(sentences(there)):
        return _("It says more, or less, than the first language: the number of sentences differs.")
    return _turned_round(here, first, there, other)


def _numbers(text: str, language: str) -> list[int]:
    own = TONGUE_WORDS.get(language.partition("-")[0], frozenset())
    found = [
        int(word) if word.isdigit() else NUMBERS.get(word, -1) for word in words(text) if word not in own
    ]
    return sorted(number for number in found if number >= 0 and number != 1) + [
        1 for word in words(text) if word == "1"
    ]


def _needed_pieces(text: str) -> frozenset[str]:
    """Pieces that are filled in wherever they are known; one with a fallback is a matter of style."""
    return frozenset(found[1].strip() for found in PIECE.finditer(text) if not found[2])


def _turned_round(here: str, first: str, there: str, other: str) -> str:
    tongues = (first.partition("-")[0], other.partition("-")[0])
    if set(tongues) != {"en", "nl"}:
        return ""
    english, dutch = (here, there) if tongues == ("en", "nl") else (there, here)
    if bool(NEGATION["en"].search(english.lower())) != bool(NEGATION["nl"].search(dutch.lower())):
        return _("One language says “not” and the other does not: they ask the opposite.")
    if _opposed(words(english), words(dutch)):
        return _(
            "One language asks for the good and the other for the bad: their scales run against each other."
        )
    return ""


def _opposed(english: list[str], dutch: list[str]) -> bool:
    for word in english:
        base = TURNED["en"].get(word, word)
        same = ADJECTIVES.get(base)
        if same is None:
            continue
        turned_here = word != base
        for said in dutch:
            if TURNED["nl"].get(said, said) == same and (said != same) != turned_here:
                return True
    return False
