"""Answering on a code card, and reading a reply: plain forms, for whoever is known to nobody."""

import re
from typing import Any, NoReturn
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from extramile.core import codes
from extramile.core.preferences import choose
from extramile.engagement.models import CastBallot, CastComment, Invitee
from extramile.engagement.operations import print_cards, tick_off
from extramile.engagement.operations.comments import reply
from extramile.web.answer.sending import forget_brand
from tests.cast import user_of
from tests.engagement.released import release, say
from tests.web.voice.visits import Open

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(opened: Open) -> str:
    """A card that Sanne drew, her name ticked off."""
    place = Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne)
    tick_off(opened.wave.public_id, employee_id=opened.cast.sanne.pk, now=opened.cast.now)
    drawn = print_cards(
        opened.wave.public_id, cell_id=place.cell_id, count=3, actor=None, now=opened.cast.now
    )
    return drawn[0]


def form(path: str, **fields: str) -> Any:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    dashed = {
        f"-{name.removeprefix('own_')}" if name.startswith("own_") else name: one
        for name, one in named.items()
    }
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    return client.generic("POST", path, urlencode(dashed), content_type="application/x-www-form-urlencoded")


def test_from_the_code_to_the_thanks(opened: Open, code: str) -> None:
    asked = form(reverse("card-start"), own_code=code.lower().replace("-", " "))
    assert asked.status_code == 200
    assert "How likely are you to recommend working here" in asked.text
    assert code not in asked.headers.get("Location", "")
    thanks = form(opened.path("card-answer"), own_code=code, enps="9", why="The coffee.")
    assert "Thank you" in thanks.text
    assert CastBallot.objects.get().answers == {"enps": 9}
    said = CastComment.objects.get()
    assert (said.words, said.may_be_shown, said.reply_address) == ("The coffee.", False, "")


def test_the_thanks_of_a_card_are_the_same_bytes(opened: Open, code: str) -> None:
    tick_off(opened.wave.public_id, employee_id=opened.cast.wim.pk, now=opened.cast.now)
    place = Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne)
    other = print_cards(
        opened.wave.public_id, cell_id=place.cell_id, count=1, actor=None, now=opened.cast.now
    )[0]
    pages = [
        form(opened.path("card-answer"), own_code=code, enps="0"),
        form(opened.path("card-answer"), own_code=other, enps="10", why="x", own_show__why="on"),
    ]
    assert len({(one.status_code, one.content) for one in pages}) == 1


def test_a_wish_for_a_reply_goes_along_as_an_address_alone(opened: Open, code: str) -> None:
    asked = form(reverse("card-start"), own_code=code)
    found = re.search(r'name="-reply-code\.why" value="([^"]+)"', asked.text)
    assert found
    assert found[1] in asked.text.replace(found[0], "")  # shown too, to be noted down
    fields = {"own_show__why": "on", "own_reply__why": "on", "own_reply-code__why": found[1]}
    form(opened.path("card-answer"), own_code=code, enps="3", why="The coffee.", **fields)
    said = CastComment.objects.get()
    assert (said.may_be_shown, said.reply_address) == (True, codes.reply_address(found[1]))


def test_what_is_wrong_is_said_and_what_was_typed_stays(opened: Open, code: str) -> None:
    path = opened.path("card-answer")
    unknown = form(path, own_code="AAAA-AAAA", enps="9", why="Words that stay.")
    assert unknown.status_code == 422
    assert "This code is not known" in unknown.text
    assert "Words that stay." in unknown.text
    missing = form(path, own_code=code, why="Words that stay.")
    assert missing.status_code == 422
    assert "Some answers are missing" in missing.text
    assert code in missing.text
    assert not CastBallot.objects.exists()
    assert "Thank you" in form(path, own_code=code, enps="9").text
    again = form(path, own_code=code, enps="0")
    assert again.status_code == 422
    assert "used already" in again.text
    assert CastBallot.objects.count() == 1


def test_a_card_opens_no_other_round_and_none_that_is_not_open(
    opened: Open, code: str, monkeypatch: Any
) -> None:
    late = opened.wave.closes_at
    monkeypatch.setattr("extramile.web.voice.apart.cards.clock", lambda: late)
    for response in (
        form(reverse("card-start"), own_code=code),
        form(opened.path("card-answer"), own_code=code, enps="9"),
        Client().get(opened.path("card-answer")),
    ):
        assert response.status_code == 410
    assert not CastBallot.objects.exists()


def test_the_page_is_in_the_language_that_is_chosen_and_asks_the_browser_first(opened: Open) -> None:
    dutch = Client(headers={"Accept-Language": "nl"}).get(opened.path("card-answer"))
    assert "Hoe waarschijnlijk" in dutch.text
    switched = form(opened.path("card-answer"), own_switch="nl", why="Blijft staan.")
    assert "Hoe waarschijnlijk" in switched.text
    assert "Blijft staan." in switched.text
    assert "De code op je kaart" in switched.text  # the page's own words as well
    assert "The code on your card" not in switched.text
    back = Client(headers={"Accept-Language": "nl"}).post(opened.path("card-answer"), {"-switch": "en"})
    assert "The code on your card" in back.text


def test_the_thanks_are_in_the_chosen_language_too(opened: Open, code: str) -> None:
    thanks = form(opened.path("card-answer"), own_code=code, own_language="nl", enps="9")
    assert "Dank je wel" in thanks.text
    assert '<html lang="nl"' in thanks.text


def test_the_company_is_named_whatever_this_worker_has_shown_before(opened: Open) -> None:
    """A worker that had shown no customer's page called every company "Extra Mile" here."""
    forget_brand()
    choose(organisation="Glashelder")
    assert "Glashelder" in form(reverse("card-start"), own_code="").text
    assert "Glashelder" in Client().get(opened.path("card-answer")).text


def test_a_database_that_fails_is_no_reason_to_fail(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> NoReturn:
        raise OperationalError

    monkeypatch.setattr("extramile.web.voice.apart.pages.preferences", fails)
    assert Client().get(reverse("card-start")).status_code == 200


def test_a_hostile_form_is_no_trouble(opened: Open) -> None:
    for body in (
        b"-code=" + b"A" * 100_000,
        b"%00%ff=1&-code=%00",
        b"&".join([b"a=1"] * 5000),
        b"\xff" * 100,
    ):
        for path in (reverse("card-start"), opened.path("card-answer"), reverse("thread")):
            response = Client().generic("POST", path, body, content_type="application/x-www-form-urlencoded")
            assert response.status_code in {413, 422}, (path, body[:20])
    words = form(opened.path("card-answer"), own_code='"><script>', why="<script>alert(1)</script>")
    assert "<script>alert" not in words.text


class TestThread:
    @pytest.fixture
    def secret(self, opened: Open) -> str:
        """The code of a comment that was released."""
        code = codes.new_reply_code()
        table = release(opened.wave, now=opened.cast.now)
        self.comment = say(
            table, opened.cast.team, "The coffee is cold.", reply_address=codes.reply_address(code)
        )
        return code

    def test_a_reply_is_read_and_answered_without_a_name(self, opened: Open, secret: str) -> None:
        path = reverse("thread")
        assert "No reply yet" in form(path, own_code=secret).text
        early = form(path, own_code=secret, own_words="Hello?")
        assert early.status_code == 422
        reply(self.comment, "A new machine comes.", actor=user_of(opened.cast.hanna), now=opened.cast.now)
        read = form(path, own_code=secret.lower().replace("-", ""))
        assert "A new machine comes." in read.text
        assert "Hanna" not in read.text
        said = form(path, own_code=secret, own_comment=str(self.comment), own_words="Thank you!")
        assert "Your answer stands" in said.text
        assert "Thank you!" in said.text
        assert "company's turn" in said.text

    def test_another_code_opens_nothing(self, secret: str) -> None:
        assert "coffee" in form(reverse("thread"), own_code=secret).text
        nothing = form(reverse("thread"), own_code=codes.new_reply_code())
        assert nothing.status_code == 404
        assert "coffee" not in nothing.text
        assert form(reverse("thread"), own_code="what").status_code == 422

    def test_the_code_is_never_in_an_address(self, secret: str) -> None:
        text = form(reverse("thread"), own_code=secret).text
        assert not re.search(rf'(?:href|action)="[^"]*{secret[:9]}', text)
