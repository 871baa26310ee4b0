"""Reading results of a large company: by page, by name, as a file, by a program; nothing that is not told."""

import csv
import io
import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from extramile.engagement.models import CommentMessage, ReleasedFigure, ReleasedTable
from extramile.people.operations import make_api_key
from tests.engagement.released import release, say, show, withhold
from tests.web.voice.tables import many_teams
from tests.web.voice.visits import Open, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(opened: Open) -> ReleasedTable:
    cast, made = opened.cast, release(opened.wave, now=opened.cast.now)
    for unit in (cast.company, cast.country, cast.west, cast.centre, cast.team):
        ReleasedFigure.objects.create(
            group=show(made, unit),
            question_key="enps",
            line="l" * 64,
            measure="enps",
            value=35,
            low=-5,
            high=65,
        )
    withhold(made, cast.other_team)
    return made


def asked_by(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def names(page: str) -> list[str]:
    return re.findall(r"Ploeg \d{5}", page[page.index("<main") : page.index("</main>")])


class TestManyUnits:
    def test_thirty_times_as_many_units_cost_the_same(self, opened: Open, table: ReleasedTable) -> None:
        cast, hr = opened.cast, client_of(opened.cast.hanna)
        paths = [
            reverse("voice:home"),
            opened.path("voice:results"),
            opened.path("voice:results") + "?q=ploeg",
            opened.path("voice:unit", unit=cast.west.pk),
            opened.path("voice:below", unit=cast.west.pk),
            opened.path("voice:below", unit=cast.company.pk) + "?q=ploeg",
        ]
        many_teams(table, cast.west, 3)
        few = [asked_by(hr, path) for path in paths]
        many_teams(table, cast.west, 300, name="Ploeg 9")
        sizes = [len(names(hr.get(path).text)) for path in paths]
        assert [asked_by(hr, path) for path in paths] == few
        assert max(few) < 25
        assert max(sizes) <= 50

    def test_every_unit_is_reached_by_paging_and_each_once(self, opened: Open, table: ReleasedTable) -> None:
        made = many_teams(table, opened.cast.west, 120)
        client = client_of(opened.cast.hanna)
        path, seen = opened.path("voice:below", unit=opened.cast.west.pk), []
        address = path
        while address:
            page = client.get(address).text
            seen += names(page)
            more = re.search(r'class="more"><a[^>]*href="(\?[^"]+)"', page)
            address = path + more[1].replace("&amp;", "&") if more else ""
        assert seen == sorted(unit.name for unit in made)

    def test_by_name_and_only_what_one_may_read(self, opened: Open, table: ReleasedTable) -> None:
        many_teams(table, opened.cast.west, 30)
        path = opened.path("voice:results") + "?q=loeg+0001"
        assert len(names(client_of(opened.cast.rik).get(path).text)) == 11  # 00001, and 00010 to 00019
        for stranger in (opened.cast.noor, opened.cast.tom, opened.cast.sanne):
            page = client_of(stranger).get(path).text
            assert not names(page)
            assert "None of the units that you may read is called that" in page
        assert client_of(opened.cast.hanna).get(opened.path("voice:results") + "?q=%00").status_code == 200
        assert client_of(opened.cast.hanna).get(path + "&after=x").status_code == 200

    @pytest.mark.usefixtures("table")
    def test_the_way_up_stands_above(self, opened: Open) -> None:
        cast = opened.cast
        page = client_of(cast.sanne).get(opened.path("voice:unit", unit=cast.team.pk)).text
        crumbs = page[page.index('class="crumbs"') : page.index("</nav>", page.index('class="crumbs"'))]
        way = [opened.path("voice:unit", unit=unit.pk) for unit in (cast.company, cast.west, cast.centre)]
        places = [crumbs.index(f'href="{step}"') for step in way]
        assert places == sorted(places)


class TestComments:
    def walk(self, client: Client, path: str, further: str) -> list[str]:
        seen, address = [], path
        while address:
            page = client.get(address).text
            seen += re.findall(r"Words (\d+)!", page)
            more = re.search(r'class="more"><a[^>]*href="([^"]+)"', page)
            address = more[1] if more and further in more[1] else ""
        return seen

    def test_all_of_them_page_by_page_in_one_order_that_says_nothing(
        self, opened: Open, table: ReleasedTable
    ) -> None:
        cast = opened.cast
        for number in range(75):
            say(table, cast.team, f"Words {number}!")
        path = opened.path("voice:unit", unit=cast.team.pk)
        further = opened.path("voice:comments", unit=cast.team.pk)
        seen = self.walk(client_of(cast.sanne), path, further)
        assert sorted(map(int, seen)) == list(range(75))
        assert seen != [str(number) for number in range(75)]
        assert self.walk(client_of(cast.hanna), path, further) == seen

    def test_no_page_says_how_many_there_are(self, opened: Open, table: ReleasedTable) -> None:
        for number in range(41):
            say(table, opened.cast.team, f"Words {chr(97 + number % 26)}!")
        page = client_of(opened.cast.sanne).get(opened.path("voice:unit", unit=opened.cast.team.pk)).text
        main = re.sub(r"<[^>]+>", " ", page[page.index('id="comments"') : page.index('id="take-along"')])
        assert not re.findall(r"\d+", main)

    def test_nobody_reads_elsewhere_or_of_a_unit_that_is_withheld(
        self, opened: Open, table: ReleasedTable
    ) -> None:
        cast = opened.cast
        say(table, cast.other_team, "Hidden away.")
        for who, unit in (
            (cast.noor, cast.team),
            (cast.mirjam, cast.other_team),
            (cast.sanne, cast.other_team),
        ):
            for name, more in (("voice:comments", {}), ("voice:comments-file", {"ending": "csv"})):
                assert client_of(who).get(opened.path(name, unit=unit.pk, **more)).status_code == 404

    @pytest.mark.usefixtures("table")
    def test_nonsense_in_the_address_is_not_there(self, opened: Open) -> None:
        path = opened.path("voice:comments", unit=opened.cast.team.pk)
        assert client_of(opened.cast.sanne).get(f"{path}?from=1;drop").status_code == 404
        assert client_of(opened.cast.sanne).get(f"{path}?from={uuid.uuid4()}").status_code == 200

    def test_a_reply_shows_the_comment_it_is_about(self, opened: Open, table: ReleasedTable) -> None:
        cast = opened.cast
        for number in range(30):
            say(table, cast.team, f"Words {number}!")
        mine = say(table, cast.team, "Mine.", reply_address="a" * 64)
        client = client_of(cast.mirjam)
        path = opened.path("voice:reply", unit=cast.team.pk, comment_id=mine)
        page = client.post(path, {"words": "Heard."}, follow=True).text
        assert page.index("Mine.") < page.index("Heard.")
        assert CommentMessage.objects.get().words == "Heard."


def written_as(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def rows_of(response: Any) -> list[dict[str, str]]:
    raw = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw)))


class TestFiles:
    @pytest.mark.usefixtures("table")
    def test_the_file_says_what_the_page_says_and_nothing_else(self, opened: Open) -> None:
        path = opened.path("voice:table-file", unit=opened.cast.team.pk, ending="csv")
        response = client_of(opened.cast.sanne).get(path)
        assert response.headers["Content-Disposition"].startswith("attachment")
        (row,) = rows_of(response)
        told = {key: value for key, value in row.items() if value}
        assert told.pop("title")
        place = {"wave": "Spring", "closed_on": row["closed_on"], "unit": opened.cast.team.name}
        band = {"answers_from": "20", "answers_to": "29"}
        figure = {"question": "enps", "measure": "enps", "value": "35", "low": "-5", "high": "65"}
        assert told == {**place, **band, **figure}

    def test_below_is_as_far_as_one_may_read(self, opened: Open, table: ReleasedTable) -> None:
        cast = opened.cast
        many_teams(table, cast.west, 12)
        path = opened.path("voice:table-file", unit=cast.company.pk, ending="csv") + "?below=yes"
        own = {row["unit"] for row in rows_of(client_of(cast.sanne).get(path))}
        assert own == {unit.name for unit in (cast.company, cast.country, cast.west, cast.centre, cast.team)}
        everything = rows_of(client_of(cast.hanna).get(path))
        assert len({row["unit"] for row in everything}) == 18
        withheld = [row for row in everything if row["why_withheld"]]
        assert [(row["unit"], row["value"], row["answers_from"]) for row in withheld] == [
            (cast.other_team.name, "", "")
        ]

    @pytest.mark.usefixtures("table")
    def test_a_workbook_has_the_same_rows(self, opened: Open) -> None:
        client = client_of(opened.cast.hanna)
        path = opened.path("voice:table-file", unit=opened.cast.company.pk, ending="xlsx") + "?below=yes"
        response: Any = client.get(path)
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        sheet = book.get_sheet_by_index(0).to_python()
        written = rows_of(client.get(path.replace(".xlsx", ".csv")))
        assert [[written_as(one) for one in row] for row in sheet[1:]] == [
            list(row.values()) for row in written
        ]

    def test_words_that_look_like_a_formula_stay_words(self, opened: Open, table: ReleasedTable) -> None:
        say(table, opened.cast.team, '=HYPERLINK("http://evil.example")')
        path = opened.path("voice:comments-file", unit=opened.cast.team.pk, ending="csv")
        (row,) = rows_of(client_of(opened.cast.sanne).get(path))
        assert not row["words"].startswith("=")
        assert "HYPERLINK" in row["words"]

    def test_not_elsewhere_and_not_while_the_wave_is_open(self, opened: Open) -> None:
        cast = opened.cast
        path = opened.path("voice:table-file", unit=cast.team.pk, ending="csv")
        assert client_of(cast.hanna).get(path).status_code == 404
        show(release(opened.wave, now=cast.now), cast.team)
        assert client_of(cast.noor).get(path).status_code == 404
        assert client_of(cast.sanne).get(path).status_code == 200
        assert client_of(cast.sanne).get(path.replace(".csv", ".pdf")).status_code == 404


class TestPrograms:
    def get(self, path: str, scope: str, opened: Open) -> Any:
        secret = make_api_key(scope, scopes=[scope], actor=None, now=opened.cast.now)[1]
        return Client().get(path, headers={"Authorization": f"Bearer {secret}"})

    def path(self, opened: Open, query: str = "") -> str:
        return f"/api/v1/waves/{opened.wave.public_id}/released{query}"

    def test_the_table_page_by_page(self, opened: Open, table: ReleasedTable) -> None:
        many_teams(table, opened.cast.west, 7)
        found, after = [], 0
        while after is not None:
            answer = self.get(self.path(opened, f"?limit=5&after={after}"), "voice", opened).json()
            found += answer["groups"]
            after = answer["next"]
        assert len(found) == len({one["unit"] for one in found}) == 13
        withheld = [one for one in found if not one["is_shown"]]
        assert [(one["why_withheld"], one["figures"], one["answers_from"]) for one in withheld] == [
            ("floor", [], None)
        ]
        team = next(one for one in found if one["unit"] == opened.cast.team.pk)
        assert team["figures"][0] | {"line": ""} == {
            "question": "enps", "option": "", "moment": "", "line": "", "measure": "enps", "value": 35,
            "bound": "", "low": -5, "high": 65, "shares": None,
        }  # fmt: skip

    @pytest.mark.usefixtures("table")
    @pytest.mark.parametrize("after", ["-1", "9" * 30, "x"])
    def test_a_place_to_go_on_from_that_is_none(self, opened: Open, after: str) -> None:
        assert self.get(self.path(opened, f"?after={after}"), "voice", opened).status_code == 422

    def test_no_word_of_a_comment_and_nothing_of_a_wave_that_is_open(self, opened: Open) -> None:
        assert self.get(self.path(opened), "voice", opened).status_code == 404
        assert self.get("/api/v1/waves", "voice", opened).json() == {"waves": []}
        say(release(opened.wave, now=opened.cast.now), opened.cast.team, "Not for programs.")
        answer = self.get(self.path(opened), "voice", opened)
        assert answer.status_code == 200
        assert "Not for programs" not in json.dumps(answer.json())
        assert [one["name"] for one in self.get("/api/v1/waves", "voice", opened).json()["waves"]] == [
            "Spring"
        ]

    @pytest.mark.usefixtures("table")
    def test_a_key_for_something_else_opens_nothing(self, opened: Open) -> None:
        for scope in ("responses", "people", "jobs", "customers"):
            assert self.get(self.path(opened), scope, opened).status_code == 403
            assert self.get("/api/v1/waves", scope, opened).status_code == 403
        assert Client().get(self.path(opened)).status_code == 401
