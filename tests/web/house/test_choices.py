"""Language, light and dark: who decides, and that nobody is sent elsewhere."""

import pytest
from django.test import Client

from tests.cast import Cast, user_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


def language_of(page: bytes) -> str:
    return page.decode().split('<html lang="')[1].split('"')[0]


@pytest.mark.django_db
def test_a_person_s_own_language_wins_over_cookie_and_browser(cast: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    client.cookies["extramile_language"] = "en"
    client.force_login(user_of(cast.sanne), backend=BACKEND)
    assert language_of(client.get("/more/").content) == "nl"


@pytest.mark.django_db
def test_without_a_person_the_cookie_wins_over_the_browser(client: Client) -> None:
    page = client.get("/offline/", headers={"accept-language": "nl"})
    assert language_of(page.content) == "nl"
    client.cookies["extramile_language"] = "en"
    page = client.get("/offline/", headers={"accept-language": "nl"})
    assert language_of(page.content) == "en"


@pytest.mark.django_db
def test_an_unknown_language_falls_back_to_english(client: Client) -> None:
    assert language_of(client.get("/offline/", headers={"accept-language": "xx"}).content) == "en"


@pytest.mark.django_db
def test_choosing_a_language_is_remembered_for_the_person(cast: Cast) -> None:
    client = Client()
    client.force_login(user_of(cast.sanne), backend=BACKEND)
    response = client.post("/language/", {"language": "en", "next": "/more/"})
    assert response.headers["Location"] == "/more/"
    elsewhere = Client()
    elsewhere.force_login(user_of(cast.sanne), backend=BACKEND)
    assert language_of(elsewhere.get("/more/").content) == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "de", "../nl", "nl\n"])
def test_a_language_we_do_not_have_changes_nothing(client: Client, language: str) -> None:
    response = client.post("/language/", {"language": language})
    assert response.status_code == 302
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_sent_elsewhere(client: Client, wanted: str) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": wanted})
    assert response.headers["Location"] == "/"


@pytest.mark.django_db
def test_dark_is_remembered(client: Client) -> None:
    assert 'data-theme="system"' in client.get("/offline/").content.decode()
    client.post("/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/offline/").content.decode()
    client.cookies["extramile_theme"] = '"><script>'
    assert 'data-theme="system"' in client.get("/offline/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/language/", "/theme/"])
def test_choices_are_posted(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/language/", "/theme/"])
def test_choices_need_their_own_form(path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"theme": "dark"}).status_code == 403
