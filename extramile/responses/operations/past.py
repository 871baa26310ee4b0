"""The past told afterwards: many first answers at once, each kept as `store` would have kept it.

For a demo, or a move from elsewhere: everything stands or falls with the caller's transaction. What is not
plain (a second answer, a link that is not open, something wrong in it) goes the way of single answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection

from extramile.core import bulk
from extramile.core.copying import next_ids
from extramile.invitations.operations.answered import mark_many_answered
from extramile.questionnaires.queries import definition_of
from extramile.responses.operations.store import (
    LOCKED,
    Locked,
    Outcome,
    Stored,
    read_locked,
    store_within,
)
from extramile.responses.queries.answering import Place
from extramile.responses.submission import Submission, as_rows, read

LOCK_MANY: Final = (
    LOCKED.replace(
        "<others>",
        "CROSS JOIN unnest(%(numbers)s::bigint[], %(moments)s::timestamptz[]) AS told (number, at)",
    )
    .replace("<number>", "told.number")
    .replace("<at>", "told.at")
)
KEY: Final = {"response_id": "bigint", "responded_at": "timestamptz"}
WHERE: Final = {"unit_id": "bigint", "questionnaire_id": "bigint", "channel": "text"}
DAYS: Final = {"day": "date", "asked_on": "date"}
RESPONSE: Final = {
    "id": "bigint",
    "responded_at": "timestamptz",
    "changed_at": "timestamptz",
    "completed_at": "timestamptz",
    "invitation_id": "bigint",
    "job_id": "bigint",
    "version_id": "bigint",
    "language": "text",
    "kind_of_work": "text",
    "score": "smallint",
    "has_words": "boolean",
    **WHERE,
    **DAYS,
}
ANSWER: Final = {**KEY, "question": "text", "number": "smallint", "words": "text", "choices": "text[]"}
CREDIT: Final = {**KEY, "employee_id": "bigint", "team_id": "bigint", "share": "numeric"}
CHANGE: Final = {
    **KEY,
    **WHERE,
    **DAYS,
    "employees": "bigint[]",
    "is_new": "boolean",
    "is_removed": "boolean",
    "after_score": "smallint",
    "before_ticks": "text[]",
    "after_ticks": "text[]",
}


@dataclass(frozen=True, slots=True)
class Past:
    """What a customer answered, and when."""

    invitation_id: int
    submitted: Mapping[str, object]
    complete: bool
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _First:
    """One that is written."""

    response_id: int
    past: Past
    locked: Locked
    submission: Submission


def store_past(answers: Sequence[Past]) -> list[Stored]:
    """What became of each, in their order: of one invitation, hand them in by their moments."""
    if not answers:
        return []
    plain = _plain(answers)
    _write(list(plain.values()))
    return [
        _stored(plain[place]) if place in plain else _one_by_one(one) for place, one in enumerate(answers)
    ]


def _plain(answers: Sequence[Past]) -> dict[int, _First]:
    """By their place: the first answers of open invitations, with nothing wrong in them."""
    locked = _lock(answers)
    found: dict[int, tuple[Locked, Submission]] = {}
    seen: set[int] = set()
    for place, one in enumerate(answers):
        held = locked.get(one.invitation_id)
        if held is None or one.invitation_id in seen:
            continue
        seen.add(one.invitation_id)
        submission = _submission(one, held)
        if submission is not None:
            found[place] = (held, submission)
    numbers = next_ids("responses_response_id_seq", len(found))
    return {
        place: _First(number, answers[place], *rest)
        for number, (place, rest) in zip(numbers, found.items(), strict=True)
    }


def _lock(answers: Sequence[Past]) -> dict[int, Locked]:
    """Each invitation as it stands at the moment of its first answer."""
    moments: dict[int, datetime] = {}
    for one in answers:
        moments.setdefault(one.invitation_id, one.at)
    with connection.cursor() as cursor:
        known: dict[str, Any] = {
            "numbers": list(moments),
            "moments": list(moments.values()),
            "time_zone": settings.TIME_ZONE,
        }
        cursor.execute(LOCK_MANY, known)
        rows = [read_locked(row) for row in cursor.fetchall()]
    return {locked.invitation_id: locked for locked in rows}


def _submission(one: Past, locked: Locked) -> Submission | None:
    """What is to be written; nothing where it is not plain."""
    if locked.version_id is None or locked.responded_at is not None:
        return None
    if locked.place(now=one.at) is not Place.OPEN:
        return None
    submission = read(definition_of(locked.version_id), one.submitted)
    if (one.complete and submission.problems) or not submission.answers:
        return None
    return submission


def _stored(one: _First) -> Stored:
    locked = one.locked
    return Stored(
        Outcome.STORED, one.response_id, one.past.at, locked.version_id, locked.about, one.submission
    )


def _one_by_one(one: Past) -> Stored:
    return store_within(
        one.invitation_id, one.submitted, complete=one.complete, language=one.language, now=one.at
    )


def _write(first: Sequence[_First]) -> None:
    bulk.insert("responses_response", RESPONSE, map(_response, first))
    bulk.insert("responses_answer", ANSWER, (row for one in first for row in _answers(one)))
    bulk.insert("responses_credit", CREDIT, (row for one in first for row in _credits(one)))
    bulk.insert("responses_responsechange", CHANGE, map(_change, first))
    mark_many_answered([(one.past.invitation_id, one.past.at) for one in first])


def _key(one: _First) -> dict[str, Any]:
    return {"response_id": one.response_id, "responded_at": one.past.at}


def _where(locked: Locked) -> dict[str, Any]:
    return {
        "unit_id": locked.unit_id,
        "questionnaire_id": locked.questionnaire_id,
        "channel": locked.channel,
        "day": locked.day,
        "asked_on": locked.asked_on,
    }


def _response(one: _First) -> dict[str, Any]:
    past, locked = one.past, one.locked
    return {
        "id": one.response_id,
        "responded_at": past.at,
        "changed_at": past.at,
        "completed_at": past.at if past.complete else None,
        "invitation_id": locked.invitation_id,
        "job_id": locked.job_id,
        "version_id": locked.version_id,
        "language": past.language,
        "kind_of_work": locked.kind_of_work,
        "score": one.submission.score,
        "has_words": one.submission.has_words,
        **_where(locked),
    }


def _answers(one: _First) -> list[dict[str, Any]]:
    return [{**_key(one), **row} for row in as_rows(one.submission.answers)]


def _credits(one: _First) -> list[dict[str, Any]]:
    return [{**_key(one), **credit} for credit in one.locked.credits]


def _change(one: _First) -> dict[str, Any]:
    return {
        **_key(one),
        **_where(one.locked),
        "employees": [credit["employee_id"] for credit in one.locked.credits],
        "is_new": True,
        "is_removed": False,
        "after_score": one.submission.score,
        "before_ticks": [],
        "after_ticks": list(one.submission.ticks),
    }
