"""What is taken of the feed of who was asked."""

from datetime import date

import pytest
from django.db import connection

from extramile.invitations.models import AskedChange
from extramile.invitations.operations import take_changes
from tests.work import measured, remember_empty


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


@pytest.mark.django_db
def test_a_feed_that_was_empty_is_not_gone_through_again_for_each_that_is_taken() -> None:
    """PostgreSQL goes by what it saw last, and a feed is empty most of the time that anybody looks."""
    _asked(10)
    remember_empty(AskedChange._meta.db_table)
    _asked(3000)
    with measured() as work:
        assert len(take_changes(1000)) == 1000
    assert work.rows < 20_000


def _asked(number: int) -> None:
    AskedChange.objects.bulk_create(
        AskedChange(unit_id=1, day=date(2026, 3, 2), questionnaire_id=1, channel="email", asked=one)
        for one in range(number)
    )
