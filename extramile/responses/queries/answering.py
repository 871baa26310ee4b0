"""All that the answer page needs to know of one link, in one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Self

from extramile.core.prepared import fetch_one
from extramile.questionnaires.pieces import first_name


class Place(StrEnum):
    """How a link stands."""

    OPEN = "open"
    EXPIRED = "expired"
    CANCELLED = "cancelled"  # opted out, erased or bounced since
    UNKNOWN = "unknown"  # never asked, or no such invitation


@dataclass(frozen=True, slots=True)
class About:
    """What the questions may speak of: the job, and who did it."""

    unit: str
    kind_of_work: str
    employee: str  # the given name of whoever did the largest share
    finished_on: date | None
    contact_id: int | None  # ask `contacts` for the name

    @classmethod
    def read(cls, columns: Sequence[Any]) -> Self:
        """From ABOUT_COLUMNS."""
        unit, kind_of_work, employee, finished_on, contact_id = columns
        return cls(unit, kind_of_work, first_name(employee), finished_on, contact_id)


@dataclass(frozen=True, slots=True)
class Answering:
    place: Place
    version_id: int
    language: str
    about: About
    completed_at: datetime | None
    answers: Mapping[str, Any]  # stored so far, as `Definition` speaks of them


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


# An answer as JSON: a number, words, or the list of choices.
ANSWERS_AS_JSON: Final = """
    (SELECT jsonb_object_agg(a.question, CASE
              WHEN a.number IS NOT NULL THEN to_jsonb(a.number)
              WHEN a.words <> '' THEN to_jsonb(a.words)
              ELSE to_jsonb(a.choices) END)
       FROM responses_answer a WHERE a.response_id = r.id AND a.responded_at = r.responded_at)
"""

# For every statement that speaks of an invitation `i` and its job `j`.
ABOUT_COLUMNS: Final = """
    (SELECT about.name FROM people_unit about WHERE about.id = coalesce(j.place_id, i.unit_id)),
    coalesce(j.kind_of_work, ''),
    coalesce(
        (SELECT e.name FROM intake_jobemployee d JOIN people_employee e ON e.id = d.employee_id
          WHERE d.job_id = i.job_id ORDER BY d.share DESC, d.id LIMIT 1),
        (SELECT e.name FROM invitations_walkin w JOIN people_employee e ON e.id = w.employee_id
          WHERE w.id = i.walk_in_id),
        ''),
    j.finished_on, i.contact_id
"""

ONE_LINK: Final = """
    SELECT i.decision, i.version_id, i.cancelled_at, i.expires_at, i.language, r.completed_at, r.answers,
           <about>
      FROM invitations_invitation i
      LEFT JOIN intake_job j ON j.id = i.job_id
      LEFT JOIN LATERAL fence_answers_of(i.id, i.responded_at) AS r ON i.responded_at IS NOT NULL
     WHERE i.id = %s::bigint
""".replace("<about>", ABOUT_COLUMNS)


def answering(invitation_id: int, *, now: datetime) -> Answering | None:
    row = fetch_one(ONE_LINK, [invitation_id])
    if row is None:
        return None
    decision, version_id, cancelled_at, expires_at, language, completed_at, answers = row[:7]
    return Answering(
        place=place_of(
            decision=decision,
            version_id=version_id,
            cancelled_at=cancelled_at,
            expires_at=expires_at,
            now=now,
        ),
        version_id=version_id or 0,
        language=language,
        about=About.read(row[7:]),
        completed_at=completed_at,
        answers=json.loads(answers or "{}"),
    )
