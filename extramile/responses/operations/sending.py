"""One response that a program sends: one durable statement where it is new."""

import json
import time
from datetime import datetime
from typing import Final

from extramile.core.prepared import fetch_one
from extramile.core.tables import Applied
from extramile.intake.models import Source
from extramile.responses.operations.importing import take
from extramile.responses.operations.incoming import Incoming
from extramile.responses.operations.placing import Placed, Placer
from extramile.responses.submission import as_rows

REMEMBERED_SECONDS: Final = 5.0
_placers: dict[int, tuple[float, Placer]] = {}

ONE: Final = """
    WITH once AS (
        INSERT INTO responses_importedresponse (source_id, external_id, response_id, responded_at,
               fingerprint)
        VALUES (%(source)s::bigint, %(external_id)s::text, nextval('responses_response_id_seq'),
               %(at)s::timestamptz, %(fingerprint)s::bytea)
        ON CONFLICT (source_id, external_id) DO NOTHING
        RETURNING response_id AS id),
    response AS (
        INSERT INTO responses_response (id, responded_at, changed_at, completed_at, unit_id, questionnaire_id,
               version_id, channel, language, kind_of_work, day, score, has_words, attributes)
        SELECT once.id, %(at)s::timestamptz, %(now)s::timestamptz, %(at)s::timestamptz, %(unit)s::bigint,
               %(questionnaire)s::bigint, %(version)s::bigint, %(channel)s::text, %(language)s::text,
               %(kind_of_work)s::text, %(day)s::date, %(score)s::smallint, %(has_words)s::boolean,
               %(attributes)s::jsonb FROM once),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT once.id, %(at)s::timestamptz, a.question, a.number, a.words, a.choices
          FROM once, jsonb_to_recordset(%(answers)s::jsonb)
               AS a (question text, number smallint, words text, choices text[])),
    credited AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
        SELECT once.id, %(at)s::timestamptz, c.employee, c.team, c.share
          FROM once, unnest(%(employees)s::bigint[], %(teams)s::bigint[], %(shares)s::numeric[])
               AS c (employee, team, share)),
    change AS (
        INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day,
               questionnaire_id, channel, is_new, is_removed, after_score, before_ticks, after_ticks)
        SELECT once.id, %(at)s::timestamptz, %(unit)s::bigint, %(employees)s::bigint[], %(day)s::date,
               %(questionnaire)s::bigint, %(channel)s::text, true, false, %(score)s::smallint, '{}',
               %(ticks)s::text[] FROM once)
    SELECT id FROM once
"""


def send_one(source: Source, incoming: Incoming, *, now: datetime) -> Applied:
    """Like `take`, for one. Names that are not known may have been made meanwhile: asked once more."""
    applied = Applied()
    placed = _placer(source, now).place([incoming], applied)
    if applied.problems and applied.problems[0].code in {"unit_unknown", "unit_did_you_mean"}:
        _placers.pop(source.pk, None)
        applied = Applied()
        placed = _placer(source, now).place([incoming], applied)
    if not placed:
        return applied
    if fetch_one(ONE, _parameters(source.pk, placed[0], now=now)) is not None:
        applied.created = 1
        return applied
    return take(source, [incoming], now=now)  # it is there: changed, or the same


def _placer(source: Source, now: datetime) -> Placer:
    """What units and employees are called, and who was in which team, is remembered for a few seconds."""
    since, placer = _placers.get(source.pk, (0.0, None))
    if placer is None or time.monotonic() - since > REMEMBERED_SECONDS:
        placer = Placer(source, now)
        _placers[source.pk] = (time.monotonic(), placer)
    return placer


def _parameters(source_id: int, one: Placed, *, now: datetime) -> dict[str, object]:
    incoming, submission = one.incoming, one.incoming.submission
    return {
        "source": source_id,
        "external_id": incoming.external_id,
        "at": one.responded_at,
        "now": now,
        "fingerprint": one.fingerprint,
        "unit": one.unit,
        "questionnaire": incoming.asked.questionnaire_id,
        "version": incoming.asked.version_id,
        "channel": incoming.channel,
        "language": incoming.language,
        "kind_of_work": incoming.kind_of_work,
        "day": one.day,
        "score": submission.score,
        "has_words": submission.has_words,
        "attributes": json.dumps(incoming.attributes),
        "answers": json.dumps(as_rows(submission.answers)),
        "employees": [credit[0] for credit in one.credits],
        "teams": [credit[1] for credit in one.credits],
        "shares": [credit[2] for credit in one.credits],
        "ticks": list(submission.ticks),
    }


def forget() -> None:
    """For tests, whose units and employees come and go within one process."""
    _placers.clear()
