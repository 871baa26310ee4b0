"""Tell `monitor` who was asked, in the transaction of the fact itself."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db import connection

from extramile.core import bulk
from extramile.invitations.models import AskedChange, Invitation

COLUMNS: Final = {
    "unit_id": "bigint", "day": "date", "questionnaire_id": "bigint", "channel": "text", "asked": "integer",
}  # fmt: skip


def asked(invitations: Iterable[Invitation]) -> None:
    """So many more asked, by unit, day, questionnaire and channel. Versions must be loaded."""
    counts = Counter(
        (row.unit_id, row.asked_on, row.version.questionnaire_id, row.channel)
        for row in invitations
        if row.version is not None and row.asked_on is not None
    )
    bulk.insert(
        AskedChange._meta.db_table,
        COLUMNS,
        (dict(zip(COLUMNS, (*what, n), strict=True)) for what, n in counts.items()),
    )


# Chosen apart, once, as a list: `WHERE id IN (... LIMIT ...)` may be asked again for each row, and then takes
# them all; and a join, while PostgreSQL thinks the feed empty, holds each row against all that are chosen.
TAKE = """
DELETE FROM invitations_askedchange
 WHERE id = ANY (ARRAY (
    SELECT id FROM invitations_askedchange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING id, unit_id, day, questionnaire_id, channel, asked
"""


def take_changes(limit: int) -> list[AskedChange]:
    """Take (delete) up to so many; whoever counts them does it in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        return [
            AskedChange(id=pk, unit_id=unit, day=day, questionnaire_id=which, channel=channel, asked=n)
            for pk, unit, day, which, channel, n in cursor.fetchall()
        ]
