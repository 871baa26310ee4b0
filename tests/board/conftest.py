"""A company with customers' answers, to make reports of."""

from datetime import date, timedelta

import pytest

from extramile.board.models import Report
from extramile.board.operations import make, make_due
from extramile.monitor.operations import count_changes
from tests.cast import Cast, user_of
from tests.monitor.facts import answered

SAID = {
    "promoter": ["He explained everything he did.", "Sanne Bakker was early and kind.", "Tidy, quick, warm."],
    "passive": ["It was fine, nothing special.", "Good work, a little late today."],
    "detractor": ["Nobody called back for three days.", "The window still whistles at speed."],
}
SCORES = {"promoter": 10, "passive": 8, "detractor": 3}


def answers(cast: Cast, *, days: int = 16, each: int = 1) -> None:
    """Two promoters, a passive and a detractor a day or so, in two teams."""
    for day in range(days):
        moment = cast.now - timedelta(days=day + 1)
        for group in ("promoter", "promoter", "passive", "detractor")[: 4 * each]:
            words = f"{SAID[group][day % len(SAID[group])]} It was visit {day + 1}."
            unit, who = (cast.team, cast.sanne) if day % 2 else (cast.zwolle_team, cast.noor)
            answered(unit, who, now=moment, score=SCORES[group], words=words)
    while count_changes(cast.now):
        pass


@pytest.fixture
def company(cast: Cast) -> Cast:
    answers(cast)
    return cast


def period(cast: Cast) -> tuple[date, date]:
    return cast.today - timedelta(days=100), cast.today - timedelta(days=1)


def drafted(cast: Cast) -> Report:
    since, until = period(cast)
    report, _is_new = make(since=since, until=until, actor=user_of(cast.ines), now=cast.now)
    assert make_due(cast.now) == 1
    report.refresh_from_db()
    return report


@pytest.fixture
def draft(company: Cast) -> Report:
    return drafted(company)
