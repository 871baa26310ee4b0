"""The explore page: a link, its answer, its file."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.core.models import AuditEntry
from extramile.estimates.models import UnitLeaning
from extramile.monitor.operations import count_changes
from extramile.people.models import RoleKind, UnitKind, User
from extramile.people.operations import add_unit, add_user, grant_role
from extramile.stats import lean
from extramile.web.drawing.figures import signed
from tests.cast import Cast, user_of
from tests.monitor.facts import answered

BACKEND = "django.contrib.auth.backends.ModelBackend"
EXPLORE = "/office/explore/"


@pytest.fixture(autouse=True)
def _clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages look back from the day of the cast; in a few years, what was ticked then is of years ago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def ines(cast: Cast, client: Client) -> Client:
    client.force_login(user_of(cast.ines), BACKEND)
    return client


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Fifteen answers in team A, two in Zwolle."""
    for number in range(15):
        at = cast.now - timedelta(days=number)
        answered(cast.team, cast.sanne, now=at, score=10 if number % 3 else 3, praise=["tidy"])
    for _number in range(2):
        answered(cast.zwolle_team, cast.noor, now=cast.now, score=0)
    count_changes(cast.now)
    return cast


def body(client: Client, query: str, status: int = 200) -> str:
    response = client.get(f"{EXPLORE}{query}", follow=True)
    assert response.status_code == status, response.request["QUERY_STRING"]
    return response.content.decode()


def test_every_figure_has_its_n_interval_and_sentence(counted: Cast, ines: Client) -> None:
    page = body(ines, "?measure=nps&split=team&period=all")
    assert "NPS +18, likely between −28 and +57, from 17 answers." in page
    assert ">Utrecht-Noord A<" in page
    assert "−17 … +70" in page
    assert "15 answers" in page
    assert "too few answers yet (2 of 10)" in page
    assert "0 answers" in page  # a team without any is a row as well


def test_a_form_becomes_the_one_link_of_its_question(counted: Cast, ines: Client) -> None:
    sent = "?measure=nps&topic=&split=team&then=&period=12m&since=&until=&add=&sort=name"
    response = ines.get(f"{EXPLORE}{sent}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{EXPLORE}?measure=nps&split=team")


def test_a_unit_is_found_as_people_write_it(counted: Cast, ines: Client) -> None:
    response = ines.get(f"{EXPLORE}?measure=nps&add=utrecht-noord")
    assert response.headers["Location"] == f"{EXPLORE}?measure=nps&unit={counted.centre.pk}"
    page = body(ines, "?measure=nps&add=Atlantis", 400)
    assert "There is no unit “Atlantis”" in page
    assert 'value="Atlantis"' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?measure=charm", "There is no “charm” here"),
        ("?measure=<script>alert(1)</script>", "&lt;script&gt;"),
        ("?split=team&then=centre", "This is of one kind with the first split"),
        ("?period=own&since=2026-02-01&until=2026-01-01", "The last day comes before the first"),
        ("?period=own&since=9999-12-31&until=9999-12-31", "too far ahead"),
        ("?unit=987654321", "There is no “987654321” here"),
        ("?unit=1;DROP TABLE people_unit", "There is no “1;DROP TABLE people_unit” here"),
        ("?colour=red", "There is nothing called “colour”"),
        ("?" + "&".join(f"unit={pk}" for pk in range(1, 900)), "At most 200 can be chosen"),
        ("?topic=" + "x" * 9000, "too long"),
        ("?measure=nps%00", "There is no"),
    ],
)
def test_what_cannot_be_answered_says_why_and_keeps_the_form(
    cast: Cast, ines: Client, query: str, words: str
) -> None:
    page = body(ines, query, 400)
    assert words in page
    assert "<script>alert" not in page
    assert 'name="measure"' in page


def test_too_many_rows_say_how_many(counted: Cast, ines: Client) -> None:
    for number in range(30):
        add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=counted.centre)
    query = f"?split=team&then=week&period=own&since=2010-01-01&until={counted.today}"
    response = ines.get(f"{EXPLORE}{query}", follow=True)
    assert response.status_code == 400
    assert "rows, more than anybody reads" in response.content.decode()


def test_nothing_at_all_says_what_to_do(cast: Cast, ines: Client) -> None:
    assert "No answers here" in body(ines, "")
    assert "Nothing kept yet" in body(ines, "")


def test_an_insights_owner_of_one_region_sees_that_region_alone(counted: Cast, client: Client) -> None:
    user = add_user(email="ida@example.org", name="Ida", now=counted.now)
    grant_role(
        user,
        RoleKind.INSIGHTS_OWNER,
        unit=counted.east,
        started_on=date(2025, 1, 1),
        actor=user_of(counted.ada),
        now=counted.now,
    )
    client.force_login(user, BACKEND)
    page = body(client, "?measure=answers&split=team&period=all")
    assert "Zwolle A" in page
    assert "Utrecht-Noord" not in page  # nor among the units to choose from
    assert '/Region East/Zwolle/Zwolle A"' in page
    body(client, f"?measure=nps&unit={counted.west.pk}", 400)
    response = client.get(f"{EXPLORE}?measure=nps&add=Region West")
    assert response.status_code == 400


def test_the_file_holds_every_row_and_is_written_down(counted: Cast, ines: Client) -> None:
    query = "measure=nps&split=team&period=all"
    response = ines.post(f"{EXPLORE}export/", {"query": query, "format": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Team"] for row in rows] == ["Utrecht-Noord A", "Utrecht-Noord B", "Zwolle A", "Together"]
    assert (rows[0]["value"], rows[0]["n"]) == ("33.3333", "15")
    assert rows[0]["in words"] == "NPS +33, likely between −17 and +70, from 15 answers."
    assert (rows[2]["value"], rows[2]["low"], rows[2]["n"]) == ("", "", "2")
    entry = AuditEntry.objects.get(action="office.explore.exported")
    assert (entry.actor_id, entry.detail["query"]) == (user_of(counted.ines).pk, query)


def test_topics_in_a_file_have_no_figure_of_all_together(counted: Cast, ines: Client) -> None:
    """One customer ticks several: added up they would be more than all."""
    query = "measure=topic&split=team&then=topic&period=all"
    response = ines.post(f"{EXPLORE}export/", {"query": query, "format": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert "Together" not in {row["Team"] for row in rows}


def test_the_workbook_is_one(counted: Cast, ines: Client) -> None:
    response = ines.post(f"{EXPLORE}export/", {"query": "measure=nps&split=month", "format": "xlsx"})
    content = response.getvalue()
    response.close()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_a_file_of_nonsense_says_so(cast: Cast, ines: Client) -> None:
    response = ines.post(f"{EXPLORE}export/", {"query": "measure=charm"}, follow=True)
    assert "There is no “charm” here" in response.content.decode()


def test_units_have_the_pooled_score_beside_the_plain_one(counted: Cast, ines: Client) -> None:
    """Where all answers of late are asked about: it leans on those of the last year."""
    for unit in (counted.team, counted.zwolle_team):
        UnitLeaning.objects.create(unit_id=unit.pk, mean=0.6, variance=0.01, within=0.5)
    made = lean(10, 0, 5, mean=0.6, variance=0.01, within=0.5).points
    page = body(ines, "?measure=nps&split=team&period=this-year")
    shown = f"leaning: {signed(made.estimate)} ({signed(made.low)} … {signed(made.high)})"
    assert shown in page
    assert page.count("leaning: ") == 1  # two answers in Zwolle are too few for a figure
    assert "leaning on what we know of the units around it" in page
    for other in (
        "split=team&period=all",
        "split=team&period=this-year&channel=email",
        "split=month",
        "split=team&then=month",
    ):
        assert "leaning" not in body(ines, f"?measure=nps&{other}")
    assert "leaning" not in body(ines, "?measure=mean&split=team&period=this-year")
    response = ines.post(
        f"{EXPLORE}export/", {"query": "measure=nps&split=team&period=this-year", "format": "csv"}
    )
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["leaning"] for row in rows] == [f"{made.estimate:.4f}".rstrip("0"), "", "", ""]


def test_hundreds_of_rows_come_a_page_at_a_time(counted: Cast, ines: Client) -> None:
    query = "?measure=nps&split=team&period=all"
    few = queries_of(ines, query)
    for number in range(60):
        add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=counted.centre)
    assert queries_of(ines, query) == few
    assert "Rows 1 to 50 of 63" in body(ines, query)
    last = body(ines, f"{query}&page=2")
    assert "Rows 51 to 63 of 63" in last
    assert "Rows 51 to 63 of 63" in body(ines, f"{query}&page=999")
    assert "Rows 1 to 50 of 63" in body(ines, f"{query}&page=-1")


def queries_of(client: Client, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        body(client, query)
    return len(captured)


def test_topics_and_shares_say_what_they_are_of(counted: Cast, ines: Client) -> None:
    page = body(ines, "?measure=topic&topic=praise%3Atidy&split=team&period=all")
    assert "Of all answers with a score" in page
    page = body(ines, "?measure=topic&split=topic&period=all")
    assert "Of all answers with a score" in page


def test_topics_to_choose_from_are_those_that_customers_ticked(counted: Cast, ines: Client) -> None:
    page = body(ines, "?measure=nps&split=team")
    assert '<optgroup label="What deserves a compliment?"><option value="praise:tidy">' in page
    assert "praise:skilled" not in page
    assert "improve:price" not in page
    chosen = body(ines, "?measure=topic&topic=improve%3Aprice&split=team")  # a view that was kept
    assert '<option value="improve:price" selected>' in chosen


def test_a_topic_of_years_ago_is_offered_where_these_years_are_asked_about(
    counted: Cast, ines: Client
) -> None:
    long_ago = counted.now - timedelta(days=3 * 366)
    answered(counted.team, counted.sanne, now=long_ago, score=10, praise=["skilled"])
    count_changes(counted.now)
    assert "praise:skilled" not in body(ines, "?measure=nps&split=team")
    assert "praise:skilled" in body(ines, "?measure=nps&split=team&period=all")


def test_all_topics_as_rows_is_what_the_form_says(counted: Cast, ines: Client) -> None:
    for sent, asked in (
        ("split=&then=", "measure=topic&split=topic"),
        ("split=month&then=", "measure=topic&split=month&then=topic"),
    ):
        response = ines.get(f"{EXPLORE}?measure=topic&topic=&{sent}", follow=True)
        assert (response.status_code, response.request["QUERY_STRING"]) == (200, asked)
    body(ines, "?measure=topic&topic=&split=month&then=team", 400)


def test_dutch(counted: Cast, ines: Client) -> None:
    User.objects.filter(pk=user_of(counted.ines).pk).update(language="nl")
    page = body(ines, "?measure=nps&split=team&period=all")
    assert "waarschijnlijk tussen" in page
    assert "Uitgesplitst naar" in page


def drawn_words(page: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)<", page[page.index("<svg") :]))


def test_shares_are_drawn_in_percent_and_say_once_what_they_are(counted: Cast, ines: Client) -> None:
    page = body(ines, "?measure=promoters&split=below&period=all")
    words = drawn_words(page)
    assert re.search(r"\d+% \(\d+% to \d+%\)", words)
    assert "Share of promoters" in words
    assert "Share of promoters by" not in words  # that is the title, which stands above it
    assert "%" not in drawn_words(body(ines, "?measure=mean&split=below&period=all"))


def test_the_axis_of_a_line_of_shares_is_in_percent(cast: Cast, ines: Client) -> None:
    for number in range(24):
        at = cast.now - timedelta(weeks=1 + number % 2)
        answered(cast.team, cast.sanne, now=at, score=10 if number % 3 else 3)
    count_changes(cast.now)
    words = drawn_words(body(ines, "?measure=promoters&split=week&period=all"))
    assert re.search(r"\d+%", words)
    assert "Share of promoters" in words
    assert "Share of promoters by" not in words
