from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest

from extramile.invitations.queries.decisions import Tally as Decided
from extramile.monitor.queries import asking_history, history
from extramile.monitor.tally import Tally
from tests.cast import Cast
from tests.responses.asked import ask

TODAY = date(2026, 11, 22)


@pytest.mark.django_db
def test_without_jobs_there_is_no_history(cast: Cast) -> None:
    assert cast.team
    assert asking_history(today=TODAY) is None


@pytest.mark.django_db
def test_history_is_what_the_last_quarter_whose_answers_are_in_says(cast: Cast, now: datetime) -> None:
    for _job in range(26):
        ask(cast.team, cast.sanne, now=now)
    for _job in range(26):
        ask(cast.team, cast.sanne, cast.wim, now=now)
    today = now.date() + timedelta(days=30)
    assert asking_history(today=today) is None  # nobody has answered
    counts = Tally((0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 6), asked=40, answered=10)
    with patch.object(history, "unit_counts", return_value={1: counts}):
        found = asking_history(today=today)
    assert found is not None
    months = 92 / history.A_MONTH
    assert found.jobs_per_employee == pytest.approx(78 / 2 / months)
    assert found.jobs_per_unit == pytest.approx(52 / months)
    assert (found.asked, found.answered) == (1.0, 0.25)
    assert found.mix == (0.6, 0.2, 0.2)
    with patch.object(history, "unit_counts", return_value={1: counts}):
        assert asking_history(today=now.date() + timedelta(days=5)) is None  # answers are still coming
        with patch.object(history, "tally", return_value=Decided(52, 0, {}, 52)):
            assert asking_history(today=today) is None
