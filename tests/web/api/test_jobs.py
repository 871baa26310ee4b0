"""Jobs and customers over the API: errors per row, idempotent, and one rule with the files."""

from typing import Any

import pytest
from django.test import Client

from extramile.contacts.models import Contact
from extramile.intake.models import ImportBatch, Job
from extramile.people.operations import make_api_key
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db

JOB = {
    "external_id": "J-1",
    "finished_at": "2026-02-03T14:05+01:00",
    "employees": [{"external_id": "e-sanne", "share": 0.5}, {"external_id": "e-wim", "share": 0.5}],
    "kind_of_work": "Windscreen replaced",
    "amount": 412.5,
    "customer": {
        "reference": "K-77",
        "name": "Jan de Boer",
        "email": "jan@example.org",
        "mobile": "06-12345678",
    },
    "language": "nl",
    "attributes": {"camera": True, "age": 7, "plate": "12-XX-34", "ordered": "2026-01-31", "empty": None},
}


@pytest.fixture
def key(cast: Cast) -> str:
    return make_api_key("all", scopes=["jobs", "customers"], actor=user_of(cast.ada), now=cast.now)[1]


def send(key: str, path: str, data: Any = None, *, method: str = "post") -> tuple[int, Any]:
    response = getattr(Client(raise_request_exception=False), method)(
        f"/api/v1/{path}", data, content_type="application/json", headers={"authorization": f"Bearer {key}"}
    )
    return response.status_code, response.json()


def jobs(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"source": "crm", "jobs": list(rows)}


def test_a_job_and_its_customer(key: str) -> None:
    status, counts = send(key, "jobs", jobs(JOB))
    assert (status, counts["created"], counts["batch"]) == (200, 1, None)
    made = Job.objects.get()
    assert made.attributes == {
        "camera": {"type": "yesno", "value": True},
        "age": {"type": "number", "value": 7},
        "plate": {"type": "text", "value": "12-XX-34"},
        "ordered": {"type": "date", "value": "2026-01-31"},
    }
    assert made.contact is not None
    assert (made.contact.mobile, made.contact.language) == ("+31612345678", "nl")
    assert send(key, "jobs", jobs(JOB))[1]["unchanged"] == 1


def test_errors_are_said_per_row_and_the_others_go_on(key: str) -> None:
    rows = [
        JOB,
        {**JOB, "external_id": "J-2", "finished_at": "yesterday", "amount": "lots", "language": "??"},
        {**JOB, "external_id": "J-3", "employees": ["e-nobody"]},
        {**JOB, "external_id": "", "customer": {"email": "x"}},
        {**JOB, "external_id": "J-5", "attributes": {"a\x00": "b"}},
        {**JOB, "external_id": "J-6", "kind_of_work": "\ud800"},
        {**JOB, "external_id": "J-7", "employees": [{"external_id": "e-sanne", "share": 0.4}]},
    ]
    status, counts = send(key, "jobs", jobs(*rows))
    assert (status, counts["rows"], counts["created"]) == (200, 7, 1)
    found = [(one["row"], one["column"], one["code"]) for one in counts["problems"]]
    assert found == [
        (2, "finished_at", "date"),
        (2, "amount", "number"),
        (2, "language", "language"),
        (3, "employees", "worker_unknown"),
        (4, "external_id", "missing"),
        (4, "customer_email", "email"),
        (5, "attributes", "characters"),
        (6, "kind_of_work", "characters"),
        (7, "employees", "shares"),
    ]
    assert all(one["message"].count(".") >= 2 for one in counts["problems"])
    status, batch = send(key, f"jobs/batches/{counts['batch']}", method="get")
    assert (status, batch["rows"], batch["created"], batch["problem_rows"]) == (200, 7, 1, 6)
    assert len(batch["problems"]) == 9
    rest = send(key, f"jobs/batches/{counts['batch']}?after=4", method="get")[1]["problems"]
    assert [one["row"] for one in rest] == [5, 6, 7]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"source": "crm", "jobs": []}, "jobs"),
        ({"source": "", "jobs": [JOB]}, "source"),
        ({"source": "crm", "jobs": [{**JOB, "finishd_at": "x"}]}, "finishd_at"),
        ({"source": "crm", "jobs": [JOB] * 10_001}, "jobs"),
    ],
)
def test_what_is_not_of_the_shape_is_refused_as_a_whole(key: str, body: Any, place: str) -> None:
    status, answer = send(key, "jobs", body)
    assert status == 422
    assert place in answer["error"]["place"]
    assert not ImportBatch.objects.exists()


def test_a_body_past_the_limit_is_refused(key: str, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send(key, "jobs", jobs(*[JOB] * 10))[0] == 413


@pytest.mark.parametrize(
    "who", [{"email": "JAN@example.org"}, {"mobile": "06 12345678"}, {"reference": "K-77"}]
)
def test_erasing_twice_is_once(key: str, who: dict[str, str]) -> None:
    send(key, "jobs", jobs(JOB))
    status, answer = send(key, "customers/erase", who)
    assert (status, answer["erased"], len(answer["receipts"])) == (200, 1, 1)
    assert send(key, "customers/erase", who)[1] == {"erased": 0, "waiting": 0, "receipts": []}
    assert Contact.objects.get().erased_at is not None


@pytest.mark.parametrize("who", [{}, {"email": "a@b.nl", "mobile": "0612345678"}, {"email": "x@"}])
def test_who_is_to_be_erased_must_be_clear(key: str, who: dict[str, str]) -> None:
    assert send(key, "customers/erase", who)[0] == 422


def test_wishes_the_newest_counts(key: str) -> None:
    wishes = [
        {"address": "jan@example.org", "wish": "opted_out", "at": "2026-02-01T10:00:00Z"},
        {"address": "Jan@Example.org", "wish": "opted_in", "at": "2026-02-02T10:00:00Z"},
        {"address": "jan@example.org", "wish": "opted_out", "at": "2026-01-01T10:00:00Z"},
        {"address": "no address", "wish": "opted_out"},
        {"address": "a@b.nl", "wish": "opted_out", "at": "2099-01-01T10:00:00Z"},
        {"address": "06-12345678", "wish": "opted_out"},
    ]
    status, counts = send(key, "customers/consent", {"wishes": wishes})
    assert (status, counts["rows"], counts["changed"], counts["unchanged"]) == (200, 6, 4, 0)
    assert [(one["row"], one["code"]) for one in counts["problems"]] == [(4, "mobile"), (5, "moment")]
    asked = ["jan@example.org", "+31612345678", "new@example.org"]
    answer = send(key, "customers/standing", {"addresses": asked})[1]
    assert [(one["may_be_asked"], one["standing"]) for one in answer] == [
        (True, "opted_in"),
        (False, "opted_out"),
        (True, ""),
    ]
