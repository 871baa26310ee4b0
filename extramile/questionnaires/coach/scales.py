"""NPS, SCL and GRID: what may be chosen, and in which direction."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.coach.findings import Audience, Rewrite, Severity
from extramile.questionnaires.coach.looking import Fault, Look, Said
from extramile.questionnaires.definition import Kind, Question

MOST_AGREE_POINTS: Final = 5
MOST_BEFORE_SCORE: Final = 1

# --- NPS-1: the words of the score -------------------------------------------------------------------

RECOMMEND: Final = {
    "en": re.compile(r"\brecommend"),
    "nl": re.compile(
        r"\baan(?:beve(?:el|len)|bevelen|raden|raadt?|prijzen)|\b(?:beveelt?|raadt?|bevelen)\b.*\baan\b"
    ),
}
RECOMMENDED_ALREADY: Final = {
    "en": re.compile(r"\b(?:have|has|had|did) (?:you|anybody|anyone)\b.*\brecommend"),
    "nl": re.compile(r"\b(?:hebt|heeft|heb|had|hebben)\b.*\baan(?:bevolen|geraden)"),
}
SIGNAL: Final = re.compile(
    r"\b(?:red|green|orange|amber|yellow|rood|groen|oranje|geel)\b|[\U0001F300-\U0001FAFF☹☺✅❌👍👎]", re.I
)


def nps_wording(said: Said) -> Fault | None:
    """A number that is called NPS asks whether one would recommend."""
    if said.question.kind is not Kind.NPS:
        return None
    text = said.text.lower()
    if RECOMMEND[said.tongue].search(text) and not RECOMMENDED_ALREADY[said.tongue].search(text):
        return None
    rewrite = Rewrite(said.place, said.language, NPS_TITLE[said.audience][said.tongue])
    reason = _("An NPS asks how likely somebody is to recommend; another question needs another kind.")
    return Fault(reason, said.question.key, said.language, rewrite=rewrite, place=said.place)


NPS_TITLE: Final = {
    Audience.CUSTOMERS: {
        "en": "How likely are you to recommend us to family or friends?",
        "nl": "Hoe waarschijnlijk is het dat u ons aanbeveelt aan familie of vrienden?",
    },
    Audience.EMPLOYEES: {
        "en": "How likely are you to recommend our company as a place to work?",
        "nl": "Hoe waarschijnlijk is het dat je ons als werkgever aanbeveelt aan familie of vrienden?",
    },
}


def nps_signals(said: Said) -> Fault | None:
    """Colours and faces tell which answer is the good one."""
    if said.question.kind is not Kind.NPS or said.place != "texts.title":
        return None
    found = next((SIGNAL.search(label) for label in said.labels if SIGNAL.search(label)), None)
    if found is None:
        return None
    reason = _("“%(sign)s” at the scale says which end is good: write the two ends in plain words only.")
    return Fault(reason % {"sign": found[0]}, said.question.key, said.language, place="texts.low")


def nps_unchanged(look: Look) -> Iterator[Fault]:
    """Another wording begins another series."""
    now, before = look.definition.score_question, look.previous and look.previous.score_question
    if not now or not before or now.key != before.key:
        return
    for name in ("title", "low", "high"):
        for language, text in before.texts.get(name, {}).items():
            changed = now.texts.get(name, {}).get(language, text)
            if text.strip() and changed.strip() and _same(changed) != _same(text):
                rewrite = Rewrite(f"texts.{name}", language, text)
                reason = _("The score question reads otherwise than before: its line of figures breaks here.")
                yield Fault(reason, now.key, language, rewrite=rewrite, place=f"texts.{name}")


def _same(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


# --- NPS-2: which way round ---------------------------------------------------------------------------

NEGATIVE: Final = {
    "en": re.compile(
        r"\b(?:not|none|nothing|no|never|bad(?:ly)?|poor(?:ly)?|dirty|noisy|slow(?:ly)?|rude(?:ly)?|messy"
        r"|boring|expensive|weak(?:ly)?|worst?|worse|difficult|hard|useless"
        r"|impolite|impossible"
        r"|un\w{3,}|dis(?:satisfied|agree|pleased)\w*|in(?:convenient|effective\w*)|too (?:cold|high|long"
        r"|short|low))\b"
    ),
    "nl": re.compile(
        r"\b(?:niet|niets|geen|nooit|slecht|vies|vuil|lawaaiig|traag|langzaam|bot|rommelig|saai|duur|zwak"
        r"|slechter|moeilijk|nutteloos|matig|stroef|slordig|erger"
        r"|on(?:waarschijnlijk|tevreden|duidelijk|veilig|vriendelijk|prettig|eerlijk|beleefd|rustig"
        r"|aangenaam|redelijk"
        r"|belangrijk|voldoende|gelukkig|bevredigend|eens|bereikbaar|handig)|oneens|ineffectief|te (?:koud"
        r"|hoog|lang|kort))\b"
    ),
}  # fmt: skip


def scale_direction(said: Said) -> Fault | None:
    """The low number beside the low word: the other way round people answer lower by mistake."""
    if said.question.kind not in {Kind.NPS, Kind.RATING} or len(said.labels) != 2:
        return None
    if said.place != "texts.title":
        return None
    low, high = (NEGATIVE[said.tongue].search(label.lower()) for label in said.labels)
    if not high or low:
        return None
    reason = _("The low number stands beside “%(label)s”: let the scale run from low to high.")
    rewrite = Rewrite("ends", said.language)
    return Fault(
        reason % {"label": said.labels[0]},
        said.question.key,
        said.language,
        rewrite=rewrite,
        place="texts.low",
    )


def orientation_kept(look: Look) -> Iterator[Fault]:
    """0 to 10 from left to right is answered otherwise than 10 on top."""
    now, before = look.definition.score_question, look.previous and look.previous.score_question
    if now and before and now.orientation is not before.orientation:
        reason = _("The scale stands otherwise than before (across or upright): figures shift by it.")
        yield Fault(reason, now.key, rewrite=Rewrite("orientation", text=str(before.orientation)))


# --- NPS-3: where it stands ---------------------------------------------------------------------------


def nps_first(look: Look) -> Iterator[Fault]:
    score = look.definition.score_question
    if score and look.position(score) > MOST_BEFORE_SCORE:
        reason = _("%(n)s questions come before the score and colour it: ask it first.")
        yield Fault(reason % {"n": look.position(score)}, score.key, rewrite=Rewrite("first"))


def nps_place_kept(look: Look) -> Iterator[Fault]:
    now, before = look.definition.score_question, look.previous and look.previous.score_question
    if not now or not before or look.previous is None:
        return
    was = Look(look.previous, look.audience).position(before)
    if look.position(now) != was:
        reason = _(
            "The score question stood at place %(was)s before: moved, its figures are no longer one line."
        )
        rewrite = Rewrite("first") if was == 0 else None
        yield Fault(reason % {"was": was + 1}, now.key, rewrite=rewrite, severity=Severity.ERROR)


# --- SCL: agree or disagree, and the middle -----------------------------------------------------------

AGREE: Final = {
    "en": re.compile(r"\b(?:dis)?agree\b"),
    "nl": re.compile(r"\b(?:mee )?(?:on)?eens\b"),
}
OUTSIDE: Final = {
    "en": re.compile(
        r"\b(?:don't know|no opinion|not applicable|does not apply|n/?a|rather not say|something else)\b"
    ),
    "nl": re.compile(
        r"\b(?:weet (?:ik )?niet|geen mening|niet van toepassing|n\.?v\.?t|zeg ik liever niet|anders)\b"
    ),
}
POSITIVE: Final = {
    "en": re.compile(
        r"\b(?:satisfied|good|well|easy|likely|better|agree|clear|happy|excellent|pleasant|safe|fair"
        r"|useful|important)\b"
    ),
    "nl": re.compile(
        r"\b(?:tevreden|goed|makkelijk|gemakkelijk|waarschijnlijk|beter|eens|duidelijk|blij|uitstekend"
        r"|prettig|veilig"
        r"|redelijk|eerlijk|nuttig|belangrijk|ruim)\b"
    ),
}  # fmt: skip


def points_of(said: Said) -> int:
    """How many marks there are to choose from."""
    if said.question.kind is Kind.RATING:
        return len(said.question.scale)
    return len(_ordered(said))


def _ordered(said: Said) -> list[str]:
    """The choices without "don't know"."""
    labels = [label.strip().lower() for label in said.labels]
    return [label for label in labels if not OUTSIDE[said.tongue].search(label)]


def is_agreement(said: Said) -> bool:
    if said.question.kind not in {Kind.RATING, Kind.SINGLE} or said.place != "texts.title":
        return False
    return sum(bool(AGREE[said.tongue].search(label.lower())) for label in said.labels) >= 2


def agreement(said: Said) -> Fault | None:
    if not is_agreement(said) or points_of(said) > MOST_AGREE_POINTS:
        return None
    reason = _("People tend to agree with whatever is stated: ask for the thing itself (“How clear was …?”).")
    return Fault(reason, said.question.key, said.language, place=said.place)


def many_agreement_points(said: Said) -> Fault | None:
    if not is_agreement(said) or points_of(said) <= MOST_AGREE_POINTS:
        return None
    reason = _("Agreeing in %(n)s steps measures worse than in five, and asking for the thing itself better.")
    return Fault(reason % {"n": points_of(said)}, said.question.key, said.language, place=said.place)


def middle(said: Said) -> Fault | None:
    """Whoever stands in the middle has nowhere to go."""
    if said.place != "texts.title" or points_of(said) < 4 or points_of(said) % 2:
        return None
    if said.question.kind is Kind.RATING and said.labels:
        both = [bool(NEGATIVE[said.tongue].search(label.lower())) for label in said.labels]
        opposed = both[0] and not both[-1]
    else:
        opposed = said.question.kind is Kind.SINGLE and _has_two_sides(said)
    if not opposed or is_agreement(said):
        return None
    reason = _("There is no middle: whoever thinks neither this nor that has to say something untrue.")
    rewrite = Rewrite("middle", said.language, MIDDLE[said.tongue]) if said.question.options else None
    return Fault(reason, said.question.key, said.language, rewrite=rewrite, place="options")


MIDDLE: Final = {"en": "Neither the one nor the other", "nl": "Geen van beide, ertussenin"}


DEGREE: Final = re.compile(
    r"^(?:very|rather|fairly|quite|somewhat|slightly|extremely|much|a bit|a little|completely|totally"
    r"|mostly|pretty"
    r"|heel|zeer|vrij|nogal|tamelijk|erg|veel|iets|een beetje|helemaal|enigszins|behoorlijk|redelijk|best"
    r"|uiterst) "
)


def _has_two_sides(said: Said) -> bool:
    """As many choices on the one side as on the other, one side first."""
    labels = _ordered(said)
    half = len(labels) // 2
    bare = [DEGREE.sub("", label) for label in labels]
    if len(set(bare[:half])) == 1 == len(set(bare[half:])) and bare != labels:
        return bare[0] != bare[-1]
    sides = [_side(label, said.tongue) for label in labels]
    return (set(sides[:half]), set(sides[half:])) in (({-1}, {1}), ({1}, {-1}))


def _side(label: str, tongue: str) -> int:
    if NEGATIVE[tongue].search(label):
        return -1
    return 1 if POSITIVE[tongue].search(label) else 0


# --- GRID-1 --------------------------------------------------------------------------------------------

GRID: Final = {
    "en": re.compile(
        r"\b(?:each|every|per|one) (?:row|line|column)\b|\b(?:the|this) (?:table|grid|matrix)\b.*(?:below"
        r"|fill|rate|row)"
        r"|\b(?:fill in|complete|rate) .*\b(?:table|grid|matrix)\b|\b(?:each|all) of the (?:following"
        r"|statements|items)\b"
        r"|\bin the (?:column|table)\b"
    ),
    "nl": re.compile(
        r"\b(?:elke|iedere|per|één|een) (?:rij|regel|kolom)\b|\bvul (?:de|deze|onderstaande) (?:tabel|matrix)"
        r"|\b(?:tabel|matrix|schema|rooster) (?:hieronder|hierna) |\bin de (?:kolom|tabel)\b"
        r"|\b(?:elk|ieder) (?:van de|van deze|onderdeel|volgende)\b.*(?:aan|stelling|hieronder)|\bde "
        r"volgende stellingen\b"
    ),
}  # fmt: skip
ROWS_OF_A_GRID: Final = 3
LONGEST_ROW: Final = 4


def grid(said: Said) -> Fault | None:
    """A table of questions invites to tick the same all the way down."""
    if not GRID[said.tongue].search(said.text.lower()):
        return None
    reason = _(
        "A table of questions is filled in without reading, most of all on a phone: ask them one by one."
    )
    return Fault(reason, said.question.key, said.language, place=said.place)


def grid_in_pieces(look: Look) -> Iterator[Fault]:
    """Rows of a table, one after another: short names with the same answers."""
    run: list[Question] = []
    for question in (*look.definition.questions, None):
        if question and run and _same_answers(run[-1], question) and _is_row(question, look):
            run.append(question)
            continue
        if len(run) >= ROWS_OF_A_GRID:
            reason = _(
                "%(n)s short lines with the same answers are a table in pieces: write each as a question."
            )
            yield Fault(reason % {"n": len(run)}, run[0].key, place="texts.title")
        run = [question] if question and _is_row(question, look) else []


def _same_answers(one: Question, other: Question) -> bool:
    return one.kind is other.kind and one.options == other.options and one.scale == other.scale


def _is_row(question: Question, look: Look) -> bool:
    title = question.text("title", look.definition.languages[0])
    return (
        question.kind in {Kind.RATING, Kind.SINGLE}
        and not title.rstrip().endswith("?")
        and len(title.split()) <= LONGEST_ROW
    )
