"""The whole way, over HTTP and as the web role: ballots, the closing, results, a reply, its answer."""

import base64
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from extramile.core import codes
from extramile.core.blind_signatures import base64url, finalize
from extramile.engagement.models import CastBallot, CastComment, CellKey, ReleasedComment, Wave, WaveState
from extramile.engagement.operations import close_due
from extramile.people.models import Employee, Membership
from tests.engagement.voting import Browser
from tests.still import stand_still
from tests.web.voice.visits import Open, client_of, post, sent

pytestmark = pytest.mark.django_db


def vote(opened: Open, who: Employee, score: int, comments: list[dict[str, object]]) -> None:
    """As the browser does it: signed in for the ballot, nameless for the answer."""
    browser = Browser(opened.wave, who, opened.cast.now)
    signed = post(
        client_of(who), opened.path("voice:ballot"), {"blinded": base64url(browser.blinded.message)}
    )
    raw = base64.urlsafe_b64decode(json.loads(signed.content)["signature"] + "==")
    browser.signature = finalize(browser.place.public_key, browser.prepared, raw, browser.blinded.secret)
    answer = post(Client(), opened.path("ballot-hand-in"), sent(browser, {"enps": str(score)}, comments))
    assert (answer.status_code, answer.content) == (200, b'{"thanks": true}')


def close(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    later = opened.wave.closes_at + timedelta(minutes=1)
    for _ in range(50):
        if not close_due(later):
            break
    assert Wave.objects.get(pk=opened.wave.pk).state == WaveState.CLOSED
    stand_still(monkeypatch, later)


def test_from_the_ballots_to_the_writers_answer(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, code = opened.cast, codes.new_reply_code()
    team = [one.employee for one in Membership.objects.filter(unit=cast.team).select_related("employee")]
    other = [
        one.employee for one in Membership.objects.filter(unit=cast.other_team).select_related("employee")
    ]
    said: dict[str, object] = {
        "question": "why", "words": "The coffee is cold.", "may_be_shown": True,
        "reply_address": codes.reply_address(code),
    }  # fmt: skip
    hidden: dict[str, object] = {"question": "why", "words": "Not for showing.", "may_be_shown": False}
    vote(opened, team[0], 9, [said])
    vote(opened, team[1], 3, [hidden])
    more: dict[str, object] = {"question": "why", "words": "The tools are good.", "may_be_shown": True}
    for number, who in enumerate([*team[2:], *other]):
        vote(opened, who, (10, 8, 6)[number % 3], [more] if number < 4 else [])  # never one comment alone
    before = client_of(cast.hanna).get(opened.path("voice:unit", unit=cast.team.pk))
    assert before.status_code == 404  # nobody, however high, sees anything while it is open
    close(opened, monkeypatch)
    for destroyed in (CastBallot.objects, CastComment.objects, CellKey.objects):
        assert not destroyed.exists()
    path = opened.path("voice:unit", unit=cast.team.pk)
    for who in (cast.sanne, cast.mirjam):
        page = client_of(who).get(path).text
        assert "10 to 14 answers" in page
        assert "likely between" in page
        assert "Not for showing." not in page
    home = ReleasedComment.objects.get(words="The coffee is cold.")
    unit = opened.path("voice:unit", unit=home.unit_id)
    assert "The coffee is cold." in client_of(cast.sanne).get(unit).text
    reply = opened.path("voice:reply", unit=home.unit_id, comment_id=home.pk)
    client_of(cast.hanna).post(reply, {"words": "A new machine comes."})
    body = urlencode({"-code": code, "-comment": str(home.pk), "-words": "Then I come for coffee."})
    kind = "application/x-www-form-urlencoded"
    assert "Your answer stands" in Client().generic("POST", reverse("thread"), body, content_type=kind).text
    assert "Then I come for coffee." in client_of(cast.hanna).get(unit).text


def test_the_boss_and_the_team_see_it_at_the_same_moment(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = opened.cast
    for who in (one.employee for one in Membership.objects.filter(unit=cast.team).select_related("employee")):
        vote(opened, who, 9, [])

    def statuses() -> set[int]:
        people = (cast.sanne, cast.mirjam, cast.rik, cast.hanna, cast.ines, cast.boris)
        return {client_of(one).get(opened.path("voice:results")).status_code for one in people}

    assert statuses() == {404}
    close(opened, monkeypatch)
    assert statuses() == {200}
