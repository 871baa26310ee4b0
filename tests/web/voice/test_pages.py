"""Behind the sign-in: what is open for me, what my boss sees, the questions, the ballot."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from extramile.core import blind_signatures as blind
from extramile.core.blind_signatures import base64url
from extramile.engagement.models import CastBallot, ComingForward, Invitee, Wave, WaveState
from extramile.engagement.operations import tick_off
from extramile.engagement.queries import place_of
from tests.cast import Cast
from tests.engagement.voting import Browser, open_wave
from tests.still import stand_still
from tests.web.voice.visits import Open, client_of, fill, open_round, post

pytestmark = pytest.mark.django_db


def test_an_open_round_stands_on_my_page_and_not_on_that_of_who_is_not_invited(opened: Open) -> None:
    assert "Spring" in client_of(opened.cast.sanne).get(reverse("voice:home")).text
    assert "Spring" not in client_of(opened.cast.boris).get(reverse("voice:home")).text
    assert client_of(opened.cast.boris).get(opened.path("voice:wave")).status_code == 404
    assert client_of(opened.cast.boris).get(opened.path("voice:answer")).status_code == 404


def test_before_anything_was_asked_the_page_says_what_will_come(cast: Any) -> None:
    assert "No wave is open for you" in client_of(cast.sanne).get(reverse("voice:home")).text


def test_what_my_boss_sees_names_every_group_and_the_control_code(opened: Open) -> None:
    page = client_of(opened.cast.sanne).get(opened.path("voice:wave")).text
    for name in ("Utrecht-Noord A", "Utrecht-Noord", "Region West", "Ruitmeesters"):
        assert name in page
    code = " ".join(opened.wave.keys_digest[at : at + 4].upper() for at in range(0, 16, 4))
    assert code in page
    assert code in client_of(opened.cast.wim).get(opened.path("voice:wave")).text
    assert "12 people are invited" in page  # Sanne, Youssef, Wim and nine more: the cell
    assert "A figure may be shown if 5 or more answer" in page
    assert "If fewer than ten answer there is mostly none." in page
    example = page[page.index('class="example"') :]
    assert "<b>+20 or more</b><span>5 to 9 answers<small>likely between" in example  # nine of twelve


def test_whoever_votes_with_others_higher_up_sees_an_example_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a team of three nothing is ever shown: the example is of the smallest group that may be."""
    stand_still(monkeypatch, cast.now)
    fill(cast, cast.other_team, 12)
    opened = Open(cast, open_wave(cast.company, now=cast.now))
    page = client_of(cast.sanne).get(opened.path("voice:wave")).text
    assert page.count('class="example"') == page.count("the smallest") == 1
    first = page[page.index("become part") if "become part" in page else page.index("becomes part") :]
    assert first.index("the smallest") < first.index("</li>")


@pytest.mark.parametrize(
    ("slug", "value"), [("enps", "+20 or more"), ("pulse", "60 or more"), ("culture-map", "30")]
)
def test_the_example_is_of_what_is_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, slug: str, value: str
) -> None:
    stand_still(monkeypatch, cast.now)
    page = client_of(cast.sanne).get(open_round(cast, slug=slug).path("voice:wave")).text
    example = re.search(r'class="example".*?<b>([^<]+)</b>', page, re.DOTALL)
    assert example
    assert example[1] == value


@pytest.mark.parametrize(("slug", "said"), [("enps", "about a minute"), ("culture-map", "about 8 minutes")])
def test_the_page_says_how_long_it_takes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, slug: str, said: str
) -> None:
    stand_still(monkeypatch, cast.now)
    opened = open_round(cast, slug=slug)
    assert said in client_of(cast.sanne).get(opened.path("voice:wave")).text


def test_who_took_part_changes_nothing_of_that_page_for_a_colleague(opened: Open) -> None:
    """Else one reads off who voted."""
    client = client_of(opened.cast.sanne)
    before = client.get(opened.path("voice:wave")).content
    opened.ballot(opened.cast.wim).hand_in()
    assert client.get(opened.path("voice:wave")).content == before


def test_the_questions_come_with_what_the_script_needs_and_hidden_without_it(opened: Open) -> None:
    page = client_of(opened.cast.sanne).get(opened.path("voice:answer")).text
    place = place_of(opened.wave.pk, opened.cast.sanne.pk)
    assert place
    at = page.index("data-ballot data-wave")
    form = page[page.rindex("<form", 0, at) : page.index(">", at)]
    for wanted in (
        f'data-cell="{place.cell_id}"',
        f'data-key="{base64url(place.public_key)}"',
        f'data-digest="{opened.wave.keys_digest}"',
        f'data-hand-in="{opened.path("ballot-hand-in")}"',
        " hidden",
    ):
        assert wanted in form
    assert " action=" not in form  # nowhere for answers to go with a session
    assert "method=" not in form
    assert "data-taken" not in form
    assert "Answer with a code card" in page


def test_the_voter_is_another_for_each_person_and_round(opened: Open) -> None:
    import re

    found = {
        re.search(r'data-voter="([0-9a-f]{32})"', client_of(one).get(opened.path("voice:answer")).text)[1]  # type: ignore[index]
        for one in (opened.cast.sanne, opened.cast.wim)
    }
    assert len(found) == 2


def sign(client: Client, opened: Open, blinded: bytes) -> Any:
    return post(client, opened.path("voice:ballot"), {"blinded": base64url(blinded)})


def test_a_ballot_is_signed_once_and_the_same_one_again(opened: Open) -> None:
    client = client_of(opened.cast.sanne)
    browser = Browser(opened.wave, opened.cast.sanne, opened.cast.now)
    first, again = (sign(client, opened, browser.blinded.message) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    signed = json.loads(first.content)["signature"]
    import base64

    signature = base64.urlsafe_b64decode(signed + "==")
    key = browser.place.public_key
    assert blind.verify(
        key, browser.prepared, blind.finalize(key, browser.prepared, signature, browser.blinded.secret)
    )
    other = blind.blind(key, blind.prepare(b"another")).message
    assert sign(client, opened, other).status_code == 409
    assert Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne).took_ballot


def test_a_ballot_needs_a_sign_in_a_csrf_token_and_an_invitation(opened: Open) -> None:
    browser = Browser(opened.wave, opened.cast.sanne, opened.cast.now)
    assert sign(Client(), opened, browser.blinded.message).status_code == 401
    assert sign(client_of(opened.cast.boris), opened, browser.blinded.message).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(opened.cast.sanne).cookies
    assert sign(strict, opened, browser.blinded.message).status_code == 403
    for wrong in (b"", b"{}", b'{"blinded": 5}', b'{"blinded": "%"}', b"x" * 5000, b'{"blinded": "AAAA"}'):
        assert post(client_of(opened.cast.sanne), opened.path("voice:ballot"), wrong).status_code == 422
    assert not Invitee.objects.filter(took_ballot=True).exists()


def test_no_ballot_when_a_card_was_drawn_or_the_round_has_closed(opened: Open) -> None:
    tick_off(opened.wave.public_id, employee_id=opened.cast.sanne.pk, now=opened.cast.now)
    browser = Browser(opened.wave, opened.cast.sanne, opened.cast.now)
    assert sign(client_of(opened.cast.sanne), opened, browser.blinded.message).status_code == 409
    assert "You drew a code card" in client_of(opened.cast.sanne).get(opened.path("voice:wave")).text
    Wave.objects.filter(pk=opened.wave.pk).update(state=WaveState.CLOSING)
    assert sign(client_of(opened.cast.wim), opened, browser.blinded.message).status_code == 410
    response = client_of(opened.cast.wim).get(opened.path("voice:answer"))
    assert response.headers["Location"] == opened.path("voice:wave")


def test_taking_a_ballot_keeps_no_time(opened: Open) -> None:
    """Not even as a count of attempts."""
    from extramile.core.models import Attempt

    browser = Browser(opened.wave, opened.cast.sanne, opened.cast.now)
    assert sign(client_of(opened.cast.sanne), opened, browser.blinded.message).status_code == 200
    assert not Attempt.objects.exists()
    assert not CastBallot.objects.exists()


def test_coming_forward_is_a_list_of_ones_own_choice(opened: Open) -> None:
    client, path = client_of(opened.cast.sanne), reverse("voice:forward")
    client.post(path, {"list": "welcome_newcomers", "words": "I remember my first day."})
    row = ComingForward.objects.get()
    assert (row.employee_id, row.list_key, row.words) == (
        opened.cast.sanne.pk, "welcome_newcomers", "I remember my first day.",
    )  # fmt: skip
    assert "I remember my first day." in client.get(path).text
    assert client.post(path, {"list": "nothing"}).status_code == 404
    client.post(path, {"list": "welcome_newcomers", "back": "1"})
    assert ComingForward.objects.get().withdrew_on is not None
