"""What is taken of the feed of who was asked."""

from datetime import date

import pytest
from django.db import connection

from extramile.invitations.models import AskedChange
from extramile.invitations.operations import take_changes


@pytest.mark.django_db
def test_no_more_is_taken_than_was_asked_for() -> None:
    """However PostgreSQL goes about it: of a table that held one row it goes through the rest for each."""
    for number in range(5):
        AskedChange.objects.create(
            unit_id=1, day=date(2026, 3, 2), questionnaire_id=1, channel="email", asked=number
        )
        if not number:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE invitations_askedchange")
    assert sorted(change.asked for change in take_changes(3)) == [0, 1, 2]
    assert sorted(change.asked for change in take_changes(10)) == [3, 4]
    assert take_changes(10) == []
