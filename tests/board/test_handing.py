"""Who received a report without signing in: noted once, by somebody, on a day that can be."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from extramile.board.models import Handing, Report
from extramile.board.operations import NotFinalError, finalise, note_handing, strike_handing, withdraw
from extramile.board.problems import DayError, NobodyError
from extramile.board.queries import handings_of
from extramile.core.models import AuditEntry
from extramile.people import fence
from extramile.people.access import Deed
from tests.cast import Cast, user_of
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(draft: Report, company: Cast) -> Report:
    assert finalise(draft, actor=user_of(company.ines), now=company.now)
    draft.refresh_from_db()
    return draft


def handed(report: Report, company: Cast, name: str = "Mr. A. de Wit", on: date | None = None) -> None:
    note_handing(
        report, name=name, handed_on=on or company.today, actor=user_of(company.ines), now=company.now
    )


def test_it_is_kept_with_whoever_noted_it(final: Report, company: Cast) -> None:
    handed(final, company, name="  Mr. A.\n de  Wit ")
    (one,) = handings_of(final.public_id)
    assert (one.name, one.way, one.handed_on) == ("Mr. A. de Wit", "paper", company.today)
    assert one.noted_by == str(user_of(company.ines))
    assert AuditEntry.objects.filter(action="board.report.handed").count() == 1


def test_only_a_final_report_to_somebody_on_a_day_that_can_be(draft: Report, company: Cast) -> None:
    with pytest.raises(NotFinalError):
        handed(draft, company)
    finalise(draft, actor=None, now=company.now)
    with pytest.raises(NobodyError):
        handed(draft, company, name=" \n")
    for day in (company.today - timedelta(days=1), company.today + timedelta(days=1)):
        with pytest.raises(DayError):
            handed(draft, company, on=day)
    assert not Handing.objects.exists()
    withdraw(draft, why="A mistake.", actor=None, now=company.now)
    with pytest.raises(NotFinalError):
        handed(draft, company)


def test_struck_out_once_and_never_changed(final: Report, company: Cast) -> None:
    handed(final, company)
    row = Handing.objects.get()
    for attempt in (
        lambda: Handing.objects.update(name="Somebody else"),
        lambda: Handing.objects.all().delete(),
        lambda: Handing.objects.update(struck_at=company.now, way="file"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()
    assert strike_handing(final, row.pk, actor=None, now=company.now)
    assert not strike_handing(final, row.pk, actor=None, now=company.now)
    assert handings_of(final.public_id) == []
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Handing.objects.update(struck_at=None)


@pytest.mark.usefixtures("served_as_web_role")
def test_a_page_that_forgot_to_ask_sees_no_names(final: Report, company: Cast) -> None:
    handed(final, company)
    with as_web_role():
        assert not Handing.objects.exists()
        fence.open_for(company.boris, today=company.today, deeds=[Deed.READ_REPORTS])
        assert not Handing.objects.exists()
        fence.open_for(user_of(company.ines), today=company.today, deeds=[Deed.WRITE_REPORTS])
        assert Handing.objects.count() == 1
    fence.close()
