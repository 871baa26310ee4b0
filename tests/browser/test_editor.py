"""The questionnaire's editor as somebody uses it: conditions, order, removing and taking back, preview."""

import re

import pytest
from playwright.sync_api import Page, expect

from extramile.core.clock import now
from extramile.questionnaires import operations, queries
from extramile.questionnaires.models import Questionnaire
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of

pytestmark = pytest.mark.django_db(transaction=True)
EDITOR = "/office/questionnaires/nps-after-job/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast(now=now())


@pytest.fixture
def questionnaire(cast: Cast) -> Questionnaire:
    return operations.ship_default(cast.now)


@pytest.fixture
def ines(visitor: MakeVisitor, cast: Cast, questionnaire: Questionnaire) -> Visitor:
    """The insights owner, at a desk."""
    return visitor(size="desk", user=user_of(cast.ines))


def keys(questionnaire: Questionnaire) -> list[str]:
    return [question["key"] for question in operations.current(questionnaire)["questions"]]


def shown(page: Page) -> str:
    return page.frame_locator("iframe[name=preview]").locator("body").inner_text()


def unfolded(page: Page, number: int) -> None:
    page.locator(f"#question-{number}").evaluate("card => { card.open = true }")


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desk", False)])
def test_every_card_open_is_sound(
    visitor: MakeVisitor, cast: Cast, questionnaire: Questionnaire, size: str, dark: bool
) -> None:
    someone = visitor(size=size, dark=dark, user=user_of(cast.ines))
    page = someone.open(EDITOR)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    someone.shot(f"office-editor-{size}")
    someone.check()


def test_conditions_by_group_range_and_choice(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    unfolded(page, 4)
    card = page.locator("#question-4")
    card.get_by_label("detractors (0–6)").set_checked(False)
    card.get_by_label("score from").select_option("2")
    card.get_by_label("up to").select_option("5")
    card.get_by_label("Friendly", exact=False).first.check()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    when = operations.current(questionnaire)["questions"][4]["when"]
    assert {"question": "nps", "at_least": 2, "at_most": 5} in when
    assert {"question": "praise", "choice": ["friendly"]} in when
    assert not any("detractor" in one.get("group", []) for one in when)


def test_a_range_the_wrong_way_round_is_told_where_it_is(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    unfolded(page, 1)
    page.locator("#question-1").get_by_label("score from").select_option("9")
    page.locator("#question-1").get_by_label("up to").select_option("3")
    page.get_by_role("button", name="Save draft").click()
    summary = page.locator(".error-summary")
    summary.wait_for()
    expect(summary).to_be_focused()
    assert (
        page.locator("#question-1 .error").first.inner_text().startswith("No answer can be between 9 and 3")
    )
    summary.get_by_role("link").click()
    expect(page.locator("#question-1 :focus")).to_have_count(1)
    assert queries.draft_of(questionnaire) is None
    ines.problems = [one for one in ines.problems if "422" not in one]
    ines.check()


def test_questions_change_places_by_keyboard(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    unfolded(page, 3)
    page.locator("#question-3").get_by_role("button", name="Move up", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#question-2$"))
    assert keys(questionnaire)[2:4] == ["improve", "praise"]
    up = page.locator("#question-2").get_by_role("button", name="Move up", exact=True)
    expect(up).to_be_focused()
    page.locator("#question-2").get_by_role("button", name="Move down", exact=True).focus()
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("#question-3$"))
    assert keys(questionnaire)[2:4] == ["praise", "improve"]


def test_what_was_removed_comes_back(ines: Visitor, questionnaire: Questionnaire) -> None:
    before = operations.current(questionnaire)
    page = ines.open(EDITOR)
    unfolded(page, 2)
    page.locator("#question-2").get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Undo").wait_for()
    assert "praise" not in keys(questionnaire)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("It is back.").wait_for()
    assert operations.current(questionnaire) == before
    ines.check()


def test_the_preview_follows_what_is_typed_in_each_language(
    ines: Visitor, questionnaire: Questionnaire
) -> None:
    page = ines.open(EDITOR)
    unfolded(page, 1)
    page.locator("#f-q-1-text-title-en").fill("And why is that, dear?")
    page.frame_locator("iframe[name=preview]").get_by_text("And why is that, dear?").wait_for()
    page.get_by_role("button", name="Preview in German").click()
    page.frame_locator("iframe[name=preview]").locator("html[lang=de]").wait_for()
    assert "And why" not in shown(page)
    assert queries.draft_of(questionnaire) is None


def test_arabic_is_written_and_previewed_from_the_right(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    page.locator("#languages").fill("en, nl, de, fr, ar")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Preview in Arabic").click()
    page.frame_locator("iframe[name=preview]").locator("html[dir=rtl]").wait_for()


def test_leaving_with_something_unsaved_is_asked_about(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    page.locator("#f-q-0-text-title-en").fill("Not saved")
    page.frame_locator("iframe[name=preview]").get_by_text("Not saved").wait_for()
    page.get_by_role("link", name="Questionnaires").first.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith(EDITOR)


def test_publishing_leads_to_the_field_that_is_empty(ines: Visitor, questionnaire: Questionnaire) -> None:
    page = ines.open(EDITOR)
    page.get_by_role("button", name="Rating", exact=True).click()
    page.wait_for_url(re.compile("#question-5$"))
    page.get_by_role("button", name=re.compile("Publish version")).click()
    page.locator(".error-summary").wait_for()
    page.locator(".error-summary a[href='#f-q-5-text-title-en']").click()
    expect(page.locator("#f-q-5-text-title-en")).to_be_focused()
    assert queries.newest_published("nps-after-job").number == 1
