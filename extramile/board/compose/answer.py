"""The first page: the answer in one sentence, how sure, what it would cost to know more, what to decide.

The class of the finding chooses the words. Only a beginning decided by lot may say more than that two things
go together; its sentence is the evidence room's own.
"""

import re
from collections.abc import Callable
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from extramile.board.compose.numbers import amount, answers, count, percent, score, told
from extramile.board.gather.facts import Facts
from extramile.core.texts import pick
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.views import EvidenceClass, FindingView

PRIMARY: Final = "enps-nps"
SIDE_KINDS: Final = ("power", "bias", "worth")
MOST_DECISIONS: Final = 3
MOST_LINES: Final = 4
MOST_WAYS: Final = 2  # what the rest is assumed of stands with the study
LOW_RESPONSE: Final = 0.2
LEAST_TEAMS, LEAST_WAVES = 6, 3
NO_DIRECTION: Final = (EvidenceClass.CANNOT_TELL, EvidenceClass.DESCRIBES, EvidenceClass.NO_LINK)
# Whose caution is a sentence of its own: left out, the rest would say more than was seen.
CAUTIOUS: Final = (EvidenceClass.BETWEEN_ONLY, EvidenceClass.LEAD_FIRES)
# What says most first, should the standing study itself have found nothing yet.
STRENGTH: Final = tuple(reversed(EvidenceClass))


def main_finding(facts: Facts) -> FindingView | None:
    """The study of the report's own question; without it the strongest of another beginning or change."""
    own = next((one for one in facts.findings if one.study_key == PRIMARY), None)
    others = [one for one in facts.findings if one.kind not in SIDE_KINDS and one.study_key != PRIMARY]
    others = [one for one in others if one.evidence_class is not EvidenceClass.CANNOT_TELL]
    others.sort(key=lambda one: (STRENGTH.index(one.evidence_class), one.study_key))
    return own or next(iter(others), None)


def answer(facts: Facts) -> str:
    found = main_finding(facts)
    if found is None:
        return _not_yet(facts)
    say = SENTENCES.get(found.evidence_class) if _is_plain(found) else None
    if say:
        return say(found)
    return said(found) if found.evidence_class in CAUTIOUS else first_sentence(said(found))


def _is_plain(found: FindingView) -> bool:
    """The study of the report's question, and a link as one hopes for. Of one the other way round (more
    of one, less of the other), or without a direction, the evidence room's own sentence stands."""
    if found.study_key != PRIMARY:
        return False
    if found.evidence_class is EvidenceClass.LEAD_FIRES:
        return float(found.facts.get("lead") or 0) > 0
    return found.estimate is None or found.estimate.value > 0 or found.evidence_class in NO_DIRECTION


def said(found: FindingView) -> str:
    return sentence(found, get_language() or "en")


def question(found: FindingView) -> str:
    return pick(found.question, get_language() or "en") or found.study_key


def said_beside(found: FindingView) -> tuple[str, ...]:
    return beside(found, get_language() or "en")


def first_sentence(text: str) -> str:
    """A report's answer is one sentence."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.strip(), maxsplit=1)[0]


def _not_yet(facts: Facts) -> str:
    if not facts.waves:
        return _(
            "We cannot say yet whether enthusiastic colleagues go together with enthusiastic customers here:"
            " colleagues have not been asked."
        )
    return _(
        "We cannot say yet whether enthusiastic colleagues go together with enthusiastic customers here:"
        " the study of it has not been computed."
    )


def _cannot_tell(_found: FindingView) -> str:
    return _(
        "We cannot tell yet whether enthusiastic colleagues go together with enthusiastic customers here:"
        " there are too few teams, waves or answers to see it."
    )


def _describes(_found: FindingView) -> str:
    return _(
        "We can describe how enthusiastic colleagues and customers are here, not yet whether the two go"
        " together."
    )


def _no_link(_found: FindingView) -> str:
    return _(
        "We looked for a link between the enthusiasm of colleagues and that of their customers and did"
        " not find"
        " one that is large enough to be seen."
    )


def _between(_found: FindingView) -> str:
    return _(
        "Teams with more enthusiastic colleagues tend to have more enthusiastic customers here, but something"
        " else may lie behind both."
    )


def _lead(_found: FindingView) -> str:
    return _(
        "The enthusiasm of colleagues and that of customers go together here, but customers’ scores also move"
        " first, so which of the two comes before the other is not established."
    )


def _within(found: FindingView) -> str:
    if found.estimate is None:
        return _(
            "When a team here grew more enthusiastic, its customers were more enthusiastic in the"
            " period after it;"
            " other changes at the same time are not ruled out."
        )
    return _(
        "When a team here grew more enthusiastic, its customers were more enthusiastic in the period"
        " after it:"
        " about %(slope)s NPS points for every ten points of eNPS, though other changes at the same"
        " time are not"
        " ruled out."
    ) % {"slope": amount(found.estimate.value)}


SENTENCES: Final[dict[EvidenceClass, Callable[[FindingView], str]]] = {
    EvidenceClass.CANNOT_TELL: _cannot_tell,
    EvidenceClass.DESCRIBES: _describes,
    EvidenceClass.NO_LINK: _no_link,
    EvidenceClass.BETWEEN_ONLY: _between,
    EvidenceClass.LEAD_FIRES: _lead,
    EvidenceClass.WITHIN: _within,
}


def how_sure(facts: Facts) -> tuple[str, ...]:
    found = main_finding(facts)
    lines = [_strength(found), *_grounds(found)] if found else [_nothing_tested(facts)]
    lines += [first_sentence(said(one)) for one in _earned(facts) if one is not found]
    customers = score(facts.company.customers)
    if customers and facts.company.customers.n >= facts.minimum:
        lines.append(
            _(
                "Customers: NPS %(told)s, from %(answers)s. That is the share of nines and tens less the"
                " share of zeros to sixes; eNPS is the same of colleagues."
            )
            % {
                "told": told(customers.estimate, customers.low, customers.high),
                "answers": answers(facts.company.customers.n),
            }
        )
    bias = next((one for one in facts.findings if one.kind == "bias"), None)
    if bias is not None:
        lines.append(first_sentence(said(bias)))
    return tuple(dict.fromkeys(line for line in lines if line))[: MOST_LINES + 1]


def _grounds(found: FindingView) -> list[str]:
    """Why not, of a refusal; else what it does and does not rule out, and how much it rests on."""
    if found.evidence_class is EvidenceClass.CANNOT_TELL:
        return [said(found)]
    lines = list(said_beside(found)[:1])
    teams, waves = found.facts.get("teams"), found.facts.get("waves")
    if teams and waves:
        rests = _("It rests on %(teams)s teams and %(waves)s waves.")
        lines.append(rests % {"teams": count(int(teams)), "waves": count(int(waves))})
    return lines


def _nothing_tested(facts: Facts) -> str:
    if not facts.waves:
        return _(
            "Nothing has been tested. Below stands what customers said; it describes and proves nothing."
        )
    return _("Nothing has been tested yet. Below stands what colleagues and customers said, each on its own.")


def _strength(found: FindingView) -> str:
    """In words what class of evidence this is; every class has its own."""
    if found.evidence_class is EvidenceClass.CHANGED and found.facts.get("by_lot"):
        return _("Strength: moderate. Lots decided who began; what keeps it from more stands below.")
    return {
        EvidenceClass.CANNOT_TELL: _("Strength: none. The test was refused rather than guessed."),
        EvidenceClass.DESCRIBES: _("Strength: a description. No link was tested."),
        EvidenceClass.NO_LINK: _("Strength: tested, and nothing seen. A small link may still be there."),
        EvidenceClass.BETWEEN_ONLY: _(
            "Strength: weak. Teams differ from each other; no team was seen to change together with its"
            " customers."
        ),
        EvidenceClass.LEAD_FIRES: _("Strength: a link is there, its direction is not established."),
        EvidenceClass.WITHIN: _(
            "Strength: moderate. Each team is compared with itself, so lasting differences between teams are"
            " ruled out; a beginning by lot would be strong."
        ),
        EvidenceClass.PRE_TREND: _("Strength: none. The units already went another way before the change."),
        EvidenceClass.NOT_CHANGED: _("Strength: tested beside other units, and no difference seen."),
        EvidenceClass.CHANGED: _(
            "Strength: moderate. Compared with units without the change, which were not chosen by lot."
        ),
        EvidenceClass.CAUSED: _("Strength: strong. Who began was decided by lot."),
    }[found.evidence_class]


def to_know_more(facts: Facts) -> tuple[str, ...]:
    power = next((one for one in facts.findings if one.kind == "power"), None)
    if power is not None:
        return (said(power), *said_beside(power))[:MOST_WAYS]
    if not facts.waves:
        return (
            _(
                "A first wave of the employees’ own voice, and two more: three waves and %(teams)s"
                " teams in which ten or more answer are the least before anything can be tested."
            )
            % {"teams": LEAST_TEAMS},
        )
    if len(facts.waves) < LEAST_WAVES:
        missing = LEAST_WAVES - len(facts.waves)
        return (
            ngettext(
                "%(missing)s more wave: %(waves)s are the least before anything can be tested.",
                "%(missing)s more waves: %(waves)s are the least before anything can be tested.",
                missing,
            )
            % {"missing": missing, "waves": LEAST_WAVES},
        )
    return (
        _("More waves help most: each is another chance to see teams change together with their customers."),
    )


def to_decide(facts: Facts) -> tuple[str, ...]:
    """Derived from the class, never more than three; first what a lot has shown."""
    found = main_finding(facts)
    earned = [
        _("Whether to begin “%(what)s” in the other units too: who began was decided by lot.")
        % {"what": one.facts.get("what", "")}
        for one in _earned(facts)
    ]
    decisions = [*earned, *_by_class(facts, found.evidence_class if found else None), *_by_response(facts)]
    return tuple(decisions[:MOST_DECISIONS])


def _earned(facts: Facts) -> list[FindingView]:
    return [one for one in facts.findings if one.evidence_class is EvidenceClass.CAUSED]


def _by_class(facts: Facts, evidence_class: EvidenceClass | None) -> list[str]:
    by_lot = _(
        "Plan one beginning by lot (coaching, sharing sessions): the only way to earn a stronger word"
        " than “go together”."
    )
    keep = _("Keep measuring as you do: the next wave says more than any change of method.")
    if evidence_class is None:
        if not facts.waves:
            return [
                _(
                    "When colleagues will be asked for the first time, and who tells them that it is"
                    " anonymous."
                )
            ]
        return [keep]
    return {
        EvidenceClass.CANNOT_TELL: [
            _("Whether knowing is worth what it costs, as said under “To know more”.")
        ],
        EvidenceClass.DESCRIBES: [keep],
        EvidenceClass.NO_LINK: [
            _(
                "Nothing needs to change on this ground. Look after colleagues for their own sake; keep"
                " measuring."
            ),
        ],
        EvidenceClass.BETWEEN_ONLY: [by_lot, keep],
        EvidenceClass.LEAD_FIRES: [
            _("No programme on this ground yet: it is not known which of the two comes first."),
            by_lot,
        ],
        EvidenceClass.WITHIN: [by_lot, keep],
        EvidenceClass.PRE_TREND: [by_lot],
        EvidenceClass.NOT_CHANGED: [
            _("Whether to go on with a change of which no difference was seen."),
            keep,
        ],
        EvidenceClass.CHANGED: [by_lot],
        EvidenceClass.CAUSED: [],
    }[evidence_class]


def _by_response(facts: Facts) -> list[str]:
    rate = facts.company.customers.response_rate
    if rate is None or rate >= LOW_RESPONSE:
        return []
    return [
        _("How more customers can be heard: now %(rate)s of those who were asked answer.")
        % {"rate": percent(rate)}
    ]
