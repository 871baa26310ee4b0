"""The coach's panel: what it says of the draft, where that stands on the page, and taking a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.engagement.queries import fieldwork_of_questionnaire
from extramile.invitations.models import AskingPlan
from extramile.questionnaires import coach, queries
from extramile.questionnaires.coach import Fieldwork, Finding, Level
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.models import Questionnaire
from extramile.web.office.questionnaires.placing import field_id, field_of
from extramile.web.office.questionnaires.presenting import language_name, title_of

TAKE: Final = "take"
AUDIENCES: Final[Mapping[str, str | Promise]] = {
    coach.Audience.CUSTOMERS: gettext_lazy("Customers"),
    coach.Audience.EMPLOYEES: gettext_lazy("Employees"),
}


def fieldwork_of(questionnaire: Questionnaire) -> Fieldwork:
    """How the plans in use ask it: the shortest rest, the most reminders. Our letters tell the length."""
    if questionnaire.audience == coach.Audience.EMPLOYEES:
        return fieldwork_of_questionnaire(questionnaire.pk)
    found = AskingPlan.objects.filter(questionnaire=questionnaire, active=True).aggregate(
        quarantine_days=Min("quarantine_days"),
        reminders=Max("reminders"),
        first_reminder_days=Min("reminder_days"),
    )
    return Fieldwork(**found, length_is_told=found["quarantine_days"] is not None)


def findings_of(questionnaire: Questionnaire, definition: Definition) -> list[Finding]:
    return queries.coached(questionnaire, definition, fieldwork=fieldwork_of(questionnaire))


def is_taking(deed: str) -> bool:
    return deed.partition(":")[0] == TAKE


def name_of(finding: Finding) -> str:
    """What the button that takes it says, and what it is found by again."""
    return ":".join((TAKE, finding.rule, finding.question_key or "", finding.language or "", finding.place))


def find(findings: Sequence[Finding], deed: str) -> Finding | None:
    return next((one for one in findings if one.rewrite and name_of(one) == deed), None)


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding as the panel shows it."""

    finding: Finding
    about: str  # the question's own words; empty: the whole questionnaire
    anchor: str  # "#f-q-0-text-title-nl", with the language in front where the page does not show it

    @property
    def is_error(self) -> bool:
        return self.finding.severity is coach.Severity.ERROR

    @property
    def language_name(self) -> str:
        return language_name(self.finding.language) if self.finding.language else ""

    @property
    def deed(self) -> str:
        return name_of(self.finding) if self.finding.rewrite else ""

    @property
    def proposal(self) -> str:
        """What taking it writes or does."""
        rewrite = self.finding.rewrite
        return (rewrite.text if rewrite.text else str(DEEDS[rewrite.place])) if rewrite else ""

    @property
    def second(self) -> str:
        return self.finding.rewrite.also if self.finding.rewrite else ""


DEEDS: Final[Mapping[str, str | Promise]] = {
    "required": gettext_lazy("Let people skip it"),
    "first": gettext_lazy("Ask it first"),
    "ends": gettext_lazy("Swap the two labels"),
}


@dataclass(frozen=True, slots=True)
class Panel:
    advice: tuple[Advice, ...]
    levels: tuple[Level, ...]

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.advice)

    @property
    def warnings(self) -> int:
        return len(self.advice) - self.errors

    @property
    def reading(self) -> list[tuple[str, int]]:
        """Language and school year, of each language that has a formula."""
        return [(language_name(one.language), max(1, round(one.grade))) for one in self.levels]


def panel(questionnaire: Questionnaire, raw: Mapping[str, Any], languages: Sequence[str]) -> Panel:
    """For a definition that holds together; `languages` are those that the page shows."""
    definition = Definition.trust(raw)
    findings = findings_of(questionnaire, definition)
    advice = tuple(_advice(finding, raw, languages) for finding in findings)
    return Panel(advice, tuple(coach.levels(definition)))


def _advice(finding: Finding, raw: Mapping[str, Any], languages: Sequence[str]) -> Advice:
    keys = [one["key"] for one in raw["questions"]]
    if finding.question_key not in keys:
        return Advice(finding, "", "")
    index = keys.index(finding.question_key)
    title = title_of(raw["questions"][index], [finding.language] if finding.language else languages)
    return Advice(finding, title or keys[index], _anchor(finding, index, languages))


def _anchor(finding: Finding, index: int, languages: Sequence[str]) -> str:
    name = field_of(f"questions[{index}].{finding.place}", finding.language or "") if finding.place else ""
    if not name or not finding.language:
        return f"#question-{index}"
    if finding.language in languages:
        return f"#{field_id(name)}"
    return f"?show={languages[0]}&show={finding.language}#{field_id(name)}" if languages else ""


def gone() -> str:
    return _("That advice no longer applies: the text has changed meanwhile.")
