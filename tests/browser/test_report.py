"""The report to the board on the narrowest phone: nothing is wider than the screen, in either language."""

from datetime import timedelta

import pytest
from django.urls import reverse

from extramile.board.compose import LANGUAGES
from extramile.board.operations import make, make_due
from extramile.core import clock
from extramile.monitor.operations import count_changes
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, make_cast, user_of
from tests.monitor.facts import answered


@pytest.fixture
def company(transactional_db: None) -> Cast:
    """With a score of every region, above and below nought."""
    now = clock.now()
    cast = make_cast(now=now)
    for day in range(1, 30):
        moment = now - timedelta(days=day)
        answered(cast.team, cast.sanne, now=moment, score=10 if day % 3 else 4)
        answered(cast.zwolle_team, cast.noor, now=moment, score=3 if day % 3 else 9)
    while count_changes(now):
        pass
    return cast


def test_it_fits_the_narrowest_phone(visitor: MakeVisitor, company: Cast) -> None:
    today, now = clock.now().date(), clock.now()
    ines = user_of(company.ines)
    report, _new = make(
        since=today - timedelta(days=60), until=today - timedelta(days=1), actor=ines, now=now
    )
    make_due(now)
    someone = visitor(size="small", user=ines)
    for language in LANGUAGES:
        someone.open(reverse("board:report-in", args=[report.public_id, language]))
        someone.check()
        someone.shot(f"report-small-{language}")
