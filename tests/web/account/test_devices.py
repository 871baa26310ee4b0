"""The list of devices: one is signed out, or all but this one, and nobody else's."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.core.models import AuditEntry
from extramile.people.models import Employee
from tests.cast import Cast, user_of
from tests.web.account.test_sign_in import CODE, ask, code_in_mail

AGENTS: Mapping[str, str] = {
    "Safari on iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
    "Firefox on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Chrome on Android": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36",
}

pytestmark = pytest.mark.django_db


def browsers_of(employee: Employee) -> dict[str, Client]:
    """Signed in by a code on each."""
    return dict(_signed_in(employee))


def _signed_in(employee: Employee) -> Iterator[tuple[str, Client]]:
    user = user_of(employee)
    user.language = "en"
    user.save(update_fields=["language"])
    for name, agent in AGENTS.items():
        client = Client(headers={"user-agent": agent})
        ask(client, employee.email or "")
        assert client.post(CODE, {"code": code_in_mail()}).status_code == 302
        yield name, client


def is_in(client: Client) -> bool:
    """A page of one's own is shown; otherwise the way leads to signing in."""
    response = client.get(reverse("account"))
    assert response.status_code == 200 or "sign-in" in response.headers["Location"]
    return response.status_code == 200


def test_signed_out_everywhere_but_here(cast: Cast) -> None:
    mine, theirs = browsers_of(cast.sanne), browsers_of(cast.wim)
    phone = mine["Safari on iPhone"]
    html = phone.get(reverse("account")).content.decode()
    assert all(name in html for name in AGENTS)
    assert html.index("Safari on iPhone") == min(html.index(name) for name in AGENTS)  # this one first
    phone.post(reverse("account_end_others"))
    assert {name: is_in(client) for name, client in mine.items()} == {
        "Safari on iPhone": True,
        "Firefox on Windows": False,
        "Chrome on Android": False,
    }
    assert all(map(is_in, theirs.values()))
    told = AuditEntry.objects.get(action="account.sessions.ended")
    assert (told.actor_id, told.detail["count"]) == (cast.sanne.user_id, 2)


def test_thirty_devices_cost_as_many_queries_as_three(cast: Cast) -> None:
    phone = browsers_of(cast.sanne)["Safari on iPhone"]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert phone.get(reverse("account")).status_code == 200
        return len(captured)

    queries()  # what is remembered for a while is known from now on
    few = queries()
    for _more in range(27):
        another = SessionStore()
        another.update(dict(phone.session.items()))
        another.create()
        UserSession.objects.create(user=user_of(cast.sanne), ip="::1", session_key=another.session_key)
    assert UserSession.objects.filter(user=user_of(cast.sanne)).count() == 30
    assert queries() == few
    assert phone.get(reverse("account")).content.decode().count("/account/devices/") == 30


def test_a_session_that_ended_by_itself_is_no_device_any_more(cast: Cast) -> None:
    mine = browsers_of(cast.sanne)
    phone = mine["Safari on iPhone"]
    lost, other = mine["Firefox on Windows"].session, mine["Chrome on Android"].session
    Session.objects.filter(pk=lost.session_key).update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    other["_auth_user_hash"] = "of an earlier secret"
    other.save()
    html = phone.get(reverse("account")).content.decode()
    assert [name for name in AGENTS if name in html] == ["Safari on iPhone"]
    assert UserSession.objects.filter(user=user_of(cast.sanne)).count() == 1


def test_one_device_is_signed_out_and_nobody_elses(cast: Cast) -> None:
    mine, theirs = browsers_of(cast.sanne), browsers_of(cast.wim)
    phone = mine["Safari on iPhone"]
    lost = UserSession.objects.get(user=user_of(cast.sanne), user_agent=AGENTS["Firefox on Windows"])
    foreign = UserSession.objects.get(user=user_of(cast.wim), user_agent=AGENTS["Firefox on Windows"])
    assert phone.post(reverse("account_end_device", args=[foreign.pk])).status_code == 404
    phone.post(reverse("account_end_device", args=[lost.pk]))
    left = [name for name, client in mine.items() if is_in(client)]
    assert left == ["Safari on iPhone", "Chrome on Android"]
    assert all(map(is_in, theirs.values()))


def test_this_device_ended_is_signing_out(cast: Cast) -> None:
    phone = browsers_of(cast.sanne)["Safari on iPhone"]
    here = UserSession.objects.get(user=user_of(cast.sanne), user_agent=AGENTS["Safari on iPhone"])
    response = phone.post(reverse("account_end_device", args=[here.pk]))
    assert "storage" in response.headers["Clear-Site-Data"]  # what it kept goes too
    assert not is_in(phone)


def test_a_lost_phone_is_signed_out_by_the_office(cast: Cast) -> None:
    mine, theirs = browsers_of(cast.sanne), browsers_of(cast.wim)
    office = Client()
    office.force_login(user_of(cast.hanna))
    assert office.post(reverse("office:person-sign-out", args=[cast.sanne.pk])).status_code == 302
    assert not any(map(is_in, mine.values()))
    assert all(map(is_in, theirs.values()))
