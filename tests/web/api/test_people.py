"""Units and people over the API: one shape of error, counts that add up, a key for each subject."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.people.models import ApiKey, Employee, Role, Unit
from extramile.people.operations import make_api_key, revoke_api_key
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast: Cast) -> str:
    return make_api_key("planning", scopes=["people"], actor=user_of(cast.ada), now=cast.now)[1]


def send(key: str, path: str, data: Any) -> tuple[int, Any]:
    response = Client(raise_request_exception=False).post(
        f"/api/v1/{path}", data, content_type="application/json", headers={"authorization": f"Bearer {key}"}
    )
    return response.status_code, response.json()


LIN = {
    "external_id": "4711",
    "name": "Lin Chen",
    "team": "UN-A",
    "language": "nl",
    "started_on": "2026-01-05",
}


def test_people_in_a_batch_twice_is_once(key: str) -> None:
    status, counts = send(key, "people", {"people": [LIN, {**LIN, "external_id": "4712"}]})
    assert (status, counts["created"], counts["problems"]) == (200, 2, [])
    assert send(key, "people", {"people": [LIN]})[1]["unchanged"] == 1
    assert Employee.objects.get(external_id="4711").name == "Lin Chen"


def test_a_bad_row_says_where_what_and_what_to_do(key: str) -> None:
    rows = [LIN, {**LIN, "external_id": "4712", "email": "x"}, {**LIN, "external_id": "4713", "team": "??"}]
    status, counts = send(key, "people", {"people": rows})
    assert status == 200
    assert (counts["rows"], counts["created"], len(counts["problems"])) == (3, 1, 2)
    assert [(one["row"], one["column"], one["code"]) for one in counts["problems"]] == [
        (2, "email", "email"),
        (3, "team", "unit_unknown"),
    ]
    assert "Correct it" in counts["problems"][0]["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"external_id": "a\x00b"},
        {"name": "a\x00b"},
        {"team": "a\x00b"},
        {"role": "coach", "coach_of": ["a\x00b"]},
    ],
    ids=lambda change: list(change)[-1],
)
def test_a_row_with_a_zero_byte_is_named_and_the_others_are_taken(key: str, change: dict[str, Any]) -> None:
    status, counts = send(key, "people", {"people": [{**LIN, "external_id": "4712", **change}, LIN]})
    assert (status, counts["created"]) == (200, 1)
    assert [(one["row"], one["column"], one["code"]) for one in counts["problems"]] == [
        (1, list(change)[-1], "characters")
    ]
    assert Employee.objects.filter(external_id="4711").exists()


def test_a_unit_with_a_zero_byte_is_named_and_the_others_are_taken(key: str) -> None:
    units = [
        {"external_id": "a\x00b", "name": "Gouda", "kind": "centre", "parent": "W"},
        {"external_id": "GO", "name": "Gouda", "kind": "centre", "parent": "W"},
    ]
    status, counts = send(key, "units", {"units": units})
    assert (status, counts["created"], counts["problems"][0]["code"]) == (200, 1, "characters")


def test_a_page_after_no_number_at_all(key: str) -> None:
    headers = {"authorization": f"Bearer {key}"}
    answer = Client(raise_request_exception=False).get("/api/v1/people?after=%00", headers=headers)
    assert (answer.status_code, answer.json()["error"]["place"]) == (422, "query.after")


def test_a_key_cannot_make_an_administrator(key: str) -> None:
    counts = send(key, "people", {"people": [{**LIN, "role": "administrator"}]})[1]
    assert counts["problems"][0]["code"] == "role_of_administrator"
    assert not Role.objects.filter(user__employee__external_id="4711").exists()
    stolen = {"external_id": "e-ada", "email": "thief@ruitmeesters.example"}
    assert send(key, "people", {"people": [stolen]})[1]["problems"][0]["code"] == "address_of_role_holder"


def test_a_key_can_make_a_coach(key: str) -> None:
    counts = send(key, "people", {"people": [{**LIN, "role": "coach", "coach_of": ["e-wim", "e-bram"]}]})[1]
    assert (counts["created"], counts["problems"]) == (1, [])
    assert Role.objects.filter(user__employee__external_id="4711").count() == 2


def test_units_in_a_batch(key: str, cast: Cast) -> None:
    data = {"units": [{"external_id": "GO", "name": "Gouda", "kind": "centre", "parent": "W"}]}
    assert send(key, "units", data)[1]["created"] == 1
    assert Unit.objects.get(external_id="GO").parent == cast.west


@pytest.mark.parametrize(
    ("data", "status", "place"),
    [
        ({}, 422, "body.people"),
        ({"people": []}, 422, "body.people"),
        ({"people": [{"name": "No number"}]}, 422, "body.people.0.external_id"),
        ({"people": [{**LIN, "shoe_size": 43}]}, 422, "body.people.0.shoe_size"),
        ({"people": [{**LIN, "external_id": 4711}]}, 422, "body.people.0.external_id"),
        ({"people": [LIN] * 10_001}, 422, "body.people"),
        ("[1, 2", 400, ""),
    ],
)
def test_every_error_has_one_shape(key: str, data: Any, status: int, place: str) -> None:
    got, answer = send(key, "people", data)
    assert got == status
    assert set(answer) == {"error"}
    assert answer["error"].get("place", "") == place
    assert answer["error"]["message"]
    assert answer["error"]["remedy"]


def test_without_a_key_that_works(key: str, cast: Cast) -> None:
    for wrong in ("", "xm_", key[:-1] + "x", key.upper(), "x" * 5000):
        status, answer = send(wrong, "people", {"people": [LIN]})
        assert (status, answer["error"]["code"]) == (401, "no_key")
    revoke_api_key(ApiKey.objects.get(), actor=None, now=cast.now)
    assert send(key, "people", {"people": [LIN]})[0] == 401
    assert not Employee.objects.filter(external_id="4711").exists()


def test_a_key_of_another_subject_is_told_so(cast: Cast) -> None:
    other = make_api_key("jobs", scopes=["jobs"], actor=None, now=cast.now)[1]
    status, answer = send(other, "people", {"people": [LIN]})
    assert (status, answer["error"]["code"]) == (403, "scope")


def test_guessing_keys_is_slowed_down(cast: Cast) -> None:
    answers = [send(f"xm_{number:040x}", "people", {})[0] for number in range(61)]
    assert answers == [401] * 60 + [429]


def test_the_key_is_not_stored(key: str) -> None:
    stored = ApiKey.objects.get()
    assert key not in str(vars(stored))
    assert stored.prefix == key[:10]


def test_lists_go_page_by_page(key: str) -> None:
    def page(path: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {key}"}).json()

    first = page("people?limit=10")
    second = page(f"people?limit=10&after={first['next']}")
    names = [one["name"] for one in first["people"] + second["people"]]
    assert len(names) == len(set(names)) == 16
    assert second["next"] is None
    sanne = next(one for one in first["people"] + second["people"] if one["external_id"] == "e-sanne")
    assert sanne["team"] == "UN-A"
    assert len(page("units")["units"]) == 9


def test_ten_people_cost_as_many_queries_as_one(key: str) -> None:
    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/api/v1/people?limit={limit}", headers={"authorization": f"Bearer {key}"})
        return len(captured)

    queries(1)
    assert queries(1) == queries(10)


def test_the_description_is_a_page_of_our_own() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "/api/v1/people" in page
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Extra Mile"
