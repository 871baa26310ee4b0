"""A passkey that is none: refused in words, and whoever sent it can go on."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from extramile.core.models import AuditEntry
from tests.cast import Cast
from tests.web.account.test_sign_in import CODE, ask, code_in_mail

pytestmark = pytest.mark.django_db

TORN = {
    "nothing": "0",
    "no": "false",
    "a list": "[1]",
    "a text": '"x"',
    "an object of something else": '{"a": 1}',
    "one without an answer": '{"id": "x", "rawId": "x", "response": {}, "type": "public-key"}',
    "bytes that are no passkey": json.dumps(
        {
            "id": "eA",
            "rawId": "eA",
            "response": {"clientDataJSON": "e30", "attestationObject": "oA", "userHandle": "MQ"},
            "type": "public-key",
        }
    ),
    "types that cannot be": '{"id": 1, "rawId": null, "response": [], "type": 5}',
    "no JSON": "[[[",
    "a number of 5,000 digits": "9" * 5000,
    "deeper than it can be read": "[" * 60_000,
}


@pytest.fixture
def sanne(cast: Cast) -> Client:
    """Signed in a moment ago."""
    client = Client()
    ask(client, cast.sanne.email or "")
    assert client.post(CODE, {"code": code_in_mail()}).status_code == 302
    return client


@pytest.mark.parametrize("credential", TORN.values(), ids=TORN)
def test_what_is_no_passkey_is_not_kept(sanne: Client, credential: str) -> None:
    options = reverse("account_passkey_options")
    assert sanne.post(options).status_code == 200
    response = sanne.post(reverse("account_passkeys"), {"credential": credential})
    assert response.headers["Location"] == reverse("account_passkeys")
    assert not Authenticator.objects.exists()
    assert not AuditEntry.objects.filter(action="account.passkey.added").exists()
    assert sanne.post(options).status_code == 200  # and the next try finds nothing in its way


@pytest.mark.parametrize("credential", TORN.values(), ids=TORN)
def test_what_is_no_passkey_signs_nobody_in(cast: Cast, credential: str) -> None:
    client = Client()
    sign_in = reverse("mfa_login_webauthn")
    assert client.get(sign_in, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 200
    assert client.post(sign_in, {"credential": credential}).status_code == 302
    assert "sign-in" in client.get(reverse("account")).headers["Location"]
