"""What began where and when, and what is said of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from extramile.evidence.models import DatedChange, DatedStart, Study
from extramile.evidence.queries.studies import newest_findings
from extramile.evidence.views import FindingView
from extramile.people.queries import unit_names


@dataclass(frozen=True, slots=True)
class Began:
    unit: int
    name: str
    started_on: date


@dataclass(frozen=True, slots=True)
class ChangeView:
    """`study_id`: of its frozen study; `is_rollout`: its days were drawn by lot."""

    public_id: UUID
    what: str
    sort: str
    noted_at: datetime
    taken_back_at: datetime | None
    why_taken_back: str
    is_rollout: bool
    first: date
    last: date
    units: int
    study_id: UUID | None
    starts: tuple[Began, ...] = ()
    findings: tuple[FindingView, ...] = ()

    @property
    def may_grow(self) -> bool:
        """Units are added until the question is sealed."""
        return self.study_id is None and self.taken_back_at is None and not self.is_rollout


def changes() -> list[ChangeView]:
    """The newest beginning first. Three queries."""
    rows = list(DatedChange.objects.select_related("rollout__study"))
    starts: dict[int, list[DatedStart]] = {}
    for one in DatedStart.objects.all():
        starts.setdefault(one.change_id, []).append(one)
    studies = _studies()
    found = [_view(row, starts.get(row.pk, []), studies) for row in rows]
    return sorted(found, key=lambda one: (one.first, one.noted_at), reverse=True)


def change_of(public_id: UUID) -> ChangeView | None:
    row = DatedChange.objects.filter(public_id=public_id).select_related("rollout__study").first()
    if row is None:
        return None
    starts = list(row.starts.order_by("started_on", "unit_id"))
    return _view(row, starts, _studies(), whole=True)


def _studies() -> dict[str, UUID]:
    rows = Study.objects.filter(kind="change", frozen_at__isnull=False).order_by("version")
    return dict(rows.values_list("key", "public_id"))


def _view(
    row: DatedChange, starts: list[DatedStart], studies: dict[str, UUID], *, whole: bool = False
) -> ChangeView:
    rollout = getattr(row, "rollout", None)
    study = rollout.study.public_id if rollout and rollout.study else studies.get(f"change:{row.pk}")
    days = [one.started_on for one in starts] or [row.noted_at.date()]
    key = f"rollout:{rollout.pk}" if rollout else f"change:{row.pk}"
    names = unit_names(one.unit_id for one in starts) if whole else {}
    return ChangeView(
        public_id=row.public_id,
        what=row.what,
        sort=row.sort,
        noted_at=row.noted_at,
        taken_back_at=row.taken_back_at,
        why_taken_back=row.why_taken_back,
        is_rollout=rollout is not None,
        first=min(days),
        last=max(days),
        units=len(starts),
        study_id=study,
        starts=tuple(Began(one.unit_id, names.get(one.unit_id, ""), one.started_on) for one in starts)
        if whole
        else (),
        findings=tuple(newest_findings([key])) if whole and study else (),
    )
