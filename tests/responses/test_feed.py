"""What is taken of the feed of answers."""

from datetime import UTC, datetime

import pytest

from extramile.responses.models import ResponseChange
from extramile.responses.operations import take_changes
from tests.work import measured, remember_empty

pytestmark = pytest.mark.django_db


def _answered(number: int) -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ResponseChange.objects.bulk_create(
        ResponseChange(
            response_id=one,
            responded_at=moment,
            unit_id=1,
            employees=[],
            day=moment.date(),
            asked_on=moment.date(),
            questionnaire_id=1,
            channel="email",
            is_new=True,
            after_score=9,
        )
        for one in range(number)
    )


def test_the_oldest_come_first_and_no_more_than_were_asked_for() -> None:
    _answered(5)
    assert [change.response_id for change in take_changes(3)] == [0, 1, 2]
    assert [change.response_id for change in take_changes(10)] == [3, 4]
    assert take_changes(10) == []


def test_a_feed_that_was_empty_is_not_gone_through_again_for_each_that_is_taken() -> None:
    """PostgreSQL goes by what it saw last, and a feed is empty most of the time that anybody looks."""
    _answered(10)
    remember_empty(ResponseChange._meta.db_table)
    _answered(3000)
    with measured() as work:
        assert len(take_changes(1000)) == 1000
    assert work.rows < 20_000
