"""The past told in one go is what single answers would have left, to the last column."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from extramile.invitations.models import Invitation
from extramile.invitations.operations import make_walk_in, open_walk_in
from extramile.questionnaires.models import Questionnaire
from extramile.responses.models import Response
from extramile.responses.operations import Outcome, Stored, store_within
from extramile.responses.operations.past import Past, store_past
from tests.cast import Cast
from tests.responses.asked import ask

TABLES = {
    "responses_response": "id",
    "responses_answer": "id, response_id",
    "responses_credit": "id, response_id",
    "responses_responsechange": "id, response_id",
    "invitations_invitation": "",
}


def past(invitation: Invitation, at: datetime, *, complete: bool = True, **submitted: object) -> Past:
    return Past(invitation.pk, submitted, complete, "nl", at)


@pytest.fixture
def told(cast: Cast, now: datetime) -> list[Past]:
    """Everything that can become of an answer, and one invitation that is answered twice."""
    both = ask(cast.team, cast.sanne, cast.youssef, now=now)
    alone, partial, late, called_off, wrong, empty = (
        ask(cast.team, cast.sanne, now=now, days=days) for days in (30, 30, 1, 30, 30, 30)
    )
    Invitation.objects.filter(pk=called_off.pk).update(cancelled_at=now)
    questionnaire = Questionnaire.objects.get(slug="nps-after-job")
    code = make_walk_in(unit=cast.team, questionnaire=questionnaire, actor=None, now=now)
    walk_in = open_walk_in(code, "0123456789abcdef", language="nl", now=now)
    at_night = now.replace(hour=23, minute=30, microsecond=123456)  # in Amsterdam it is the next day already
    return [
        past(both, now, nps="9", why="Netjes.\n\n'Heel' \\snel", praise=["friendly", "tidy"], call=True),
        past(alone, at_night, nps=3, improve=["price"], call=False),
        past(partial, now + timedelta(hours=1), complete=False, nps=8),
        past(walk_in, now + timedelta(hours=2), nps=10),
        past(late, now + timedelta(days=3), nps=10),
        past(called_off, now + timedelta(hours=3), nps=10),
        past(wrong, now + timedelta(hours=3), nps=11),
        past(empty, now + timedelta(hours=3), complete=False),
        past(both, now + timedelta(hours=4), nps="2", why="Toch niet"),
        Past(987_654_321, {"nps": 9}, True, "nl", now),
    ]


def left(deed: Callable[[], Sequence[Stored]]) -> tuple[dict[str, list[dict[str, Any]]], list[Stored]]:
    """What stands in the tables afterwards but for the numbers, and what became of each."""
    with transaction.atomic():
        stored = list(deed())
        rows = {table: list(_rows(table, without)) for table, without in TABLES.items()}
        transaction.set_rollback(True)
    return rows, stored


def _rows(table: str, without: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column.name for column in cursor.description or ()]
        hidden = set(without.split(", "))
        rows = [
            {name: value for name, value in zip(names, row, strict=True) if name not in hidden}
            for row in cursor.fetchall()
        ]
    return sorted(rows, key=repr)


@pytest.mark.django_db
def test_it_leaves_what_single_answers_leave(told: list[Past]) -> None:
    singly, one_by_one = left(
        lambda: [
            store_within(one.invitation_id, one.submitted, complete=one.complete, language="nl", now=one.at)
            for one in told
        ]
    )
    at_once, together = left(lambda: store_past(told))
    assert at_once == singly
    assert len(at_once["responses_response"]) == 4
    for mine, theirs in zip(together, one_by_one, strict=True):
        assert (mine.outcome, mine.responded_at, mine.version_id, mine.about, mine.submission) == (
            theirs.outcome,
            theirs.responded_at,
            theirs.version_id,
            theirs.about,
            theirs.submission,
        )
    assert {one.outcome for one in together} == {
        Outcome.STORED,
        Outcome.EXPIRED,
        Outcome.CANCELLED,
        Outcome.INVALID,
        Outcome.NOTHING,
        Outcome.UNKNOWN,
    }


@pytest.mark.django_db
def test_the_number_is_that_of_the_response(told: list[Past]) -> None:
    stored = store_past(told)
    scores = dict(Response.objects.values_list("pk", "score"))
    assert [scores[one.response_id] for one in stored if one.response_id] == [2, 3, 8, 10, 2]


@pytest.mark.django_db
def test_as_many_statements_for_thirty_as_for_three(
    cast: Cast, now: datetime, django_assert_num_queries: Callable[[int], Any]
) -> None:
    store_past([past(ask(cast.team, cast.sanne, now=now), now, nps=9)])  # the definition is read
    for number in (3, 30):
        answers = [past(ask(cast.team, cast.sanne, now=now), now, nps=9, why="Fine") for _ in range(number)]
        with django_assert_num_queries(7):
            store_past(answers)


@pytest.mark.django_db
def test_nothing_told_asks_nothing(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(0):
        assert store_past([]) == []
