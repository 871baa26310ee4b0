"""The small company, for every test of asking."""

from datetime import datetime

import pytest

from extramile.questionnaires.queries import forget_definitions
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    forget_definitions()
    return make_cast(now=now)
