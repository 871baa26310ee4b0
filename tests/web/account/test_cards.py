"""A printed card and a PIN: for people without company mail."""

from dataclasses import replace

import pytest
from django.test import Client

from extramile.core.models import Attempt
from extramile.people.models import Card, RoleKind
from extramile.people.operations import (
    PrintedCard,
    end_employee,
    find_card,
    grant_role,
    make_cards,
    revoke_card,
)
from extramile.people.operations.cards import easy, random_pin
from extramile.people.problems import Refused
from extramile.web.account import limits
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(cast: Cast) -> PrintedCard:
    return make_cards([cast.youssef], actor=user_of(cast.ada), now=cast.now)[0]


def try_pin(card: PrintedCard, pin: str, *, client: Client | None = None, **more: str) -> Client:
    client = client or Client()
    client.post(f"/account/card/{card.token}/", {"pin": pin, **more})
    return client


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_card_and_pin_sign_in_and_ask_for_an_own_pin(cast: Cast, printed: PrintedCard) -> None:
    client = Client()
    assert "Youssef" not in client.get(f"/account/card/{printed.token}/").content.decode()
    response = client.post(f"/account/card/{printed.token}/", {"pin": printed.pin})
    assert response.headers["Location"] == "/account/pin/"
    assert who(client) == str(cast.youssef.user_id)
    assert client.post("/account/pin/", {"pin": "483920"}).status_code == 302
    assert who(try_pin(printed, printed.pin)) is None
    assert who(try_pin(printed, "483920")) == str(cast.youssef.user_id)


@pytest.mark.parametrize("pin", ["123456", "000000", "12345", "abcdef", "654321", "112211", "٤٨٣٩٢٠"])
def test_an_easy_pin_is_refused(cast: Cast, printed: PrintedCard, pin: str) -> None:
    client = try_pin(printed, printed.pin)
    assert client.post("/account/pin/", {"pin": pin}).status_code == 200
    assert Card.objects.get().pin_chosen_at is None


def test_neither_token_nor_pin_is_stored(cast: Cast, printed: PrintedCard) -> None:
    card = Card.objects.get()
    assert printed.token not in str(vars(card))
    assert printed.pin not in card.pin_hash
    assert printed.token not in repr(printed)
    assert printed.pin not in repr(printed)


def test_five_wrong_pins_lock_the_card_for_the_right_one_too(cast: Cast, printed: PrintedCard) -> None:
    for _ in range(5):
        try_pin(printed, "999998")
    client = Client()
    response = client.post(f"/account/card/{printed.token}/", {"pin": printed.pin})
    assert who(client) is None
    assert "new card" in response.content.decode()


def test_a_right_pin_forgives_the_wrong_ones(cast: Cast, printed: PrintedCard) -> None:
    for _ in range(4):
        try_pin(printed, "999998")
    assert who(try_pin(printed, printed.pin))
    for _ in range(4):
        try_pin(printed, "999998")
    assert who(try_pin(printed, printed.pin))


def test_one_machine_cannot_try_card_after_card(
    cast: Cast, printed: PrintedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.PINS_PER_MACHINE.most <= 60  # each try costs a slow hash: a tenth shows the same
    monkeypatch.setattr(limits, "PINS_PER_MACHINE", replace(limits.PINS_PER_MACHINE, most=6))
    Attempt.objects.all().delete()
    for number in range(6):
        Client().post(f"/account/card/{number:040x}/", {"pin": ""})  # empty: not a try
    for number in range(6):
        Client().post(f"/account/card/{number:040x}/", {"pin": "1"}, REMOTE_ADDR="192.0.2.1")
    client = Client()
    client.post(f"/account/card/{printed.token}/", {"pin": printed.pin}, REMOTE_ADDR="192.0.2.1")
    assert who(client) is None
    assert who(try_pin(printed, printed.pin))  # from another machine


def test_an_unknown_card_looks_like_any_other(cast: Cast, printed: PrintedCard) -> None:
    known = Client().get(f"/account/card/{printed.token}/")
    unknown = Client().get(f"/account/card/{'0' * 40}/")
    assert known.status_code == unknown.status_code == 200
    wrong = [
        Client().post(f"/account/card/{token}/", {"pin": "918273"}).context["form"].errors
        for token in (printed.token, "0" * 40)
    ]
    assert wrong[0] == wrong[1]


def test_a_new_card_and_a_revoked_card_end_the_old_one(cast: Cast, printed: PrintedCard) -> None:
    newer = make_cards([cast.youssef], actor=None, now=cast.now)[0]
    assert who(try_pin(printed, printed.pin)) is None
    found = find_card(newer.token, today=cast.today)
    assert found
    revoke_card(found, actor=None, now=cast.now)
    assert who(try_pin(newer, newer.pin)) is None


def test_a_leavers_card_is_dead(cast: Cast, printed: PrintedCard) -> None:
    end_employee(cast.youssef, on=cast.today, now=cast.now)
    assert who(try_pin(printed, printed.pin)) is None


def test_who_sees_or_does_more_gets_no_card_and_loses_the_old_one(cast: Cast, printed: PrintedCard) -> None:
    with pytest.raises(Refused, match="more than a card"):
        make_cards([cast.ada], actor=None, now=cast.now)
    grant_role(
        user_of(cast.youssef),
        RoleKind.MANAGER,
        unit=cast.centre,
        started_on=cast.today,
        actor=None,
        now=cast.now,
    )
    assert find_card(printed.token, today=cast.today) is None


def test_the_next_person_on_a_shared_phone_sees_nothing_of_the_one_before(
    cast: Cast, printed: PrintedCard
) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["secret_of_sanne"] = 1
    session.save()
    try_pin(printed, printed.pin, client=client, shared="on")
    assert who(client) == str(cast.youssef.user_id)
    assert "secret_of_sanne" not in client.session
    assert client.session["shared_computer"] is True


def test_the_pin_page_is_for_who_came_in_with_a_card(cast: Cast) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/pin/").status_code == 404


def test_made_pins_are_never_easy() -> None:
    assert not any(easy(random_pin()) for _ in range(2000))
    assert all(easy(pin) for pin in ("000000", "123456", "987654", "121212", "012345"))
