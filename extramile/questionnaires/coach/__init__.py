"""The survey coach: what would make this questionnaire ask better, while it is written.

    findings = check(definition, audience=Audience.CUSTOMERS)

Pure: a definition in, findings out. Nothing is stored, nothing is read from the database.
"""

from extramile.questionnaires.coach.findings import Audience, Finding, Rewrite, Severity
from extramile.questionnaires.coach.looking import Fieldwork, Look
from extramile.questionnaires.coach.reading import Level, level, levels
from extramile.questionnaires.coach.rules import KEYS, RULES, Rule
from extramile.questionnaires.coach.taking import taken
from extramile.questionnaires.definition import Definition

__all__ = [
    "KEYS",
    "RULES",
    "Audience",
    "Fieldwork",
    "Finding",
    "Level",
    "Rewrite",
    "Rule",
    "Severity",
    "check",
    "errors",
    "level",
    "levels",
    "taken",
]


def check(
    definition: Definition,
    *,
    audience: Audience | str,
    previous: Definition | None = None,
    fieldwork: Fieldwork | None = None,
) -> list[Finding]:
    """Everything the rules find: errors first, then in the order of the questions, each thing once.

    `previous` is the version that was asked until now: figures of a series must stay comparable with it.
    """
    look = Look(definition, Audience(audience), previous, fieldwork or Fieldwork())
    found = dict.fromkeys(finding for rule in RULES for finding in rule.findings(look))
    places = {question.key: number for number, question in enumerate(definition.questions)}
    return sorted(
        found,
        key=lambda one: (one.severity is not Severity.ERROR, places.get(one.question_key or "", -1)),
    )


def errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]
