"""A double-barrelled question as two, where that is plain; else nothing is proposed."""

import re
from typing import Final

from extramile.questionnaires.coach.looking import WORD, listed
from extramile.questionnaires.coach.wording.pairs import ARTICLES

STARTERS: Final = {
    "en": listed(
        "is are was were do does did has have had can could will would should may what why how "
        "who where when which"
    ),
    "nl": listed("wat waarom hoe wie waar wanneer welk welke"),
}
SUBJECTS: Final = listed("hij zij ze het u je jij we wij de uw onze")
# What follows the two things. Up to here the second one reaches.
ENDERS: Final = {
    "en": listed(
        "of in on at for with by to from about during since when you we was were is are did do does "
        "treat have has"
    ),
    "nl": listed(
        "van in op aan voor met bij naar over tijdens sinds toen u je was waren is zijn hebben "
        "hebt heeft "
        "binnen rond door om"
    ),
}
PLURAL: Final = {
    "en": frozenset({"are", "were", "both", "between"}),
    "nl": frozenset({"zijn", "waren", "hebben", "zowel", "tussen", "beide"}),
}


def halves(sentence: str, start: int, end: int, tongue: str) -> tuple[str, str] | None:
    """Both questions, if the sentence falls apart cleanly at the joining word (from start to end)."""
    left, right = sentence[:start].rstrip(" ,"), sentence[end:].strip()
    if len(sentence[start:end].split()) > 1 or sentence[start:end] == "&":
        return None
    following = [one[0].lower() for one in WORD.finditer(right)]
    if _is_clause(following, tongue):
        return f"{left}?", right[:1].upper() + right[1:]
    return _things(left, right, tongue)


def _is_clause(following: list[str], tongue: str) -> bool:
    """Whether the second half is a question by itself."""
    if len(following) < 3:
        return False
    if following[0] in STARTERS[tongue]:
        return True
    return tongue == "nl" and following[1] in SUBJECTS and following[0] not in ARTICLES["nl"]


def _things(left: str, right: str, tongue: str) -> tuple[str, str] | None:
    """ "the speed and the quality of the repair": each with what stands before and after both."""
    before = re.match(r"^(.*?)((?:\S+\s+)?\S+)$", left)
    if before is None or "," in right:
        return None
    first = _with_article(left, tongue)
    second = re.match(r"^((?:(?:" + "|".join(ARTICLES[tongue]) + r")\s+)?[\w'-]+)(.*)$", right, re.I)
    if second is None:
        return None
    opening = left[: len(left) - len(first)]
    rest = second[2]
    after = [one[0].lower() for one in WORD.finditer(rest)]
    if _agrees_with_both(opening, tongue) or (after and after[0] not in ENDERS[tongue]):
        return None
    return f"{opening}{first}{rest}", f"{opening}{second[1]}{rest}"


def _with_article(left: str, tongue: str) -> str:
    """The last word, with its article."""
    found = re.search(r"(?:\b(?:" + "|".join(ARTICLES[tongue]) + r")\s+)?[\w'-]+$", left, re.I)
    return found[0] if found else ""


def _agrees_with_both(opening: str, tongue: str) -> bool:
    """Whether a verb before them is in the plural because there are two."""
    verb = next(reversed([one[0].lower() for one in WORD.finditer(opening)]), "")
    return verb in PLURAL[tongue] or (tongue == "nl" and verb.endswith(("den", "ten")))
