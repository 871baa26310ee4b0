"""The program as an app: what the manifest and the worker promise."""

import json
import struct

import pytest
from django.test import Client

from extramile.core.preferences import choose
from tests.cast import Cast, user_of
from tools.bundle import STATIC


@pytest.mark.django_db
def test_manifest_names_the_organisation_and_icons_that_exist(client: Client) -> None:
    choose(organisation="Ruitmeesters")
    response = client.get("/manifest.webmanifest")
    manifest = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert manifest["name"].startswith("Ruitmeesters")
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        file = STATIC / icon["src"].removeprefix("/static/")
        assert file.exists()
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", file.read_bytes()[16:24])
            assert f"{width}x{height}" == icon["sizes"]
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


def told(client: Client) -> dict[str, object]:
    first = client.get("/worker.js").content.decode().split("\n")[0]
    found: dict[str, object] = json.loads(first.removeprefix("const told = ").removesuffix(";"))
    return found


@pytest.mark.django_db
def test_worker_knows_its_shell(client: Client) -> None:
    response = client.get("/worker.js")
    assert response.headers["Content-Type"] == "text/javascript"
    assert "no-cache" in response.headers["Cache-Control"]
    known = told(client)
    shell = known["shell"]
    assert isinstance(shell, list)
    for address in shell:
        assert (STATIC / address.removeprefix("/static/")).exists()


@pytest.mark.django_db
def test_the_offline_page_knows_nobody(cast: Cast) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/offline/").content.decode()
    assert "Sanne" not in page
    assert "data-person" not in page


@pytest.mark.django_db
def test_only_a_signed_in_page_brings_the_worker(cast: Cast, client: Client) -> None:
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    first = client.get("/more/").content.decode()
    client.force_login(user_of(cast.wim), backend="django.contrib.auth.backends.ModelBackend")
    second = client.get("/more/").content.decode()
    marks = {page.split('data-person="')[1].split('"')[0] for page in (first, second)}
    assert len(marks) == 2
    assert all(marks)


@pytest.mark.django_db
def test_what_is_told_once_is_kept_for_whoever_looks(cast: Cast, client: Client) -> None:
    """The worker fetches the monitor for later, and a reload asks first whether there is a connection:
    neither may take away "undo"."""
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    client.post("/voice/forward/", {"list": "try_new_things", "words": ""})
    assert 'class="toast"' not in client.get("/", headers={"X-For-Later": "1"}).text
    client.head("/")
    assert 'class="toast"' in client.get("/").text
    assert 'class="toast"' not in client.get("/").text
