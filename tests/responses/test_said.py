"""What may be asked of the answers, and what is forgotten of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from extramile.invitations.models import Invitation
from extramile.responses.models import Answer, Credit, Response, ResponseChange
from extramile.responses.operations import forget_words
from extramile.responses.queries import (
    DayScore,
    said,
    scores_of_employees,
    words_of_employees,
    words_of_units,
)
from tests.cast import Cast
from tests.responses.asked import ask
from tests.responses.test_store import keep

pytestmark = pytest.mark.django_db


def key_of(invitation: Invitation) -> tuple[int, datetime]:
    response = Response.objects.get(invitation_id=invitation.pk)
    return response.pk, response.responded_at


def test_words_of_units_are_theirs_alone_newest_first(cast: Cast, now: datetime) -> None:
    for hour, team in enumerate([cast.team, cast.other_team, cast.team, cast.zwolle_team]):
        keep(
            ask(team, cast.sanne, now=now), now=now + timedelta(hours=hour), nps=str(hour + 6), why=f"{hour}"
        )
    assert [one.words for one in words_of_units([cast.team.pk])] == ["2", "0"]
    assert [one.words for one in words_of_units([cast.team.pk, cast.other_team.pk], limit=2)] == ["2", "1"]
    assert words_of_units([cast.centre.pk]) == []  # those below are handed in by whoever asks
    assert words_of_units([]) == []


def test_words_of_units_page_by_position_also_within_one_moment(cast: Cast, now: datetime) -> None:
    for number in range(5):
        keep(ask(cast.team, cast.sanne, now=now), now=now, nps="9", why=f"number {number}")
    first = words_of_units([cast.team.pk], limit=2)
    rest = words_of_units([cast.team.pk], before=first[-1].position)
    assert [one.words for one in (*first, *rest)] == [f"number {number}" for number in (4, 3, 2, 1, 0)]


def test_words_of_units_by_group_and_by_the_units_own_days(cast: Cast, now: datetime) -> None:
    late = now.replace(hour=23, minute=30)  # in Amsterdam it is the next day already
    keep(ask(cast.team, cast.sanne, now=now), now=late, nps="10", why="at night")
    keep(ask(cast.team, cast.sanne, now=now), now=now, nps="6", why="by day")
    day = now.date()
    assert [one.words for one in words_of_units([cast.team.pk], since=day, until=day)] == ["by day"]
    assert [one.words for one in words_of_units([cast.team.pk], since=day + timedelta(days=1))] == [
        "at night"
    ]
    assert [one.words for one in words_of_units([cast.team.pk], group="detractor")] == ["by day"]
    assert words_of_units([cast.team.pk], group="passive") == []


def test_scores_alone_are_words_only_when_asked_for(cast: Cast, now: datetime) -> None:
    keep(ask(cast.team, cast.sanne, now=now), now=now, nps="8")
    assert words_of_units([cast.team.pk]) == []
    (silent,) = words_of_units([cast.team.pk], with_words=False)
    assert (silent.words, silent.score, silent.group) == ("", 8, "passive")


def test_both_ways_of_asking_tell_the_same_of_one_answer(cast: Cast, now: datetime) -> None:
    keep(
        ask(cast.team, cast.sanne, cast.wim, now=now),
        now=now,
        nps="9",
        why="Quick.",
        praise=["tidy", "on_time"],
    )
    (of_unit,) = words_of_units([cast.team.pk])
    assert [of_unit] == words_of_employees([cast.wim.pk]) == words_of_employees([cast.sanne.pk, cast.wim.pk])
    assert of_unit.ticks == ("praise:tidy", "praise:on_time")
    assert of_unit.employees == (cast.sanne.pk, cast.wim.pk)
    assert (of_unit.unit_id, of_unit.kind_of_work) == (cast.team.pk, "windscreen replacement")


def test_said_gives_back_what_was_asked_for_and_no_more(cast: Cast, now: datetime) -> None:
    first, second, other = (ask(cast.team, cast.sanne, now=now, days=60) for _ in range(3))
    keep(first, now=now, nps="9", why="first")
    keep(second, now=now + timedelta(days=40), nps="3", why="second, another month")
    keep(other, now=now, nps="9", why="not asked for")
    assert [one.words for one in said([key_of(first), key_of(second)])] == ["second, another month", "first"]
    number, moment = key_of(first)
    assert said([(number, moment + timedelta(seconds=1))]) == []  # the moment is part of the key
    assert said([(number, moment), (number, moment)])[0].response_id == number
    assert said([]) == []


def test_scores_of_employees_by_day_questionnaire_and_score(cast: Cast, now: datetime) -> None:
    both = ask(cast.team, cast.sanne, cast.wim, now=now)
    keep(both, now=now, nps="9")
    for score in ("9", "4"):
        keep(ask(cast.team, cast.sanne, now=now), now=now, nps=score)
    keep(ask(cast.team, cast.sanne, now=now), now=now + timedelta(days=1), nps="9")
    keep(ask(cast.team, cast.sanne, now=now), now=now, complete=False, why="no score given")
    day = now.date()
    found = scores_of_employees([cast.sanne.pk, cast.wim.pk], since=day, until=day)
    questionnaire = Response.objects.filter(score=4).values_list("questionnaire_id", flat=True).get()
    assert found == [
        DayScore(cast.sanne.pk, day, questionnaire, "email", 4, 1),
        DayScore(cast.sanne.pk, day, questionnaire, "email", 9, 2),
        DayScore(cast.wim.pk, day, questionnaire, "email", 9, 1),
    ]
    assert scores_of_employees([cast.bram.pk], since=day, until=day) == []
    later = scores_of_employees([cast.sanne.pk], since=day + timedelta(days=1), until=date(2027, 1, 1))
    assert [(one.score, one.count) for one in later] == [(9, 1)]


def test_forgotten_words_leave_score_ticks_and_counts(cast: Cast, now: datetime) -> None:
    gone, kept = ask(cast.team, cast.sanne, now=now), ask(cast.team, cast.sanne, now=now)
    for invitation in (gone, kept):
        keep(invitation, now=now, nps="9", why="My name is Maria", praise=["tidy"])
    Response.objects.update(attributes={"Note": {"type": "text", "value": "Maria"}})
    ResponseChange.objects.all().delete()
    assert forget_words(invitation_ids=[gone.pk]) == 1
    assert set(Answer.objects.filter(words__contains="Maria").values_list("response_id", flat=True)) == {
        key_of(kept)[0]
    }
    response = Response.objects.get(invitation_id=gone.pk)
    assert (response.score, response.has_words, response.attributes) == (9, False, {})
    (left,) = said([key_of(gone)])
    assert (left.words, left.ticks, left.score) == ("", ("praise:tidy",), 9)
    assert Credit.objects.filter(response_id=response.pk).count() == 1
    assert words_of_units([cast.team.pk]) == said([key_of(kept)])
    assert not ResponseChange.objects.exists()  # nothing that is counted has changed


def test_words_are_forgotten_by_job_too_and_again_does_nothing_more(cast: Cast, now: datetime) -> None:
    invitation = ask(cast.team, cast.sanne, now=now)
    keep(invitation, now=datetime(2026, 3, 31, 23, 59, tzinfo=UTC), nps="2", why="Never again")
    assert invitation.job_id is not None
    assert forget_words(job_ids=[invitation.job_id]) == 1
    assert not Answer.objects.exclude(words="").exists()
    before = list(Response.objects.values())
    forget_words(job_ids=[invitation.job_id])
    assert list(Response.objects.values()) == before
    assert forget_words() == 0
