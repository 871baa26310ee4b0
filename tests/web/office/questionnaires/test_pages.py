import json
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from extramile.questionnaires import operations, queries
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.shipped import default_definition
from tests.cast import Cast, user_of
from tests.engagement.round import ENPS
from tests.web.office.questionnaires.test_editor import as_posted

PAGE = "/office/questionnaires/nps-after-job/"


@pytest.fixture
def questionnaire(cast: Cast, now: datetime) -> Questionnaire:
    return operations.ship_default(now)


@pytest.fixture
def owner(client: Client, cast: Cast) -> Client:
    client.force_login(user_of(cast.ines))
    return client


def _post(client: Client, questionnaire: Questionnaire, *, do: str = "", **changes: str) -> tuple[int, str]:
    raw = operations.current(questionnaire)
    posted = as_posted(raw, "en", "nl")
    posted["seen"] = changes.pop("seen", operations.fingerprint(raw))
    posted["do"] = do
    posted.setlist("show", ["en", "nl"])
    for name, value in changes.items():
        posted[name.replace("__", ".")] = value
    response = client.post(PAGE, posted.urlencode(), content_type="application/x-www-form-urlencoded")
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("page", ["", "preview", "versions", "export"])
def test_the_pages_of_one_questionnaire_are_the_insights_owners_alone(
    client: Client, cast: Cast, questionnaire: Questionnaire, page: str
) -> None:
    for who in (cast.sanne, cast.mirjam, cast.ada, cast.hanna, cast.boris):
        client.force_login(user_of(who))
        assert client.get(PAGE + page).status_code == 404
    client.force_login(user_of(cast.ines))
    assert client.get(PAGE + page).status_code == 200


def test_editing_saves_a_draft_and_publishing_makes_it_the_version(
    owner: Client, questionnaire: Questionnaire
) -> None:
    status, _ = _post(owner, questionnaire, q__1__text__title__nl="Vertel eens?")
    assert status == 302
    draft = queries.draft_of(questionnaire)
    assert draft is not None
    assert draft.definition["questions"][1]["texts"]["title"]["nl"] == "Vertel eens?"
    assert owner.post(PAGE + "publish").status_code == 302
    newest = queries.newest_published("nps-after-job")
    assert (newest.number, newest.definition) == (2, draft.definition)


def test_looking_and_saving_without_a_change_makes_no_draft(
    owner: Client, questionnaire: Questionnaire
) -> None:
    assert owner.get(PAGE).status_code == 200
    assert _post(owner, questionnaire)[0] == 302
    assert owner.head(PAGE + "preview").status_code == 200
    assert queries.draft_of(questionnaire) is None


def test_a_removal_can_be_undone(owner: Client, questionnaire: Questionnaire) -> None:
    before = operations.current(questionnaire)
    _post(owner, questionnaire, do="remove:2")
    assert operations.current(questionnaire) != before
    page = owner.get(PAGE).content.decode()
    assert f'action="{PAGE}undo"' in page
    owner.post(PAGE + "undo")
    assert operations.current(questionnaire) == before


def test_publishing_says_what_is_missing(owner: Client, questionnaire: Questionnaire) -> None:
    _post(owner, questionnaire, do="add:rating")
    response = owner.post(PAGE + "publish")
    assert response.status_code == 422
    assert "questions[5].texts.title (nl)" in response.content.decode()
    assert queries.newest_published("nps-after-job").number == 1


def test_a_colleagues_change_is_not_lost(owner: Client, questionnaire: Questionnaire, now: datetime) -> None:
    seen = operations.fingerprint(operations.current(questionnaire))
    theirs = default_definition()
    theirs["questions"].pop()
    operations.save_draft(questionnaire, theirs, actor=None, now=now)
    status, page = _post(owner, questionnaire, seen=seen, q__1__text__title__en="Mine")
    assert status == 422
    assert "Somebody else changed this draft" in page
    assert "Mine" in page  # what was typed is still on the page
    assert operations.current(questionnaire) == theirs


def test_a_key_that_will_not_do_is_explained_and_nothing_typed_is_lost(
    owner: Client, questionnaire: Questionnaire
) -> None:
    status, page = _post(owner, questionnaire, q__1__key="Waarom!", q__1__text__title__en="Kept on the page")
    assert status == 422
    assert "small letters" in page
    assert "Kept on the page" in page
    assert queries.draft_of(questionnaire) is None


def test_the_preview_shows_what_is_typed_and_stores_nothing(
    owner: Client, questionnaire: Questionnaire
) -> None:
    posted = as_posted(default_definition(), "en", "nl")
    posted["q.0.text.title.nl"] = "<b>Hoe</b> ging het met {employee}?"
    posted["language"] = "nl"
    posted.setlist("show", ["en", "nl"])
    body = posted.urlencode()
    response = owner.post(PAGE + "preview", body, content_type="application/x-www-form-urlencoded")
    page = response.content.decode()
    assert "&lt;b&gt;Hoe&lt;/b&gt; ging het met Sanne?" in page
    assert 'lang="nl"' in page
    assert queries.draft_of(questionnaire) is None


def test_a_right_to_left_language_can_be_written_and_read(
    owner: Client, questionnaire: Questionnaire
) -> None:
    _post(owner, questionnaire, languages="en, nl, de, fr, ar")
    page = owner.get(PAGE + "?show=ar").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert 'dir="rtl"' in owner.get(PAGE + "preview?language=ar").content.decode()


def test_out_and_in_again_is_the_same(owner: Client, questionnaire: Questionnaire) -> None:
    exported = owner.get(PAGE + "export")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="nps-after-job-v1.json"'
    file = SimpleUploadedFile("q.json", b"\xef\xbb\xbf" + exported.content)
    taken = owner.post("/office/questionnaires/import", {"name": "After a visit", "file": file})
    assert taken.headers["Location"] == "/office/questionnaires/after-a-visit/"
    made = Questionnaire.objects.get(slug="after-a-visit")
    assert operations.current(made) == default_definition()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON in UTF-8 (line 1)"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"format": 1}', "languages, questions is missing"),
        (b" " * 600_000, "larger than 512 kB"),
        (json.dumps({**default_definition(), "languages": ["en"] * 2}).encode(), "twice"),
    ],
)
def test_a_bad_file_is_explained(owner: Client, content: bytes, words: str) -> None:
    response = owner.post(
        "/office/questionnaires/import", {"name": "X", "file": SimpleUploadedFile("q.json", content)}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Questionnaire.objects.exists()


def test_a_script_in_a_text_stays_text(owner: Client, questionnaire: Questionnaire) -> None:
    attack = '"><script>alert(1)</script>'
    _post(owner, questionnaire, q__0__text__title__en=attack)
    for page in (PAGE, PAGE + "versions", PAGE + "preview?language=en"):
        assert attack not in owner.get(page).content.decode()


def test_versions_show_what_changed(owner: Client, questionnaire: Questionnaire) -> None:
    _post(owner, questionnaire, q__1__text__title__nl="Vertel eens?")
    page = owner.get(PAGE + "versions").content.decode()
    assert "questions.why.texts.title.nl" in page
    assert "<ins>Vertel eens?</ins>" in page


def test_the_schema_is_open_to_the_world(client: Client, db: None) -> None:
    response = client.get("/office/questionnaires/schema.json")
    assert response.json()["title"] == "Questionnaire"


@pytest.mark.parametrize("version", ["9", "x", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(
    owner: Client, questionnaire: Questionnaire, version: str
) -> None:
    assert owner.get(f"{PAGE}export?version={version}").status_code == 404


def test_each_gap_leads_to_its_own_field(owner: Client, questionnaire: Questionnaire) -> None:
    _post(owner, questionnaire, do="add:rating")
    page = owner.post(PAGE + "publish").content.decode()
    assert 'href="#f-q-5-text-title-nl"' in page
    assert 'id="f-q-5-text-title-nl"' in page
    assert 'href="?show=en&amp;show=fr#f-q-5-text-title-fr"' in page


def test_a_language_in_trouble_is_put_on_the_page(owner: Client, questionnaire: Questionnaire) -> None:
    _post(owner, questionnaire, q__1__text__title__nl="Hallo {koning}?")
    page = owner.post(PAGE + "publish?show=en").content.decode()
    assert "koning" in page
    assert 'id="f-q-1-text-title-nl"' in page


def test_a_range_the_wrong_way_round_is_told_at_the_question(
    owner: Client, questionnaire: Questionnaire
) -> None:
    status, page = _post(owner, questionnaire, q__1__when__0__from="8", q__1__when__0__to="3")
    assert status == 422
    assert 'href="#question-1"' in page
    assert page.count("No answer can be between 8 and 3") == 2


class TestWhoIsAskedIt:
    """Pages of a questionnaire for employees never say that customers get it."""

    def test_publishing_for_employees_says_waves(self, owner: Client, now: datetime) -> None:
        made = operations.create(
            slug="ours", name="Ours", definition=ENPS, actor=None, now=now, audience="employees"
        )
        page = "/office/questionnaires/ours/"
        told = owner.post(f"{page}publish", follow=True).content.decode()
        assert "Published: waves that you plan from now on ask version 1." in told
        assert "Waves ask version 1." in told
        changed = {**ENPS, "languages": ["en"]}
        changed["questions"] = [*ENPS["questions"][:2]]
        operations.save_draft(made, changed, actor=None, now=now)
        for address in (page, f"{page}versions", f"{page}preview"):
            words = re.sub(
                r"<(script|style|option|label).*?</\1>|<[^>]+>", " ", owner.get(address).content.decode()
            )
            assert not re.search(r"[Cc]ustomers? (get|see|read)", words), address
        row = owner.get("/office/questionnaires/").content.decode()
        assert "Waves ask version 1" in row
        assert "Customers get" not in row

    def test_publishing_for_customers_says_customers(
        self, owner: Client, questionnaire: Questionnaire
    ) -> None:
        _post(owner, questionnaire, q__1__text__title__nl="Vertel eens?")
        told = owner.post(PAGE + "publish", follow=True).content.decode()
        assert "Published: customers get version 2 from now on." in told
