"""The one thing `invitations` tells a job: it was decided whether to ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection

# All numbers as one value: by the query builder each is a parameter of its own, at ten times the work.
MARK: Final = "UPDATE intake_job SET decided_at = %s WHERE id = ANY (%s::bigint[]) AND decided_at IS NULL"


def mark_decided(job_ids: Iterable[int], *, now: datetime) -> None:
    """Once and for ever: a job decided before keeps its moment."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [now, list(job_ids)])
