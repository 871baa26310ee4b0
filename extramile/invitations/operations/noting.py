"""Write down what became of many invitations, each its own, in one statement.

Django's bulk_update makes a CASE with a WHEN for every row and field: with hundreds of rows that is most of
the work of asking.
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from psycopg import sql

from extramile.invitations.models import Invitation

TYPES: Final = {"asked_on": "date", "reminders_sent": "smallint"}  # the other fields are moments


def note(rows: Sequence[Invitation], fields: Sequence[str]) -> None:
    """Keep these fields of these rows as they are in memory."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ["id", *fields]))
    sets = sql.SQL(", ").join(sql.SQL("{0} = noted.{0}").format(sql.Identifier(field)) for field in fields)
    arrays = sql.SQL(", ").join(
        sql.SQL("%s::{}[]").format(sql.SQL(TYPES.get(field, "timestamptz"))) for field in fields
    )
    statement = sql.SQL(
        "UPDATE invitations_invitation SET {sets} FROM unnest(%s::bigint[], {arrays}) AS noted ({columns})"
        " WHERE invitations_invitation.id = noted.id"
    ).format(sets=sets, arrays=arrays, columns=columns)
    values = [[getattr(row, field) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [[row.pk for row in rows], *values])
