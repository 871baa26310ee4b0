"""Compute a study: read its data, keep them with the figures, say what they allow; and compute it again.

A run stands in the queue as a row. Whoever computes it holds the row's lock, so another worker passes it by;
if it is killed, the lock is gone, nothing was written, and the row is taken again. All that a run finds is
written in one transaction.
"""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from extramile.core import audit
from extramile.evidence.canonical import differences, fingerprint, plain
from extramile.evidence.kinds import Asked, Computed, Json, Said, kind_of
from extramile.evidence.models import Finding, Run, RunState, Study
from extramile.evidence.problems import NotDone, NotFrozen, UnknownStudy
from extramile.evidence.queries.bundles import as_said
from extramile.evidence.running_versions import versions

log = structlog.get_logger(__name__)

WAITING: Final = (RunState.QUEUED, RunState.RUNNING)


def ask_for_run(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> UUID:
    """Put a run in the queue; one that waits there already is enough. Raises UnknownStudy, NotFrozen."""
    study = _frozen(public_id)
    with transaction.atomic():
        waiting = _waiting().filter(study=study, again_of__isnull=True).first()
        return (waiting or _queued(study, actor=actor, now=now)).public_id


def ask_for_again(run_id: UUID, *, actor: audit.Actor | None, now: datetime) -> UUID:
    """Have a run computed again from its own data, and compared. Raises NotDone."""
    run = _done(run_id)
    with transaction.atomic():
        waiting = _waiting().filter(again_of=run).first()
        return (waiting or _queued(run.study, actor=actor, now=now, again_of=run)).public_id


def run_study(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> UUID:
    """Read and compute it here and now. Raises UnknownStudy, NotFrozen."""
    return _compute_now(_queued(_frozen(public_id), actor=actor, now=now), now)


def run_again(run_id: UUID, *, actor: audit.Actor | None, now: datetime) -> UUID:
    """Compute a run again from the data it kept, here and now; `differs` of the new run says what came out
    otherwise: nothing, unless the program or its libraries changed. Raises NotDone."""
    run = _done(run_id)
    return _compute_now(_queued(run.study, actor=actor, now=now, again_of=run), now)


def is_run_due(now: datetime) -> bool:
    """Whether `run_due` would find something to compute."""
    return _waiting().exists() or bool(_due(now))


def run_due(now: datetime) -> int:
    """A step: queue each frozen study that has something new to read, and compute one that waits."""
    queued = sum(_queue_if_due(study, now) for study in _due(now))
    return queued + _compute_waiting(now)


def _due(now: datetime) -> list[Study]:
    own = Q(runs__again_of__isnull=True)
    rows = Study.objects.filter(frozen_at__isnull=False, retired_at__isnull=True)
    read = rows.annotate(
        read_at=Max("runs__started_at", filter=own),
        waiting=Count("runs", filter=own & Q(runs__state__in=WAITING)),
    )
    return [
        study
        for study in read.filter(waiting=0).order_by("pk")
        if kind_of(study.kind).is_due(_asked(study), study.read_at, now)
    ]


def _queue_if_due(study: Study, now: datetime) -> bool:
    """Asked once more behind the study's lock: another worker may have queued it meanwhile."""
    with transaction.atomic():
        held = Study.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=study.pk).first()
        if held is None or study.pk not in {one.pk for one in _due(now)}:
            return False
        _queued(held, actor=None, now=now)
    return True


def _compute_waiting(now: datetime) -> int:
    """The longest waiting run that nobody is at."""
    with transaction.atomic():
        run = _waiting().select_for_update(skip_locked=True).order_by("created_at", "pk").first()
        if run is None:
            return 0
        run.state, run.started_at = RunState.RUNNING, now
        run.save(update_fields=["state", "started_at"])
    return int(_compute_held(run.pk, now))


def _compute_now(run: Run, now: datetime) -> UUID:
    _compute_held(run.pk, now, must=True)
    return run.public_id


def _compute_held(run_id: int, now: datetime, *, must: bool = False) -> bool:
    """Behind the row's lock. An error ends the run as failed, with its name; `must`: raises it too."""
    try:
        with transaction.atomic():
            held = _waiting().select_for_update(skip_locked=True).filter(pk=run_id).first()
            if held is None:
                return False
            _compute(held, now)
    except Exception as error:
        failed = _waiting().filter(pk=run_id)
        failed.update(state=RunState.FAILED, failure=type(error).__name__, started_at=now, finished_at=now)
        if must:
            raise
        log.exception("evidence.run_failed", run=run_id)
    return True


def _compute(run: Run, now: datetime) -> None:
    study = run.study
    kind = kind_of(study.kind)
    first = run.again_of
    data: Json = plain(kind.read(_asked(study), now)) if first is None else dict(first.data or {})
    run.data, run.data_hash = data, fingerprint(data)
    run.seed = int(study.statement["seed"])
    computed = kind.compute(study.statement, data, run.seed)
    run.figures = plain(dict(computed.figures))
    run.versions = versions()
    run.differs = None if first is None else _compared(first, run, computed)
    run.started_at = run.started_at or now
    Finding.objects.bulk_create(_rows(run, computed))
    run.state, run.finished_at = RunState.DONE, now
    run.save()


def _compared(first: Run, run: Run, computed: Computed) -> list[list[Any]]:
    """Figures, and what was said of them."""
    before = {
        "data": first.data_hash,
        "figures": first.figures,
        "findings": {one.subject: plain(as_said(one)) for one in first.findings.all()},
    }
    now = {
        "data": run.data_hash,
        "figures": run.figures,
        "findings": {one.subject: plain(as_said(one)) for one in _rows(run, computed)},
    }
    return differences(before, now)


def _rows(run: Run, computed: Computed) -> list[Finding]:
    return [_row(run, place, said) for place, said in enumerate(computed.findings)]


def _row(run: Run, place: int, said: Said) -> Finding:
    return Finding(
        public_id=uuid.uuid4(),
        run=run,
        place=place,
        subject=said.subject,
        question=dict(said.question or run.study.statement["question"]),
        evidence_class=said.evidence_class,
        estimate=None if said.estimate is None else plain(asdict(said.estimate)),
        facts=plain(dict(said.facts)),
        since=said.since,
        until=said.until,
        bins=plain([list(pair) for pair in said.bins]),
    )


def _asked(study: Study) -> Asked:
    if study.frozen_at is None:
        raise NotFrozen
    return Asked(key=study.key, statement=study.statement, frozen_at=study.frozen_at)


def _waiting() -> QuerySet[Run]:
    return Run.objects.filter(state__in=WAITING)


def _frozen(public_id: UUID) -> Study:
    study = Study.objects.filter(public_id=public_id).first()
    if study is None:
        raise UnknownStudy
    if study.frozen_at is None:
        raise NotFrozen
    return study


def _done(run_id: UUID) -> Run:
    run = Run.objects.filter(public_id=run_id, state=RunState.DONE).select_related("study").first()
    if run is None:
        raise NotDone
    return run


def _queued(study: Study, *, actor: audit.Actor | None, now: datetime, again_of: Run | None = None) -> Run:
    run = Run.objects.create(
        public_id=uuid.uuid4(),
        study=study,
        again_of=again_of,
        created_at=now,
        created_by_id=actor.pk if actor else None,
    )
    if actor is not None:
        audit.record(
            "evidence.study.run",
            actor=actor,
            now=now,
            subject_type="study",
            subject_id=study.public_id,
            key=study.key,
        )
    return run
