"""A final report reaches its readers, once each, without a word of it in the mail."""

import pytest
from django.db import DatabaseError, transaction

from extramile.board.models import Delivery, Report
from extramile.board.operations import (
    NotFinalError,
    deliver,
    finalise,
    opened,
    withdraw,
)
from extramile.board.problems import NobodyError, WordsError
from extramile.board.queries import deliveries_of, final_reports
from extramile.outbox.models import Message
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(draft: Report, company: Cast) -> Report:
    assert finalise(draft, actor=user_of(company.ines), now=company.now)
    draft.refresh_from_db()
    return draft


def test_a_draft_goes_nowhere(draft: Report, company: Cast) -> None:
    with pytest.raises(NotFinalError):
        deliver(draft, to=[company.boris], actor=None, now=company.now)
    assert not Message.objects.exists()


def test_each_reader_gets_one_mail_with_a_link_and_no_figure(final: Report, company: Cast) -> None:
    sanne = user_of(company.sanne)
    for _ in range(2):
        told = deliver(final, to=[company.boris, sanne], actor=user_of(company.ines), now=company.now)
    assert told.before == (str(company.boris), str(sanne))
    mails = Message.objects.filter(key__startswith="board:")
    assert {mail.recipient for mail in mails} == {company.boris.email, sanne.email}
    for mail in mails:
        assert f"/board/{final.public_id}/" in mail.text
        assert f"/board/{final.public_id}/" in mail.html
        assert "NPS" not in mail.text + mail.html
    assert mails.get(recipient=sanne.email).language == "nl"


def test_whoever_cannot_be_reached_is_named(final: Report, company: Cast) -> None:
    nobody = user_of(company.youssef)  # no address
    told = deliver(final, to=[nobody], actor=None, now=company.now)
    assert told.unreachable == (str(nobody),)
    assert not Delivery.objects.exists()
    with pytest.raises(NobodyError):
        deliver(final, to=[], actor=None, now=company.now)


def test_when_it_was_first_opened_is_kept(final: Report, company: Cast) -> None:
    deliver(final, to=[company.boris], actor=None, now=company.now)
    (told,) = deliveries_of(final.public_id)
    assert told.opened_at is None
    opened(final.public_id, company.boris, now=company.now)
    opened(final.public_id, company.boris, now=company.now.replace(year=2030))
    (told,) = deliveries_of(final.public_id)
    assert told.opened_at == company.now


def test_who_received_it_cannot_be_changed(final: Report, company: Cast) -> None:
    deliver(final, to=[company.boris], actor=None, now=company.now)
    sanne = user_of(company.sanne)
    for attempt in (
        lambda: Delivery.objects.update(user=sanne),
        lambda: Delivery.objects.all().delete(),
        lambda: Delivery.objects.update(opened_at=company.now, language="de"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()


def test_named_one_reads_that_report_alone(final: Report, company: Cast) -> None:
    sanne = user_of(company.sanne)
    assert final_reports(reader=sanne, all_of_them=False) == []
    deliver(final, to=[sanne], actor=None, now=company.now)
    assert [one.public_id for one in final_reports(reader=sanne, all_of_them=False)] == [final.public_id]


def test_withdrawn_once_with_a_reason(final: Report, company: Cast) -> None:
    with pytest.raises(WordsError):
        withdraw(final, why=" ", actor=None, now=company.now)
    assert withdraw(final, why="A wave was counted twice.", actor=user_of(company.ines), now=company.now)
    assert not withdraw(final, why="Again.", actor=None, now=company.now)
    with pytest.raises(NotFinalError):
        deliver(final, to=[company.boris], actor=None, now=company.now)
    (view,) = final_reports(reader=company.boris, all_of_them=True)
    assert (view.is_withdrawn, view.withdrawn_why) == (True, "A wave was counted twice.")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Report.objects.filter(pk=final.pk).update(withdrawn_why="Nothing happened.")
