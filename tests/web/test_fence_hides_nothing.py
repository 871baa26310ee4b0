"""The second fence holds back what a visitor may not see, and nothing that a page means to show.

Each page is read as the web role and as the owner of the tables, and says the same. A page that reads through
a door that is closed to it does not fail: it counts nobody, and tells that.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from extramile.contacts.operations import Person, opt_out
from extramile.contacts.queries import address_key
from extramile.invitations.operations import decide
from extramile.people.models import User
from tests.cast import Cast
from tests.invitations.makers import make_job, make_plan
from tests.monitor.facts import answered
from tests.still import stand_still
from tests.web.permissions import GET, PEOPLE, Row, rows

DRAWN: Final = re.compile(r'<input type="hidden"[^>]*>|\b[A-Za-z0-9]{64}\b')  # tokens, another each time
ROLE: Final = "tests.web.role.AsWebRole"
PAGES: Final = [
    row for row in rows() if row.method == GET and 200 in {row.expected.get(who) for who in PEOPLE}
]


def a_day_of_work(cast: Cast) -> None:
    """Something of everything that the fence stands in front of."""
    make_plan(cast.now, delay_minutes=0)
    opt_out(address_key("never@example.org"), via="office", now=cast.now)
    for person in (None, Person(email="never@example.org"), Person(reference="C-9")):
        make_job(cast, person=person)
    decide(cast.now)
    make_job(cast)
    for score in (10, 9, 3):
        answered(cast.team, cast.sanne, now=cast.now, score=score, words="Cardboard under the door.")


@pytest.fixture
def read(settings: LazySettings) -> Callable[[User, str, bool], tuple[int, str]]:
    role, behind = settings.DATABASE_ROLE, list(settings.MIDDLEWARE)
    assert role
    assert ROLE in behind

    def get(user: User, path: str, fenced: bool) -> tuple[int, str]:
        settings.DATABASE_ROLE = role if fenced else ""
        settings.MIDDLEWARE = behind if fenced else [name for name in behind if name != ROLE]
        client = Client()
        with transaction.atomic():
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            response = client.get(path)
            content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        is_text = "text" in response.headers.get("Content-Type", "")
        return response.status_code, DRAWN.sub("", content.decode()) if is_text else ""

    return get


@pytest.mark.parametrize("row", PAGES, ids=str)
@pytest.mark.django_db
def test_a_page_says_the_same_with_the_fence_and_without(
    row: Row,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[User, str, bool], tuple[int, str]],
) -> None:
    stand_still(monkeypatch, cast.now + timedelta(hours=1))
    a_day_of_work(cast)
    path = reverse(row.name, kwargs=dict(row.args(cast))) + row.query
    may = [who for who in PEOPLE if row.expected.get(who) == 200]
    for who in dict.fromkeys((may[0], may[-1])):
        user = PEOPLE[who](cast)
        assert read(user, path, True) == read(user, path, False), who
