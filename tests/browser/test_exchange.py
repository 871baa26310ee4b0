"""A questionnaire from another program: a look at what comes along, a draft, and away with it again."""

import pytest
from playwright.sync_api import expect

from extramile.core.clock import now
from extramile.people.models import User
from extramile.questionnaires.exchange import read_file
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.operations import ship_default
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.questionnaires.exchange.files import surveyjs

pytestmark = pytest.mark.django_db(transaction=True)

SURVEY = surveyjs(
    {
        "type": "rating",
        "name": "nps",
        "title": {"default": "Would you recommend our café?", "nl": "Zou u ons café aanbevelen?"},
        "rateMin": 0,
        "rateMax": 10,
        "minRateDescription": "never",
        "maxRateDescription": "gladly",
        "isRequired": True,
    },
    {
        "type": "checkbox",
        "name": "why",
        "title": {"default": "What was good?", "nl": "Wat was er goed?"},
        "choices": ["Coffee", "Cake", "Service"],
        "hasOther": True,
        "visibleIf": "{nps} >= 9",
    },
    {
        "type": "matrix",
        "name": "m",
        "title": "How was",
        "columns": ["bad", "good"],
        "rows": ["the soup", "the pie"],
    },
    {"type": "file", "name": "photo", "title": "A photo of your table"},
)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast(now=now())


def insights_owner(visitor: MakeVisitor, cast: Cast, size: str, language: str) -> Visitor:
    user = user_of(cast.ines)
    User.objects.filter(pk=user.pk).update(language=language)
    return visitor(size=size, user=user, language=language)


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("desk", "nl")])
def test_bring_one_and_take_it_along(visitor: MakeVisitor, cast: Cast, size: str, language: str) -> None:
    owner = insights_owner(visitor, cast, size, language)
    page = owner.open("/office/questionnaires/bring")
    owner.check()
    owner.shot(f"bring-{size}-{language}")
    page.locator("input[type=file]").set_input_files(
        {"name": "survey.json", "mimeType": "application/json", "buffer": SURVEY}
    )
    page.locator("main form button").click()
    expect(page.get_by_text("A photo of your table")).to_be_visible()
    owner.check()
    owner.shot(f"brought-{size}-{language}")
    assert not Questionnaire.objects.exists()
    page.locator("input[name=name]").fill("Café")
    page.locator("main form button").click()
    page.wait_for_url("**/cafe/")
    expect(page.locator("#expect + div strong")).to_be_visible()  # what to expect came by itself
    owner.check()
    owner.shot(f"brought-editor-{size}-{language}")
    page.locator('a[href$="/cafe/take"]').click()
    page.wait_for_url("**/cafe/take")
    owner.check()
    owner.shot(f"take-{size}-{language}")
    with page.expect_download() as download:
        page.locator('a[href*="/take/limesurvey"]').click()
    assert download.value.suggested_filename == "cafe-v1.lss"
    taken = read_file(download.value.path().read_bytes())
    assert [one["kind"] for one in taken.definition["questions"]] == ["nps", "multiple", "single", "single"]


@pytest.mark.parametrize(("size", "language"), [("phone", "nl"), ("desk", "en")])
def test_what_to_expect_and_what_if(visitor: MakeVisitor, cast: Cast, size: str, language: str) -> None:
    ship_default(now())
    owner = insights_owner(visitor, cast, size, language)
    page = owner.open("/office/questionnaires/nps-after-job/estimate")
    page.locator("input[name=jobs]").fill("50")
    page.locator("main form button").click()
    expect(page.get_by_text("8 ", exact=False).first).to_be_visible()
    owner.check()
    owner.shot(f"expect-{size}-{language}")
