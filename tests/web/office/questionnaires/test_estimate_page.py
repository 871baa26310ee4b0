import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from unittest.mock import patch

import pytest
from django.test import Client

from extramile.questionnaires import operations
from extramile.questionnaires.estimates import History
from extramile.questionnaires.models import Questionnaire
from tests.cast import Cast, user_of

PAGE = "/office/questionnaires/nps-after-job/estimate"
HISTORY = History(12, 96, asked=1.0, answered=0.22, mix=(0.7, 0.2, 0.1))


@pytest.fixture
def owner(client: Client, cast: Cast, now: datetime) -> Client:
    operations.ship_default(now)
    client.force_login(user_of(cast.ines))
    return client


@pytest.fixture
def history() -> Iterator[None]:
    with patch("extramile.web.office.questionnaires.estimating.asking_history", return_value=HISTORY):
        yield


def words(client: Client, **query: str) -> str:
    page = client.get(PAGE, query).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


@pytest.mark.django_db
def test_without_a_history_it_says_that_it_assumes(owner: Client) -> None:
    said = words(owner)
    assert "It takes about 50 seconds" in said
    assert "these figures are assumed, not yours" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
def test_with_a_history_it_says_what_comes_of_it(owner: Client) -> None:
    said = words(owner)
    assert "At 12 jobs a month, 100% of them asked about and 22% of those answering" in said
    assert "each employee gets 2 to 3 answers a month; after a quarter their score is known to ±" in said
    assert "each team gets 21 to 22 answers a month" in said
    assert "From your own last quarter" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
def test_the_reader_tries_other_figures(owner: Client) -> None:
    said = words(owner, jobs="50", unit="400", asked="50", answered="40")
    assert "each employee gets 10 answers a month" in said
    assert "With the figures written here." in said
    for junk in ("x", "-1", "²", "9" * 50, ""):
        assert "From your own last quarter" in words(owner, jobs=junk, asked=junk)
    assert owner.get(PAGE, {"jobs": "9999999", "asked": "500"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
def test_beside_the_editor_it_comes_alone(owner: Client) -> None:
    panel = owner.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert panel.startswith("<section")
    assert "2 to 3 answers" in panel
    assert f'hx-get="{PAGE}"' in owner.get("/office/questionnaires/nps-after-job/").content.decode()


@pytest.mark.django_db
def test_what_employees_answer_hangs_on_no_jobs(owner: Client) -> None:
    Questionnaire.objects.update(audience="employees")
    said = words(owner)
    assert "It takes about" in said
    assert "answers a month" not in said
    assert "that stands with each wave as soon as it is planned" in said
