"""The feed for `monitor`, and forgetting what customers wrote."""

from collections.abc import Collection
from typing import Final

from django.db import connection, transaction

from extramile.responses.models import ResponseChange

# Chosen apart, once, as a list: `WHERE id IN (... LIMIT ...)` may be asked again for each row, and then takes
# them all; and a join, while PostgreSQL thinks the feed empty, holds each row against all that are chosen.
TAKE: Final = """
    DELETE FROM responses_responsechange
     WHERE id = ANY (ARRAY (
        SELECT id FROM responses_responsechange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
    RETURNING id, response_id, responded_at, unit_id, employees, day, asked_on, questionnaire_id,
              channel, is_new, is_removed, before_score, after_score, before_ticks, after_ticks
"""


def take_changes(limit: int) -> list[ResponseChange]:
    """Take (delete) up to `limit` changes, oldest first. Call it in the transaction that counts them."""
    names = [field.attname for field in ResponseChange._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    changes = [ResponseChange(**{name: row[name] for name in names}) for row in rows]
    return sorted(changes, key=lambda change: change.pk)


FORGET: Final = """
    WITH place AS (
        SELECT r.id, r.responded_at FROM responses_response r
         WHERE r.invitation_id = ANY (%(invitations)s) OR r.job_id = ANY (%(jobs)s)
            OR r.id = ANY (%(responses)s)),
    emptied AS (
        DELETE FROM responses_answer a USING place
         WHERE a.response_id = place.id AND a.responded_at = place.responded_at AND a.words <> ''),
    closed AS (
        UPDATE responses_importedresponse SET fingerprint = %(erased)s, customer_key = NULL
         WHERE response_id = ANY (%(responses)s))
    UPDATE responses_response r SET attributes = '{}', has_words = false
      FROM place WHERE r.id = place.id AND r.responded_at = place.responded_at
"""


# Instead of the fingerprint of an imported row: whatever it says when it is sent again, it is left alone.
ERASED: Final = b""


@transaction.atomic
def forget_words(
    *,
    invitation_ids: Collection[int] = (),
    job_ids: Collection[int] = (),
    response_ids: Collection[int] = (),
) -> int:
    """Erasure: words and attributes go; the score, the ticks and the counts stay. Says how many responses."""
    with connection.cursor() as cursor:
        cursor.execute(
            FORGET,
            {
                "invitations": list(invitation_ids),
                "jobs": list(job_ids),
                "responses": list(response_ids),
                "erased": ERASED,
            },
        )
        return int(cursor.rowcount)
