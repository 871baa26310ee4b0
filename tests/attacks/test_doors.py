"""Where answers come in, nothing of what comes back depends on the answer: bytes, headers, statements.

How long it takes follows from the statements, which are the same, one by one.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from extramile.engagement.operations import print_cards, tick_off
from tests.attacks.crawling import Said, Walker, statements
from tests.cast import Cast
from tests.engagement.voting import Browser
from tests.still import stand_still
from tests.web.voice.visits import Open, open_round, post, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_as_web_role")]
FORM = "application/x-www-form-urlencoded"
Send = Callable[[int], Any]


@pytest.fixture
def opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Open:
    stand_still(monkeypatch, cast.now)
    return open_round(cast)


def said(send: Callable[[], Any]) -> Said:
    with statements() as asked:
        response = send()
    headers = sorted(response.headers.items())
    return Walker.as_said(
        response.content.decode(), status=response.status_code, headers=headers, asked=asked
    )


def telling(outcomes: Mapping[str, Said]) -> set[str]:
    """In what the outcomes differ; empty where nothing tells which was which."""
    parts: dict[str, set[object]] = {
        "status": {one.status for one in outcomes.values()},
        "headers": {one.headers for one in outcomes.values()},
        "bytes": {one.text for one in outcomes.values()},
        "statements": {one.statements for one in outcomes.values()},
    }
    return {name for name, different in parts.items() if len(different) > 1}


def by_ballot(
    opened: Open, *, prepared: Callable[[Browser], Browser] = lambda browser: browser
) -> dict[str, Said]:
    """Every score, each by somebody of its own; one path of the program for all of them."""
    voters = list(opened.cast.team.memberships.select_related("employee").order_by("pk"))
    found = {}
    for score, voter in zip(range(11), voters, strict=False):
        browser = prepared(opened.ballot(voter.employee))
        comments = [{"question": "why", "words": f"kanarie {score}" * (score + 1), "may_be_shown": True}]
        body = sent(browser, {"enps": score}, comments)
        found[str(score)] = said(partial(post, Client(), opened.path("ballot-hand-in"), body))
    return found


def by_card(opened: Open) -> dict[str, Said]:
    voters = [one.employee for one in opened.cast.team.memberships.select_related("employee").order_by("pk")]
    cell = Browser(opened.wave, voters[0], opened.cast.now).place.cell_id
    codes = print_cards(opened.wave.public_id, cell_id=cell, count=12, actor=None, now=opened.cast.now)
    found = {}
    for score, code, voter in zip(range(11), codes, voters, strict=False):
        tick_off(opened.wave.public_id, employee_id=voter.pk, now=opened.cast.now)
        body = urlencode({"-code": code, "enps": str(score), "why": "kanarie" * score or "k"})
        path = reverse("card-answer", kwargs={"wave": opened.wave.public_id})
        found[str(score)] = said(partial(Client().generic, "POST", path, body, content_type=FORM))
    return found


def test_every_answer_is_thanked_alike(opened: Open) -> None:
    found = by_ballot(opened)
    assert {one.status for one in found.values()} == {200}
    assert telling(found) == set()


def test_every_answer_by_card_is_thanked_alike(opened: Open) -> None:
    found = by_card(opened)
    assert {one.status for one in found.values()} == {200}
    assert telling(found) == set()


def test_every_refusal_is_the_same_too(opened: Open) -> None:
    """A signature that is wrong; a ballot that was used: nobody learns what it was used for."""

    def spoilt(browser: Browser) -> Browser:
        browser.signature = bytes(len(browser.signature))
        return browser

    found = by_ballot(opened, prepared=spoilt)
    assert {one.status for one in found.values()} != {200}
    assert telling(found) == set()


def test_a_second_hand_in_says_nothing_of_the_first(opened: Open) -> None:
    browser = opened.ballot(opened.cast.sanne)
    path = opened.path("ballot-hand-in")
    post(Client(), path, sent(browser, {"enps": 0}))
    again = {
        str(score): said(partial(post, Client(), path, sent(browser, {"enps": score}))) for score in range(11)
    }
    assert telling(again) == set()


def test_a_door_that_tells_would_be_found(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twins: an ETag, a word, a status, a statement more that depends on the answer."""
    from extramile.web.voice.apart import ballots

    real = ballots._hand_in

    def low(sent: Mapping[str, Any]) -> bool:
        return int(sent["answers"]["enps"]) <= 6

    def with_statement(wave: Any, sent: Mapping[str, Any]) -> None:
        real(wave, sent)
        if low(sent):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

    monkeypatch.setattr(ballots, "_hand_in", with_statement)
    assert telling(by_ballot(opened)) == {"statements"}


@pytest.mark.parametrize(("name", "change"), [
    ("headers", lambda response: response.headers.setdefault("ETag", '"low"')),
    ("bytes", lambda response: setattr(response, "content", b'{"thanks": "we are sorry"}')),
    ("status", lambda response: setattr(response, "status_code", 202)),
])  # fmt: skip
def test_an_answer_that_tells_would_be_found(
    opened: Open, settings: Any, name: str, change: Callable[[HttpResponse], None]
) -> None:
    Telling.change = staticmethod(change)
    settings.MIDDLEWARE = ["tests.attacks.test_doors.Telling", *settings.MIDDLEWARE]
    assert telling(by_ballot(opened)) == {name}


class Telling:
    """A middleware that answers otherwise to whoever is no promoter."""

    change: Callable[[Any], None]

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        low = b'"enps": 10' not in request.body and b'"enps": 9' not in request.body
        response = self.get_response(request)
        if low:
            Telling.change(response)
        return response
