"""The clock of tests: it stands still for everybody, and goes on for everybody afterwards."""

from datetime import UTC, datetime

import pytest

from extramile.core import clock
from tests.still import stand_still

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_whoever_takes_the_clock_meanwhile_has_the_true_one_afterwards() -> None:
    """As a module does that is first loaded by a test which has the clock standing still."""
    before = clock.now
    with pytest.MonkeyPatch.context() as patched:
        stand_still(patched, AT)
        meanwhile = clock.now
        assert (before(), meanwhile()) == (AT, AT)
        stand_still(patched, AT.replace(year=2027))
        assert before().year == 2027
    assert meanwhile() > AT.replace(month=11)
