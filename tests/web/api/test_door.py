"""The short way in for programs: what it costs, and that nothing of the long way is missed."""

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.people.models import ApiKey
from extramile.people.operations import make_api_key, revoke_api_key
from extramile.questionnaires.operations import ship_default
from extramile.responses.models import Response
from extramile.responses.operations import sending
from extramile.web.api import auth
from extramile.web.api import door as api_door
from extramile.web.api import responses as door
from extramile.web.api import short as short_way
from tests.cast import Cast


@pytest.fixture(autouse=True)
def remember_nothing() -> None:
    door.forget()
    sending.forget()
    auth.forget_keys()


@pytest.fixture
def key(cast: Cast, now: datetime) -> tuple[ApiKey, str]:
    ship_default(now)
    return make_api_key("shop", scopes=["responses"], actor=None, now=now)


def send(secret: str, number: int, **headers: str) -> Any:
    body = {
        "source": "webshop",
        "external_id": f"R-{number}",
        "responded_at": "2026-02-03T14:05+01:00",
        "score": 9,
        "employees": ["e-sanne" if number >= 0 else "nobody"],
    }
    return Client(headers={"authorization": f"Bearer {secret}", **headers}).post(
        "/api/v1/responses", data=json.dumps(body), content_type="application/json"
    )


def test_one_response_more_is_one_statement(key: tuple[ApiKey, str], monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: begun)  # what is remembered is remembered for seconds
    assert send(key[1], 1).status_code == 201
    with CaptureQueriesContext(connection) as statements:
        answer = send(key[1], 2)
    assert answer.status_code == 201
    assert Response.objects.count() == 2
    told = [query["sql"] for query in statements.captured_queries]
    assert len(told) == 1, [sql[:80] for sql in told]  # and what tells row-level security who asks


def test_a_revoked_key_opens_nothing_a_few_seconds_later(
    key: tuple[ApiKey, str], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(key[1], 1).status_code == 201
    revoke_api_key(key[0], actor=None, now=now)
    later = time.monotonic() + auth.REMEMBERED_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert auth.REMEMBERED_SECONDS <= 5
    assert send(key[1], 2).status_code == 401
    assert Response.objects.count() == 1


def test_a_wrong_key_is_never_remembered(key: tuple[ApiKey, str]) -> None:
    wrong = key[1][:-1] + ("a" if key[1][-1] != "a" else "b")  # it begins as the right one does
    assert send(key[1], 1).status_code == 201
    assert [send(wrong, 2).status_code for _ in range(2)] == [401, 401]
    assert Response.objects.count() == 1


def test_no_session_is_begun_and_the_headers_are_those_of_every_answer(key: tuple[ApiKey, str]) -> None:
    answer = send(key[1], 1)
    assert not answer.cookies
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_problems_are_told_in_the_programs_language_and_the_next_one_in_its_own(
    key: tuple[ApiKey, str],
) -> None:
    dutch, english = (send(key[1], -1, **{"accept-language": language}) for language in ("nl", "en"))
    assert (dutch.status_code, english.status_code) == (422, 422)
    assert (dutch.headers["Content-Language"], english.headers["Content-Language"]) == ("nl", "en")
    assert dutch.json()["error"]["message"] != english.json()["error"]["message"]


def test_what_does_not_exist_is_not_found_by_this_way_either(key: tuple[ApiKey, str]) -> None:
    client = Client(headers={"authorization": f"Bearer {key[1]}"})
    assert client.get("/api/v1/nothing").status_code == 404
    assert client.get("/api/v1/responses").status_code == 405
    assert client.post("/api/v1/responses", b"\xff", content_type="application/json").status_code == 400


def test_a_moved_employee_is_found_in_the_new_team_soon(
    key: tuple[ApiKey, str], cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was remembered of teams holds for seconds: as long as units and questionnaires are remembered."""
    from extramile.people.operations import move_employee

    assert send(key[1], 1).status_code == 201
    day = datetime.fromisoformat("2026-02-01T00:00+01:00").date()
    move_employee(cast.sanne, to=cast.other_team, on=day, now=now + timedelta(seconds=1))
    later = time.monotonic() + sending.REMEMBERED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert send(key[1], 2).status_code == 201
    assert set(Response.objects.values_list("unit_id", flat=True)) == {cast.team.pk, cast.other_team.pk}


PLAIN: dict[str, Any] = {
    "source": "webshop",
    "external_id": "R-7",
    "responded_at": "2026-02-03T14:05+01:00",
    "score": 9,
    "comment": "Quick and friendly",
    "employees": ["e-sanne"],
}
SENT: list[Any] = [
    PLAIN,
    {**PLAIN, "score": "9", "employees": [{"external_id": "e-sanne", "share": 1}]},
    {**PLAIN, "attributes": {"van": True, "km": 12, "note": "\u00e9"}},
    {**PLAIN, "score": 11},
    {**PLAIN, "score": True},
    {**PLAIN, "scor": 9},
    {**PLAIN, "employees": ["nobody"]},
    {**PLAIN, "comment": "\ud800"},
    {**PLAIN, "comment": "a\x00b"},
    {**PLAIN, "questionnaire": "unknown"},
    {**PLAIN, "responded_at": "1999-01-01"},
    {**PLAIN, "answers": {"nps": 3, "praise": ["friendly"]}},
    {key: value for key, value in PLAIN.items() if key != "source"},
    [PLAIN],
    None,
]


@pytest.mark.parametrize("number", range(len(SENT)))
def test_the_shortest_way_answers_and_stores_what_the_view_does(
    key: tuple[ApiKey, str], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[Any]:
        answers = []
        for _again in range(2):  # the second: unchanged, or the same mistake
            answer = Client(headers={"authorization": f"Bearer {key[1]}"}).post(
                "/api/v1/responses", data=json.dumps(SENT[number]), content_type="application/json"
            )
            answers.append((answer.status_code, sorted(answer.headers.items()), answer.json()))
        stored = Response.objects.values_list("score", "day", "unit_id", "attributes", "channel")
        return [*answers, list(stored)]

    assert send(key[1], 1).status_code == 201  # from now on the key is remembered
    by_view, short = [], []
    with transaction.atomic():
        monkeypatch.setattr(short_way, "PATH", "/nowhere")
        by_view = told()
        transaction.set_rollback(True)
    sending.forget()
    door.forget()
    with transaction.atomic():
        monkeypatch.undo()
        short = told()
        transaction.set_rollback(True)
    assert short == by_view


@pytest.mark.parametrize("torn", ["[" * 50_000, '{"a":' * 50_000, '{"score": ' + "9" * 5000 + "}", "{", ""])
def test_what_is_torn_is_told_so_by_the_shortest_way_too(key: tuple[ApiKey, str], torn: str) -> None:
    assert send(key[1], 1).status_code == 201  # from now on the key is remembered
    client = Client(headers={"authorization": f"Bearer {key[1]}"})
    answer = client.post("/api/v1/responses", data=torn, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["remedy"]


def test_plain_responses_do_take_the_shortest_way(
    key: tuple[ApiKey, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(key[1], 1).status_code == 201
    monkeypatch.setattr(api_door, "resolve", None)
    assert [send(key[1], 2).status_code, send(key[1], 2).status_code] == [201, 200]


def test_a_key_for_something_else_does_not_open_it(cast: Cast, now: datetime) -> None:
    ship_default(now)
    _key, secret = make_api_key("jobs", scopes=["jobs"], actor=None, now=now)
    for _again in range(2):
        assert send(secret, 1).status_code == 403
    assert not Response.objects.exists()
