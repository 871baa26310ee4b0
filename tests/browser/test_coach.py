"""The coach as somebody meets it: follows the typing, is taken over with one press, can be overruled."""

import re

import pytest
from playwright.sync_api import Page, expect

from extramile.core.clock import now
from extramile.questionnaires import operations, queries
from extramile.questionnaires.models import Questionnaire
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, make_cast, user_of

pytestmark = pytest.mark.django_db(transaction=True)
EDITOR = "/office/questionnaires/nps-after-job/"
WORDS = {
    "en": {
        "typed": "How much did you like our excellent van?",
        "better": "How much did you like our van?",
        "take": "Take this over",
        "know": "How we know",
        "undo": "Undo",
        "back": "It is back.",
    },
    "nl": {
        "typed": "Hoe vond u onze geweldige bus?",
        "better": "Hoe vond u onze bus?",
        "take": "Neem dit over",
        "know": "Hoe we dat weten",
        "undo": "Ongedaan maken",
        "back": "Het staat er weer.",
    },
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast(now=now())


@pytest.fixture
def questionnaire(cast: Cast) -> Questionnaire:
    return operations.ship_default(cast.now)


def typed(page: Page, language: str, words: str) -> None:
    page.locator("#question-1").evaluate("card => { card.open = true }")
    page.locator(f"#f-q-1-text-title-{language}").fill(words)


def why(questionnaire: Questionnaire, language: str) -> str:
    texts = operations.current(questionnaire)["questions"][1]["texts"]["title"]
    return str(texts[language])


@pytest.mark.parametrize(("size", "language"), [("phone", "nl"), ("phone", "en"), ("desk", "en")])
def test_it_follows_the_typing_and_is_taken_over(
    visitor: MakeVisitor, cast: Cast, questionnaire: Questionnaire, size: str, language: str
) -> None:
    user, words = user_of(cast.ines), WORDS[language]
    dark = (size, language) == ("phone", "en")
    user.language = language
    user.save()
    someone = visitor(size=size, dark=dark, language=language, user=user)
    page = someone.open(EDITOR)
    typed(page, language, words["typed"])
    coach = page.locator("#coach")
    expect(coach.get_by_text(words["better"], exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Coach (3)")).to_be_visible()
    assert queries.draft_of(questionnaire) is None
    coach.get_by_text(words["know"]).first.click()
    expect(coach.get_by_text("De Vaus")).to_be_visible()
    coach.scroll_into_view_if_needed()
    someone.shot(f"office-coach-{size}-{language}")
    someone.check()
    coach.get_by_role("button", name=words["take"]).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=words["undo"]).wait_for()
    assert why(questionnaire, language) == words["better"]
    page.get_by_role("button", name=words["undo"]).click()
    expect(page.get_by_role("button", name=words["undo"])).to_be_hidden()
    assert why(questionnaire, language) == words["typed"]


def test_it_works_without_script(visitor: MakeVisitor, cast: Cast, questionnaire: Questionnaire) -> None:
    someone = visitor(user=user_of(cast.ines), script=False)
    page = someone.open(EDITOR)
    page.locator("#question-1 summary").first.click()
    page.locator("#f-q-1-text-title-en").fill("Was it quick, right?")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#coach").get_by_text("asks to confirm")).to_be_visible()


def test_it_is_overruled_with_a_reason(
    visitor: MakeVisitor, cast: Cast, questionnaire: Questionnaire
) -> None:
    someone = visitor(user=user_of(cast.ines))
    page = someone.open(EDITOR)
    typed(page, "en", "Why do you love our wonderful team?")
    page.get_by_role("button", name="Save draft").click()
    publish = page.get_by_role("button", name=re.compile("Publish version"))
    publish.scroll_into_view_if_needed()
    someone.shot("office-coach-reason-phone")
    publish.click()
    expect(page.locator("#despite")).to_be_focused()  # the browser asks for it
    page.get_by_label(re.compile("say why")).fill("   ")
    publish.click()
    alert = page.locator("#publishing ~ .acts [role=alert]")
    alert.wait_for()
    assert queries.newest_published("nps-after-job").number == 1
    page.get_by_label(re.compile("say why")).fill("The birthday of the team.")
    publish.click()
    page.get_by_text("Published: customers get version 2").wait_for()
    someone.open(EDITOR + "versions")
    expect(page.get_by_text("The birthday of the team.")).to_be_visible()
    someone.shot("office-coach-versions-phone")
    someone.problems = [one for one in someone.problems if "422" not in one]
    someone.check()
