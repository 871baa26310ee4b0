"""New responses by one statement: for the web, whose role meets row-level security, where COPY may not."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from extramile.core.prepared import fetch_one
from extramile.responses.operations.placing import Placed
from extramile.responses.submission import as_rows

INSERT: Final = """
    WITH made AS (
        SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS made (
            external_id text, at timestamptz, fingerprint text, unit bigint, questionnaire bigint,
            version bigint, channel text, language text, kind_of_work text, day date, score smallint,
            has_words boolean, attributes jsonb, answers jsonb, credits jsonb, employees bigint[],
            ticks text[])),
    once AS (
        INSERT INTO responses_importedresponse (source_id, external_id, response_id, responded_at,
               fingerprint)
        SELECT %(source)s::bigint, external_id, nextval('responses_response_id_seq'), at,
               decode(fingerprint, 'hex') FROM made
        ON CONFLICT (source_id, external_id) DO NOTHING
        RETURNING external_id, response_id AS id),
    new AS (SELECT once.id, made.* FROM once JOIN made USING (external_id)),
    response AS (
        INSERT INTO responses_response (id, responded_at, changed_at, completed_at, unit_id, questionnaire_id,
               version_id, channel, language, kind_of_work, day, score, has_words, attributes)
        SELECT id, at, %(now)s::timestamptz, at, unit, questionnaire, version, channel, language,
               kind_of_work, day, score, has_words, attributes FROM new),
    answers AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number, words, choices)
        SELECT new.id, new.at, a.question, a.number, a.words, a.choices
          FROM new, jsonb_to_recordset(new.answers)
               AS a (question text, number smallint, words text, choices text[])),
    credited AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id, share)
        SELECT new.id, new.at, c.employee, c.team, c.share
          FROM new, jsonb_to_recordset(new.credits) AS c (employee bigint, team bigint, share numeric)),
    change AS (
        INSERT INTO responses_responsechange (response_id, responded_at, unit_id, employees, day,
               questionnaire_id, channel, is_new, is_removed, after_score, before_ticks, after_ticks)
        SELECT id, at, unit, employees, day, questionnaire, channel, true, false, score, '{}', ticks
          FROM new)
    SELECT count(*) FROM once
"""


def insert(source_id: int, placed: Sequence[Placed], *, now: datetime) -> int:
    """How many were new; one that is known by its number already is left as it is."""
    rows = json.dumps([_row(one) for one in placed])
    found = fetch_one(INSERT, {"rows": rows, "source": source_id, "now": now})
    return int(found[0]) if found else 0


def _row(one: Placed) -> dict[str, Any]:
    incoming, submission = one.incoming, one.incoming.submission
    return {
        "external_id": incoming.external_id,
        "at": one.responded_at.isoformat(),
        "fingerprint": one.fingerprint.hex(),
        "unit": one.unit,
        "questionnaire": incoming.asked.questionnaire_id,
        "version": incoming.asked.version_id,
        "channel": incoming.channel,
        "language": incoming.language,
        "kind_of_work": incoming.kind_of_work,
        "day": one.day.isoformat(),
        "score": submission.score,
        "has_words": submission.has_words,
        "attributes": incoming.attributes,
        "answers": as_rows(submission.answers),
        "credits": [
            {"employee": employee, "team": team, "share": share} for employee, team, share in one.credits
        ],
        "employees": [credit[0] for credit in one.credits],
        "ticks": submission.ticks,
    }
