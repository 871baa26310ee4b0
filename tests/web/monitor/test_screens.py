"""The television in the canteen: praise alone, by a link that can be revoked."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from extramile.core.models import AuditEntry
from extramile.monitor.models import Screen
from extramile.monitor.operations import count_changes
from extramile.web.monitor import scene
from extramile.web.monitor.screens import SECONDS_EACH
from tests.cast import Cast
from tests.monitor.facts import answered
from tests.web.monitor.conftest import SignedIn


def make_link(cast: Cast, client: Client) -> str:
    html = client.post(
        "/screens/make/", {"unit": cast.centre.pk, "name": "Canteen"}, follow=True
    ).content.decode()
    link = re.search(r"http://testserver(/screen/[0-9a-f]+/)", html)
    assert link
    return link[1]


def test_made_shown_once_and_kept_hashed(cast: Cast, signed_in: SignedIn) -> None:
    mirjam = signed_in(cast.mirjam)
    link = make_link(cast, mirjam)
    assert link not in mirjam.get("/screens/").content.decode()
    assert link.split("/")[2] not in Screen.objects.get().token_hash
    assert AuditEntry.objects.filter(action="monitor.screen.made").count() == 1


def test_a_name_with_what_nobody_can_type(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.mirjam).post("/screens/make/", {"unit": cast.centre.pk, "name": "Can\x00teen"})
    assert Screen.objects.get().name == "Canteen"


def test_praise_alone_without_scores_or_names(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=10, words="He swept the whole drive, unasked.")
    answered(cast.team, cast.sanne, now=cast.now, score=8, words="It took rather long, to be honest.")
    answered(cast.team, cast.sanne, now=cast.now, score=1, words="Never again, what a terrible day.")
    answered(cast.zwolle_team, cast.noor, now=cast.now, score=10, words="This is about Zwolle, not us.")
    count_changes(cast.now)
    response = Client().get(make_link(cast, signed_in(cast.mirjam)))
    html = response.content.decode()
    assert "He swept the whole drive, unasked." in html
    for absent in ("rather long", "Never again", "Zwolle", "Sanne", "promoter", "10", "+100", "NPS"):
        assert absent not in html.partition("<body")[2], absent
    assert "One customer would warmly recommend us" in html
    assert 'http-equiv="refresh"' in html
    assert "no-store" in response["Cache-Control"]


def test_it_goes_round(cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        answered(
            cast.team, cast.sanne, now=cast.now, score=10, words=f"Praise with the number {number}0{number}."
        )
    link, television = make_link(cast, signed_in(cast.mirjam)), Client()
    shown = set()
    for turn in range(3):
        later = cast.now + timedelta(seconds=SECONDS_EACH * turn)
        monkeypatch.setattr(scene, "clock_now", lambda later=later: later)
        shown |= set(re.findall(r"number (\d)0", television.get(link).content.decode()))
    assert shown == {"0", "1", "2"}


def test_revoked_is_gone(cast: Cast, signed_in: SignedIn) -> None:
    mirjam = signed_in(cast.mirjam)
    link = make_link(cast, mirjam)
    assert Client().get(link).status_code == 200
    mirjam.post(f"/screens/{Screen.objects.get().pk}/revoke/")
    assert Client().get(link).status_code == 404
    assert "No screens yet" in mirjam.get("/screens/").content.decode()


def test_of_a_unit_out_of_sight_no_screen_can_be_made(cast: Cast, signed_in: SignedIn) -> None:
    mirjam = signed_in(cast.mirjam)
    for unit in (cast.zwolle.pk, cast.west.pk, "", "x", "9" * 40, "²"):
        assert mirjam.post("/screens/make/", {"unit": unit}).status_code == 404
    assert not Screen.objects.exists()


def test_an_empty_screen_says_what_will_come(cast: Cast, signed_in: SignedIn) -> None:
    html = Client().get(make_link(cast, signed_in(cast.mirjam))).content.decode()
    assert "As soon as a customer says something kind" in html
