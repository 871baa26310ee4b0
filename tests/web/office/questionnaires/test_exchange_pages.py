import json
import re
from datetime import datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from extramile.questionnaires import operations
from extramile.questionnaires.exchange import read_file
from extramile.questionnaires.models import Questionnaire
from tests.cast import Cast, user_of
from tests.questionnaires.exchange.files import surveyjs

BRING = "/office/questionnaires/bring"
RATING = {
    "type": "rating",
    "name": "nps",
    "title": "Would you recommend <b>us</b>?",
    "rateMin": 0,
    "rateMax": 10,
}
SURVEY = surveyjs(RATING, {"type": "file", "name": "photo", "title": "<script>alert(1)</script>A photo"})


@pytest.fixture
def owner(client: Client, cast: Cast) -> Client:
    client.force_login(user_of(cast.ines))
    return client


def upload(client: Client, data: bytes, name: str = "x.json") -> tuple[int, str]:
    response = client.post(BRING, {"file": SimpleUploadedFile(name, data)})
    return response.status_code, response.content.decode()


def hidden(page: str) -> str:
    match = re.search(r'name="definition" value="([^"]*)"', page)
    assert match is not None
    return unescape(match[1])


@pytest.mark.django_db
def test_first_a_look_then_a_draft(owner: Client) -> None:
    status, page = upload(owner, SURVEY)
    assert status == 200
    assert not Questionnaire.objects.exists()
    assert "1 of 2 questions come along from SurveyJS" in page
    assert "A photo" in page
    assert "<script>alert" not in page
    kept = owner.post(BRING, {"name": "Coffee", "definition": hidden(page)})
    assert (kept.status_code, kept.headers["Location"]) == (302, "/office/questionnaires/coffee/")
    questionnaire = Questionnaire.objects.get()
    assert operations.current(questionnaire) == read_file(SURVEY).definition
    assert owner.get("/office/questionnaires/coffee/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data", [b"", b"no survey", b'{"pages": []}', b"<!DOCTYPE x []><x/>", b"\xff\xfe\x00"]
)
def test_a_file_that_is_none_says_so_and_keeps_nothing(owner: Client, data: bytes) -> None:
    status, page = upload(owner, data)
    assert status == 422
    assert 'class="error' in page
    assert not Questionnaire.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forged",
    [
        "",
        "null",
        "{}",
        "[]",
        "{",
        '{"format": 1}',
        json.dumps({"format": 1, "languages": ["en"], "questions": []}),
    ],
)
def test_a_forged_draft_is_checked_like_any_other(owner: Client, forged: str) -> None:
    answer = owner.post(BRING, {"name": "x", "definition": forged})
    assert answer.status_code == 422
    assert not Questionnaire.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("program", ["surveyjs", "limesurvey"])
def test_ours_is_taken_along(owner: Client, now: datetime, program: str) -> None:
    operations.ship_default(now)
    page = owner.get("/office/questionnaires/nps-after-job/take").content.decode()
    assert f"/office/questionnaires/nps-after-job/take/{program}?version=1" in page
    assert "Pieces of the job" in page
    file = owner.get(f"/office/questionnaires/nps-after-job/take/{program}")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="nps-after-job-v1.')
    assert read_file(file.content).kept == 5
    assert owner.get("/office/questionnaires/nps-after-job/take/word").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["take", "take/surveyjs"])
def test_taking_along_is_the_insights_owners_alone(
    client: Client, cast: Cast, now: datetime, page: str
) -> None:
    operations.ship_default(now)
    for who in (cast.sanne, cast.mirjam, cast.ada):
        client.force_login(user_of(who))
        assert client.get(f"/office/questionnaires/nps-after-job/{page}").status_code == 404
