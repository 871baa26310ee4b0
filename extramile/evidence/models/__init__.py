"""What is true: studies, their runs and findings; changes and rollouts. A subject a file."""

from extramile.evidence.models.changes import ChangeSort, DatedChange, DatedStart
from extramile.evidence.models.rollouts import Rollout
from extramile.evidence.models.studies import Finding, Run, RunState, Study, StudyKind

__all__ = [
    "ChangeSort",
    "DatedChange",
    "DatedStart",
    "Finding",
    "Rollout",
    "Run",
    "RunState",
    "Study",
    "StudyKind",
]
