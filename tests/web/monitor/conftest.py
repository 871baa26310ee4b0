"""Pages at the moment of the cast: the clock of the program stands still."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from extramile.people.models import Employee, User
from extramile.web.monitor import acts, scene
from tests.cast import Cast, user_of

SignedIn = Callable[[Employee | User], Client]


@pytest.fixture(autouse=True)
def _clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "clock_now", lambda: now)
    monkeypatch.setattr(acts, "now", lambda: now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture(autouse=True)
def _a_visitor_who_waits(patient_search: None) -> None:
    """What is found in time on a quiet machine is found on a busy one."""


@pytest.fixture
def signed_in(cast: Cast) -> SignedIn:
    def make(who: Employee | User) -> Client:
        user = user_of(who)
        user.language = "en"
        user.save()
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
