"""A code by e-mail: the same for known and unknown, limited, hashed, once."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.core.sealing import is_sealed, unseal
from extramile.outbox.models import Message
from extramile.people.models import User
from extramile.people.operations import end_employee
from tests.cast import Cast, user_of

SIGN_IN = "/account/sign-in/"
CODE = "/account/sign-in/code/"
SANNE = "sanne@ruitmeesters.example"

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str = SANNE, **more: str) -> None:
    response = client.post(SIGN_IN, {"email": email, **more})
    assert response.status_code == 302, response.context["form"].errors
    assert response.headers["Location"].startswith(CODE)


def code_in_mail() -> str:
    found = re.search(r"^ +(\d{6})$", unseal(Message.objects.latest("pk").text), re.MULTILINE)
    assert found
    return found[1]


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_code_in_the_mail_signs_in(cast: Cast) -> None:
    client = Client()
    ask(client)
    message = Message.objects.get()
    assert (message.recipient, message.language, message.urgent) == (SANNE, "nl", True)
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.status_code == 302
    assert who(client) == str(cast.sanne.user_id)
    assert response.cookies["extramile_language"].value == "nl"


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}{} "])
def test_spaces_and_dashes_in_the_code_do_not_matter(cast: Cast, typed: str) -> None:
    client = Client()
    ask(client)
    code = code_in_mail()
    client.post(CODE, {"code": typed.format(code[:3], code[3:])})
    assert who(client)


def test_neither_session_nor_outbox_holds_the_code(cast: Cast) -> None:
    client = Client()
    ask(client)
    code = code_in_mail()
    assert code not in str(client.session.items())
    message = Message.objects.get()
    assert is_sealed(message.text)
    assert is_sealed(message.html)
    assert code not in message.text + message.html + message.subject


def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_work(cast: Cast) -> None:
    seen = []
    for email in (SANNE, "nobody@ruitmeesters.example"):
        client = Client()
        client.get(SIGN_IN)
        with CaptureQueriesContext(connection) as queries:
            first = client.post(SIGN_IN, {"email": email})
        page = client.get(CODE)
        wrong = client.post(CODE, {"code": "000000"})
        statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:40] for query in queries]
        texts = [
            re.sub(r'value="[^"]{20,}"', "", one.content.decode()).replace(email, "") for one in (page, wrong)
        ]
        seen.append((first.status_code, first.headers["Location"], statements, texts))
    assert seen[0] == seen[1]
    assert Message.objects.count() == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


def test_a_code_works_once(cast: Cast) -> None:
    client = Client()
    ask(client)
    code = code_in_mail()
    client.post(CODE, {"code": code})
    client.post("/account/sign-out/")
    assert client.post(CODE, {"code": code}).status_code == 302
    assert who(client) is None


def test_a_code_is_of_the_browser_that_asked(cast: Cast) -> None:
    ask(Client())
    other = Client()
    other.post(CODE, {"code": code_in_mail()})
    assert who(other) is None


def test_a_code_is_of_ten_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    ask(client)
    code = code_in_mail()
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session["account_login"] = login
    session.save()
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_three_wrong_codes_end_it_even_for_the_right_one(cast: Cast) -> None:
    client = Client()
    ask(client)
    code = code_in_mail()
    for _ in range(3):
        client.post(CODE, {"code": "111112" if code != "111112" else "111113"})
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_guessing_over_many_browsers_is_stopped_for_the_person(cast: Cast) -> None:
    """Ten wrong codes in an hour, from wherever; then the right one waits too."""
    for _ in range(5):
        client = Client()
        ask(client)
        for _ in range(2):
            client.post(CODE, {"code": "12"})
    client.post(CODE, {"code": code_in_mail()})  # this browser's third try, and the right code
    assert who(client) is None


@pytest.mark.parametrize("email", [SANNE, "nobody@ruitmeesters.example"])
def test_nobody_is_flooded_with_codes(cast: Cast, email: str) -> None:
    for _ in range(5):
        ask(Client(), email)
    response = Client().post(SIGN_IN, {"email": email.upper()})
    assert "too often" in response.content.decode()
    assert Message.objects.count() == 5


def test_a_leaver_is_a_stranger(cast: Cast) -> None:
    end_employee(cast.sanne, on=cast.today, now=cast.now)
    client = Client()
    ask(client)
    assert "not known here" in unseal(Message.objects.get().text) or "niet bekend" in unseal(
        Message.objects.get().text
    )
    assert who(client) is None


def test_a_leaver_is_signed_out_at_the_next_page(cast: Cast) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/").status_code == 200
    end_employee(cast.sanne, on=cast.today, now=cast.now)
    assert client.get("/account/").status_code == 302
    assert who(client) is None


def test_the_session_changes_its_key_at_sign_in(cast: Cast) -> None:
    client = Client()
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": code_in_mail()})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_elsewhere(cast: Cast, goal: str) -> None:
    client = Client()
    client.cookies["extramile_no_passkey"] = "1"
    response = client.post(SIGN_IN, {"email": SANNE, "next": goal})
    assert "evil" not in response.headers["Location"]
    response = client.post(CODE, {"code": code_in_mail(), "next": goal})
    assert response.headers["Location"] == "/"
    for address in ("/account/sign-out/", "/account/passkeys/offer/not-now/"):
        assert "evil" not in client.post(address, {"next": goal}).headers["Location"]


def test_next_leads_to_the_page_that_asked(cast: Cast) -> None:
    client = Client()
    client.cookies["extramile_no_passkey"] = "1"
    response = client.get("/account/passkeys/")
    assert response.headers["Location"] == "/account/sign-in/?next=/account/passkeys/"
    first = client.post(response.headers["Location"], {"email": SANNE, "next": "/account/passkeys/"})
    assert first.headers["Location"] == "/account/sign-in/code/?next=%2Faccount%2Fpasskeys%2F"
    second = client.post(CODE, {"code": code_in_mail(), "next": "/account/passkeys/"})
    assert second.headers["Location"] == "/account/passkeys/"


def test_a_foreign_host_is_refused(cast: Cast) -> None:
    assert (
        Client(raise_request_exception=False).get(SIGN_IN, headers={"host": "evil.example"}).status_code
        == 400
    )


def test_signing_out_wipes_what_the_browser_kept(cast: Cast) -> None:
    client = Client()
    ask(client)
    client.post(CODE, {"code": code_in_mail()})
    assert UserSession.objects.filter(user=cast.sanne.user).count() == 1
    response = client.post("/account/sign-out/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert who(client) is None
    assert not UserSession.objects.exists()


def test_signing_out_needs_a_press(cast: Cast) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/sign-out/").status_code == 405
    assert who(client)


def test_nobody_can_sign_up_or_set_a_password(cast: Cast) -> None:
    for path in ("signup/", "password/reset/", "password/change/", "login/", "email/"):
        assert Client().get(f"/account/{path}").status_code == 404
    assert not User.objects.filter(password__startswith="scrypt").exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_any_page_of_signing_in_sends_nothing(cast: Cast, method: str) -> None:
    for name in ("account_login", "account_confirm_login_code", "mfa_login_webauthn"):
        getattr(Client(), method)(reverse(name), headers={"accept": "application/json"})
    assert not Message.objects.exists()


def test_an_address_of_any_case_is_the_same_person(cast: Cast) -> None:
    client = Client()
    ask(client, "  Sanne@RUITMEESTERS.example ")
    client.post(CODE, {"code": code_in_mail()})
    assert who(client) == str(cast.sanne.user_id)


def test_a_shared_computer_forgets_after_half_an_hour(cast: Cast) -> None:
    client = Client()
    ask(client, shared="on")
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.cookies["extramile"]["max-age"] == ""
    session = client.session
    session["seen_at"] -= timedelta(minutes=31).total_seconds()
    session.save()
    assert client.get("/account/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert who(client) is None


def test_a_page_that_refreshes_itself_does_not_keep_a_shared_computer_signed_in(cast: Cast) -> None:
    client = Client()
    ask(client, shared="on")
    client.post(CODE, {"code": code_in_mail()})
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = client.session["seen_at"]
    client.get("/account/", headers={"hx-request": "true"})
    assert client.session["seen_at"] == before
    client.get("/account/")
    assert client.session["seen_at"] > before


def test_a_phone_of_ones_own_stays_signed_in_for_half_a_year(cast: Cast) -> None:
    client = Client()
    ask(client)
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.cookies["extramile"]["max-age"] == 180 * 24 * 60 * 60
    assert response.headers["Location"].startswith("/account/passkeys/offer/")
    session = client.session
    session["seen_at"] -= timedelta(days=100).total_seconds()
    session.save()
    response = client.get("/account/")
    assert response.status_code == 200
    assert response.cookies["extramile"]["max-age"] == 180 * 24 * 60 * 60
