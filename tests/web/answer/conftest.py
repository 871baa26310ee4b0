"""A customer who was asked, at a moment that stands still."""

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

import pytest

from extramile.invitations.models import Invitation
from extramile.web.answer import sending
from tests.cast import Cast
from tests.responses.asked import ask


@pytest.fixture(autouse=True)
def at_this_moment(now: datetime) -> Iterator[None]:
    """The door reads the clock: here it stands still. The brand is asked for anew."""
    sending.forget_brand()
    with (
        patch("extramile.web.answer.views.clock", return_value=now),
        patch("extramile.web.answer.walk_in.clock", return_value=now),
    ):
        yield


@pytest.fixture
def invitation(cast: Cast, now: datetime) -> Invitation:
    return ask(cast.team, cast.sanne, now=now)
