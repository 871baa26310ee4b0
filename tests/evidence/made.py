"""A study with a run that is done, as `run_study` would leave it: for pages, nothing being computed."""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from extramile.evidence.canonical import fingerprint
from extramile.evidence.models import Finding, Run, RunState, Study
from extramile.evidence.operations import freeze, state
from extramile.evidence.standing import STANDING

STATEMENT: dict[str, Any] = STANDING["enps-nps"][1]
SLOPE = {
    "estimate": 0.16,
    "low": 0.11,
    "high": 0.21,
    "n": 300,
    "standard_error": 0.025,
    "p_value": 0.00001,
    "teams": 60,
}
FIGURES: dict[str, Any] = {
    "within": SLOPE,
    "between": SLOPE | {"estimate": 0.24},
    "lead": SLOPE | {"estimate": 0.01, "low": -0.04, "high": 0.06, "p_value": 0.66},
    "lag_profile": {"-2": None, "-1": SLOPE, "0": SLOPE, "1": SLOPE, "2": None},
    "without_region": [0.14, 0.17, 0.18],
    "trimmed": SLOPE,
    "weighted": None,
    "permutation_p": 0.001,
}
FACTS: dict[str, Any] = {
    "exposure_measure": "enps",
    "outcome_measure": "nps",
    "exposure": "enps",
    "outcome": "",
    "lag": 0,
    "teams": 60,
    "waves": 5,
    "waves_before_freezing": 0,
    "stated_after_data": 0,
    "readings": 3,
    "customers": 18000,
    "employees_least": 3000,
    "smallest_effect": 1.0,
    "within": 1.6,
    "within_low": 1.1,
    "within_high": 2.1,
    "lead": 0.1,
    "lead_p": 0.66,
    "between": 2.4,
    "between_low": 1.8,
    "between_high": 3.1,
    "minimum_detectable": 0.7,
    "lead_minimum_detectable": 0.8,
    "reliability": 0.83,
    "corrected": 1.9,
    "corrected_low": 1.3,
    "corrected_high": 2.5,
    "alpha": 0.05,
    "among": 1,
}
BINS = [[-20.0 + 4 * one, -3.2 + 0.64 * one + (0.4 if one % 2 else -0.4)] for one in range(11)]


def draft(now: datetime, *, key: str = "own") -> UUID:
    return state(key=key, kind="linkage", statement=STATEMENT, actor=None, now=now)


def frozen(now: datetime, *, key: str = "own") -> UUID:
    study = draft(now, key=key)
    freeze(study, actor=None, now=now)
    return study


def done(
    study: UUID,
    now: datetime,
    *,
    found: str = "within",
    subjects: tuple[str, ...] = ("",),
    facts: dict[str, Any] | None = None,
) -> UUID:
    """A run of it that says this class, once for each subject."""
    run = Run.objects.create(
        public_id=uuid.uuid4(), study=Study.objects.get(public_id=study), created_at=now, started_at=now
    )
    for place, subject in enumerate(subjects):
        Finding.objects.create(
            public_id=uuid.uuid4(),
            run=run,
            place=place,
            subject=subject,
            question=STATEMENT["question"],
            evidence_class=found,
            estimate=None
            if found == "cannot_tell"
            else {"value": 1.6, "low": 1.1, "high": 2.1, "unit": "points_per_ten", "level": 0.95},
            facts=FACTS | (facts or {}),
            bins=[] if found == "cannot_tell" else BINS,
        )
    run.data = {"format": 1}
    run.data_hash = fingerprint(run.data)
    run.seed, run.figures = STATEMENT["seed"], {subject or "enps": FIGURES for subject in subjects}
    run.versions = {"extramile": "1.0", "numpy": "2.0", "scipy": "1.14", "python": "3.11.2"}
    run.state, run.finished_at = RunState.DONE, now
    run.save()
    return run.public_id
