"""A draft may be worked on; final, not one byte of it changes, whatever happens or is attempted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from extramile.board.gather import gather
from extramile.board.gather.facts import Facts
from extramile.board.models import Frozen, Quote, Remark, Report
from extramile.board.operations import (
    NotADraftError,
    finalise,
    forget_words,
    leave_out,
    make,
    make_anew,
    make_due,
    making,
    put_back,
    remark,
    take_back_remark,
)
from extramile.board.problems import WordsError
from extramile.board.queries import content_of, left_out_of, remarks_of
from extramile.core.models import AuditEntry
from extramile.monitor.operations import count_changes
from extramile.responses.models import Response
from extramile.responses.operations import forget_words as erase
from tests.board.conftest import drafted
from tests.cast import Cast, user_of
from tests.monitor.facts import answered


def whole(report: Report) -> list[tuple[str, str, str]]:
    """Everything that is frozen of a report, to the byte."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, body, fingerprint FROM board_frozen WHERE report_id = %s", [report.pk]
        )
        frozen = cursor.fetchall()
        cursor.execute(
            "SELECT number::text, words, is_shown::text FROM board_quote WHERE report_id = %s", [report.pk]
        )
        return sorted(frozen) + sorted(cursor.fetchall())


def words_of(report: Report, language: str = "en") -> list[int]:
    view = content_of(report.public_id, language)
    assert view is not None
    return [one.number for one in view.content.customers_words]


@pytest.mark.django_db
class TestDraft:
    def test_words_left_out_are_replaced_by_the_next_of_their_group_and_it_is_said(
        self, draft: Report, company: Cast
    ) -> None:
        shown = words_of(draft)
        first = Quote.objects.get(report=draft, number=shown[0])
        assert leave_out(
            draft, first.number, why="names a child", actor=user_of(company.ines), now=company.now
        )
        for language in ("en", "nl"):
            now_shown = words_of(draft, language)
            assert first.number not in now_shown
            (came,) = set(now_shown) - set(shown)
            assert Quote.objects.get(report=draft, number=came).group == first.group
        view = content_of(draft.public_id, "en")
        assert view is not None
        assert "left 1 out" in view.content.heading("customers").note
        (out,) = left_out_of(draft.public_id)
        assert (out.number, out.why, out.by) == (first.number, "names a child", "Ines Moreau")
        assert AuditEntry.objects.filter(action="board.report.words-left-out").count() == 1
        assert not leave_out(draft, first.number, why="again", actor=None, now=company.now)

    def test_put_back_all_is_as_it_was(self, draft: Report, company: Cast) -> None:
        before = whole(draft)
        number = words_of(draft)[0]
        leave_out(draft, number, why="by mistake", actor=None, now=company.now)
        assert whole(draft) != before
        assert put_back(draft, number, actor=None, now=company.now)
        assert whole(draft) == before

    def test_leaving_out_takes_a_reason(self, draft: Report, company: Cast) -> None:
        with pytest.raises(WordsError):
            leave_out(draft, words_of(draft)[0], why="  ", actor=None, now=company.now)

    def test_remarks_are_for_readers_of_a_language(self, draft: Report, company: Cast) -> None:
        actor = user_of(company.ines)
        for language, words in (("", "For all."), ("nl", "Voor Nederland."), ("en", "For England.")):
            remark(draft, part="answer", words=words, language=language, actor=actor, now=company.now)
        assert [one.words for one in remarks_of(draft.public_id, "nl")] == ["For all.", "Voor Nederland."]
        number = remarks_of(draft.public_id)[0].number
        assert take_back_remark(draft, number, actor=actor, now=company.now)
        assert not take_back_remark(draft, number, actor=actor, now=company.now)
        with pytest.raises(WordsError):
            remark(draft, part="nowhere", words="x", actor=actor, now=company.now)
        with pytest.raises(WordsError):
            remark(draft, part="answer", words="x" * 2001, actor=actor, now=company.now)


ATTEMPTS: dict[str, Callable[[Report], object]] = {
    "its text": lambda report: Frozen.objects.filter(report=report).update(body="{}"),
    "its text away": lambda report: Frozen.objects.filter(report=report).delete(),
    "another language": lambda report: Frozen.objects.create(
        report=report, language="de", body="", fingerprint=""
    ),
    "a remark": lambda report: Remark.objects.create(
        report=report, part="answer", words="x", written_at=report.created_at
    ),
    "a remark's words": lambda report: Remark.objects.filter(report=report).update(words="x"),
    "a quote's words": lambda report: Quote.objects.filter(report=report).update(words="Splendid!"),
    "a quote's group": lambda report: Quote.objects.filter(report=report).update(words="", group="promoter"),
    "a quote away": lambda report: Quote.objects.filter(report=report).delete(),
    "its period": lambda report: Report.objects.filter(pk=report.pk).update(until=report.since),
    "a draft again": lambda report: Report.objects.filter(pk=report.pk).update(state="draft"),
    "away": lambda report: Report.objects.filter(pk=report.pk).delete(),
    "its basis": lambda report: Report.objects.filter(pk=report.pk).update(basis="{}"),
}


@pytest.mark.django_db
class TestFinal:
    @pytest.fixture
    def final(self, draft: Report, company: Cast) -> Report:
        remark(draft, part="answer", words="Read this first.", actor=None, now=company.now)
        leave_out(draft, words_of(draft)[0], why="names a child", actor=None, now=company.now)
        assert finalise(draft, actor=user_of(company.ines), now=company.now)
        draft.refresh_from_db()
        return draft

    def test_not_a_byte_changes_when_the_data_do(self, final: Report, company: Cast) -> None:
        before = whole(final)
        for _ in range(30):
            answered(
                company.team, company.wim, now=company.now - timedelta(days=1), score=0, words="Never again."
            )
        while count_changes(company.now):
            pass
        company.west.name = "Renamed"
        company.west.save()
        drafted(company)
        assert whole(final) == before

    @pytest.mark.parametrize("what", ATTEMPTS)
    def test_whoever_has_the_database_cannot_change_it_either(self, final: Report, what: str) -> None:
        before = whole(final)
        with pytest.raises(DatabaseError, match=r"never changed|foreign key"), transaction.atomic():
            ATTEMPTS[what](final)
        assert whole(final) == before

    def test_the_program_refuses_too(self, final: Report, company: Cast) -> None:
        now = company.now
        for attempt in (
            lambda: remark(final, part="answer", words="x", actor=None, now=now),
            lambda: leave_out(final, words_of(final)[0], why="x", actor=None, now=now),
            lambda: make_anew(final, actor=None, now=now),
        ):
            with pytest.raises(NotADraftError):
                attempt()
        assert not finalise(final, actor=None, now=now)

    def test_words_that_are_not_shown_are_not_kept(self, final: Report) -> None:
        hidden = Quote.objects.filter(report=final, is_shown=False)
        assert [one.words for one in hidden] == [""]  # the one that was left out: its reason stays
        assert hidden.get().left_out_why == "names a child"

    def test_what_a_customer_erases_goes_from_it_all_the_same(self, final: Report) -> None:
        quote = Quote.objects.filter(report=final, is_shown=True).order_by("number").first()
        assert quote is not None
        job = Response.objects.get(pk=quote.response_id).job_id
        assert job is not None
        frozen = [one for one in whole(final) if one[0] in {"en", "nl"}]
        assert forget_words(job_ids=[job]) == 1
        assert [one for one in whole(final) if one[0] in {"en", "nl"}] == frozen
        view = content_of(final.public_id, "en")
        assert view is not None
        assert view.erased == 1
        told = {one.number: (one.words, one.is_erased) for one in view.content.customers_words}
        assert told[quote.number] == ("", True)
        assert forget_words(job_ids=[job]) == 0

    def test_a_later_report_says_since_which_one_it_changed(self, final: Report, company: Cast) -> None:
        later = company.now + timedelta(days=40)
        for day in range(30):
            moment = later - timedelta(days=day + 1)
            for _ in range(4):
                answered(company.team, company.wim, now=moment, score=10)
        while count_changes(later):
            pass
        report = make_later(later)
        view = content_of(report.public_id, "en")
        assert view is not None
        assert report.before_id == final.pk
        assert any("rose by 75 points" in line for line in view.content.changed)


def make_later(later: datetime) -> Report:
    """Of a period that overlaps the first one's, as reports of a year every half year do."""
    since, until = later.date() - timedelta(days=130), later.date() - timedelta(days=1)
    report, _new = make(since=since, until=until, actor=None, now=later)
    assert make_due(later) == 1
    report.refresh_from_db()
    return report


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_it_final_once(draft: Report, company: Cast) -> None:
    both, done = Barrier(2), []

    def press() -> None:
        try:
            both.wait()
            done.append(finalise(draft, actor=None, now=company.now))
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == [False, True]
    assert AuditEntry.objects.filter(action="board.report.made-final").count() == 1


def erased(response_id: int) -> None:
    """By somebody else, over a connection of their own."""
    try:
        erase(response_ids=[response_id])
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_words_erased_while_it_is_made_are_not_in_it(company: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the reading and the writing a customer is erased."""
    real = gather

    def erased_meanwhile(*args: Any, **named: Any) -> Facts:
        facts = real(*args, **named)
        thread = Thread(target=erased, args=[facts.quotes[0].response_id])
        thread.start()
        thread.join()
        return facts

    monkeypatch.setattr(making, "gather", erased_meanwhile)
    report = drafted(company)
    assert not Quote.objects.filter(report=report, number=1).exists()
    assert 1 not in words_of(report)
