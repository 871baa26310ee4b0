"""Files in and out on a phone: look at the columns, watch, mend what was wrong, bring it in again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from extramile.conductor import imports
from extramile.contacts.models import Contact
from extramile.contacts.operations import Person, remember
from extramile.core.clock import now
from extramile.intake.models import BatchState, ImportBatch, Job
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.monitor.facts import answered
from tests.web.office.imports.books import two_sheets

pytestmark = pytest.mark.django_db(transaction=True)

HEADING = "Opdrachtnummer;Gereed op;Monteur;Bedrag;E-mail klant;Mobiel;Naam klant\r\n"
ROW = "J{n};{day};{who};1.250,50;klant{n}@example.org;06 1234 56{n:02d};Jürgen Groß\r\n"


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast(now=now())


@pytest.fixture
def ines(visitor: MakeVisitor, cast: Cast) -> Visitor:
    return visitor(size="phone", user=user_of(cast.ines))


def monday() -> bytes:
    """Windows-1252, semicolons, and two rows that will not do."""
    rows = [ROW.format(n=n, day="3-11-2026 14:05", who="e-sanne") for n in range(1, 6)]
    rows += [ROW.format(n=6, day="later", who="e-sanne"), ROW.format(n=7, day="4-11-2026", who="e-niemand")]
    return (HEADING + "".join(rows)).encode("cp1252")


def upload(someone: Visitor, name: str, raw: bytes) -> None:
    page = someone.open("/office/imports/new?kind=jobs&source=planning")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": raw})
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/columns")


def worked_through(someone: Visitor) -> ImportBatch:
    """What a worker does meanwhile; the page finds out by itself."""
    page = someone.page
    page.locator("#progress").wait_for()
    someone.check()
    while imports.run_waiting(now()):
        pass
    page.locator("#progress").wait_for(state="detached")
    return ImportBatch.objects.latest("pk")


def test_from_a_file_with_errors_to_every_row_in(ines: Visitor, tmp_path: Path) -> None:
    upload(ines, "maandag.csv", monday())
    page = ines.page
    read = page.locator("#as-read").inner_text()
    assert "Jürgen Groß" in read
    assert "1250.50" in read
    assert "This is not a date." in read
    assert "please check" in page.locator("#columns").inner_text()
    ines.shot("office-columns-phone")
    ines.check()
    page.get_by_label("Telephone numbers without a country are from").select_option("DE")
    page.locator("#as-read", has_text="+49").wait_for()
    page.get_by_label("Telephone numbers without a country are from").select_option("NL")
    page.locator("#as-read", has_text="+31").wait_for()
    page.get_by_role("button", name="Import 7 rows").click()
    batch = worked_through(ines)
    assert (batch.created, batch.problems) == (5, 2)
    assert "2 rows need you" in page.locator("h1").inner_text()
    ines.shot("office-problems-phone")
    ines.check()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download these rows").click()
    listed = Path(coming.value.path()).read_bytes().decode("utf-8-sig")
    mended = listed.replace("later", "5-11-2026 09:00").replace("e-niemand", "e-wim")
    upload(ines, "hersteld.csv", mended.encode("utf-8-sig"))
    assert "as you confirmed them" in page.locator("main, body").first.inner_text()
    page.get_by_role("button", name="Import 2 rows").click()
    again = worked_through(ines)
    assert (again.created, again.problems) == (2, 0)
    assert "Every row is in" in page.locator("h1").inner_text()
    assert Job.objects.count() == 7
    assert Contact.objects.filter(name="Jürgen Groß").count() == 7


def test_a_workbook_with_two_sheets_and_a_file_with_tabs(ines: Visitor) -> None:
    upload(ines, "planning.xlsx", two_sheets())
    page = ines.page
    page.get_by_label("This workbook has 3 sheets").select_option("Opdrachten")
    page.get_by_role("button", name="Take this sheet").click()
    page.locator("#as-read", has_text="J1").wait_for()
    ines.check()
    page.get_by_role("button", name="Import 1 row").click()
    assert worked_through(ines).state == BatchState.DONE
    upload(ines, "tabs.tsv", monday().decode("cp1252").replace(";", "\t").encode())
    assert "separated by tabs" in page.locator("body").inner_text()
    ines.check()


def test_without_script_the_first_rows_are_looked_at_again(visitor: MakeVisitor, cast: Cast) -> None:
    someone = visitor(size="phone", user=user_of(cast.ines), script=False)
    upload(someone, "maandag.csv", monday())
    someone.page.locator("#region").select_option("DE")
    someone.page.get_by_role("button", name="Look again").click()
    expect(someone.page.locator("#as-read")).to_contain_text("+49")
    assert ImportBatch.objects.get().state == BatchState.MAPPING


def test_a_customer_is_found_and_erased_after_being_asked_once(ines: Visitor, cast: Cast) -> None:
    remember(
        [Person("K-1", "Philippus de Boer", "philippus@example.org", "+31612345678")],
        source="crm",
        now=cast.now,
    )
    page = ines.open("/office/customers/")
    ines.check()
    page.locator("input[name=wanted]").fill("philippus@example.org")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Philippus de Boer").click()
    expect(page.get_by_role("link", name="Erase")).to_be_visible()
    ines.shot("office-customer-phone")
    ines.check()
    page.get_by_role("link", name="Erase").click()
    assert Contact.objects.filter(name="Philippus de Boer").exists()
    ines.shot("office-erase-phone")
    ines.check()
    page.locator("input[name=sure]").check()
    page.get_by_role("button", name="Erase").click()
    page.wait_for_url("**/receipts/**")
    assert not Contact.objects.filter(name="Philippus de Boer").exists()
    assert "philippus" not in page.locator("main, body").first.inner_text().lower()
    ines.shot("office-receipt-phone")
    ines.check()


def test_answers_go_out_as_they_were_chosen(ines: Visitor, cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=10, words="Schön.")
    answered(cast.zwolle_team, cast.noor, now=cast.now, score=2, words="Te laat.")
    page = ines.open("/office/exports/")
    ines.shot("office-exports-phone")
    ines.check()
    page.locator("#id_responses-group").select_option("detractor")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the answers").click()
    out = Path(coming.value.path()).read_text("utf-8-sig")
    assert "Te laat." in out
    assert "Schön." not in out
    page.locator("#id_responses-until").fill("2020-01-01")
    page.locator("#id_responses-since").fill("")
    page.get_by_role("button", name="Download the answers").click()
    page.get_by_text("There is nothing in this period").wait_for()
