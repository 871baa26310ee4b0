"""The page that asks what the columns are: sheets, rows as read, how sure, countries, new units."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from extramile.conductor import imports
from extramile.contacts.models import Contact
from extramile.core.preferences import choose
from extramile.core.tables import Field, Shape
from extramile.intake.models import BatchState, ImportBatch, Job, Source
from extramile.people.models import Unit
from extramile.web.office.imports.foretelling import foretell, guess_of
from tests.cast import Cast, user_of
from tests.web.office.imports.books import two_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def ines(cast: Cast) -> Client:
    client = Client()
    client.force_login(user_of(cast.ines), "django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, raw: bytes, *, name: str = "monday.csv", kind: str = "jobs") -> ImportBatch:
    form = {"kind": kind, "source": "planning", "file": SimpleUploadedFile(name, raw)}
    assert client.post("/office/imports/new", form).status_code == 302
    return ImportBatch.objects.latest("pk")


def page_of(client: Client, batch: ImportBatch, **posted: str) -> Any:
    address = f"/office/imports/{batch.pk}/columns"
    return client.post(address, posted) if posted else client.get(address)


JOB = {"column-0": "field:external_id", "column-1": "field:finished_at", "column-2": "field:employees"}


def test_another_sheet_of_a_workbook_is_chosen_and_remembered(ines: Client, cast: Cast) -> None:
    batch = upload(ines, two_sheets(), name="planning.xlsx")
    assert "This workbook has 3 sheets" in page_of(ines, batch).content.decode()
    assert batch.shape["file"]["sheet"] == "Uitleg"
    answer = ines.post(f"/office/imports/{batch.pk}/sheet", {"sheet": "Opdrachten"}, follow=True)
    shown = answer.content.decode()
    assert "e-sanne" in shown
    assert "planning bijgewerkt" not in shown
    page_of(ines, batch, **JOB, **{"column-3": "field:customer_mobile", "region": "NL"})
    imports.run_waiting(cast.now)
    assert Job.objects.get().external_id == "J1"
    next_week = upload(ines, two_sheets(), name="planning.xlsx")
    assert next_week.shape["file"]["sheet"] == "Opdrachten"
    assert next_week.rows_expected == 1


@pytest.mark.parametrize(("sheet", "words"), [("Leeg", "empty"), ("Elders", "There is no sheet")])
def test_a_sheet_that_cannot_be_read_changes_nothing(ines: Client, sheet: str, words: str) -> None:
    batch = upload(ines, two_sheets(), name="planning.xlsx")
    answer = ines.post(f"/office/imports/{batch.pk}/sheet", {"sheet": sheet})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    batch.refresh_from_db()
    assert batch.shape["file"]["sheet"] == "Uitleg"


def test_a_csv_file_has_no_sheets_to_choose(ines: Client) -> None:
    batch = upload(ines, b"Opdrachtnummer;Gereed op\nJ1;3-2-2026\n")
    assert "/sheet" not in page_of(ines, batch).content.decode()


def test_looking_again_shows_the_choice_and_takes_nothing_in(ines: Client) -> None:
    raw = "Opdrachtnummer;Gereed op;Monteur;Bedrag\nJ1;3-2-2026 14:05;e-sanne;12,50\nJ2;soon;e-wim;1\n"
    batch = upload(ines, raw.encode("cp1252"))
    shown = page_of(ines, batch, **JOB, **{"column-3": "field:amount", "look": "1"}).content.decode()
    assert "3 Feb 2026, 14:05" in shown
    assert "12.50" in shown
    assert "This is not a date." in shown
    batch.refresh_from_db()
    assert batch.state == BatchState.MAPPING
    assert not Source.objects.get(name="planning").mappings


def test_the_country_of_telephone_numbers_is_chosen(ines: Client, cast: Cast) -> None:
    choose(region="BE")
    batch = upload(ines, b"Opdrachtnummer;Gereed op;Monteur;Mobiel\nJ1;3-2-2026;e-sanne;0612345678\n")
    shown = page_of(ines, batch).content.decode()
    assert '<option value="BE" selected>' in shown
    assert "Belgium (+32)" in shown
    choice = {**JOB, "column-3": "field:customer_mobile", "region": "FR"}
    assert "+33612345678" in page_of(ines, batch, **choice, look="1").content.decode()
    page_of(ines, batch, **choice)
    imports.run_waiting(cast.now)
    assert Contact.objects.get().mobile == "+33612345678"
    assert upload(ines, b"Opdrachtnummer;Gereed op\nJ2;4-2-2026\n").shape["region"] == "FR"


def test_a_country_that_is_not_offered_is_not_taken(ines: Client) -> None:
    batch = upload(ines, b"Opdrachtnummer;Gereed op;Monteur\nJ1;3-2-2026;e-sanne\n")
    page_of(ines, batch, **JOB, region="XX")
    batch.refresh_from_db()
    assert batch.shape["region"] == "NL"


RESPONSES = b"Score;Datum;Eenheid\n9;3-2-2026;Ziekenhuis Oost\n"
RESPONSE = {"column-0": "field:score", "column-1": "field:responded_at", "column-2": "field:unit"}


@pytest.mark.parametrize("ticked", [True, False])
def test_units_are_made_only_where_that_is_ticked(ines: Client, cast: Cast, ticked: bool) -> None:
    batch = upload(ines, RESPONSES, kind="responses")
    assert "Make units that don’t exist yet" in page_of(ines, batch).content.decode()
    page_of(ines, batch, **RESPONSE, **({"create_units": "on"} if ticked else {}))
    imports.run_waiting(cast.now)
    assert Unit.objects.filter(name="Ziekenhuis Oost").exists() is ticked
    batch.refresh_from_db()
    assert (batch.created, batch.problems) == ((1, 0) if ticked else (0, 1))


def test_units_are_not_offered_for_jobs(ines: Client) -> None:
    batch = upload(ines, b"Opdrachtnummer;Gereed op;Monteur\nJ1;3-2-2026;e-sanne\n")
    assert "create_units" not in page_of(ines, batch).content.decode()
    page_of(ines, batch, **JOB, create_units="on")
    batch.refresh_from_db()
    assert batch.shape["create_units"] is False


DAY = Field("finished_at", ("gereed op",), kind="date")


@pytest.mark.parametrize(
    ("heading", "values", "remembered", "sureness"),
    [
        ("Gereed op", ["3-2-2026", ""], False, "sure"),
        ("Gereed op (lokaal)", ["3-2-2026"], False, "likely"),
        ("Gereed op", ["3-2-2026"], True, "as-last-time"),
        ("Gereed op", ["3-2-2026", "morgen"], False, "doubtful"),
        ("Gereed op", ["3-2-2026", "morgen"], True, "doubtful"),
    ],
)
def test_how_sure_a_guess_is(heading: str, values: list[str], remembered: bool, sureness: str) -> None:
    guess = guess_of(heading, values, DAY, Shape(columns=(heading,)), remembered=remembered)
    assert guess.sureness == sureness
    assert ("1 of the first 2" in guess.because) is ("morgen" in values)


def test_a_row_too_wide_says_so() -> None:
    shape = Shape(columns=("a", "b"))
    fields = [Field("text", ())]
    rows = [(2, ["x", "y", "z"]), (3, ["x", "y"])]
    first, second = foretell(
        rows, shape, mapping={"text": "a"}, attributes=[], fields=fields, labels={"text": "T"}, region="NL"
    )
    assert first.problem
    assert not first.is_good
    assert (second.cells[0].text, second.is_good) == ("x", True)


def test_bad_rows_further_down_are_shown_too() -> None:
    fields, shape = [Field("day", (), kind="date")], Shape(columns=("day",))
    rows = [(number, ["3-2-2026" if number != 19 else "gisteren"]) for number in range(2, 22)]
    shown = foretell(
        rows, shape, mapping={"day": "day"}, attributes=[], fields=fields, labels={"day": "Day"}, region="NL"
    )
    assert [row.number for row in shown] == [2, 3, 4, 19]
    assert shown[-1].cells[0].text == "gisteren"
