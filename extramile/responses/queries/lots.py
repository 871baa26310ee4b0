"""Answers of one day and group, for whoever draws some of them by lot."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import connection

from extramile.responses.queries.where import GROUPS, Group, Key

OF_A_DAY: Final = """
    SELECT id, responded_at FROM responses_response
     WHERE responded_at >= %s AND responded_at < %s AND day = %s AND score BETWEEN %s AND %s AND has_words
     ORDER BY id
"""


def answers_with_words(day: date, group: Group) -> list[Key]:
    """Every answer with words of this group on this day (the unit's own), by id."""
    first = datetime.combine(day, time(), UTC) - timedelta(hours=36)
    with connection.cursor() as cursor:
        cursor.execute(OF_A_DAY, [first, first + timedelta(hours=96), day, *GROUPS[group]])
        found: list[Key] = cursor.fetchall()
        return found
