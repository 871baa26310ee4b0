from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extramile.invitations.models import Invitation
from extramile.responses.models import Answer, Credit, Response, ResponseChange
from extramile.responses.operations import Outcome, Stored, store, take_changes
from extramile.responses.queries import words_of_employees
from extramile.responses.submission import Problem
from tests.cast import Cast, make_cast
from tests.responses.asked import ask

LATER = timedelta(hours=2)


def keep(invitation: Invitation, *, now: datetime, complete: bool = True, **submitted: object) -> Stored:
    return store(invitation.pk, submitted, complete=complete, language="en", now=now)


@pytest.mark.django_db
def test_a_first_answer_is_kept_with_everything_that_others_read(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, cast.youssef, now=now)
    kept = keep(invitation, now=now, nps="9", why="Quick & kind.", praise=["friendly", "tidy"])
    assert kept.outcome is Outcome.STORED
    response = Response.objects.get()
    assert (response.pk, response.responded_at) == (kept.response_id, now)
    assert (response.score, response.has_words, response.completed_at) == (9, True, now)
    assert (response.unit_id, response.day, response.asked_on) == (cast.team.pk, date(2026, 3, 2), now.date())
    assert (response.channel, response.kind_of_work) == ("email", "windscreen replacement")
    answers = {answer.question: answer for answer in Answer.objects.all()}
    assert answers.keys() == {"nps", "why", "praise"}
    assert (answers["nps"].number, answers["why"].words) == (9, "Quick & kind.")
    assert answers["praise"].choices == ["friendly", "tidy"]
    assert set(Credit.objects.values_list("employee_id", "team_id")) == {
        (cast.sanne.pk, cast.team.pk),
        (cast.youssef.pk, cast.team.pk),
    }
    invitation.refresh_from_db()
    assert (invitation.responded_at, invitation.next_reminder_at) == (now, None)
    change = ResponseChange.objects.get()
    assert change.is_new
    assert (change.before_score, change.after_score) == (None, 9)
    assert change.after_ticks == ["praise:friendly", "praise:tidy"]
    assert set(change.employees) == {cast.sanne.pk, cast.youssef.pk}


@pytest.mark.django_db
def test_the_day_is_that_of_the_units_own_clock(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    shortly_after_midnight = now.replace(hour=23, minute=30)  # in Amsterdam it is the next day already
    keep(invitation, now=shortly_after_midnight, nps="8")
    assert Response.objects.get().day == date(2026, 3, 3)


@pytest.mark.django_db
def test_the_same_link_changes_its_answer(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    first = keep(invitation, now=now, nps="9", why="Fine", praise=["friendly"])
    second = keep(
        invitation, now=now + LATER, nps="4", why="It leaks", improve=["result"], praise=["friendly"]
    )
    assert second.response_id == first.response_id
    response = Response.objects.get()
    assert (response.responded_at, response.changed_at, response.score) == (now, now + LATER, 4)
    assert response.day == now.date()
    # Praise is for promoters: the tick that stayed behind in the form counts for nothing.
    assert set(Answer.objects.values_list("question", flat=True)) == {"nps", "why", "improve"}
    new, changed = ResponseChange.objects.order_by("pk")
    assert (new.is_new, changed.is_new) == (True, False)
    assert (changed.before_score, changed.after_score) == (9, 4)
    assert (changed.before_ticks, changed.after_ticks) == (["praise:friendly"], ["improve:result"])
    assert changed.employees == [cast.sanne.pk]


@pytest.mark.django_db
def test_the_same_answer_twice_changes_nothing(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    keep(invitation, now=now, nps="6", why="So so", call="yes")
    again = keep(invitation, now=now + LATER, nps="6", why="So so", call="yes")
    assert again.outcome is Outcome.UNCHANGED
    assert again.is_kept
    assert Response.objects.get().changed_at == now
    assert ResponseChange.objects.count() == 1


@pytest.mark.django_db
def test_a_partial_answer_is_kept_and_completed_later(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    keep(invitation, now=now, complete=False, nps="10")
    assert Response.objects.get().completed_at is None
    keep(invitation, now=now + LATER, nps="10", why="Great")
    assert Response.objects.get().completed_at == now + LATER


@pytest.mark.django_db
def test_a_partial_that_was_overtaken_does_not_undo_the_answer(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    keep(invitation, now=now, nps="10", why="All of it")
    late = keep(invitation, now=now + LATER, complete=False, nps="10")
    assert late.outcome is Outcome.STALE
    assert Answer.objects.get(question="why").words == "All of it"
    reopened = store(
        invitation.pk, {"nps": "3"}, complete=False, language="en", now=now + 2 * LATER, seen=now
    )
    assert reopened.outcome is Outcome.STORED
    assert Response.objects.get().score == 3
    assert Response.objects.get().completed_at == now


@pytest.mark.django_db
@pytest.mark.parametrize(
    "score", ["11", "-1", "9.0", "nine", "٣", "", "9\x00", True, 99999999999, None, ["9"]]
)
def test_a_score_off_the_scale_is_no_answer(cast: Cast, now: datetime, score: object) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    refused = keep(invitation, now=now, nps=score, why="words")
    assert refused.outcome is Outcome.INVALID
    assert "nps" in refused.problems
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_unknown_keys_are_passed_over_and_unknown_choices_refused(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    refused = keep(invitation, now=now, nps="9", praise=["friendly", "'; drop table"], admin="1")
    assert dict(refused.problems) == {"praise": Problem.NOT_A_CHOICE}
    assert keep(invitation, now=now, nps="9", admin="1").outcome is Outcome.STORED
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_ten_thousand_characters_of_any_kind_and_not_one_more(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    longest = "👩‍🔧" * 3333 + "x"
    assert len(longest) == 10_000
    refused = keep(invitation, now=now, nps="9", why=longest + "x")
    assert dict(refused.problems) == {"why": Problem.TOO_LONG}
    keep(invitation, now=now, nps="9", why=longest)
    assert Answer.objects.get(question="why").words == longest


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(words=st.text(st.characters(categories=None), min_size=1, max_size=200))
def test_any_words_can_be_kept(cast: Cast, now: datetime, words: str) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    kept = keep(invitation, now=now, nps="9", why=words)
    assert kept.is_kept


@pytest.mark.django_db
def test_nothing_at_all_is_not_a_partial_answer(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    assert keep(invitation, now=now, complete=False, why="  \x00 ").outcome is Outcome.NOTHING
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_links_that_no_longer_take_an_answer(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now, days=1)
    assert keep(invitation, now=now + timedelta(days=1), nps="9").outcome is Outcome.EXPIRED
    invitation.cancelled_at = now
    invitation.save()
    assert keep(invitation, now=now, nps="9").outcome is Outcome.CANCELLED
    assert store(2**62, {}, complete=True, language="en", now=now).outcome is Outcome.UNKNOWN
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_taken_changes_are_gone_and_come_in_order(cast: Cast, now: datetime) -> None:
    """However PostgreSQL goes about it: of a table that held one row it goes through the rest for each."""
    for score in range(5):
        keep(ask(cast.team, cast.sanne, now=now), now=now, nps=str(score))
        if not score:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE responses_responsechange")
    taken = take_changes(3)
    assert [change.after_score for change in taken] == [0, 1, 2]
    assert [change.after_score for change in take_changes(10)] == [3, 4]
    assert take_changes(10) == []


@pytest.mark.django_db(transaction=True)
def test_pressed_by_many_at_once_it_is_one_response(now: datetime) -> None:
    cast = make_cast(now=now)
    invitation = ask(cast.team, cast.sanne, now=now)

    def press(number: int) -> Outcome:
        try:
            with connection.cursor() as cursor:  # PostgreSQL itself makes the race wide
                cursor.execute("SELECT 1")
            return keep(invitation, now=now + timedelta(seconds=number), nps=str(number % 11)).outcome
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(press, range(48)))
    assert set(outcomes) <= {Outcome.STORED, Outcome.UNCHANGED}
    response = Response.objects.get()
    assert Credit.objects.count() == 1
    assert Answer.objects.get().number == response.score
    changes = list(ResponseChange.objects.order_by("pk"))
    assert [change.is_new for change in changes].count(True) == 1
    # The feed is a chain: each change begins where the one before it ended.
    for earlier, later in pairwise(changes):
        assert later.before_score == earlier.after_score
    assert changes[-1].after_score == response.score
    invitation.refresh_from_db()
    assert invitation.responded_at == response.responded_at


@pytest.mark.django_db
def test_words_come_newest_first_and_page_by_position(cast: Cast, now: datetime) -> None:
    for hour in range(5):
        invitation = ask(cast.team, cast.sanne, cast.wim, now=now)
        keep(invitation, now=now + timedelta(hours=hour), nps=str(6 + hour), why=f"number {hour}")
    keep(ask(cast.team, cast.wim, now=now), now=now + LATER, nps="9")  # no words
    both = [cast.sanne.pk, cast.wim.pk]
    page = words_of_employees(both, limit=2)
    assert [said.words for said in page] == ["number 4", "number 3"]
    rest = words_of_employees(both, limit=10, before=page[-1].position)
    assert [said.words for said in rest] == ["number 2", "number 1", "number 0"]
    promoters = words_of_employees([cast.sanne.pk], group="promoter")
    assert [said.score for said in promoters] == [10, 9]
    assert promoters[0].group == "promoter"
    assert promoters[0].employees == (cast.sanne.pk, cast.wim.pk)
    assert len(words_of_employees([cast.wim.pk], with_words=False)) == 6
    assert words_of_employees([cast.bram.pk]) == []
