"""Is there anything newer? Asked every few seconds by every open page, so it must cost next to nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

# A link takes answers for a month or so: what is older does not change under an open page.
RECENT = timedelta(days=35)

EMPLOYEE = """
    SELECT count(*), max(r.changed_at)
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
     WHERE c.employee_id = %(employee)s AND c.responded_at >= %(since)s AND r.responded_at >= %(since)s
"""


def employee_mark(employee_id: int, *, now: datetime) -> str:
    """Changes whenever an answer about this employee comes in or is changed."""
    with connection.cursor() as cursor:
        cursor.execute(EMPLOYEE, {"employee": employee_id, "since": now - RECENT})
        count, changed_at = cursor.fetchone()
    return f"{count}-{int(changed_at.timestamp() * 1_000_000) if changed_at else 0}"


UNIT = """
    SELECT coalesce(sum(answered + s0 + 3*s1 + 5*s2 + 7*s3 + 11*s4 + 13*s5 + 17*s6 + 19*s7 + 23*s8 + 29*s9
                        + 31*s10), 0)
      FROM monitor_unitday WHERE unit_id = ANY(%s) AND day >= %s
"""


def unit_mark(unit_ids: Collection[int], *, now: datetime, newest: int = 0) -> str:
    """Changes whenever the counts of these units change, or the newest words (`newest` is their id)."""
    with connection.cursor() as cursor:
        cursor.execute(UNIT, [list(unit_ids), (now - RECENT).date()])
        (total,) = cursor.fetchone()
    return f"{total}-{newest}"


CHANGED = """
    SELECT r.id FROM unnest(%s::bigint[], %s::timestamptz[]) AS place (id, responded_at)
      JOIN responses_response r USING (id, responded_at)
     WHERE r.changed_at > %s AND r.responded_at >= %s
"""


def changed_since(places: Collection[tuple[int, datetime]], moment: datetime) -> set[int]:
    """Which of these responses were changed after that moment."""
    if not places:
        return set()
    with connection.cursor() as cursor:
        moments = [place[1] for place in places]
        cursor.execute(CHANGED, [[place[0] for place in places], moments, moment, min(moments)])
        return {row[0] for row in cursor.fetchall()}
