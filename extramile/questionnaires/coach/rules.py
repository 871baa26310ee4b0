"""The table of rules. One rule is one small function; the table says how grave, and where that is known from.

Sources in short, those of the project's basis on asking well; what nobody measured says "a rule of thumb".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from extramile.questionnaires.coach import scales, shape, translations
from extramile.questionnaires.coach.findings import Finding, Severity
from extramile.questionnaires.coach.looking import Fault, Look, Said
from extramile.questionnaires.coach.wording import double, leading, plain

Find = Callable[[Look], Iterator[Fault]]
BOTH: Final = frozenset({"en", "nl"})
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    severity: Severity
    find: Find
    evidence: str | Promise
    languages: frozenset[str] | None = None  # None: whatever the language

    def findings(self, look: Look) -> Iterator[Finding]:
        for fault in self.find(look):
            yield Finding(
                self.key,
                fault.severity or self.severity,
                fault.question_key,
                fault.language,
                fault.text,
                str(self.evidence),
                fault.rewrite,
                fault.place,
            )


def each(judge: Callable[[Said], Fault | None], languages: frozenset[str] = BOTH) -> Find:
    """A rule about one text, asked of every text in the languages that it knows."""

    def find(look: Look) -> Iterator[Fault]:
        for said in look.said:
            fault = judge(said) if said.tongue in languages else None
            if fault:
                yield _helpful(fault, said, judge)

    return find


def _helpful(fault: Fault, said: Said, judge: Callable[[Said], Fault | None]) -> Fault:
    """Without its proposal, if the rule would find fault with that too."""
    proposal = fault.rewrite
    if (
        proposal
        and proposal.text
        and proposal.place == said.place
        and judge(replace(said, raw=proposal.text))
    ):
        return replace(fault, rewrite=None)
    return fault


_NPS_WORDING = _("Other words give another line (Research Access 2010); colours at a scale: a rule of thumb.")
_ORIENTATION = _(
    "Scale orientation: seven preregistered experiments, 6,002 people; a turned scale lowers the NPS."
)
_ORDER = _("Order effects on NPS depend on what is asked before it (MeasuringU).")
_LENGTH = _("Drop-out by screens: 10 screens 7%, 30 screens 30%, 45 screens 73% (MacElroy 2000).")
_PULSE = _(
    "Culture Amp: 5 to 15 questions a pulse; Winningtemp: fewer answers after 7. Others find no effect."
)
_TELLING = _("survey160: 2.6 million attempts in 46 projects; telling a short length helps.")
_FREQUENCY = _(
    "Practice: 90 days after a job, 180 days for the relationship (AskNicely, LoyaltyLoop, OCX Cognition)."
)
_REMINDERS = _("Dillman 2014: answers go from 25–35% to 55–65% in three reminders; more bring little.")
_GRIDS = _(
    "4,644 people: one by one is better on phone and desk; 1,678 people: more same-answering in tables."
)
_AGREE = _("Saris and Krosnick: asking for the thing itself is more valid (ANES 2012 found no gain).")
_AGREE_FIVE = _("Revilla, Saris and Krosnick 2014: five steps of agreeing beat seven and eleven.")
_MIDDLE = _("Euro-Barometer 1992, split ballot: without a middle people choose a side they do not hold.")
_CHECKLIST = _("De Vaus, checklist for wording questions.")
_NEGATION = _("A negated question takes 3.4 seconds to understand, a plain one 1.7 (Researchscape).")
_READING = _("A rule of thumb: 25 words, school year 8 (Flesch-Kincaid; Flesch-Douma for Dutch).")
_OPEN = _("A rule of thumb: one open question, optional, after the score.")
_FORCED = _("A rule of thumb: at most one forced answer, the score.")
_ANONYMOUS = _("Measured: with two filters over groups of five, 57 of 100 people were solved exactly.")
_TRANSLATED = _("Answers in two languages are added up: they must answer the same question.")

RULES: Final = (
    Rule("NPS-1", ERROR, each(scales.nps_wording), _NPS_WORDING, BOTH),
    Rule("NPS-1", ERROR, each(scales.nps_signals), _NPS_WORDING, BOTH),
    Rule("NPS-1", ERROR, scales.nps_unchanged, _NPS_WORDING),
    Rule("NPS-2", ERROR, each(scales.scale_direction), _ORIENTATION, BOTH),
    Rule("NPS-2", ERROR, scales.orientation_kept, _ORIENTATION),
    Rule("NPS-3", WARNING, scales.nps_first, _ORDER),
    Rule("NPS-3", ERROR, scales.nps_place_kept, _ORDER),
    Rule("LEN-1", WARNING, shape.customers_length, _LENGTH),
    Rule("LEN-2", WARNING, shape.employees_length, _PULSE),
    Rule("LEN-3", WARNING, shape.tells_its_length, _TELLING, BOTH),
    Rule("FRQ-1", ERROR, shape.quarantine, _FREQUENCY),
    Rule("REM-1", ERROR, shape.reminders, _REMINDERS),
    Rule("REM-1", WARNING, shape.reminders_in_time, _REMINDERS),
    Rule("GRID-1", ERROR, each(scales.grid), _GRIDS, BOTH),
    Rule("GRID-1", WARNING, scales.grid_in_pieces, _GRIDS),
    Rule("SCL-1", WARNING, each(scales.agreement), _AGREE, BOTH),
    Rule("SCL-2", WARNING, each(scales.many_agreement_points), _AGREE_FIVE, BOTH),
    Rule("SCL-3", WARNING, each(scales.middle), _MIDDLE, BOTH),
    Rule("WRD-1", ERROR, each(double.double_barrelled), _CHECKLIST, BOTH),
    Rule("WRD-2", ERROR, each(leading.leading), _CHECKLIST, BOTH),
    Rule("WRD-3", WARNING, each(plain.negation), _NEGATION, BOTH),
    Rule("WRD-4", WARNING, each(plain.universal), _CHECKLIST, BOTH),
    Rule("WRD-5", WARNING, each(plain.vague_frequency), _CHECKLIST, BOTH),
    Rule("WRD-6", WARNING, each(plain.hard_to_read), _READING, BOTH),
    Rule("OPEN-1", WARNING, shape.open_questions, _OPEN),
    Rule("REQ-1", WARNING, shape.forced, _FORCED),
    Rule("ANON-1", ERROR, shape.anonymous, _ANONYMOUS, BOTH),
    Rule("TRN-1", WARNING, translations.differing, _TRANSLATED),
)
KEYS: Final = tuple(dict.fromkeys(rule.key for rule in RULES))
