"""Responses by program: one, many, and out again."""

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.people.operations import make_api_key
from extramile.questionnaires.operations import ship_default
from extramile.responses.models import Answer, Credit, Response, ResponseChange
from extramile.responses.operations import sending
from extramile.web.api import responses as door
from tests.cast import Cast
from tests.responses.asked import ask
from tests.responses.test_store import keep

ONE = {
    "source": "webshop",
    "external_id": "R-1",
    "responded_at": "2026-02-03T14:05+01:00",
    "score": 9,
    "comment": "Quick and friendly",
    "employees": ["e-sanne", "e-wim"],
}


@pytest.fixture(autouse=True)
def remember_nothing() -> None:
    door.forget()
    sending.forget()


class Program:
    """Another system, with a key."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def post(self, body: object, path: str = "/api/v1/responses") -> tuple[int, Any]:
        answer = self.client.post(path, data=json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    def csv(self, **query: str) -> list[dict[str, str]]:
        answer = self.client.get("/api/v1/responses.csv", query)
        assert answer.status_code == 200
        text = answer.getvalue().decode()
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def program(cast: Cast, now: datetime) -> Program:
    ship_default(now)
    return Program(make_api_key("shop", scopes=["responses"], actor=None, now=now)[1])


def test_one_response_is_stored_once(program: Program, cast: Cast) -> None:
    assert program.post(ONE) == (201, {"result": "created"})
    assert program.post(ONE) == (200, {"result": "unchanged"})
    response = Response.objects.get()
    assert (response.score, response.channel, response.unit_id) == (9, "api", cast.team.pk)
    assert response.day.isoformat() == "2026-02-03"
    assert set(Credit.objects.values_list("employee_id", flat=True)) == {cast.sanne.pk, cast.wim.pk}
    change = ResponseChange.objects.get()
    assert (change.is_new, change.after_score, len(change.employees)) == (True, 9, 2)
    assert program.post({**ONE, "score": 2}) == (200, {"result": "updated"})
    assert Response.objects.get().score == 2


def test_a_new_response_costs_few_statements(program: Program) -> None:
    program.post(ONE)
    with CaptureQueriesContext(connection) as statements:
        program.post({**ONE, "external_id": "R-2"})
    assert len(statements) <= 6, [query["sql"][:80] for query in statements.captured_queries]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"score": 11}, "score"),
        ({"score": "9"}, ""),
        ({"employees": ["nobody"]}, "employee"),
        ({"employees": [], "unit": "Nowhere"}, "unit"),
        ({"answers": {"praise": ["no such"]}}, "answers.praise"),
        ({"answers": {"evil": 1}}, "answers.evil"),
        ({"score": None}, "answers.nps"),
        ({"questionnaire": "none"}, "questionnaire"),
        ({"comment": "x" * 10_001}, "answers.why"),
        ({"responded_at": "2999-01-01T00:00+00:00"}, "responded_at"),
        ({"responded_at": "0001-01-01T00:00+00:00"}, "responded_at"),
        ({"responded_at": "9999-12-31T23:59:59-14:00"}, "responded_at"),  # there is no such day in UTC
        ({"external_id": "a\x00b"}, "external_id"),
        ({"employees": ["a\x00b"]}, "employees"),
        ({"employees": [{"external_id": "a\x00b"}]}, "employees"),
        ({"kind_of_work": "\ud800"}, ""),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_is_named(program: Program, change: dict[str, Any], place: str) -> None:
    status, body = program.post({**ONE, **change})
    assert status in ({200, 201} if change == {"score": "9"} else {422, 400})
    if status >= 400:
        assert place in body["error"]["place"]
        assert not Response.objects.exists()


def test_many_at_once_add_up(program: Program, cast: Cast) -> None:
    rows = [
        {key: value for key, value in ONE.items() if key != "source"} | {"external_id": f"R{n}"}
        for n in range(50)
    ]
    rows[7] |= {"employees": ["nobody"]}
    rows[9] |= {"answers": {"praise": ["x"]}}
    status, counts = program.post({"source": "webshop", "responses": rows}, "/api/v1/responses/batch")
    assert status == 200
    assert (counts["rows"], counts["created"]) == (50, 48)
    assert [problem["row"] for problem in counts["problems"]] == [10, 8]
    again = program.post({"source": "webshop", "responses": rows}, "/api/v1/responses/batch")[1]
    assert (again["created"], again["unchanged"]) == (0, 48)


def test_everything_comes_out_again_and_no_formula_with_it(
    program: Program, cast: Cast, now: datetime
) -> None:
    keep(ask(cast.team, cast.sanne, now=now), now=now, nps="9", why='=HYPERLINK("http://x")', praise=["tidy"])
    keep(ask(cast.zwolle_team, cast.noor, now=now), now=now, nps="3", why='Two\nlines, "quoted"')
    first, second = program.csv()
    assert first["comment"] == '\'=HYPERLINK("http://x")'
    assert (first["score"], first["group"], first["ticks"]) == ("9", "promoter", "praise:tidy")
    assert (first["unit"], first["employees"]) == ("Utrecht-Noord A", "e-sanne")
    assert second["comment"] == 'Two\nlines, "quoted"'
    assert [row["score"] for row in program.csv(group="detractor")] == ["3"]
    assert [row["score"] for row in program.csv(unit="Zwolle")] == ["3"]
    assert program.csv(since="2026-03-03") == []
    assert len(program.csv(since="2026-03-02", until="2026-03-02")) == 2
    assert program.client.get("/api/v1/responses.csv", {"unit": "Mars"}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"since": "0001-01-01", "until": "9999-12-31"}],
)
def test_from_the_first_day_there_is_to_the_last(program: Program, query: dict[str, str]) -> None:
    assert program.post(ONE)[0] == 201
    assert len(program.csv(**query)) == 1


def test_another_scope_does_not_open_this_door(cast: Cast, now: datetime) -> None:
    other = Program(make_api_key("jobs", scopes=["jobs"], actor=None, now=now)[1])
    assert other.post(ONE)[0] == 403
    assert other.client.get("/api/v1/responses.csv").status_code == 403
    assert Program("xm_nothing").post(ONE)[0] == 401
    assert not Answer.objects.exists()
