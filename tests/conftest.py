"""What every test may count on: a moment, a real PostgreSQL, a cast made through operations."""

from datetime import UTC, datetime

import pytest

from tests.cast import Cast, make_cast

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A fixed moment: no test reads the clock."""
    return MONDAY_MORNING


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    """The people of tests/cast.py, as they are on that Monday morning."""
    return make_cast(now=now)
