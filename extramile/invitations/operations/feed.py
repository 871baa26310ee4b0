"""Tell `monitor` who was asked, in the transaction of the fact itself."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from extramile.invitations.models import AskedChange, Invitation


def asked(invitations: Iterable[Invitation]) -> None:
    """So many more asked, by unit, day, questionnaire and channel. Versions must be loaded."""
    counts = Counter(
        (row.unit_id, row.asked_on, row.version.questionnaire_id, row.channel)
        for row in invitations
        if row.version is not None and row.asked_on is not None
    )
    AskedChange.objects.bulk_create(
        AskedChange(unit_id=unit, day=day, questionnaire_id=questionnaire, channel=channel, asked=n)
        for (unit, day, questionnaire, channel), n in counts.items()
        if day is not None
    )


TAKE = """
DELETE FROM invitations_askedchange WHERE id IN (
    SELECT id FROM invitations_askedchange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id, unit_id, day, questionnaire_id, channel, asked
"""


def take_changes(limit: int) -> list[AskedChange]:
    """Take (delete) up to so many; whoever counts them does it in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        return [
            AskedChange(id=pk, unit_id=unit, day=day, questionnaire_id=which, channel=channel, asked=n)
            for pk, unit, day, which, channel, n in cursor.fetchall()
        ]
