"""The second fence around reports: what a page sees that forgot to ask."""

from collections.abc import Iterator

import pytest

from extramile.board.models import Delivery, Frozen, Quote, Remark, Report
from extramile.board.operations import deliver, finalise, remark
from extramile.people import fence
from extramile.people.access import Deed
from tests.board.conftest import drafted
from tests.cast import Cast, user_of
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db
TABLES = (Report, Frozen, Quote, Remark)


@pytest.fixture(autouse=True)
def _forgotten(served_as_web_role: None) -> Iterator[None]:
    yield
    fence.close()


@pytest.fixture
def two(company: Cast) -> tuple[Report, Report]:
    """A final one, delivered to Sanne, and a draft."""
    final = drafted(company)
    remark(final, part="answer", words="First.", actor=None, now=company.now)
    finalise(final, actor=None, now=company.now)
    deliver(final, to=[user_of(company.sanne)], actor=None, now=company.now)
    draft = drafted(company)
    remark(draft, part="answer", words="Second.", actor=None, now=company.now)
    return final, draft


def seen() -> set[int]:
    """The reports of which anything at all can be read."""
    parts = {pk for table in TABLES[1:] for pk in table.objects.values_list("report_id", flat=True)}
    return parts | set(Report.objects.values_list("pk", flat=True))


def test_nobody_told_nothing_seen(two: tuple[Report, Report]) -> None:
    with as_web_role():
        assert seen() == set()
        assert not Delivery.objects.exists()


def test_readers_see_final_ones_writers_all_and_others_what_was_delivered(
    two: tuple[Report, Report], company: Cast
) -> None:
    final, draft = two
    with as_web_role():
        fence.open_for(user_of(company.ines), today=company.today, deeds=[Deed.WRITE_REPORTS])
        assert seen() == {final.pk, draft.pk}
        fence.open_for(company.boris, today=company.today, deeds=[Deed.READ_REPORTS])
        assert seen() == {final.pk}
        fence.open_for(user_of(company.sanne), today=company.today)
        assert seen() == {final.pk}
        assert Delivery.objects.count() == 1
        fence.open_for(user_of(company.wim), today=company.today, deeds=[Deed.EXPORT])
        assert seen() == set()


def test_readers_write_nothing(two: tuple[Report, Report], company: Cast) -> None:
    _final, draft = two
    with as_web_role():
        fence.open_for(company.boris, today=company.today, deeds=[Deed.READ_REPORTS])
        assert Report.objects.update(withdrawn_why="x") == 0
        assert Remark.objects.update(words="x") == 0
        assert Quote.objects.update(words="") == 0
        assert Report.objects.filter(pk=draft.pk).delete()[0] == 0
