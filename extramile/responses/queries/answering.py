"""All that the answer page needs to know of one link, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection


class Place(StrEnum):
    """How a link stands."""

    OPEN = "open"
    EXPIRED = "expired"
    CANCELLED = "cancelled"  # opted out, erased or bounced since
    UNKNOWN = "unknown"  # never asked, or no such invitation


@dataclass(frozen=True, slots=True)
class Answering:
    place: Place
    version_id: int
    language: str
    channel: str
    contact_id: int | None
    unit: str
    kind_of_work: str
    employee: str  # given name of whoever did the largest share
    finished_on: date | None
    responded_at: datetime | None
    completed_at: datetime | None
    answers: Mapping[str, Any]  # as `Definition` speaks of them


def place_of(
    *,
    decision: str,
    version_id: int | None,
    cancelled_at: datetime | None,
    expires_at: datetime | None,
    now: datetime,
) -> Place:
    if decision != "asked" or version_id is None:
        return Place.UNKNOWN
    if cancelled_at is not None:
        return Place.CANCELLED
    if expires_at is not None and expires_at <= now:
        return Place.EXPIRED
    return Place.OPEN


# An answer as JSON: a number, words, or the list of choices. Read back by `typed_answers`.
ANSWERS_AS_JSON: Final = """
    (SELECT jsonb_object_agg(a.question, CASE
              WHEN a.number IS NOT NULL THEN to_jsonb(a.number)
              WHEN a.words <> '' THEN to_jsonb(a.words)
              ELSE to_jsonb(a.choices) END)
       FROM responses_answer a WHERE a.response_id = r.id AND a.responded_at = r.responded_at)
"""

ONE_LINK: Final = """
    SELECT i.decision, i.version_id, i.cancelled_at, i.expires_at, i.language, i.channel, i.contact_id,
           u.name, coalesce(j.kind_of_work, ''), coalesce(e.name, ''), j.finished_on,
           i.responded_at, r.completed_at, CASE WHEN r.id IS NOT NULL THEN <answers> END
      FROM invitations_invitation i
      LEFT JOIN intake_job j ON j.id = i.job_id
      LEFT JOIN invitations_walkin w ON w.id = i.walk_in_id
      JOIN people_unit u ON u.id = coalesce(j.place_id, i.unit_id)
      LEFT JOIN LATERAL (
           SELECT d.employee_id FROM intake_jobemployee d
            WHERE d.job_id = i.job_id ORDER BY d.share DESC, d.id LIMIT 1) lead ON true
      LEFT JOIN people_employee e ON e.id = coalesce(lead.employee_id, w.employee_id)
      LEFT JOIN responses_response r ON r.invitation_id = i.id AND r.responded_at = i.responded_at
     WHERE i.id = %s
""".replace("<answers>", ANSWERS_AS_JSON)


def answering(invitation_id: int, *, now: datetime) -> Answering | None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_LINK, [invitation_id])
        row = cursor.fetchone()
    if row is None:
        return None
    decision, version_id, cancelled_at, expires_at, language, channel, contact_id = row[:7]
    place = place_of(
        decision=decision, version_id=version_id, cancelled_at=cancelled_at, expires_at=expires_at, now=now
    )
    unit, kind_of_work, employee, finished_on, responded_at, completed_at, answers = row[7:]
    return Answering(
        place=place,
        version_id=version_id or 0,
        language=language,
        channel=channel,
        contact_id=contact_id,
        unit=unit,
        kind_of_work=kind_of_work,
        employee=employee.split(" ")[0],
        finished_on=finished_on,
        responded_at=responded_at,
        completed_at=completed_at,
        answers=_loads(answers),
    )


def _loads(raw: Any) -> dict[str, Any]:
    """Django leaves jsonb of a raw statement as text."""
    import json

    loaded: dict[str, Any] = json.loads(raw) if isinstance(raw, (str, bytes)) else raw or {}
    return loaded
