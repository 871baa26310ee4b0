"""WRD-3 to WRD-6: negation, universals, vague frequency, and what is too long or too hard to read."""

import re
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.coach.findings import Rewrite
from extramile.questionnaires.coach.looking import Fault, Said, words
from extramile.questionnaires.coach.reading import level
from extramile.questionnaires.coach.scales import GRID
from extramile.questionnaires.coach.wording.leading import leading_in
from extramile.questionnaires.definition import Kind

MOST_WORDS: Final = 25
HARDEST_GRADE: Final = 8.0
FEWEST_WORDS: Final = 8  # below, a formula made for pages says nothing

# --- WRD-3 -----------------------------------------------------------------------------------------

NEGATION: Final = {
    "en": re.compile(r"\b(?:not|cannot|neither|nor|no(?= \w))\b|\b\w+n't\b"),
    "nl": re.compile(r"\b(?:niet|geen|noch)\b"),
}
# Harmless: a condition, a choice, "not only", and the like.
NOT_NEGATION: Final = {
    "en": re.compile(
        r"\b(?:or not|whether or not|not only|if not|no longer than|no more than|no later than|no matter"
        r"|not at all"
        r"|why not|not yet|no one's|no\. ?\d)|\b(?:if|when|because|although|unless|so that|in case)\b[^,?]*,"
        r"|\b(?:if|when|because|although|unless|in case)\b[^,?]*(?=\?$)|\bno (?:preference|opinion)"
    ),
    "nl": re.compile(
        r"\b(?:of niet|al dan niet|niet alleen|zo niet|niet meer dan|geen enkel probleem|helemaal niet"
        r"|waarom niet"
        r"|nog niet|niet langer dan)|\b(?:als|toen|wanneer|omdat|doordat|hoewel|tenzij|zodat|mocht)\b[^,?]*,"
        r"|\b(?:als|wanneer|omdat|hoewel|tenzij|indien)\b[^,?]*(?=\?$)|\bgeen (?:mening|voorkeur)"
    ),
}
BAD: Final = {
    "en": re.compile(r"^how (?:un\w{3,}|dis(?:satisfied|appointed|pleased)|annoy\w+|sad|angry|bad)\b"),
    "nl": re.compile(
        r"^hoe (?:on(?:tevreden|gelukkig|prettig|aangenaam|waarschijnlijk)|vervelend|erg|boos"
        r"|slecht)\b"
    ),
}
# Where dropping the negation leaves the same question the other way round.
OPPOSITES: Final = {
    "en": (
        (r"\bnot un(friendly|clear|safe|pleasant|tidy|fair|happy|kind|helpful|comfortable"
         r"|reasonable)\b", r"\1"),
        (r"\bnot dis(satisfied|pleased)\b", r"\1"),
        (r"\bnot difficult\b", "easy"),
        (r"\bnot easy\b", "difficult"),
        (r"\bnot too high\b", "too high"),
        (r"\bnot available\b", "available"),
        (r"^(Is|Was|Are|Were|Do|Did|Does|Should|Have|Has)((?: \w+){1,4}?) not ", r"\1\2 "),
    ),
    "nl": (
        (r"\bniet on(vriendelijk|duidelijk|veilig|prettig|aangenaam|tevreden|redelijk|eerlijk"
         r"|beleefd)\b", r"\1"),
        (r"\bniet moeilijk\b", "makkelijk"),
        (r"\bniet makkelijk\b", "moeilijk"),
        (r"\bniet (te hoog|hoger|bereikbaar|duidelijk|bellen|op de hoogte|vinden)\b", r"\1"),
        (r"\bgeen (schoenhoesjes)\b", r"\1"),
    ),
}  # fmt: skip


def negation(said: Said) -> Fault | None:
    """ "No, it was not" and "yes, it was not" mean the same to some. Open questions may say "not"."""
    if not said.is_judged or _is_leading(said):
        return None
    ask = said.ask.lower()
    if not BAD[said.tongue].search(ask):  # a bad word and a "not" are two, wherever the "not" stands
        ask = NOT_NEGATION[said.tongue].sub(" ", ask)
    found = NEGATION[said.tongue].search(ask)
    if found is None:
        return None
    reason = _("“%(word)s” turns the question round: a “yes” can then mean both. Ask it the other way.")
    return Fault(
        reason % {"word": found[0]},
        said.question.key,
        said.language,
        rewrite=_without_negation(said),
        place=said.place,
    )


def _is_leading(said: Said) -> bool:
    return leading_in(said) is not None


def _without_negation(said: Said) -> Rewrite | None:
    raw = said.raw
    for pattern, better in OPPOSITES[said.tongue]:
        text = re.sub(pattern, better, raw, count=1)
        if text != raw:
            return Rewrite(said.place, said.language, text)
    return None


# --- WRD-4 -----------------------------------------------------------------------------------------

UNIVERSAL: Final = {
    "en": re.compile(
        r"\b(?:always|never|everybody|everyone|nobody|no one|none|anyone ever|each and every|everything(?! "
        r"(?:you|that|we))"
        r"|all (?:of )?(?:our|your|the|my|their|these|those|\w+s\b)|every(?! (?:day|week|month|year"
        r"|quarter|time you|morning|evening|hour|\d|two|three|four))|ever)\b"
    ),
    "nl": re.compile(
        r"\b(?:altijd|nooit|iedereen|niemand|alles(?! (?:\w+ ){0,3}wat\b)|alle|allemaal|al (?:onze|uw|je"
        r"|de|hun|mijn|die|deze)"
        r"|(?:elke?|iedere?)(?! (?:dag|week|maand|jaar|kwartaal|keer|ochtend|avond|uur|\d|twee|drie"
        r"|vier)\b)|ooit)\b"
    ),
}  # fmt: skip
NOT_UNIVERSAL: Final = {
    "en": re.compile(
        r"\b(?:all in all|above all|after all|at all|first of all|all right|all day|all week|all year"
        r"|always-on|all-in|all together|not everyone)\b"
    ),
    "nl": re.compile(r"\b(?:al met al|alles bij elkaar|over het algemeen|alles meegerekend|niet iedereen"
                     r"|voor het eerst|voor altijd)\b"),
}  # fmt: skip


def universal(said: Said) -> Fault | None:
    """Hardly anything is always or never so: the honest answer is no, whatever is meant."""
    if not said.is_judged or said.question.kind is Kind.CONSENT or _is_leading(said):
        return None
    if GRID[said.tongue].search(said.text.lower()):  # "each row": told by its own rule
        return None
    found = UNIVERSAL[said.tongue].search(NOT_UNIVERSAL[said.tongue].sub(" ", said.ask.lower()))
    if found is None:
        return None
    reason = _("“%(word)s” is hardly ever wholly true: one exception makes a satisfied person say no.")
    return Fault(
        reason % {"word": found[0]},
        said.question.key,
        said.language,
        rewrite=_without_universal(said),
        place=said.place,
    )


LOOSENED: Final = {
    "en": (
        (r"^(Is|Are|Was|Were) (.+?) always (.+)\?$", r"How often \1 \2 \3?"),
        (r"^(Can|Do|Does|Did|Could) (.+?) (?:always|never) (.+)\?$", r"How often \1 \2 \3?"),
    ),
    "nl": ((r"^(\w+) ((?:onze |je |uw |de |het )?\w+) (?:altijd|nooit) (.+)\?$", r"Hoe vaak \1 \2 \3?"),),
}


def _without_universal(said: Said) -> Rewrite | None:
    for pattern, better in LOOSENED[said.tongue]:
        found = re.match(pattern, said.raw)
        if found and not said.is_yes_or_no:  # "how often" has no answer in yes or no
            return Rewrite(said.place, said.language, _lowered(found.expand(better)))
    return None


def _lowered(text: str) -> str:
    return re.sub(r"(?<=often |vaak )\w", lambda one: one[0].lower(), text)


# --- WRD-5 -----------------------------------------------------------------------------------------

VAGUE: Final = {
    "en": re.compile(
        r"\b(?:regularly|frequently|(?<!how )(?<!more )(?<!most )(?<!as )(?<!that )(?<!too )often"
        r"|sometimes|occasionally|usually|recently|lately"
        r"|of late|rarely|seldom|from time to time|(?:every )?now and (?:then|again)|(?<!how )many times"
        r"|(?:several|a number of|a few) times|normally|generally|mostly)\b"
    ),
    "nl": re.compile(
        r"\b(?:regelmatig|(?<!hoe )(?<!te )(?<!zo )(?<!net zo )vaak|soms|af en toe|meestal|onlangs"
        r"|geregeld|dikwijls|zelden|nu en dan|de laatste tijd"
        r"|veelvuldig|meermaals|wel eens|weleens|gewoonlijk|een paar keer|meerdere keren|vaker wel"
        r"|recent(?:elijk)?|van tijd tot tijd|doorgaans|kortgeleden)\b"
    ),
}  # fmt: skip
VAGUE_LABEL: Final = {
    "en": re.compile(
        r"^(?:never|hardly ever|almost never|(?:very )?(?:rarely|seldom|often|frequently|regularly)"
        r"|sometimes|occasionally"
        r"|usually|always|almost always|now and then|from time to time|most of the time|mostly)$"
    ),
    "nl": re.compile(
        r"^(?:(?:bijna )?(?:nooit|altijd)|(?:heel |zeer |vrij )?(?:zelden|vaak)|soms|af en toe|regelmatig"
        r"|geregeld|meestal"
        r"|nu en dan|dikwijls|een enkele keer|wel eens)$"
    ),
}  # fmt: skip
AMOUNT: Final = {
    "en": re.compile(r"^(?:(?:very )?little|a little|a lot|much|hardly)$"),
    "nl": re.compile(r"^(?:(?:heel |zeer |vrij )?(?:weinig|veel))$"),
}
ABOUT_FREQUENCY: Final = {
    "en": re.compile(r"\b(?:how (?:often|frequently|many times|regularly))\b"),
    "nl": re.compile(r"\bhoe (?:vaak|veel (?:keer|reis|reist|ga|gaat|gebruik)|regelmatig|dikwijls)\b"),
}


def vague_frequency(said: Said) -> Fault | None:
    """ "Often" is once a day to one and once a year to another."""
    if not said.is_judged or _is_leading(said):
        return None
    ask = said.ask.lower()
    found = VAGUE[said.tongue].search(ask)
    if found:
        reason = _("“%(word)s” means something else to everybody: name a period and a number.")
        return Fault(reason % {"word": found[0]}, said.question.key, said.language, place=said.place)
    vague = [label for label in said.labels if VAGUE_LABEL[said.tongue].match(label.strip().lower())]
    if vague and ABOUT_FREQUENCY[said.tongue].search(ask):
        vague += [label for label in said.labels if AMOUNT[said.tongue].match(label.strip().lower())]
    if len(vague) >= 2:
        reason = _("“%(word)s” as an answer means something else to everybody: let people choose a number.")
        return Fault(reason % {"word": vague[-1]}, said.question.key, said.language, place=said.place)
    return None


# --- WRD-6 -----------------------------------------------------------------------------------------


def hard_to_read(said: Said) -> Fault | None:
    """More than 25 words in a sentence, or a text for which eight years of school are not enough."""
    longest = max((len(words(sentence)) for sentence in said.sentences), default=0)
    if longest > MOST_WORDS:
        reason = _("A sentence of %(n)s words is lost by its end: use at most %(most)s.")
        numbers = {"n": longest, "most": MOST_WORDS}
        return Fault(reason % numbers, said.question.key, said.language, place=said.place)
    read = level(said.text, said.language)
    if read and read.words >= FEWEST_WORDS and read.grade > HARDEST_GRADE + _slack(read.words):
        reason = _(
            "It reads as hard as a text for school year %(grade)s: shorter words are understood by all."
        )
        return Fault(
            reason % {"grade": round(read.grade)}, said.question.key, said.language, place=said.place
        )
    return None


def _slack(count: int) -> float:
    """The formulas are made for a hundred words; in a single line one long word weighs too much."""
    return max(0.0, 80.0 / count - 0.8)
