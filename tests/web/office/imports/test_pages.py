"""The import pages as somebody uses them: upload, look, confirm, watch, mend."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from extramile.conductor import imports
from extramile.contacts.operations import Person, remember
from extramile.core.models import AuditEntry
from extramile.intake.models import BatchState, ImportBatch, Job
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db

FILE = (
    "Opdrachtnummer;Gereed op;Monteur;Kenteken\n"
    "J1;3-2-2026;e-sanne;12-XX-34\n"
    "J2;<script>alert(1)</script>;e-sanne;x\n"
)


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def ines(cast: Cast) -> Client:
    client = Client()
    client.force_login(user_of(cast.ines), "django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: str | bytes, **different: str) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    form = {"kind": "jobs", "source": "planning", "file": SimpleUploadedFile("monday.csv", raw), **different}
    return client.post("/office/imports/new", form, follow=True)


def test_from_upload_to_the_list_of_problems(ines: Client, cast: Cast) -> None:
    assert "No file came in yet" in ines.get("/office/imports/").content.decode()
    page = upload(ines, FILE)
    batch = ImportBatch.objects.get()
    assert page.redirect_chain == [(f"/office/imports/{batch.pk}/columns", 302)]
    shown = page.content.decode()
    assert '<option value="field:external_id" selected>' in shown
    assert "12-XX-34" in shown
    chosen = {"column-0": "field:external_id", "column-1": "field:finished_at", "column-2": "field:employees"}
    ines.post(f"/office/imports/{batch.pk}/columns", {**chosen, "column-3": "attribute:text"})
    busy = ines.get(f"/office/imports/{batch.pk}/")
    assert f"/office/imports/{batch.pk}/progress" in busy.content.decode()
    imports.run_waiting(cast.now)
    ready = ines.get(f"/office/imports/{batch.pk}/progress")
    assert ready.headers["HX-Refresh"] == "true"
    result = ines.get(f"/office/imports/{batch.pk}/").content.decode()
    assert "1 row needs you" in result
    assert "This is not a date." in result
    assert "<script>alert" not in result
    assert Job.objects.get().attributes == {"Kenteken": {"type": "text", "value": "12-XX-34"}}
    download = ines.get(f"/office/imports/{batch.pk}/problems.csv")
    assert "attachment" in download.headers["Content-Disposition"]
    listed = b"".join(download.streaming_content)  # type: ignore[attr-defined]
    assert listed.decode("utf-8-sig").count("J2") == 1
    assert AuditEntry.objects.filter(action="intake.problems.downloaded").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"a;b\n", b"PK\x03\x04x"])
def test_a_file_that_cannot_be_read_is_explained_beside_the_field(ines: Client, content: bytes) -> None:
    page = upload(ines, content)
    assert page.status_code == 422
    assert not ImportBatch.objects.exists()
    assert page.context["form"].errors["file"]


def test_an_upload_past_the_limit_is_cut_off(ines: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_MEGABYTES = 1
    page = upload(ines, b"x" * (4 << 20))
    assert page.status_code in {400, 403, 422}
    assert not ImportBatch.objects.exists()
    assert not settings.UPLOADS.exists()


def test_columns_chosen_wrongly_are_shown_again_with_the_choice(ines: Client) -> None:
    upload(ines, FILE)
    batch = ImportBatch.objects.get()
    address = f"/office/imports/{batch.pk}/columns"
    twice = {
        "column-0": "field:external_id",
        "column-1": "field:finished_at",
        "column-2": "field:finished_at",
    }
    page = ines.post(address, twice)
    assert page.status_code == 422
    assert "Two columns were chosen" in page.content.decode()
    missing = ines.post(address, {"column-0": "field:external_id"})
    assert "Finished on" in missing.content.decode()
    batch.refresh_from_db()
    assert batch.state == BatchState.MAPPING


def test_hr_sees_files_of_people_and_no_others(ines: Client, cast: Cast) -> None:
    upload(ines, FILE)
    hanna = Client()
    hanna.force_login(user_of(cast.hanna), "django.contrib.auth.backends.ModelBackend")
    assert "monday.csv" not in hanna.get("/office/imports/").content.decode()
    assert upload(hanna, FILE).status_code == 422  # "jobs" is no choice of hers
    assert upload(hanna, "nummer;naam;team\n1;Lin;UN-A\n", kind="people").status_code == 200


def test_a_customer_is_found_shown_erased_and_receipted(ines: Client, cast: Cast) -> None:
    pk = remember([Person("K-1", "Philippus de Boer", "philippus@example.org")], source="crm", now=cast.now)[
        0
    ]
    found = ines.post("/office/customers/", {"wanted": "PHILIPPUS@example.org"})
    assert "Philippus de Boer" in found.content.decode()
    searched = AuditEntry.objects.get(action="contacts.customer.searched")
    assert searched.detail == {"by": "e-mail", "found": [pk]}
    assert "philippus@example.org" in ines.get(f"/office/customers/{pk}/").content.decode()
    assert AuditEntry.objects.filter(action="contacts.customer.seen", subject_id=str(pk)).exists()
    assert ines.post(f"/office/customers/{pk}/erase", {}).status_code == 422  # not sure
    receipt = ines.post(f"/office/customers/{pk}/erase", {"sure": "yes", "never": "yes"}, follow=True)
    page = receipt.content.decode()
    assert "Ines Moreau" in page
    for left in ("philippus", "boer"):  # too long to be in a date, or in a token by chance
        assert left not in page.lower()
    assert ines.get(f"/office/customers/{pk}/").status_code == 404
    assert (
        "Nobody is known"
        in ines.post("/office/customers/", {"wanted": "philippus@example.org"}).content.decode()
    )
