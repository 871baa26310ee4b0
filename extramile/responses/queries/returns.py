"""Customers who came back, by what they first said: sums and counts alone, never who.

Ids of contacts are keys here; names and addresses are not asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection


@dataclass(frozen=True, slots=True)
class Returned:
    """Of one region, kind of work and group: customers by their first score, and what came after it.

    `amount` and `squares` are sums over customers of what they spent within the window, nothing included.
    """

    region: int
    kind_of_work: str
    group: str
    customers: int
    came_back: int
    jobs: int  # within the window after the answer
    jobs_with_amount: int
    amount: float
    squares: float


# The first score of each customer, the jobs of the same customer after that answer, and their sums.
RETURNS: Final = """
    WITH home (unit_id, region) AS (SELECT * FROM unnest(%(units)s::bigint[], %(regions)s::bigint[])),
    first AS (
        SELECT DISTINCT ON (job.contact_id)
               job.contact_id, said.responded_at, said.score, said.kind_of_work, said.unit_id
          FROM responses_response said JOIN intake_job job ON job.id = said.job_id
         WHERE said.score IS NOT NULL AND job.contact_id IS NOT NULL AND NOT job.is_test
           AND said.responded_at >= %(since)s AND said.responded_at < %(until)s
         ORDER BY job.contact_id, said.responded_at
    ),
    later AS (
        SELECT first.contact_id, count(*) AS jobs, count(job.amount) AS with_amount, sum(job.amount) AS amount
          FROM first JOIN intake_job job ON job.contact_id = first.contact_id
         WHERE NOT job.is_test AND job.finished_at > first.responded_at
           AND job.finished_at <= first.responded_at + %(window)s
         GROUP BY 1
    )
    SELECT coalesce(home.region, 0), first.kind_of_work,
           CASE WHEN first.score >= 9 THEN 'promoter' WHEN first.score >= 7 THEN 'passive'
                ELSE 'detractor' END,
           count(*), count(later.contact_id), coalesce(sum(later.jobs), 0)::bigint,
           coalesce(sum(later.with_amount), 0)::bigint, coalesce(sum(later.amount), 0)::float8,
           coalesce(sum(later.amount ^ 2), 0)::float8
      FROM first LEFT JOIN later USING (contact_id) LEFT JOIN home ON home.unit_id = first.unit_id
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def returns(
    *, since: datetime, until: datetime, window: timedelta, regions: Mapping[int, int]
) -> list[Returned]:
    """Customers whose first score fell in [since, until), with what they did in the window after it."""
    asked: dict[str, Any] = {
        "since": since,
        "until": until,
        "window": window,
        "units": list(regions),
        "regions": list(regions.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(RETURNS, asked)
        return [Returned(*row) for row in cursor.fetchall()]
