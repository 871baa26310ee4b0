"""How many syllables a word has, by its letters: English and Dutch.

English writes silent letters, so groups of vowels are counted and then mended; a list keeps what no rule gets
right. Dutch is written as it sounds, so what has to be known is which vowels belong together.
"""

import re
from functools import lru_cache
from typing import Final

ENGLISH_KNOWN: Final = {
    "area": 3, "being": 2, "business": 2, "careful": 2, "carefully": 3, "colleague": 2, "colleagues": 2,
    "comfortable": 3, "created": 3, "every": 2, "everybody": 4, "everyone": 3, "everything": 3, "evening": 2,
    "friendly": 2, "idea": 3, "ideas": 3, "likely": 2, "manager": 3, "people": 2, "quiet": 2, "really": 2,
    "science": 2, "seeing": 2, "something": 2, "sometimes": 2, "somewhere": 2, "team": 1, "theatre": 3,
    "unlikely": 3, "vehicle": 3, "lately": 2, "safety": 2, "useful": 2, "useless": 2, "homepage": 2,
    "someone": 2, "elsewhere": 2, "thereof": 2, "employee": 3, "employees": 3, "the": 1, "anyone": 3,
    "chocolate": 2, "different": 2, "interest": 2, "interested": 3, "average": 2, "favourite": 2,
    "experience": 4, "experienced": 4, "period": 3, "radio": 3, "video": 3, "studio": 3, "audio": 3,
    "client": 2, "clients": 2, "giant": 2, "trial": 2, "diary": 3, "society": 4, "variety": 4, "reliable": 4,
    "appreciate": 4, "appreciated": 5, "create": 2, "immediate": 4, "immediately": 5, "reaction": 3,
    "realise": 2, "realisation": 5, "reality": 4, "realised": 2, "cooperate": 4, "cooperation": 5,
    "coordinate": 4, "poem": 2, "fluid": 2,
    "ruin": 2, "doing": 2, "going": 2, "dial": 2, "usual": 3, "usually": 4, "manual": 3, "annual": 3,
    "individual": 5, "evaluate": 4, "evaluation": 5, "situation": 4, "material": 4, "serious": 3,
    "previous": 3, "various": 3, "obvious": 3, "obviously": 4, "convenient": 3, "patient": 2, "patience": 2,
}  # fmt: skip
ENGLISH_VOWELS: Final = re.compile(r"[aeiouy]+")
ENGLISH_SPOKEN_ED: Final = re.compile(r"[td]ed$")
ENGLISH_SPOKEN_ES: Final = re.compile(r"(?:[sxz]|ch|sh|[cg])es$")
# Vowels that stand together and are said apart: media, museum, annual, serious, studying.
ENGLISH_APART: Final = re.compile(
    r"(?<![cstgx])i[ao](?!u)|iu[ms]|isms?$|eo(?!u)|(?<![gq])ua[lt]|(?<=[rvn])iou|(?<=[^aeiou])ying$|uou"
)

DUTCH_NUCLEI: Final = re.compile(
    r"aai|ooi|oei|eeuw|ieuw|uw(?=[aeiou])|[ae]u|ou|ij|ei|ui|ie|oe|aa|ee|oo|uu|eau|y|[aeiouäëïöüáéíóúàèê]"
)
DUTCH_KNOWN: Final = {
    "collega": 3, "collega's": 3, "service": 2, "team": 1, "teams": 1, "e-mail": 2, "mail": 1, "coach": 1,
    "app": 1, "apps": 1, "feedback": 2, "online": 2, "website": 2, "manager": 3, "managers": 3, "computer": 3,
    "idee": 2, "ideeën": 3, "online-afspraak": 5, "teamleider": 3, "deadline": 2, "privé": 2, "dossier": 2,
    "station": 2, "sms": 3, "cv-ketel": 4, "beoordeling": 4, "beïnvloed": 3, "reünie": 3, "museum": 3,
    "individuele": 6, "individueel": 5, "actueel": 3, "duo": 2, "video": 3, "radio": 3, "studio": 3,
}  # fmt: skip


@lru_cache(maxsize=8192)
def syllables(word: str, language: str) -> int:
    """At least one. A number is counted as one word of two."""
    word = word.lower().replace("’", "'").strip("'-")
    if word.isdigit():
        return 2 if len(word) > 1 else 1
    known = ENGLISH_KNOWN if language == "en" else DUTCH_KNOWN
    if word in known:
        return known[word]
    parts = [part for part in re.split(r"-", word) if part]
    if len(parts) > 1:
        return sum(syllables(part, language) for part in parts)
    return max(1, _english(word) if language == "en" else _dutch(word))


def _english(word: str) -> int:
    if word.endswith("n't"):  # was-n't, did-n't; but don't, aren't
        return _english(word[:-3]) + (word[-4:-3] in "sd")
    word = re.sub(r"'(s|re|ve|ll|d|m)?$", "", word)
    count = len(ENGLISH_VOWELS.findall(word))
    if _ends_silent(word):
        count -= 1
    return count + len(ENGLISH_APART.findall(word))


def _ends_silent(word: str) -> bool:
    """The e of make, made, makes, helped; not that of table, wanted, services."""
    if len(ENGLISH_VOWELS.findall(word)) < 2:
        return False
    if word.endswith("ed"):
        return not ENGLISH_SPOKEN_ED.search(word) and word[-3:-2] not in "aeiouy"
    if word.endswith("es"):
        return not ENGLISH_SPOKEN_ES.search(word) and word[-3:-2] not in "aeiouy" and not _has_le(word[:-1])
    return word.endswith("e") and word[-2:-1] not in "aeiouy" and not _has_le(word)


def _has_le(word: str) -> bool:
    return bool(re.search(r"[^aeiouyl]le$", word))


def _dutch(word: str) -> int:
    return len(DUTCH_NUCLEI.findall(word))
