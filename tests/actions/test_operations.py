"""Keep, ask the coach, have read: about one's own customers alone, each to be undone."""

from datetime import timedelta

import pytest

from extramile.actions import operations, queries
from extramile.actions.models import CoachQuestion, KeptComment
from extramile.actions.operations import NotOwnWordsError
from extramile.core.models import AuditEntry
from extramile.people.models import Employee
from tests.cast import Cast, user_of
from tests.monitor.facts import answered


@pytest.fixture
def response_id(cast: Cast) -> int:
    stored = answered(cast.team, cast.sanne, now=cast.now, words="He even swept the drive.")
    assert stored.response_id
    return stored.response_id


def test_keep_twice_is_once(cast: Cast, response_id: int) -> None:
    operations.keep(cast.sanne, response_id, now=cast.now)
    operations.keep(cast.sanne, response_id, now=cast.now + timedelta(days=1))
    assert queries.kept_places(cast.sanne) == [(response_id, cast.now)]
    assert queries.marks_of(cast.sanne, [response_id]).kept == {response_id}
    operations.unkeep(cast.sanne, response_id)
    operations.unkeep(cast.sanne, response_id)
    assert not KeptComment.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 10**9, 2**63, 2**80])
def test_words_that_do_not_exist(cast: Cast, number: int) -> None:
    with pytest.raises(NotOwnWordsError):
        operations.keep(cast.sanne, number, now=cast.now)


def test_words_of_others_do_not_exist(cast: Cast, response_id: int) -> None:
    def each(who: Employee) -> None:
        with pytest.raises(NotOwnWordsError):
            operations.keep(who, response_id, now=cast.now)
        with pytest.raises(NotOwnWordsError):
            operations.unkeep(who, response_id)
        with pytest.raises(NotOwnWordsError):
            operations.ask_coach(who, response_id, note="", now=cast.now)
        with pytest.raises(NotOwnWordsError):
            operations.withdraw_question(who, response_id)

    each(cast.wim)  # a colleague in the same team
    each(cast.els)  # her coach
    assert not KeptComment.objects.exists()
    assert not CoachQuestion.objects.exists()


def test_both_who_did_the_work_may_keep_it(cast: Cast) -> None:
    stored = answered(cast.team, cast.sanne, cast.wim, now=cast.now, words="What a team.")
    assert stored.response_id
    for who in (cast.sanne, cast.wim):
        operations.keep(who, stored.response_id, now=cast.now)
    assert KeptComment.objects.count() == 2


def test_ask_and_withdraw(cast: Cast, response_id: int) -> None:
    operations.ask_coach(cast.sanne, response_id, note=" How?\x00 " + "x" * 2000, now=cast.now)
    question = CoachQuestion.objects.get()
    assert question.note.startswith("How? x")
    assert len(question.note) == operations.LONGEST_NOTE
    coached = Employee.objects.filter(pk=cast.sanne.pk)
    assert [one.pk for one in queries.open_questions(coached)] == [question.pk]
    operations.withdraw_question(cast.sanne, response_id)
    assert not CoachQuestion.objects.exists()


def test_close_and_reopen(cast: Cast, response_id: int) -> None:
    question = operations.ask_coach(cast.sanne, response_id, note="", now=cast.now)
    els, tom = user_of(cast.els), user_of(cast.tom)
    operations.close_question(question, actor=els, now=cast.now)
    operations.close_question(question, actor=tom, now=cast.now)
    question.refresh_from_db()
    assert question.closed_by_id == els.pk
    assert queries.open_questions_about(cast.sanne, [response_id]) == {}
    operations.reopen_question(question, actor=els, now=cast.now)
    assert set(queries.open_questions_about(cast.sanne, [response_id])) == {response_id}
    actions = AuditEntry.objects.filter(subject_id=str(cast.sanne.pk), action__startswith="actions.question")
    assert list(actions.order_by("pk").values_list("action", "actor_id")) == [
        ("actions.question.closed", els.pk),
        ("actions.question.reopened", els.pk),
    ]


def test_asked_again_after_it_was_closed_is_open_again(cast: Cast, response_id: int) -> None:
    question = operations.ask_coach(cast.sanne, response_id, note="first", now=cast.now)
    operations.close_question(question, actor=user_of(cast.els), now=cast.now)
    operations.ask_coach(cast.sanne, response_id, note="again", now=cast.now + timedelta(days=1))
    assert queries.open_questions_about(cast.sanne, [response_id])[response_id].note == "again"


def test_read_until_never_goes_back(cast: Cast) -> None:
    assert queries.read_up_to(cast.sanne) is None
    operations.read_until(cast.sanne, cast.now)
    operations.read_until(cast.sanne, cast.now - timedelta(days=3))
    assert queries.read_up_to(cast.sanne) == cast.now
    operations.read_until(cast.sanne, cast.now + timedelta(days=3))
    assert queries.read_up_to(cast.sanne) == cast.now + timedelta(days=3)
