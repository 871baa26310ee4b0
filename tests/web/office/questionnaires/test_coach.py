"""The coach beside the editor: what it says, what one press takes over, and publishing against it."""

import re
from html import unescape

import pytest
from django.test import Client

from extramile.core.models import AuditEntry
from extramile.invitations.operations import save_plan, ship_default_plan
from extramile.questionnaires import operations, queries
from extramile.questionnaires.models import Questionnaire
from tests.cast import Cast, user_of

pytestmark = pytest.mark.django_db
PAGE = "/office/questionnaires/nps-after-job/"
BOTH = "What did the fitter do well, and what did he forget?"


@pytest.fixture
def questionnaire(cast: Cast) -> Questionnaire:
    return operations.ship_default(cast.now)


@pytest.fixture
def owner(client: Client, cast: Cast) -> Client:
    client.force_login(user_of(cast.ines))
    return client


def _form(client: Client, **changes: str) -> dict[str, str]:
    """The form as it stands on the page, with changes; `__` for the stops in a name."""
    page = client.get(PAGE).content.decode()
    fields = {"show": "en", "seen": re.findall(r'name="seen" value="(\w+)"', page)[0]}
    for number, key in enumerate(re.findall(r'name="q\.\d+\.key" value="(\w+)"', page)):
        fields[f"q.{number}.key"] = key
    fields["q.0.required"] = "on"
    return {**fields, **{name.replace("__", "."): value for name, value in changes.items()}}


def _panel(page: str) -> str:
    found = re.search(r'<section class="card coach".*?</section>', page, re.S)
    assert found
    return unescape(found[0])


def _draft(questionnaire: Questionnaire) -> dict[str, str]:
    """The English words of the why-question."""
    texts: dict[str, str] = operations.current(questionnaire)["questions"][1]["texts"]["title"]
    return texts


def test_a_clean_one_is_told_so(owner: Client, questionnaire: Questionnaire, cast: Cast) -> None:
    save_plan(ship_default_plan(cast.now), actor=user_of(cast.ines), now=cast.now)
    panel = _panel(owner.get(PAGE).content.decode())
    assert "Nothing to improve" in panel
    assert "English 2" in panel


def test_it_looks_at_what_is_typed_and_stores_nothing(owner: Client, questionnaire: Questionnaire) -> None:
    form = _form(owner, q__1__text__title__en=BOTH)
    panel = _panel(owner.post(PAGE + "coach", form).content.decode())
    assert "1 error" in panel
    assert "WRD-1" in panel
    assert "What did he forget?" in panel
    assert "De Vaus" in panel
    assert 'href="#f-q-1-text-title-en"' in panel
    assert queries.draft_of(questionnaire) is None


def test_what_does_not_hold_together_is_waited_for(owner: Client, questionnaire: Questionnaire) -> None:
    form = _form(owner, q__1__key="nps")
    assert "once the form holds together" in _panel(owner.post(PAGE + "coach", form).content.decode())


def test_one_press_takes_it_over_and_another_brings_it_back(
    owner: Client, questionnaire: Questionnaire
) -> None:
    typed = _form(owner, q__1__text__title__en=BOTH)
    panel = _panel(owner.post(PAGE + "coach", typed).content.decode())
    deed = re.findall(r'name="do" value="(take:WRD-1:why:en:texts\.title)"', panel)[0]
    page = owner.post(PAGE, {**typed, "do": deed}, follow=True).content.decode()
    assert _draft(questionnaire)["en"] == "What did the fitter do well?"
    second = operations.current(questionnaire)["questions"][2]
    assert (second["key"], second["texts"]["title"]) == ("why_2", {"en": "What did he forget?"})
    assert PAGE + "undo" in page
    owner.post(PAGE + "undo")
    assert _draft(questionnaire)["en"] == BOTH  # as typed, not as it was before that
    assert len(operations.current(questionnaire)["questions"]) == 5


@pytest.mark.parametrize(
    "deed", ["take:", "take:WRD-1:why:en:texts.title", "take:NO:such:thing:at:all", "take:<b>"]
)
def test_advice_that_is_gone_changes_nothing(owner: Client, questionnaire: Questionnaire, deed: str) -> None:
    response = owner.post(PAGE, _form(owner, do=deed), follow=True)
    assert "no longer applies" in response.content.decode()
    assert queries.draft_of(questionnaire) is None


def test_it_is_published_with_a_reason_only(owner: Client, questionnaire: Questionnaire, cast: Cast) -> None:
    owner.post(PAGE, _form(owner, q__1__text__title__en=BOTH))
    assert 'name="despite"' in owner.get(PAGE).content.decode()
    refused = owner.post(PAGE + "publish", {"despite": "   "})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert queries.newest_published("nps-after-job").number == 1
    owner.post(PAGE + "publish", {"despite": "The board asks it <so>."})
    version = queries.newest_published("nps-after-job")
    assert (version.number, version.despite) == (2, "The board asks it <so>.")
    page = owner.get(PAGE + "versions").content.decode()
    assert "The board asks it &lt;so&gt;." in page
    assert "WRD-1" in page
    entry = AuditEntry.objects.filter(action="questionnaires.version.published").latest("pk")
    assert entry.actor_id == user_of(cast.ines).pk
    assert entry.detail["despite"] == "The board asks it <so>."


def test_without_an_error_no_reason_is_asked(owner: Client, questionnaire: Questionnaire) -> None:
    owner.post(PAGE, _form(owner, q__1__text__title__en="What happened?"))
    assert 'name="despite"' not in owner.get(PAGE).content.decode()


def test_who_answers_it_is_kept_and_judged_by(owner: Client, questionnaire: Questionnaire) -> None:
    typed = _form(owner, audience="employees")
    owner.post(PAGE + "coach", typed)
    questionnaire.refresh_from_db()
    assert questionnaire.audience == "customers"  # looking keeps nothing
    owner.post(PAGE, typed)
    questionnaire.refresh_from_db()
    assert questionnaire.audience == "employees"
    owner.post(PAGE, _form(owner, audience="martians"))
    questionnaire.refresh_from_db()
    assert questionnaire.audience == "employees"


def test_how_it_is_asked_is_judged_too(owner: Client, questionnaire: Questionnaire, cast: Cast) -> None:
    plan = ship_default_plan(cast.now)
    plan.quarantine_days = 30
    save_plan(plan, actor=user_of(cast.ines), now=cast.now)
    panel = _panel(owner.get(PAGE).content.decode())
    assert "FRQ-1" in panel
    assert "after 30 days" in panel
    owner.post(PAGE, _form(owner, q__1__text__title__en="What happened?"))
    assert owner.post(PAGE + "publish").status_code == 422


def test_it_speaks_dutch(owner: Client, questionnaire: Questionnaire, cast: Cast) -> None:
    user = user_of(cast.ines)
    user.language = "nl"
    user.save()
    panel = _panel(owner.post(PAGE + "coach", _form(owner, q__1__text__title__en=BOTH)).content.decode())
    assert "1 fout" in panel
    assert "voegt twee dingen samen" in panel
    assert "Neem dit over" in panel


def test_a_script_in_a_question_stays_text_in_the_panel(owner: Client, questionnaire: Questionnaire) -> None:
    attack = '"><script>alert(1)</script> Was it quick and was it tidy?'
    page = owner.post(PAGE + "coach", _form(owner, q__1__text__title__en=attack)).content.decode()
    assert "<script>alert" not in page
