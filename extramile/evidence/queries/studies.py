"""Studies, their runs and what these said."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from extramile.evidence.models import Finding, Run, RunState, Study
from extramile.evidence.views import Estimate, EvidenceClass, FindingView, RunView, StudyView


def studies(*, retired: bool = False) -> list[StudyView]:
    """Standing ones first, then by name; those that a newer version replaced only when asked for."""
    rows = Study.objects.order_by("-is_standing", "key", "-version")
    return [study_view(row) for row in (rows if retired else rows.filter(retired_at__isnull=True))]


def study_of(public_id: UUID) -> StudyView | None:
    row = Study.objects.filter(public_id=public_id).first()
    return None if row is None else study_view(row)


def runs_of(public_id: UUID) -> list[RunView]:
    """Of one study, the newest first."""
    rows = Run.objects.filter(study__public_id=public_id).defer("data")
    return [run_view(row) for row in rows.select_related("study", "again_of").order_by("-created_at", "-pk")]


def run_of(public_id: UUID) -> RunView | None:
    row = Run.objects.filter(public_id=public_id).select_related("study", "again_of").first()
    return None if row is None else run_view(row)


def newest_findings(keys: Collection[str] | None = None) -> list[FindingView]:
    """What the last whole run of each study says. `keys`: of these alone, such as "enps-nps", or
    "items-nps:clarity" for one of several findings, or "items-nps" for all of them. Two queries."""
    last = (
        Run.objects.filter(state=RunState.DONE, study__retired_at__isnull=True)
        .order_by("study", "-finished_at", "-pk")
        .distinct("study")
    )
    rows = _with_study(Finding.objects.filter(run__in=list(last.values_list("pk", flat=True))))
    if keys is not None:
        rows = rows.filter(study_key_in(keys))
    return [
        finding_view(row) for row in rows.order_by("-run__study__is_standing", "run__study__key", "place")
    ]


def study_key_in(keys: Iterable[str]) -> Q:
    """Findings of these keys. A study's own key may hold a colon too: "change:12"."""
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(run__study__key=key)
        name, _, subject = key.rpartition(":")
        if name:
            wanted |= Q(run__study__key=name, subject=subject)
    return wanted


def findings_of_run(run_id: UUID) -> list[FindingView]:
    rows = _with_study(Finding.objects.filter(run__public_id=run_id))
    return [finding_view(row) for row in rows.order_by("place")]


def finding_of(public_id: UUID) -> FindingView | None:
    row = _with_study(Finding.objects.filter(public_id=public_id)).first()
    return None if row is None else finding_view(row)


def _with_study(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return rows.select_related("run__study").defer("run__data", "run__figures")


def study_view(row: Study) -> StudyView:
    return StudyView(
        public_id=row.public_id,
        key=row.key,
        version=row.version,
        kind=row.kind,
        is_standing=row.is_standing,
        statement=row.statement,
        statement_hash=row.statement_hash,
        created_at=row.created_at,
        created_by_id=row.created_by_id,
        frozen_at=row.frozen_at,
        retired_at=row.retired_at,
    )


def run_view(row: Run) -> RunView:
    return RunView(
        public_id=row.public_id,
        study_id=row.study.public_id,
        state=row.state,
        again_of=row.again_of.public_id if row.again_of else None,
        data_hash=row.data_hash,
        seed=row.seed,
        versions=row.versions,
        figures=row.figures,
        differs=None if row.differs is None else tuple((one[0], one[1], one[2]) for one in row.differs),
        failure=row.failure,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def finding_view(row: Finding) -> FindingView:
    study = row.run.study
    if row.run.finished_at is None:
        raise ValueError("a finding of a run that is not done")
    return FindingView(
        public_id=row.public_id,
        study_key=f"{study.key}:{row.subject}" if row.subject else study.key,
        question=row.question,
        evidence_class=EvidenceClass(row.evidence_class),
        estimate=_estimate(row.estimate),
        facts=row.facts,
        found_at=row.run.finished_at,
        since=row.since,
        until=row.until,
        bins=tuple((float(exposure), float(outcome)) for exposure, outcome in row.bins),
        kind=study.kind,
        study_id=study.public_id,
    )


def _estimate(kept: dict[str, Any] | None) -> Estimate | None:
    if kept is None:
        return None
    numbers = {name: float(kept[name]) for name in ("value", "low", "high", "level")}
    return Estimate(unit=kept["unit"], **numbers)


def data_of(run_id: UUID) -> dict[str, Any]:
    """All that a run read; nothing before it is done. Raises Run.DoesNotExist."""
    return Run.objects.values_list("data", flat=True).get(public_id=run_id) or {}
