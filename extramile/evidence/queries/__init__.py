"""What may be asked of the evidence. Frozen dataclasses, never models."""

from extramile.evidence.queries.askable import askable_of_customers, askable_of_employees
from extramile.evidence.queries.bundles import bundle_of
from extramile.evidence.queries.studies import (
    data_of,
    finding_of,
    findings_of_run,
    newest_findings,
    run_of,
    runs_of,
    studies,
    study_of,
)

__all__ = [
    "askable_of_customers",
    "askable_of_employees",
    "bundle_of",
    "data_of",
    "finding_of",
    "findings_of_run",
    "newest_findings",
    "run_of",
    "runs_of",
    "studies",
    "study_of",
]
