"""The one thing `invitations` tells a job: it was decided whether to ask."""

from collections.abc import Iterable
from datetime import datetime

from extramile.intake.models import Job


def mark_decided(job_ids: Iterable[int], *, now: datetime) -> None:
    """Once and for ever: a job decided before keeps its moment."""
    Job.objects.filter(pk__in=list(job_ids), decided_at__isnull=True).update(decided_at=now)
