"""What must not know who somebody is: no cookie, no session, no address, no time, no difference."""

import io
import json
import logging
import re
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.core.logging import configuration
from extramile.engagement.models import CastBallot, CastComment
from extramile.web.voice.apart import ballots
from tests.web.voice.visits import Open, client_of, post, sent

pytestmark = pytest.mark.django_db
WHO = {
    "Referer": "https://feedback.example/voice/",
    "User-Agent": "Somebodys/1.0",
    "X-Forwarded-For": "203.0.113.77",
}


def everything(opened: Open) -> list[tuple[str, str, Any]]:
    """Every address apart, with something to send."""
    return [
        ("GET", opened.path("ballot-keys"), None),
        ("POST", opened.path("ballot-hand-in"), {}),
        ("POST", opened.path("ballot-look"), {"comments": ["Sanne"], "language": "en"}),
        ("GET", reverse("card-start"), None),
        ("POST", reverse("card-start"), "-code=nothing"),
        ("GET", opened.path("card-answer"), None),
        ("POST", opened.path("card-answer"), "-code=nothing&enps=9"),
        ("GET", reverse("thread"), None),
        ("POST", reverse("thread"), "-code=nothing"),
        ("GET", "/card/nowhere", None),
        ("GET", "/ballots/", None),
    ]


def ask(client: Client, method: str, path: str, body: Any) -> Any:
    if method == "GET":
        return client.get(path, headers=WHO)
    if isinstance(body, str):
        kind = "application/x-www-form-urlencoded"
        return client.generic("POST", path, body, content_type=kind, headers=WHO)
    return post(client, path, body, **WHO)


def test_no_cookie_is_set_or_read_and_nothing_is_kept(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when a cookie is sent, and with CSRF checks on."""
    client = client_of(opened.cast.sanne)
    client.handler.enforce_csrf_checks = True
    client.cookies["extramile_language"] = "nl"
    monkeypatch.setattr(SessionBase, "_get_session", _nobody_may_read)
    for method, path, body in everything(opened):
        with CaptureQueriesContext(connection) as asked:
            response = ask(client, method, path, body)
        assert response.status_code in {200, 400, 404, 422}, path
        assert not response.cookies, path
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store", path
        assert response.headers["Referrer-Policy"] == "no-referrer", path
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not re.search(r"django_session|people_user|core_attempt", str(asked.captured_queries)), path
        assert (
            "Skip to the content" in response.text or response.headers["Content-Type"] == "application/json"
        )


def _nobody_may_read(*_arguments: Any, **_more: Any) -> Any:
    raise AssertionError("a session was read")


def test_a_view_is_given_nothing_that_says_who_or_where(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def spy(request: Any) -> Any:
        seen.update(request.META, cookies=dict(request.COOKIES), has_user=hasattr(request, "user"))
        raise ballots.UnreadableError

    monkeypatch.setattr(ballots, "_body", spy)
    post(client_of(opened.cast.sanne), opened.path("ballot-hand-in"), {}, **WHO)
    text = str(seen)
    for telling in ("203.0.113.77", "Somebodys", "feedback.example/voice", "sessionid", "127.0.0.1"):
        assert telling not in text
    assert seen["cookies"] == {}
    assert seen["has_user"] is False


def test_the_thanks_are_the_same_whatever_was_answered(opened: Open) -> None:
    cast = opened.cast
    first, second, third = (opened.ballot(one) for one in (cast.sanne, cast.wim, cast.youssef))
    path = opened.path("ballot-hand-in")
    comment = {"question": "why", "words": "The coffee.", "may_be_shown": True, "reply_address": "a" * 64}
    answers = [
        post(Client(), path, sent(first, {"enps": 0})),
        post(Client(), path, sent(second, {"enps": "10"}, [comment])),
        post(Client(), path, sent(third, {"enps": 5, "unknown": "x"})),
        post(Client(), path, sent(first, {"enps": 10})),  # once more, differently: nothing changes
    ]
    assert {(one.status_code, one.content, str(sorted(one.headers.items()))) for one in answers} == {
        (200, b'{"thanks": true}', str(sorted(answers[0].headers.items())))
    }
    assert sorted(one.answers["enps"] for one in CastBallot.objects.all()) == [0, 5, 10]
    assert CastComment.objects.get().reply_address == "a" * 64


def test_trouble_is_told_alike_whatever_was_answered(opened: Open) -> None:
    """Which answer could not be read is not said: the page looks itself, before it sends."""
    path = opened.path("ballot-hand-in")
    browser = opened.ballot(opened.cast.sanne)
    wrong: list[dict[str, Any]] = [
        {}, {"enps": 11}, {"enps": "ten"}, {"why": "x"}, {"enps": [1, 2]}, {"enps": None}, {"enps": {"a": 1}},
    ]  # fmt: skip
    answers = [post(Client(), path, sent(browser, one)) for one in wrong]
    assert {(one.status_code, one.content) for one in answers} == {(422, b'{"problem": "answers"}')}
    assert not CastBallot.objects.exists()
    forged = [post(Client(), path, sent(browser, {"enps": one}, signature="AAAA")) for one in range(11)]
    assert {(one.status_code, one.content) for one in forged} == {(403, b'{"problem": "ballot"}')}
    assert post(Client(), path, sent(browser, {"enps": 7})).status_code == 200  # the ballot is not spent


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b'"x"', b"\xff\xfe", b"[" * 50_000, b'{"cell": true}',
        b'{"cell": 1e400, "answers": {}}', b'{"cell": "1", "answers": {}, "ballot": "AA", "signature": "AA"}',
        b'{"cell": 1, "answers": {}, "ballot": "A", "signature": "AA"}',
        b'{"cell": 1, "answers": {}, "ballot": 5, "signature": "AA"}',
        b'{"cell": 1, "answers": {}, "ballot": "AAAA", "signature": "AAAA", "comments": [{}]}',
        b'{"cell": 1, "answers": {}, "ballot": "AAAA", "signature": "AAAA", "comments": [7]}',
        b'{"cell": 1, "answers": {}, "ballot": "AAAA", "signature": "AAAA", "comments": "x"}',
        b'{"cell": -1, "answers": {}, "ballot": "AAAA", "signature": "AAAA"}',
        b'{"cell": 99999999999999999999, "answers": {}, "ballot": "AAAA", "signature": "AAAA"}',
    ],
)  # fmt: skip
def test_what_no_script_of_ours_sends_is_refused_kindly(opened: Open, body: bytes) -> None:
    response = post(Client(), opened.path("ballot-hand-in"), body)
    assert (response.status_code, json.loads(response.content)) == (400, {"problem": "unreadable"})


def test_too_much_is_refused(opened: Open) -> None:
    browser = opened.ballot(opened.cast.sanne)
    body = sent(browser, {"enps": 1, "more": "x" * (ballots.MOST_BYTES + 1)})
    assert post(Client(), opened.path("ballot-hand-in"), body).status_code == 400


def test_the_keys_are_the_same_bytes_for_everybody(opened: Open) -> None:
    import hashlib

    path = opened.path("ballot-keys")
    bodies = {Client().get(path).content, client_of(opened.cast.hanna).get(path).content}
    assert len(bodies) == 1
    assert hashlib.sha256(bodies.pop()).hexdigest() == opened.wave.keys_digest


def test_a_comment_is_looked_at_and_not_kept(opened: Open) -> None:
    said = ["Ask Sanne de Wit.", "All is well.", "Als enige vrouw hoor ik alles als laatste."]
    response = post(Client(), opened.path("ballot-look"), {"comments": said, "language": "nl"})
    assert json.loads(response.content)["signs"] == [
        [{"kind": "name", "text": "Sanne de Wit"}],
        [],
        [{"kind": "function", "text": "Als enige vrouw"}],
    ]
    assert not CastComment.objects.exists()


def test_a_log_line_has_the_day_alone_and_nothing_of_what_was_sent(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: Any, **_more: Any) -> None:
        raise RuntimeError("the words: Ask Sanne, from 203.0.113.77")

    for form in ("text", "json"):
        lines = io.StringIO()
        formatter: Any = dict(configuration(form=form, level="INFO")["formatters"]["lines"])
        handler = logging.StreamHandler(lines)
        handler.setFormatter(formatter.pop("()")(**formatter))
        monkeypatch.setattr(ballots, "_hand_in", fail)
        logger = logging.getLogger("extramile.apart")
        logger.addHandler(handler)
        try:
            response = post(Client(), opened.path("ballot-hand-in"), {"answers": {"enps": 3}}, **WHO)
        finally:
            logger.removeHandler(handler)
        assert (response.status_code, response.content) == (503, b'{"problem": "busy"}')
        line = lines.getvalue()
        assert "a page apart failed" in line
        assert "RuntimeError" in line
        assert not re.search(r"\d\d:\d\d", line), line
        for telling in ("Sanne", "203.0.113.77", "enps", str(opened.wave.public_id)):
            assert telling not in line
    assert {record.name for record in caplog.records} == {"extramile.apart"}  # not Django's, with the path
