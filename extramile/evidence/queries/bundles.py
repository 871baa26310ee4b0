"""The sealed bundle of a run that is done."""

from uuid import UUID

from extramile.evidence.kinds import kind_of
from extramile.evidence.models import Finding, Run, RunState
from extramile.evidence.sealed import Bundle, bundle


def bundle_of(run_id: UUID) -> Bundle | None:
    """None: there is no such run, or it is not done."""
    run = Run.objects.filter(public_id=run_id, state=RunState.DONE).select_related("study").first()
    if run is None:
        return None
    study, compute = run.study, kind_of(run.study.kind).compute
    name = f"{study.key.replace(':', '-')}-v{study.version}-{run.data_hash[:8]}"
    return bundle(
        name=name,
        manifest={
            "format": 1,
            "study": study.key,
            "version": study.version,
            "kind": study.kind,
            "frozen_at": study.frozen_at.isoformat() if study.frozen_at else None,
            "statement_hash": study.statement_hash,
            "run": str(run.public_id),
            "data_hash": run.data_hash,
            "seed": run.seed,
            "versions": run.versions,
            "compute": f"{compute.__module__}:{compute.__qualname__}",
        },
        statement=study.statement,
        data=run.data or {},
        expected={
            "figures": run.figures,
            "findings": {one.subject: as_said(one) for one in run.findings.all()},
        },
    )


def as_said(one: Finding) -> dict[str, object]:
    """What a run said, for whoever computes it again."""
    return {
        "class": str(one.evidence_class),
        "estimate": one.estimate,
        "facts": one.facts,
        "bins": one.bins,
    }
