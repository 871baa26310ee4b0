"""What leaves this room: findings as frozen dataclasses, never models.

The class of a finding follows from its tests (`stats.LinkageClass`, `stats.rollout_effect`) and cannot be
chosen; what may be said follows from the class (`sentences`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class EvidenceClass(StrEnum):
    """From what says least to what says most. Only `CAUSED` may be worded with "causes" or "leads to"."""

    CANNOT_TELL = "cannot_tell"  # refused: too few teams, waves or answers; says what would be needed
    DESCRIBES = "describes"  # a figure with its interval, and no claim
    NO_LINK = "no_link"  # (d) nothing seen; effects above the detectable one are unlikely
    BETWEEN_ONLY = "between_only"  # (a) teams with more of one tend to have more of the other
    LEAD_FIRES = "lead_fires"  # (c) the outcome also precedes the exposure: no direction
    WITHIN = "within"  # (b) a team's rise goes before its customers' rise
    PRE_TREND = "pre_trend"  # of a dated change: the units already went another way before it
    NOT_CHANGED = "not_changed"  # of a dated change: no difference that can be told from chance
    CHANGED = "changed"  # of a dated change: different since, compared with units without it
    CAUSED = "caused"  # of a beginning decided by lot: the word is earned


@dataclass(frozen=True, slots=True)
class Estimate:
    """`unit`: "points_per_ten" (NPS points for +10 of the exposure), "points", "money", "share"."""

    value: float
    low: float
    high: float
    unit: str
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding. `facts` holds every other number a sentence needs: teams, waves, answers, p-values."""

    public_id: UUID
    # Of a standing study its name and its subject: "enps-nps", "bias", "items-nps:clarity", "change:12".
    study_key: str
    question: Mapping[str, str]  # by language
    evidence_class: EvidenceClass
    estimate: Estimate | None
    facts: Mapping[str, float | int | str | None]
    found_at: datetime
    since: date | None = None
    until: date | None = None
    # For a picture: (exposure, outcome) of bins of many team-waves, in points, around each team's own norm.
    bins: tuple[tuple[float, float], ...] = field(default=())
    kind: str = "linkage"  # a `StudyKind`: whose sentences it takes
    study_id: UUID | None = None  # of the page that shows the study


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as it stands. `frozen_at` empty: a draft, that nothing has been computed of."""

    public_id: UUID
    key: str
    version: int
    kind: str
    is_standing: bool
    statement: Mapping[str, Any]
    statement_hash: str
    created_at: datetime
    created_by_id: int | None
    frozen_at: datetime | None
    retired_at: datetime | None

    @property
    def question(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.statement["question"]
        return found


@dataclass(frozen=True, slots=True)
class RunView:
    """One computation. `differs`: of one that computed another again, [where, before, now]; else None."""

    public_id: UUID
    study_id: UUID
    state: str
    again_of: UUID | None
    data_hash: str
    seed: int | None
    versions: Mapping[str, str]
    figures: Mapping[str, Any] | None
    differs: tuple[tuple[str, Any, Any], ...] | None
    failure: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
