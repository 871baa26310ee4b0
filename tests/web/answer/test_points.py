"""A hundred points divided on a phone without scripts."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from extramile.core.tokens import link_token
from extramile.questionnaires.operations import create, publish
from extramile.responses.models import Answer, Response
from extramile.web.answer import sending
from tests.cast import Cast
from tests.responses.asked import ask
from tests.web.answer.test_page import words

pytestmark = pytest.mark.django_db


def culture() -> dict[str, Any]:
    both = {"en": "How is it here?", "nl": "Hoe is het hier?"}
    names = {"family": "Like a family", "market": "Like a market", "order": "Like clockwork"}
    return {
        "format": 1,
        "languages": ["en", "nl"],
        "questions": [
            {
                "key": "culture",
                "kind": "points",
                "required": True,
                "texts": {"title": both},
                "options": [{"key": key, "label": {"en": name, "nl": name}} for key, name in names.items()],
            }
        ],
    }


@pytest.fixture
def path(cast: Cast, now: datetime) -> Iterator[str]:
    sending.forget_brand()
    questionnaire = create(slug="culture", name="Culture", definition=culture(), actor=None, now=now)
    version = publish(questionnaire, actor=None, now=now)
    invitation = ask(cast.team, cast.sanne, now=now, version_id=version.pk)
    with patch("extramile.web.answer.views.clock", return_value=now):
        yield f"/a/{link_token('answer', invitation.pk)}"


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="number"[^>]*name="([^"]*)" value="([^"]*)"', page))


def test_each_statement_has_a_field_and_nothing_is_filled_in(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert fields(page) == {"culture.family": "", "culture.market": "", "culture.order": ""}
    assert "Divide 100 points. An empty field is 0." in words(page)


def test_points_that_add_up_are_kept_and_shown_again(client: Client, path: str) -> None:
    answer = client.post(path, {"culture.family": "70", "culture.market": "30", "culture.order": ""})
    assert answer.status_code == 200
    assert Answer.objects.get().choices == ["family:70", "market:30", "order:0"]
    again = fields(client.get(path).content.decode())
    assert again == {"culture.family": "70", "culture.market": "30", "culture.order": "0"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"family": "70", "market": "20"}, "Samen is dit 90. Maak er 100 van."),
        ({"family": "70", "market": "31"}, "Samen is dit 101. Maak er 100 van."),
        ({"family": "70", "market": "half"}, "Vul hele getallen van 0 tot 100 in"),
        ({"family": "", "market": " "}, "Kies eerst een antwoord."),
    ],
)
def test_points_that_do_not_add_up_come_back_as_typed(
    client: Client, path: str, typed: dict[str, str], said: str
) -> None:
    answer = client.post(
        path, {f"culture.{key}": value for key, value in typed.items()} | {"-language": "nl"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in words(page)
    assert fields(page) == {"culture.order": "", **{f"culture.{key}": value for key, value in typed.items()}}
    assert not Response.objects.exists()


def test_a_forged_field_is_passed_over_or_refused(client: Client, path: str) -> None:
    answer = client.post(path, {"culture.family": '"><script>alert(1)</script>', "culture.market": "100"})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert client.post(path, {"culture.family": "100", "culture.mars": "0"}).status_code == 422
    assert client.post(path, {"culture.family": "100", "mars.x": "7", ".": "1"}).status_code == 200


def test_half_divided_points_are_not_kept_as_an_answer(client: Client, path: str) -> None:
    assert client.post(path, {"culture.family": "70", "-partial": "1"}).status_code == 204
    assert not Answer.objects.exists()


def test_another_language_keeps_what_was_typed(client: Client, path: str) -> None:
    page = client.post(path, {"culture.family": "70", "-switch": "nl"}).content.decode()
    assert "Hoe is het hier?" in words(page)
    assert fields(page)["culture.family"] == "70"
