"""After a wave: replies below a comment, a unit's conversation, enthusiasts who come forward."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from extramile.core.models import AuditEntry
from extramile.engagement import queries
from extramile.engagement.models import ComingForward, CommentMessage, ReleasedTable
from extramile.engagement.operations.comments import address_of, answer_back, reply
from extramile.engagement.operations.conversations import (
    choose_change,
    hold_conversation,
    look_back,
    take_back_change,
)
from extramile.engagement.operations.forward import come_forward, step_back
from extramile.engagement.problems import (
    NoReplyWanted,
    NothingToSay,
    NotReleased,
    TooLong,
    TooManyChanges,
    UnknownChange,
    UnknownComment,
    VoiceProblem,
    WaitForTheOther,
)
from extramile.people.models import User
from tests.cast import Cast, user_of
from tests.engagement.released import release, say, show, withhold
from tests.engagement.round import Company, make_company, open_round, version
from tests.web.role import as_web_role

SECRET = bytes(range(32))


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 12])


@pytest.fixture
def wave(company: Company, now: datetime) -> int:
    """Closed: team 0 is shown, team 1 is withheld."""
    table = release(open_round(company, asked=version(now), now=now).wave, now=now)
    show(table, company.teams[0])
    withhold(table, company.teams[1])
    return table.wave_id


@pytest.fixture
def manager(cast: Cast) -> User:
    return user_of(cast.mirjam)


@pytest.fixture
def remark(company: Company, wave: int) -> Callable[..., UUID]:
    released = ReleasedTable.objects.get(wave=wave)

    def _make(*, address: str = address_of(SECRET)) -> UUID:
        return say(released, company.teams[0], "The van is cold.", reply_address=address)

    return _make


def test_the_writer_reads_the_reply_and_answers_back(
    remark: Callable[..., UUID], manager: User, now: datetime
) -> None:
    comment = remark()
    reply(comment, "Thank you. A heater is on its way.", actor=manager, now=now)
    with as_web_role():
        answer_back(comment, "It came!", secret=SECRET)
        [found] = queries.thread(address_of(SECRET))
    assert [(one.number, one.by_company, one.words) for one in found.messages] == [
        (1, True, "Thank you. A heater is on its way."),
        (2, False, "It came!"),
    ]


def test_another_secret_opens_nothing(remark: Callable[..., UUID], manager: User, now: datetime) -> None:
    comment = remark()
    reply(comment, "Thank you.", actor=manager, now=now)
    with pytest.raises(UnknownComment):
        answer_back(comment, "I am somebody else", secret=bytes(32))
    assert queries.thread(address_of(bytes(32))) == []
    assert queries.thread("") == []


def test_an_empty_secret_is_no_key_to_comments_without_replies(
    remark: Callable[..., UUID], manager: User, now: datetime
) -> None:
    comment = remark(address="")
    for secret in (b"", bytes(15)):
        with pytest.raises(UnknownComment):
            answer_back(comment, "me", secret=secret)
    with pytest.raises(NoReplyWanted):
        reply(comment, "Who are you?", actor=manager, now=now)


def test_the_writer_waits_for_a_reply(remark: Callable[..., UUID], manager: User, now: datetime) -> None:
    comment = remark()
    with pytest.raises(WaitForTheOther):
        answer_back(comment, "Hello?", secret=SECRET)
    reply(comment, "Yes?", actor=manager, now=now)
    answer_back(comment, "One more thing", secret=SECRET)
    with pytest.raises(WaitForTheOther):
        answer_back(comment, "And another", secret=SECRET)


def test_the_audit_trail_knows_who_replied_and_nothing_of_the_writer(
    remark: Callable[..., UUID], manager: User, now: datetime
) -> None:
    comment = remark()
    reply(comment, "Thank you.", actor=manager, now=now)
    before = AuditEntry.objects.count()
    answer_back(comment, "You are welcome", secret=SECRET)
    assert AuditEntry.objects.count() == before
    assert CommentMessage.objects.get(number=2).replied_by_id is None


@pytest.mark.parametrize(("words", "problem"), [("  \x00 ", NothingToSay), ("x" * 2001, TooLong)])
def test_a_message_has_words_and_not_too_many(
    remark: Callable[..., UUID], manager: User, now: datetime, words: str, problem: type[VoiceProblem]
) -> None:
    with pytest.raises(problem):
        reply(remark(), words, actor=manager, now=now)


def test_nobody_replies_to_a_comment_that_is_not_there(manager: User, now: datetime) -> None:
    with pytest.raises(UnknownComment):
        reply(uuid4(), "Hello", actor=manager, now=now)


def _choose(wave: int, unit: int, words: str, *, manager: User, now: datetime) -> int:
    return choose_change(
        wave,
        unit,
        words=words,
        question_key="energy",
        owner_id=None,
        due_on=now.date() + timedelta(days=30),
        actor=manager,
        now=now,
    )


def test_a_conversation_from_celebrating_to_looking_back(
    company: Company, wave: int, manager: User, now: datetime
) -> None:
    unit = company.teams[0].pk
    hold_conversation(wave, unit, celebrate="We laugh a lot.", held_on=now.date(), actor=manager, now=now)
    number = _choose(wave, unit, "Start at seven in summer", manager=manager, now=now)
    later = now + timedelta(days=40)
    look_back(
        wave, unit, number, outcome="done", words="It helped.", today=later.date(), actor=manager, now=later
    )
    found = queries.conversation(wave, unit)
    assert (found.celebrate, found.held_on, found.looked_back_on) == (
        "We laugh a lot.",
        now.date(),
        later.date(),
    )
    assert [(one.words, one.outcome, one.looking_back) for one in found.changes] == [
        ("Start at seven in summer", "done", "It helped.")
    ]


def test_three_changes_are_the_most_and_one_can_be_taken_back(
    company: Company, wave: int, manager: User, now: datetime
) -> None:
    unit = company.teams[0].pk
    assert [_choose(wave, unit, f"change {n}", manager=manager, now=now) for n in range(3)] == [1, 2, 3]
    with pytest.raises(TooManyChanges):
        _choose(wave, unit, "a fourth", manager=manager, now=now)
    take_back_change(wave, unit, 2, actor=manager, now=now)
    assert _choose(wave, unit, "instead", manager=manager, now=now) == 2


def test_what_was_begun_is_not_taken_back(company: Company, wave: int, manager: User, now: datetime) -> None:
    unit = company.teams[0].pk
    number = _choose(wave, unit, "Start at seven", manager=manager, now=now)
    look_back(wave, unit, number, outcome="trying", words="", today=now.date(), actor=manager, now=now)
    with pytest.raises(UnknownChange):
        take_back_change(wave, unit, number, actor=manager, now=now)


def test_a_unit_without_results_has_no_conversation(
    company: Company, wave: int, manager: User, now: datetime
) -> None:
    """Else the page of a withheld unit would become the place to guess who said what."""
    with pytest.raises(NotReleased):
        hold_conversation(wave, company.teams[1].pk, celebrate="", held_on=None, actor=manager, now=now)


def test_come_forward_twice_is_once_and_step_back_takes_the_words_along(cast: Cast, now: datetime) -> None:
    today = now.date()
    come_forward(cast.sanne.pk, "tell_colleagues", words="I love explaining", today=today)
    come_forward(cast.sanne.pk, "tell_colleagues", words="Ask me", today=today)
    [found] = queries.forward("tell_colleagues")
    assert (found.employee_id, found.words, found.came_on) == (cast.sanne.pk, "Ask me", today)
    step_back(cast.sanne.pk, "tell_colleagues", today=today)
    assert queries.forward("tell_colleagues") == []
    assert queries.lists_of(cast.sanne.pk) == {}
    assert ComingForward.objects.get().words == ""
    come_forward(cast.sanne.pk, "tell_colleagues", words="", today=date(2027, 1, 1))
    assert list(queries.lists_of(cast.sanne.pk)) == ["tell_colleagues"]


def test_there_is_no_other_list(cast: Cast, now: datetime) -> None:
    with pytest.raises(ValueError, match="no such list"):
        come_forward(cast.sanne.pk, "troublemakers", words="", today=now.date())
