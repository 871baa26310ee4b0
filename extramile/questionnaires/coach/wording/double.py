"""WRD-1: one answer to two questions. "And" or "or" that joins two things to be judged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.coach.findings import Rewrite
from extramile.questionnaires.coach.looking import WORD, Fault, Said, listed
from extramile.questionnaires.coach.wording import pairs
from extramile.questionnaires.coach.wording.leading import OURS_AFTER
from extramile.questionnaires.coach.wording.splitting import halves
from extramile.questionnaires.definition import Kind

AND: Final = {"en": frozenset({"and", "plus"}), "nl": frozenset({"en", "alsook", "alsmede", "evenals"})}
OR: Final = {"en": frozenset({"or"}), "nl": frozenset({"of"})}
# "Strict but fair": two adjectives. Elsewhere "but" corrects, and Dutch "maar" says "only".
BUT: Final = {"en": "but", "nl": "maar"}
AFTER_BUT: Final = listed("is was were are zijn waren")
AS_WELL: Final = {
    "en": re.compile(r"\b(as well as|and/or|&)", re.I),
    "nl": re.compile(r"\b(en/of|&)|(?<=zowel) .+? als\b", re.I),
}
ASKING: Final = {
    "en": listed("what why how who where when which"),
    "nl": listed("wat waarom hoe wie waar wanneer welk welke"),
}
CONDITION: Final = {
    "en": re.compile(
        r"^(if|when|while|since|after|before|because|although|think|looking|bearing|given|considering"
        r"|taking)\b"
    ),
    "nl": re.compile(r"^(als|toen|wanneer|terwijl|sinds|nadat|voordat|omdat|hoewel|denk|gezien|kijk)\b"),
}
RECIPROCAL: Final = {
    "en": re.compile(r"\b(each other|one another|together|between|differ|difference|balance)\b"),
    "nl": re.compile(r"\b(elkaar|samen(?:werk(?:en|t|te|ten))?|tussen|verschil\w*|balans)\b"),
}


@dataclass(frozen=True, slots=True)
class Joint:
    """A word that joins, with what stands on both sides of it."""

    word: str
    left: Sequence[str]
    right: Sequence[str]
    start: int  # in the sentence
    end: int


def double_barrelled(said: Said) -> Fault | None:
    """One mark for two things says nothing about either."""
    if not (said.is_judged or said.question.kind is Kind.TEXT):
        return None
    for sentence in _asked(said):
        for joint in _joints(sentence, said.tongue):
            if not _is_one_thing(joint, sentence, said):
                return _fault(said, sentence, joint)
    return None


def _asked(said: Said) -> list[str]:
    return [one for one in said.sentences if one.endswith("?")] or said.sentences[-1:]


def _joints(sentence: str, tongue: str) -> Iterator[Joint]:
    found = list(WORD.finditer(sentence))
    spelt = [one[0].lower() for one in found]
    for match in AS_WELL[tongue].finditer(sentence):
        left = [one[0].lower() for one in found if one.end() <= match.start()]
        right = [one[0].lower() for one in found if one.start() >= match.end()]
        word = match[1] or "zowel … als"
        yield Joint(word.lower(), left, right, match.start(), match.end())
    for place, word in enumerate(spelt):
        if word in AND[tongue] | OR[tongue] or (word == BUT[tongue] and _is_of_two(spelt[place + 1 :])):
            yield Joint(word, spelt[:place], spelt[place + 1 :], found[place].start(), found[place].end())


def _is_of_two(right: Sequence[str]) -> bool:
    return len(right) == 1 or (len(right) > 1 and right[1] in AFTER_BUT)


def _is_one_thing(joint: Joint, sentence: str, said: Said) -> bool:
    """Whether what it joins is one concept, a choice, or a condition."""
    tongue = said.tongue
    if not joint.left or not joint.right:
        return True
    if said.question.kind is Kind.TEXT:
        return not _asks_twice(joint, tongue)
    return (
        (joint.word in OR[tongue] and _is_choice(said))
        or _is_name(joint, sentence)
        or (joint.word == "of" and not _joins_things(joint, sentence))
        or pairs.is_pair(joint.left, joint.right, tongue)
        or bool(RECIPROCAL[tongue].search(sentence.lower()))
        or _in_condition(joint, sentence, tongue)
        or _in_praise(joint, sentence, tongue)
        or sentence[: joint.start].rstrip().endswith(("-", "‑"))
    )


def _asks_twice(joint: Joint, tongue: str) -> bool:
    """An open question is double when the second half asks anew; "and why?" belongs to the first."""
    return (
        joint.right[0] in ASKING[tongue]
        and len(joint.right) > 1
        and any(word in ASKING[tongue] for word in joint.left)
    )


def _is_choice(said: Said) -> bool:
    """Between two, and the answers say which; or leave for either way ("call or mail you")."""
    return said.question.kind is Kind.CONSENT or (said.question.kind is Kind.SINGLE and not said.is_yes_or_no)


NAME: Final = re.compile(r"[\"“”‘«»'][^\"“”’«»]+[\"“”’«»']|\b[A-Z][\w-]+ (?:and|en|&) [A-Z][\w-]+")


def _is_name(joint: Joint, sentence: str) -> bool:
    """Inside quotation marks, or between two words with capitals: "Time and Attendance"."""
    return any(found.start() < joint.start < found.end() for found in NAME.finditer(sentence))


DUTCH_WHETHER: Final = listed("weet wist vroeg vraag zeg zei zien kijken nagaan afvragen zeker geprobeerd")


def _joins_things(joint: Joint, sentence: str) -> bool:
    """Dutch "of" is "or" and "whether": the latter follows a verb or a comma, before a whole sentence."""
    before = sentence[: joint.start].rstrip()
    subject = listed("je jij u hij zij ze het wij we er dat dit ik")
    return not (before.endswith(",") or joint.left[-1] in DUTCH_WHETHER or joint.right[0] in subject)


def _in_condition(joint: Joint, sentence: str, tongue: str) -> bool:
    """Before the comma that ends an opening clause: "If you called and ..., how ..."."""
    comma = sentence.find(",")
    return comma > joint.start and bool(CONDITION[tongue].match(sentence.lower()))


def _in_praise(joint: Joint, sentence: str, tongue: str) -> bool:
    """ "Our quick and reliable delivery": told by the rule about leading."""
    return any(found.start() < joint.start < found.end() for found in OURS_AFTER[tongue].finditer(sentence))


def _fault(said: Said, sentence: str, joint: Joint) -> Fault:
    split = halves(sentence, joint.start, joint.end, said.tongue)
    rewrite = None
    if split and sentence in said.raw.replace("’", "'"):
        first = said.raw.replace("’", "'").replace(sentence, split[0])
        rewrite = Rewrite(said.place, said.language, first, also=split[1])
    reason = _("“%(word)s” joins two things: whoever likes one and not the other cannot answer.")
    return Fault(
        reason % {"word": joint.word}, said.question.key, said.language, rewrite=rewrite, place=said.place
    )
