"""Store what a customer answered: one transaction, few round trips, one response per invitation.

The invitation's row is the lock. Whoever comes second, in parallel or later, waits for it and then
finds `responded_at` set: the response is changed, never doubled. What may have been written by the one
we waited for (the response, its answers) is read by a statement of its own *after* the lock: a statement
that waited keeps the snapshot it began with for every table but the one it locked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from extramile.core.prepared import fetch_one
from extramile.core.retry import until_kept
from extramile.invitations.operations.answered import mark_answered
from extramile.questionnaires.queries import definition_of
from extramile.responses.queries.answering import (
    ABOUT_COLUMNS,
    ANSWERS_AS_JSON,
    About,
    Place,
    place_of,
)
from extramile.responses.submission import Problem, Submission, as_rows, read, ticks_of


class Outcome(StrEnum):
    STORED = "stored"
    UNCHANGED = "unchanged"  # it was stored already, word for word
    NOTHING = "nothing"  # a partial without any answer
    STALE = "stale"  # a partial overtaken by the completed answer of the same page
    INVALID = "invalid"  # nothing stored: see problems
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


KEPT: Final = frozenset({Outcome.STORED, Outcome.UNCHANGED})


@dataclass(frozen=True, slots=True)
class Stored:
    outcome: Outcome
    response_id: int | None = None
    responded_at: datetime | None = None
    version_id: int | None = None
    about: About | None = None
    submission: Submission | None = None

    @property
    def problems(self) -> Mapping[str, Problem]:
        return self.submission.problems if self.submission else {}

    @property
    def is_kept(self) -> bool:
        """It is on disk: say thank you."""
        return self.outcome in KEPT


@dataclass(frozen=True, slots=True)
class Locked:
    """The invitation as it stands while we hold its row."""

    invitation_id: int
    decision: str
    version_id: int | None
    questionnaire_id: int
    unit_id: int
    job_id: int | None
    channel: str
    kind_of_work: str
    asked_on: date | None
    expires_at: datetime | None
    cancelled_at: datetime | None
    responded_at: datetime | None
    day: date
    credits: list[dict[str, Any]]
    about: About

    def place(self, *, now: datetime) -> Place:
        return place_of(
            decision=self.decision,
            version_id=self.version_id,
            cancelled_at=self.cancelled_at,
            expires_at=self.expires_at,
            now=now,
        )


# synchronous_commit is asked for here, whatever the server's default: a thank-you is on disk. The
# invitation's own number is what row-level security lets the answering door see. Both last until commit.
LOCKED: Final = """
    SELECT i.id, i.decision, i.version_id, coalesce(v.questionnaire_id, 0), i.unit_id, i.job_id, i.channel,
           coalesce(j.kind_of_work, ''), i.asked_on, i.expires_at, i.cancelled_at, i.responded_at,
           (<at> AT TIME ZONE zone.name)::date,
           coalesce(
             (SELECT json_agg(json_build_object(
                       'employee_id', d.employee_id, 'team_id', d.team_id, 'share', d.share::text))
                FROM intake_jobemployee d WHERE d.job_id = i.job_id),
             (SELECT json_agg(json_build_object(
                       'employee_id', m.employee_id, 'team_id', m.unit_id, 'share', '1'))
                FROM invitations_walkin w JOIN people_membership m ON m.employee_id = w.employee_id
               WHERE w.id = i.walk_in_id
                 AND daterange(m.started_on, m.ended_on)
                     @> (<at> AT TIME ZONE zone.name)::date),
             '[]'),
           <about>,
           set_config('synchronous_commit', 'on', true),
           set_config('extramile.invitation', i.id::text, true)
      FROM invitations_invitation i <others>
      JOIN people_unit u ON u.id = i.unit_id
      CROSS JOIN LATERAL (
           SELECT coalesce((SELECT above.time_zone FROM people_unit above
                             WHERE above.id = ANY (string_to_array(trim(BOTH '.' FROM u.path), '.')::bigint[])
                               AND above.time_zone <> '' ORDER BY above.depth DESC LIMIT 1),
                           %(time_zone)s::text) AS name) AS zone
      LEFT JOIN questionnaires_version v ON v.id = i.version_id
      LEFT JOIN intake_job j ON j.id = i.job_id
     WHERE i.id = <number>
       FOR UPDATE OF i
""".replace("<about>", ABOUT_COLUMNS)
LOCK: Final = (
    LOCKED.replace("<others>", "")
    .replace("<number>", "%(invitation)s::bigint")
    .replace("<at>", "%(now)s::timestamptz")
)


def lock(invitation_id: int, *, now: datetime) -> Locked | None:
    row = fetch_one(LOCK, {"invitation": invitation_id, "now": now, "time_zone": settings.TIME_ZONE})
    return read_locked(row) if row else None


def read_locked(row: Sequence[Any]) -> Locked:
    return Locked(*(*row[:14], About.read(row[14:19])))


INSERT: Final = """
    WITH response AS (
        INSERT INTO responses_response (responded_at, changed_at, completed_at, invitation_id, job_id,
               unit_id, questionnaire_id, version_id, channel, language, kind_of_work, day, asked_on, score,
               has_words)
        VALUES (%(now)s::timestamptz, %(now)s::timestamptz, %(completed_at)s::timestamptz,
               %(invitation_id)s::bigint, %(job_id)s::bigint, %(unit_id)s::bigint,
               %(questionnaire_id)s::bigint, %(version_id)s::bigint, %(channel)s::text, %(language)s::text,
               %(kind_of_work)s::text, %(day)s::date, %(asked_on)s::date, %(score)s::smallint,
               %(has_words)s::boolean)
        RETURNING id),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT response.id, %(now)s::timestamptz, a.question, a.number, a.words, a.choices
          FROM response, jsonb_to_recordset(%(answers)s::jsonb)
               AS a (question text, number smallint, words text, choices text[])),
    credited AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
        SELECT response.id, %(now)s::timestamptz, c.employee_id, c.team_id, c.share
          FROM response, jsonb_to_recordset(%(credits)s::jsonb)
               AS c (employee_id bigint, team_id bigint, share numeric)),
    change AS (
        INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day, asked_on,
               questionnaire_id, channel, is_new, is_removed, after_score, before_ticks, after_ticks)
        SELECT response.id, %(now)s::timestamptz, %(unit_id)s::bigint, %(employees)s::bigint[],
               %(day)s::date, %(asked_on)s::date, %(questionnaire_id)s::bigint, %(channel)s::text, true,
               false, %(score)s::smallint, '{}', %(ticks)s::text[]
          FROM response)
    SELECT id FROM response
"""


def insert(locked: Locked, submission: Submission, *, complete: bool, language: str, now: datetime) -> int:
    row = fetch_one(
        INSERT,
        {
            "now": now,
            "completed_at": now if complete else None,
            "invitation_id": locked.invitation_id,
            "job_id": locked.job_id,
            "unit_id": locked.unit_id,
            "questionnaire_id": locked.questionnaire_id,
            "version_id": locked.version_id,
            "channel": locked.channel,
            "language": language,
            "kind_of_work": locked.kind_of_work,
            "day": locked.day,
            "asked_on": locked.asked_on,
            "score": submission.score,
            "has_words": submission.has_words,
            "answers": json.dumps(as_rows(submission.answers)),
            "credits": json.dumps(locked.credits),
            "employees": [credit["employee_id"] for credit in locked.credits],
            "ticks": list(submission.ticks),
        },
    )
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Before:
    """A response as it stands before it is changed."""

    response_id: int
    responded_at: datetime
    completed_at: datetime | None
    score: int | None
    unit_id: int
    day: date
    asked_on: date | None
    questionnaire_id: int
    channel: str
    employees: list[int]
    answers: dict[str, Any]


BEFORE: Final = """
    SELECT r.id, r.responded_at, r.completed_at, r.score, r.unit_id, r.day, r.asked_on, r.questionnaire_id,
           r.channel,
           ARRAY (SELECT c.employee_id FROM responses_credit c
                   WHERE c.response_id = r.id AND c.responded_at = r.responded_at ORDER BY 1),
           coalesce(<answers>, '{}')::text
      FROM responses_response r
     WHERE <which> AND r.responded_at = %s
""".replace("<answers>", ANSWERS_AS_JSON)


def _before(which: str, number: int, responded_at: datetime) -> Before | None:
    with connection.cursor() as cursor:
        cursor.execute(BEFORE.replace("<which>", which), [number, responded_at])
        row = cursor.fetchone()
    return Before(*(*row[:10], json.loads(row[10]))) if row else None


def before_of_invitation(invitation_id: int, *, responded_at: datetime) -> Before | None:
    return _before("r.invitation_id = %s", invitation_id, responded_at)


def before_of_response(response_id: int, *, responded_at: datetime) -> Before | None:
    return _before("r.id = %s", response_id, responded_at)


CHANGE: Final = """
    WITH response AS (
        UPDATE responses_response
           SET changed_at = %(now)s, completed_at = coalesce(completed_at, %(completed_at)s),
               language = %(language)s, score = %(score)s, has_words = %(has_words)s
         WHERE id = %(id)s AND responded_at = %(responded_at)s),
    taken_back AS (
        DELETE FROM responses_answer WHERE response_id = %(id)s AND responded_at = %(responded_at)s),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT %(id)s, %(responded_at)s, a.question, a.number, a.words, a.choices
          FROM jsonb_to_recordset(%(answers)s)
               AS a (question text, number smallint, words text, choices text[]))
    INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day, asked_on,
           questionnaire_id, channel, is_new, is_removed, before_score, after_score, before_ticks,
           after_ticks)
    SELECT %(id)s, %(responded_at)s, %(unit_id)s, %(employees)s::bigint[], %(day)s, %(asked_on)s,
           %(questionnaire_id)s, %(channel)s, false, false, %(before_score)s, %(score)s,
           %(before_ticks)s::text[], %(ticks)s::text[]
"""


def change(before: Before, submission: Submission, *, complete: bool, language: str, now: datetime) -> None:
    """The answers become what was submitted now; the day and `responded_at` stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE,
            {
                "now": now,
                "id": before.response_id,
                "responded_at": before.responded_at,
                "completed_at": now if complete else None,
                "language": language,
                "score": submission.score,
                "has_words": submission.has_words,
                "answers": json.dumps(as_rows(submission.answers)),
                "unit_id": before.unit_id,
                "employees": before.employees,
                "day": before.day,
                "asked_on": before.asked_on,
                "questionnaire_id": before.questionnaire_id,
                "channel": before.channel,
                "before_score": before.score,
                "before_ticks": list(ticks_of(before.answers)),
                "ticks": list(submission.ticks),
            },
        )


def _is_same(before: Before, submission: Submission, *, complete: bool) -> bool:
    finished = before.completed_at is not None or not complete
    return finished and dict(before.answers) == {
        key: int(value) if isinstance(value, bool) else value for key, value in submission.answers.items()
    }


def _is_stale(before: Before, *, complete: bool, seen: datetime | None) -> bool:
    """A partial sent by a page that was opened before the answer was completed: it was overtaken."""
    if complete or before.completed_at is None:
        return False
    return seen is None or seen < before.completed_at


def store(
    invitation_id: int,
    submitted: Mapping[str, object],
    *,
    complete: bool,
    language: str,
    now: datetime,
    seen: datetime | None = None,
) -> Stored:
    """Keep what was submitted. `complete`: the customer pressed the button; else a partial answer.

    `seen` is when the answer was completed that the page showed, if it showed one.
    """

    def attempt() -> Stored:
        with transaction.atomic():
            return store_within(
                invitation_id, submitted, complete=complete, language=language, now=now, seen=seen
            )

    return until_kept(attempt)


def store_within(
    invitation_id: int,
    submitted: Mapping[str, object],
    *,
    complete: bool,
    language: str,
    now: datetime,
    seen: datetime | None = None,
) -> Stored:
    """The same inside a transaction of the caller's, which stands or falls as a whole: no savepoint."""
    locked = lock(invitation_id, now=now)
    if locked is None or locked.version_id is None:
        return Stored(Outcome.UNKNOWN)
    place = locked.place(now=now)
    if place is not Place.OPEN:
        return _outcome(locked, Outcome(place.value))
    submission = read(definition_of(locked.version_id), submitted)
    if complete and submission.problems:
        return _outcome(locked, Outcome.INVALID, submission)
    if locked.responded_at is None:
        return _store_first(locked, submission, complete=complete, language=language, now=now)
    return _store_again(locked, submission, complete=complete, language=language, now=now, seen=seen)


def _outcome(
    locked: Locked,
    outcome: Outcome,
    submission: Submission | None = None,
    *,
    response_id: int | None = None,
    responded_at: datetime | None = None,
) -> Stored:
    return Stored(outcome, response_id, responded_at, locked.version_id, locked.about, submission)


def _store_first(
    locked: Locked, submission: Submission, *, complete: bool, language: str, now: datetime
) -> Stored:
    if not submission.answers and not complete:
        return _outcome(locked, Outcome.NOTHING, submission)
    response_id = insert(locked, submission, complete=complete, language=language, now=now)
    mark_answered(locked.invitation_id, now=now)
    return _outcome(locked, Outcome.STORED, submission, response_id=response_id, responded_at=now)


def _store_again(
    locked: Locked,
    submission: Submission,
    *,
    complete: bool,
    language: str,
    now: datetime,
    seen: datetime | None,
) -> Stored:
    responded_at = locked.responded_at or now
    before = before_of_invitation(locked.invitation_id, responded_at=responded_at)
    if before is None:
        return Stored(Outcome.UNKNOWN)
    outcome = Outcome.STORED
    if _is_stale(before, complete=complete, seen=seen):
        outcome = Outcome.STALE
    elif _is_same(before, submission, complete=complete):
        outcome = Outcome.UNCHANGED
    else:
        change(before, submission, complete=complete, language=language, now=now)
    return _outcome(
        locked, outcome, submission, response_id=before.response_id, responded_at=before.responded_at
    )
