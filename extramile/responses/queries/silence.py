"""Who answered of whom was asked, and who only after a reminder: counts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection


@dataclass(frozen=True, slots=True)
class Heard:
    """Of one region, channel and kind of work: how many were asked, and what was answered, soon and late."""

    region: int
    channel: str
    kind_of_work: str
    asked: int
    soon: tuple[int, int, int]  # promoters, passives, detractors: before any reminder
    late: tuple[int, int, int]  # after one


# An invitation keeps how often its customer was reminded until the answer: none goes out after it.
# Whoever walked in was not asked: nobody is silent beside them.
HEARD: Final = """
    WITH home (unit_id, region) AS (SELECT * FROM unnest(%(units)s::bigint[], %(regions)s::bigint[]))
    SELECT coalesce(home.region, 0), asked.channel, coalesce(job.kind_of_work, ''), count(*),
           count(*) FILTER (WHERE said.score >= 9 AND asked.reminders_sent = 0),
           count(*) FILTER (WHERE said.score BETWEEN 7 AND 8 AND asked.reminders_sent = 0),
           count(*) FILTER (WHERE said.score < 7 AND asked.reminders_sent = 0),
           count(*) FILTER (WHERE said.score >= 9 AND asked.reminders_sent > 0),
           count(*) FILTER (WHERE said.score BETWEEN 7 AND 8 AND asked.reminders_sent > 0),
           count(*) FILTER (WHERE said.score < 7 AND asked.reminders_sent > 0)
      FROM invitations_invitation asked
      LEFT JOIN intake_job job ON job.id = asked.job_id
      LEFT JOIN responses_response said
             ON said.invitation_id = asked.id AND said.responded_at = asked.responded_at
      LEFT JOIN home ON home.unit_id = asked.unit_id
     WHERE asked.decision = 'asked' AND asked.walk_in_id IS NULL
       AND asked.asked_on BETWEEN %(since)s AND %(until)s
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def heard(*, since: date, until: date, regions: Mapping[int, int]) -> list[Heard]:
    """Of everybody who was asked in these days, both ends included. One query."""
    asked: dict[str, Any] = {
        "since": since,
        "until": until,
        "units": list(regions),
        "regions": list(regions.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(HEARD, asked)
        return [
            Heard(row[0], row[1], row[2], row[3], tuple(row[4:7]), tuple(row[7:10]))
            for row in cursor.fetchall()
        ]
