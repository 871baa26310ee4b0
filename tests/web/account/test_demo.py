"""One-tap sign-in is for the demo, on this machine."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from extramile.core.tokens import ALPHABET, link_token
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(cast: Cast, settings: Settings) -> str:
    settings.DEMO = True
    return f"/account/demo/{link_token('demo', cast.sanne.user_id or 0)}/"


def test_a_look_changes_nothing_a_press_signs_in(path: str, cast: Cast) -> None:
    client = Client()
    page = client.get(path, headers={"host": "localhost:8120"})
    assert "Sanne" in page.content.decode()
    assert "_auth_user_id" not in client.session
    response = client.post(path, headers={"host": "localhost:8120"})
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(cast.sanne.user_id)


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "extramile.example.org"},
    ],
)
def test_not_from_elsewhere(path: str, settings: Settings, more: Mapping[str, Any]) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(HTTP_HOST="127.0.0.1:8120")
    assert client.get(path).status_code == 200
    assert client.post(path, **more).status_code == 404
    assert client.get(path, **more).status_code == 404


def test_not_without_demo_mode(path: str, settings: Settings) -> None:
    settings.DEMO = False
    assert Client(HTTP_HOST="localhost").post(path).status_code == 404


def test_not_with_a_link_of_another_kind(path: str, cast: Cast) -> None:
    client = Client(HTTP_HOST="localhost")
    forged = link_token("answer", cast.sanne.user_id or 0)
    assert client.post(f"/account/demo/{forged}/").status_code == 404
    token = path.split("/")[3]
    for wrong in sorted(set(ALPHABET) - {token[-1]}):
        assert client.post(f"/account/demo/{token[:-1]}{wrong}/").status_code == 404
