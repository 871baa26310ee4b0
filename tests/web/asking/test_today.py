"""The list of jobs that a technician may show the question of."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.test import Client

from tests.cast import Cast, user_of
from tests.invitations.makers import make_job

NIGHT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)  # half past three in the Netherlands, on a Monday

pytestmark = pytest.mark.django_db


def test_today_and_yesterday_are_days_and_not_hours(cast: Cast) -> None:
    """In the small hours, 48 hours ago is the day before yesterday still."""
    first_minute, last_minute = (
        datetime(2026, 2, 28, 23, 0, 30, tzinfo=UTC),
        datetime(2026, 2, 28, 22, 59, tzinfo=UTC),
    )
    shown = make_job(cast, finished_at=first_minute, employee=cast.sanne)
    hidden = make_job(cast, finished_at=last_minute, employee=cast.sanne)
    client = Client()
    client.force_login(user_of(cast.sanne))
    with patch("extramile.web.asking.today.clock", return_value=NIGHT):
        html = client.get("/ask/").content.decode()
        assert shown.external_id in html
        assert hidden.external_id not in html
        assert client.post(f"/ask/{hidden.pk}").status_code == 404
