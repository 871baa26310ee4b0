"""Whoever looks before and after each answer sees the same bytes, until the wave is closed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from extramile.engagement.operations import close_due, count_participation, mix
from extramile.people.models import Employee
from extramile.web.voice.apart.names import forget_names
from tests.cast import Cast
from tests.still import stand_still
from tests.web.voice.visits import Open, client_of, open_round, post, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_as_web_role")]
# Drawn anew for every page, whoever asks.
NOW = frozenset({"Set-Cookie", "Expires", "Last-Modified"})
TOKENS = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|nonce-[^\'" ]+')


@pytest.fixture
def opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Open:
    stand_still(monkeypatch, cast.now)
    forget_names()
    return open_round(cast)


def _addresses(opened: Open) -> list[str]:
    return [
        reverse("voice:home"),
        opened.path("voice:wave"),
        opened.path("voice:results"),
        opened.path("voice:unit", unit=opened.cast.team.pk),
        opened.path("voice:unit", unit=opened.cast.company.pk),
        opened.path("voice:map", unit=opened.cast.company.pk),
        opened.path("voice:talk", unit=opened.cast.team.pk),
        reverse("office:waves"),
        opened.path("office:wave"),
        opened.path("office:wave-state"),
        opened.path("ballot-keys"),
        reverse("card-start"),
        reverse("thread"),
    ]


def _seen(client: Client, opened: Open) -> dict[str, tuple[int, str, dict[str, str]]]:
    found = {}
    for address in _addresses(opened):
        response = client.get(address)
        headers = {name: value for name, value in response.headers.items() if name not in NOW}
        text = TOKENS.sub("", response.content.decode())
        found[address] = (response.status_code, text, {k: TOKENS.sub("", v) for k, v in headers.items()})
    return found


def _people(opened: Open) -> list[Employee]:
    cast = opened.cast
    return [cast.sanne, cast.youssef, cast.wim, cast.bram, cast.fatma, cast.joris]


def test_every_page_is_the_same_before_and_after_each_answer(opened: Open) -> None:
    """For a manager, HR, the administrator and a colleague; with the steps that run meanwhile."""
    cast = opened.cast
    count_participation(cast.now)
    watchers = [client_of(who) for who in (cast.mirjam, cast.hanna, cast.ada, cast.noor, cast.boris)]
    before = [_seen(client, opened) for client in watchers]
    assert any(status == 200 for seen in before for status, _text, _headers in seen.values())
    for number, voter in enumerate(_people(opened)):
        browser = opened.ballot(voter)
        comments = [{"question": "why", "words": f"kanarie {number}", "may_be_shown": True}]
        answer = post(Client(), opened.path("ballot-hand-in"), sent(browser, {"enps": number * 2}, comments))
        assert answer.status_code == 200, answer.content
        mix(cast.now)
        count_participation(cast.now)
        for client, seen in zip(watchers, before, strict=True):
            after = _seen(client, opened)
            for address, found in seen.items():
                assert after[address] == found, address


def test_the_pages_do_change_when_the_wave_is_closed(opened: Open) -> None:
    """Else the test above would be passed by pages that show nothing at all."""
    client = client_of(opened.cast.hanna)
    before = _seen(client, opened)
    close_due(opened.cast.now + timedelta(days=30))
    after = _seen(client, opened)
    assert sum(before[address] != after[address] for address in before) >= 3


def test_only_the_voter_sees_that_they_took_a_ballot(opened: Open) -> None:
    cast = opened.cast
    own, other = client_of(cast.sanne), client_of(cast.wim)
    before = [_seen(one, opened) for one in (own, other)]
    opened.ballot(cast.sanne)
    assert _seen(own, opened) != before[0]
    assert _seen(other, opened) == before[1]


def test_an_answer_is_thanked_in_the_same_bytes_whatever_it_says(opened: Open) -> None:
    thanks = set()
    for voter, answers in zip(_people(opened), ({"enps": 0}, {"enps": 10}, {"enps": 7}), strict=False):
        response = post(Client(), opened.path("ballot-hand-in"), sent(opened.ballot(voter), answers))
        headers = tuple(sorted((k, TOKENS.sub("", v)) for k, v in response.headers.items()))
        thanks.add((response.status_code, response.content, headers))
    assert len(thanks) == 1
