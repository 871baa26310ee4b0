"""A large file from the press to the download, watched on the page, with script and without."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from extramile.core.clock import now
from extramile.exports.models import Export, ExportFormat
from extramile.exports.operations import run_waiting
from extramile.web.office.exports import streams
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, make_cast, user_of
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.DATA, settings.EXPORTS = tmp_path, tmp_path / "exports"
    monkeypatch.setattr(streams, "SMALL", {ExportFormat.CSV: 1, ExportFormat.XLSX: 1})
    made = make_cast(now=now())
    for number in range(3):
        at = now() - timedelta(days=number, hours=1)
        answered(made.team, made.sanne, now=at, score=9, words="He held the umbrella.")
    return made


@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desk", True)], ids=["phone", "desk-dark"])
def test_a_file_is_asked_watched_and_taken_without_a_reload(
    visitor: MakeVisitor, cast: Cast, size: str, dark: bool
) -> None:
    ines = visitor(size=size, dark=dark, user=user_of(cast.ines))
    page = ines.open("/office/exports/")
    button = page.get_by_role("button", name="Download the answers")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("It begins in a moment").wait_for()
    page.evaluate("window.still = true")
    Export.objects.update(state="running", rows=500_000, rows_expected=1_250_000)
    page.get_by_text("500,000 of 1,250,000").wait_for()
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    Export.objects.update(rows=750_000)
    page.get_by_text("750,000 of 1,250,000").wait_for()
    expect(stop).to_be_focused()  # what moves does not take the keyboard away
    ines.shot(f"office-exports-running-{size}")
    ines.check()
    Export.objects.update(state="queued", rows=0, rows_expected=None)
    assert run_waiting(now()) == 1
    link = page.get_by_role("link", name="Download Answers, CSV")
    link.wait_for()
    expect(page.locator("#export-told")).to_have_text("Answers, CSV: ready to download.")
    assert page.evaluate("window.still") is True, "the page was loaded anew"
    ines.shot(f"office-exports-ready-{size}")
    ines.check()
    with page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.startswith("responses-")
    assert "He held the umbrella." in Path(taken.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="Delete now").click()
    page.get_by_text("The file is deleted.").wait_for()


def test_without_script_each_visit_shows_how_far_it_is(visitor: MakeVisitor, cast: Cast) -> None:
    ines = visitor(user=user_of(cast.ines), script=False)
    page = ines.open("/office/exports/")
    page.get_by_role("button", name="Download the answers").click()
    Export.objects.update(state="running", rows=40, rows_expected=100)
    page.get_by_role("link", name="See how far they are").click()
    page.get_by_text("40 of 100").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Nothing of the file is kept").wait_for()
    assert Export.objects.get().state == "cancelled"
    assert page.get_by_role("link", name="See how far they are").count() <= 1
    ines.shot("office-exports-stopped-phone")


def test_in_dutch_on_a_phone(visitor: MakeVisitor, cast: Cast) -> None:
    user = user_of(cast.ines)
    user.language = "nl"
    user.save()
    ines = visitor(user=user)
    page = ines.open("/office/exports/")
    page.get_by_role("button", name="Download de antwoorden").click()
    Export.objects.update(state="running", rows=40, rows_expected=100)
    page.get_by_text("Rijen geschreven").wait_for()
    ines.shot("office-exports-running-dutch")
    ines.check()


def test_what_was_looked_for_is_marked_and_counted(
    visitor: MakeVisitor, cast: Cast, patient_search: None
) -> None:
    user = user_of(cast.sanne)
    user.language = "en"
    user.save()
    for size, dark in (("phone", False), ("desk", True)):
        sanne = visitor(size=size, dark=dark, user=user)
        page = sanne.open("/?words=UMBRELLA")
        assert page.locator("#words mark").all_inner_texts() == ["umbrella"] * 3
        page.get_by_text("3 answers with these words.").wait_for()
        sanne.shot(f"monitor-searched-{size}")
        sanne.check()
