"""Is there anything newer? Asked every few seconds by every open page, so it must cost next to nothing."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection

from extramile.responses.queries import OneAnswer

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
        return _mark(*cursor.fetchone())


def mark_among(answers: Iterable[OneAnswer], *, now: datetime) -> str:
    """The same of an employee's answers that were read already, at least those of the last 35 days."""
    recent = [one.changed_at for one in answers if one.responded_at >= now - RECENT]
    return _mark(len(recent), max(recent, default=None))


def _mark(count: int, changed_at: datetime | None) -> str:
    return f"{count}-{int(changed_at.timestamp() * 1_000_000) if changed_at else 0}"


UNIT = """
    SELECT coalesce((SELECT number FROM monitor_unitpulse WHERE unit_id = %s), 0),
           (SELECT rebuilt_at FROM monitor_fillmark LIMIT 1)
"""


def unit_mark(unit_id: int) -> str:
    """Changes whenever an answer of the unit or below it comes in or is changed, were it but a word of it."""
    with connection.cursor() as cursor:
        cursor.execute(UNIT, [unit_id])
        number, rebuilt_at = cursor.fetchone()
    return f"{number}-{int(rebuilt_at.timestamp()) if rebuilt_at else 0}"


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
