"""What the studies found, and by which statements."""

from datetime import date

from extramile.board.gather.facts import StudyFacts
from extramile.evidence.queries import newest_findings, runs_of, studies
from extramile.evidence.views import FindingView, RunView


def findings(*, until: date) -> list[FindingView]:
    """Of each study's last whole run; not of one whose data begin after the report's period."""
    return [one for one in newest_findings() if one.since is None or one.since <= until]


def study_facts() -> list[StudyFacts]:
    found = []
    for study in studies():
        if study.frozen_at is None:
            continue
        run = next((one for one in runs_of(study.public_id) if one.finished_at), None)
        found.append(
            StudyFacts(
                key=study.key,
                question=study.question,
                statement_hash=study.statement_hash,
                frozen_on=study.frozen_at.date(),
                run=str(run.public_id) if run else "",
                versions=_versions(run),
            )
        )
    return found


def _versions(run: RunView | None) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(run.versions.items())) if run else ""
