"""Taking answers, jobs, people and units out: what was chosen, no more than one may see, and written down."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from extramile.conductor import imports
from extramile.core.models import AuditEntry
from extramile.core.tables import open_table
from extramile.core.tables.writing import csv_blocks
from extramile.intake.models import ImportBatch, JobEmployee
from extramile.people.models import Role, RoleKind
from tests.cast import Cast, user_of
from tests.invitations.makers import make_job
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(user_of(who), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ines(cast: Cast) -> Client:
    return signed_in(cast.ines)


@pytest.fixture
def answers(cast: Cast) -> Cast:
    answered(cast.team, cast.sanne, now=cast.now, score=10, words="=Schön und “schnell”")
    answered(cast.zwolle_team, cast.noor, now=cast.now, score=3, words="Te laat.")
    return cast


def content(response: Any) -> bytes:
    assert response.status_code == 200, response.content.decode()[:2000]
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def table(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"))))


def responses(client: Client, **chosen: str) -> Any:
    form = {"format": "csv", **chosen}
    return client.post("/office/exports/responses", {f"responses-{key}": one for key, one in form.items()})


def test_an_empty_company_is_told_what_will_be_here(ines: Client) -> None:
    page = ines.get("/office/exports/").content.decode()
    assert "No answers yet" in page
    assert "No jobs yet" in page


def test_answers_as_csv_opens_well_in_a_spreadsheet(ines: Client, answers: Cast) -> None:
    raw = content(responses(ines))
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert {row["score"] for row in rows} == {"10", "3"}
    assert "'=Schön und “schnell”" in {row["comment"] for row in rows}
    entry = AuditEntry.objects.get(action="office.responses.exported")
    assert entry.detail["format"] == "csv"


@pytest.mark.parametrize(
    ("chosen", "scores"),
    [
        ({"group": "detractor"}, {"3"}),
        ({"unit": "W"}, {"10"}),
        ({"unit": "Ruitmeesters/Netherlands/Region East"}, {"3"}),
        ({"since": "2020-01-01"}, {"3", "10"}),
    ],
)
def test_answers_are_those_that_were_chosen(
    ines: Client, answers: Cast, chosen: dict[str, str], scores: set[str]
) -> None:
    assert {row["score"] for row in table(responses(ines, **chosen))} == scores


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"until": "2020-01-01"}, "There is nothing in this period"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "before the first"),
        ({"unit": "Atlantis"}, "There is no unit"),
        ({"format": "pdf"}, "pdf"),
        ({"format": "xlsx", "until": "2020-01-01"}, "There is nothing in this period"),
    ],
)
def test_a_wrong_choice_is_explained_and_nothing_leaves(
    ines: Client, answers: Cast, chosen: dict[str, str], words: str
) -> None:
    page = responses(ines, **chosen)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not AuditEntry.objects.filter(action="office.responses.exported").exists()


def test_answers_as_a_workbook_stay_text(ines: Client, answers: Cast, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    file.write_bytes(content(responses(ines, format="xlsx")))
    opened = open_table(file)
    place = opened.columns.index("comment")
    assert "'=Schön und “schnell”" in {row[place] for row in opened.first_rows(5)}


def test_an_insights_owner_of_a_region_takes_out_that_region_alone(ines: Client, answers: Cast) -> None:
    Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).update(unit=answers.west)
    assert {row["score"] for row in table(responses(ines))} == {"10"}
    assert responses(ines, unit="E").status_code == 422


def test_jobs_without_the_customer(ines: Client, cast: Cast, tmp_path: Path) -> None:
    job = make_job(cast, kind_of_work="=cmd()")
    job.attributes = {"Camera": {"type": "yesno", "value": True}}
    job.save()
    JobEmployee.objects.filter(job=job).update(share="0.5")
    raw = content(ines.post("/office/exports/jobs", {})).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(raw))
    assert (row["external_id"], row["kind_of_work"], row["employees"]) == (
        job.external_id,
        "'=cmd()",
        "e-sanne:0.5000",
    )
    assert row["attributes"] == '{"Camera": true}'
    assert "Klant" not in raw
    assert "example.org" not in raw
    sheet = tmp_path / "jobs.xlsx"
    sheet.write_bytes(content(ines.post("/office/exports/jobs", {"jobs-format": "xlsx"})))
    opened = open_table(sheet)
    assert "'=cmd()" in opened.first_rows(2)[0]
    before = {"jobs-until": "2020-01-01"}
    assert ines.post("/office/exports/jobs", before).status_code == 422


@pytest.mark.parametrize("kind", ["people", "units"])
def test_what_goes_out_comes_in_again_and_changes_nothing(
    cast: Cast, kind: str, tmp_path: Path, settings: Any
) -> None:
    settings.DATA, settings.UPLOADS = tmp_path, tmp_path / "uploads"
    ada = signed_in(cast.ada)
    raw = content(ada.post(f"/office/exports/{kind}"))
    form = {"kind": kind, "source": "hr", "file": SimpleUploadedFile(f"{kind}.csv", raw)}
    ada.post("/office/imports/new", form)
    batch = ImportBatch.objects.get()
    mapping = batch.shape["mapping"]
    assert mapping == {column: column for column in mapping}
    chosen = {f"column-{at}": f"field:{heading}" for at, heading in enumerate(batch.shape["file"]["columns"])}
    ada.post(f"/office/imports/{batch.pk}/columns", chosen)
    imports.run_waiting(cast.now)
    batch.refresh_from_db()
    assert batch.rows > 8
    assert (batch.created, batch.updated, batch.problems) == (0, 0, 0)


def test_hr_takes_people_and_no_answers(answers: Cast) -> None:
    hanna = signed_in(answers.hanna)
    page = hanna.get("/office/exports/").content.decode()
    assert "Download the people" in page
    assert "Download the answers" not in page
    rows = {row["external_id"]: row for row in table(hanna.post("/office/exports/people"))}
    assert (rows["e-els"]["role"], rows["e-els"]["coach_of"]) == ("coach", "e-sanne; e-youssef")
    assert (rows["e-mirjam"]["role"], rows["e-mirjam"]["manager_of"]) == ("manager", "UN")
    assert AuditEntry.objects.filter(action="office.people.exported").exists()


def test_a_long_file_leaves_in_pieces() -> None:
    pieces = list(csv_blocks(["n"], ((number,) for number in range(50_000))))
    assert len(pieces) > 3
    assert max(map(len, pieces)) < 70_000
    assert b"".join(pieces).count(b"\r\n") == 50_001
