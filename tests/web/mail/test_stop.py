"""One press ends the mails; opening the link ends nothing."""

import pytest
from django.test import Client

from extramile.contacts.models import ConsentEvent
from extramile.contacts.operations import Person
from extramile.core.tokens import link_token
from extramile.invitations.models import Invitation
from extramile.invitations.operations import decide, send_due
from extramile.invitations.queries import stop_link
from extramile.outbox.models import Message
from tests.cast import Cast
from tests.invitations.makers import make_job, make_plan


@pytest.fixture
def asked(cast: Cast) -> Invitation:
    make_plan(cast.now, delay_minutes=0)
    make_job(cast, person=Person(email="piet@example.org", language="nl"))
    decide(cast.now)
    send_due(cast.now)
    return Invitation.objects.get()


def path(invitation: Invitation) -> str:
    return "/" + stop_link(invitation.pk).split("/", 3)[3]


def test_the_mail_carries_the_address_for_one_click(asked: Invitation) -> None:
    headers = Message.objects.get().headers
    assert headers["List-Unsubscribe"] == f"<{stop_link(asked.pk)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_stops_without_cookie_or_csrf(asked: Invitation) -> None:
    mail_program = Client(enforce_csrf_checks=True)
    response = mail_program.post(path(asked), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not response.cookies
    event = ConsentEvent.objects.get()
    assert (event.kind, event.via) == ("opted_out", "list-unsubscribe")
    assert Message.objects.get().state == "cancelled"


def test_one_click_as_form_data_counts_too(asked: Invitation) -> None:
    body = b"List-Unsubscribe=One-Click"
    Client().generic("POST", path(asked), body, content_type="application/x-www-form-urlencoded")
    Client().post(path(asked), {"List-Unsubscribe": "One-Click"})
    assert ConsentEvent.objects.count() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_shows_a_button_in_their_language_and_changes_nothing(asked: Invitation, method: str) -> None:
    response = Client().generic(method, path(asked))
    assert response.status_code == 200
    assert not response.cookies
    assert not ConsentEvent.objects.exists()
    assert Message.objects.get().state == "queued"
    if method == "GET":
        page = response.content.decode()
        assert 'lang="nl"' in page
        assert page.count('method="post"') == 1


def test_pressing_stops_and_can_be_taken_back(asked: Invitation) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.post(path(asked), {"-stop": "1"})
    assert ConsentEvent.objects.get().kind == "opted_out"
    visitor.post(path(asked), {"-again": "1"})
    assert ConsentEvent.objects.order_by("pk").last().kind == "opted_in"  # type: ignore[union-attr]


@pytest.mark.parametrize("token", ["0" * 20, "abc", "z" * 40])
def test_a_link_that_is_not_ours_stops_nobody(asked: Invitation, token: str) -> None:
    assert Client().post(f"/stop/{token}", {"List-Unsubscribe": "One-Click"}).status_code == 404
    other_kind = link_token("answer", asked.pk)
    assert Client().post(f"/stop/{other_kind}", {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not ConsentEvent.objects.exists()
