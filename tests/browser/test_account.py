"""Signing in as people do: a passkey made and used in real Chromium, a card scanned on a phone."""

import pytest
from pytest_django import Settings

from extramile.core.tokens import link_token
from extramile.people.operations import make_cards
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db(transaction=True)

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_signs_in(visitor: MakeVisitor, cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    someone = visitor()
    someone.address = someone.address.replace("127.0.0.1", "localhost")  # passkeys need a name, not a number
    someone.page.goto(f"{someone.address}/account/demo/{link_token('demo', user_of(cast.sanne).pk)}/")
    someone.page.click("main button")
    someone.page.wait_for_url(lambda url: "/demo/" not in url)
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    someone.page.goto(f"{someone.address}/account/passkeys/")
    someone.page.click("form[data-passkey] button")
    someone.page.wait_for_selector(".list li")
    someone.page.goto(f"{someone.address}/account/")
    someone.page.click("main form[data-sign-out] button")
    someone.page.wait_for_url("**/account/sign-in/")
    someone.page.click("form[data-passkey] button")
    someone.page.wait_for_url(lambda url: "/sign-in/" not in url)
    someone.page.goto(f"{someone.address}/account/")
    assert someone.page.inner_text("h1") == "Sanne de Wit"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_card_opens_the_door_without_script_too(visitor: MakeVisitor, cast: Cast, language: str) -> None:
    card = make_cards([cast.youssef], actor=None, now=cast.now)[0]
    someone = visitor(language=language, script=False)
    page = someone.open(f"/account/card/{card.token}/")
    someone.shot(f"card-{language}")
    page.fill("[name=pin]", card.pin)
    page.click("main form button")
    page.wait_for_url("**/account/pin/")
    page.fill("[name=pin]", "483920")
    page.click("main form button")
    page.goto(f"{someone.address}/account/")
    assert page.inner_text("h1") == "Youssef El Amrani"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["sign-in/", "card/0000000000000000000000000000000000000000/"])
def test_the_doors_can_be_read_by_everybody(visitor: MakeVisitor, path: str, dark: bool) -> None:
    someone = visitor(dark=dark)
    someone.open(f"/account/{path}")
    someone.check()
