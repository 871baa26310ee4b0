"""The queue of jobs without a decision, and the one thing `invitations` tells a job: it was decided."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from extramile.intake.models import Job


def undecided_jobs(limit: int) -> QuerySet[Job]:
    """Up to so many, oldest first."""
    return Job.objects.filter(decided_at__isnull=True).order_by("created_at")[:limit]


def mark_decided(job_ids: Iterable[int], *, now: datetime) -> None:
    Job.objects.filter(pk__in=list(job_ids), decided_at__isnull=True).update(decided_at=now)
