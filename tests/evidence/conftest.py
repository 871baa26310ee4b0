from datetime import datetime, timedelta

import pytest

from tests.evidence.company import APART, Small, small

DAY = timedelta(days=1)
TEAMS = 12


@pytest.fixture
def company(db: None, now: datetime) -> Small:
    """Twelve teams in three regions; the first of six waves closed a year and a half ago."""
    return small(teams=TEAMS, first=now - 6 * APART - DAY)
