"""What the coach says: findings, each with its reason, its evidence and, where there is one, a better "
"text."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # keeps a questionnaire from being published, unless somebody says why it should be
    WARNING = "warning"


class Audience(StrEnum):
    CUSTOMERS = "customers"
    EMPLOYEES = "employees"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What to write instead, at one place of one question. `taking.taken` does it."""

    place: str  # "texts.title", "variants[0].texts.title", "options", "required", "first"
    language: str = ""
    text: str = ""
    also: str = ""  # the second half, as a question of its own


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: Severity
    question_key: str | None
    language: str | None
    text: str  # the reason, in one sentence
    evidence: str  # where that is known from, in short
    rewrite: Rewrite | None = None
    place: str = ""  # in the question, as in Rewrite; empty: the question, or the whole
