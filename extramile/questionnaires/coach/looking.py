"""What the rules look at: a questionnaire with what is known of its use, and each question as it is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from extramile.questionnaires.coach.findings import Audience, Rewrite, Severity
from extramile.questionnaires.definition import Definition, Kind, Question
from extramile.questionnaires.pieces import fill

# Stand-ins for what a job fills in. None of them is a word that a rule looks for.
SAMPLE: Final = {
    "first name": "Anna",
    "unit": "Utrecht",
    "kind of work": "windscreen",
    "employee": "Sanne",
    "day": "Tuesday",
    "organisation": "Vrolijk",
}
SENTENCE: Final = re.compile(r"[^.?!…]+[.?!…]*")
WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?|\d+")


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How it will be asked, as far as that is known; what is None is not judged."""

    quarantine_days: int | None = None  # the same person is asked at most once in so many days
    is_relationship: bool = False  # about everything between us, not about one job
    reminders: int | None = None
    first_reminder_days: int | None = None
    reminds_everybody: bool = False  # also who has answered already
    every_days: int | None = None  # employees: how often the same people are asked
    smallest_cell: int | None = None  # employees: fewest answers expected in a group that is shown
    length_is_told: bool = False  # in the invitation


@dataclass(frozen=True)
class Said:
    """One question in one language, as it is read."""

    question: Question
    language: str  # the tag of its text
    place: str  # "texts.title", "variants[0].texts.title"
    raw: str
    labels: tuple[str, ...]  # of the options, or of the two ends of the scale
    audience: Audience = Audience.CUSTOMERS

    @property
    def tongue(self) -> str:
        return self.language.partition("-")[0]

    @cached_property
    def text(self) -> str:
        return fill(self.raw, SAMPLE).replace("’", "'").strip()

    @cached_property
    def sentences(self) -> list[str]:
        return sentences(self.text)

    @cached_property
    def ask(self) -> str:
        """What is to be answered: the questions in it, else the last sentence."""
        asked = [sentence for sentence in self.sentences if sentence.endswith("?")]
        return " ".join(asked or self.sentences[-1:])

    @property
    def is_judged(self) -> bool:
        """Whether one mark or choice answers the whole of it."""
        return self.question.kind in {Kind.NPS, Kind.RATING, Kind.SINGLE, Kind.CONSENT}

    @property
    def is_yes_or_no(self) -> bool:
        return self.question.kind is Kind.CONSENT or bool(YES.match(self.labels[0] if self.labels else ""))


YES: Final = re.compile(r"(yes|no|ja|nee|oui|non|nein)\b", re.I)


def listed(spelt: str) -> frozenset[str]:
    """Words that were written with spaces between them."""
    return frozenset(spelt.split())


def sentences(text: str) -> list[str]:
    return [found.strip() for found in SENTENCE.findall(text) if WORD.search(found)]


def words(text: str) -> list[str]:
    """In lower case, without signs; an apostrophe or a hyphen inside stays."""
    return [found.lower() for found in WORD.findall(text.replace("’", "'"))]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found. The table adds the evidence and, unless told otherwise, the severity."""

    text: str
    question_key: str | None = None
    language: str | None = None
    rewrite: Rewrite | None = None
    place: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Look:
    definition: Definition
    audience: Audience
    previous: Definition | None = None
    fieldwork: Fieldwork = field(default_factory=Fieldwork)

    @cached_property
    def said(self) -> list[Said]:
        return list(_said(self.definition, self.audience))

    @cached_property
    def longest(self) -> list[Question]:
        """The questions on the longest way through it."""
        ways = [_way(self.definition, score) for score in range(11)]
        return max(ways, key=len)

    def position(self, question: Question) -> int:
        """How many answers come before it."""
        before = self.definition.questions[: self.definition.questions.index(question)]
        return sum(one.has_answer for one in before)


def _said(definition: Definition, audience: Audience) -> Iterator[Said]:
    for question in definition.questions:
        places = [("texts", question.texts)]
        places += [(f"variants[{n}].texts", one.texts) for n, one in enumerate(question.variants)]
        for place, texts in places:
            for language, raw in texts.get("title", {}).items():
                if raw.strip() and language in definition.languages:
                    labels = labels_of(question, language)
                    yield Said(question, language, f"{place}.title", raw, labels, audience)


def labels_of(question: Question, language: str) -> tuple[str, ...]:
    """What is written beside the answers, in their order."""
    if question.options:
        return tuple(option.label.get(language, "") for option in question.options)
    ends = [question.texts.get(name, {}).get(language, "") for name in ("low", "high")]
    return tuple(ends) if any(ends) else ()


def _way(definition: Definition, score: int) -> list[Question]:
    """What is asked of somebody with this score, when whatever else may open does."""
    asked: dict[str, Question] = {}
    for question in definition.questions:
        if all(_may_hold(definition, asked, one.question, one.holds, score) for one in question.when):
            asked[question.key] = question
    return [question for question in asked.values() if question.has_answer]


def _may_hold(
    definition: Definition, asked: dict[str, Question], key: str, holds: object, score: int
) -> bool:
    about = definition.question(key)
    if about is None or key not in asked:
        return False
    return about.kind is not Kind.NPS or (callable(holds) and bool(holds({key: score})))
