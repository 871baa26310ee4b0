"""Beside what? The rest, the other units, and what others published: never a claim that cannot be carried."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from extramile.core.models import AuditEntry
from extramile.estimates.models import UnitLeaning
from extramile.monitor.models import PublishedFigure
from extramile.monitor.operations import count_changes
from extramile.monitor.queries.explore import Claim, Figure, beside_published
from extramile.people.models import UnitKind
from extramile.people.operations import add_unit
from extramile.stats import lean, nps_difference
from extramile.web.drawing.figures import signed
from extramile.web.office.explore.comparing import published_lines
from extramile.web.office.explore.wording import short_day
from tests.cast import Cast, user_of
from tests.monitor.facts import answered
from tests.web.office.explore.rows import TYPED

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/office/explore/benchmarks/"
HEADING = "name,measure,value,from,to,source,how measured,link,n,low,high,same method"
GOOD = (
    "Repair shops,nps,31,2025-01-01,2025-12-31,Yearly report,By telephone,https://example.org/r,1200,27,35,no"
)


@pytest.fixture
def ines(cast: Cast, client: Client) -> Client:
    client.force_login(user_of(cast.ines), BACKEND)
    return client


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Team A delights, team B disappoints: twenty answers each."""
    for number in range(20):
        at = cast.now - timedelta(days=number)
        answered(cast.team, cast.sanne, now=at, score=10)
        answered(cast.other_team, cast.bram, now=at, score=2 if number % 4 else 10)
    count_changes(cast.now)
    return cast


def load(client: Client, *lines: str, name: str = "figures.csv") -> str:
    file = SimpleUploadedFile(name, "\n".join([HEADING, *lines]).encode())
    response = client.post(f"{PAGE}load/", {"file": file}, follow=True)
    return response.content.decode()


def test_a_unit_beside_the_rest_of_its_parent_shares_no_answer_with_it(counted: Cast, ines: Client) -> None:
    page = ines.get(f"{PAGE}?measure=nps&split=below&period=all&unit={counted.team.pk}").content.decode()
    assert "Utrecht-Noord A is surely above the rest of Utrecht-Noord." in page
    told = nps_difference((20, 0, 0), (5, 0, 15))  # the rest alone: team B
    points = f"+{round(100 * float(told.estimate))} points"
    assert points in page
    assert "The rest of Utrecht-Noord" in page
    assert "Utrecht-Noord as a whole" in page


def test_peers_have_the_pooled_score_beside_the_plain_one(counted: Cast, ines: Client) -> None:
    UnitLeaning.objects.create(unit_id=counted.team.pk, mean=0.6, variance=0.01, within=0.5)
    made = lean(20, 0, 0, mean=0.6, variance=0.01, within=0.5).points
    page = ines.get(f"{PAGE}?measure=nps&split=team&period=this-year").content.decode()
    assert f"leaning: {signed(made.estimate)} ({signed(made.low)} … {signed(made.high)})" in page
    assert page.count("leaning: ") == 1
    assert "leaning on what we know of the units around it" in page
    assert "leaning" not in ines.get(f"{PAGE}?measure=nps&split=team&period=all").content.decode()


def test_units_stand_in_groups_and_by_name(counted: Cast, ines: Client) -> None:
    page = ines.get(f"{PAGE}?measure=nps&split=team&period=all").content.decode()
    assert "Clearly above the others: 1" in page
    assert "Clearly below the others: 1" in page
    assert "1 unit has fewer than 10 answers and is left out." in page  # Zwolle A
    assert page.index("Clearly above") < page.index(">Utrecht-Noord A<") < page.index("Clearly below")


def test_chance_makes_no_unit_stand_out(cast: Cast, ines: Client) -> None:
    """Thirty teams that are all the same, with a score each that chance made."""
    for team in range(6):
        unit = add_unit(f"Team {team}", kind=UnitKind.TEAM, parent=cast.centre)
        for number in range(12):
            answered(unit, cast.sanne, now=cast.now, score=10 if (number + team) % 3 else 4)
    count_changes(cast.now)
    page = ines.get(f"{PAGE}?measure=nps&split=team&period=all").content.decode()
    assert "Not distinguishable from the others: 6" in page
    assert "None: no unit stands out for sure." in page


def test_nothing_is_asked_of_the_database_twice(counted: Cast, ines: Client) -> None:
    """Ours of every measure that was published, a unit, its parent and its neighbours."""
    for measure in ("nps", "promoters", "detractors", "mean", "response"):
        value = "8" if measure == "mean" else "31"
        load(ines, f"Shops,{measure},{value},2025-01-01,2025-12-31,Report,By telephone,,1200,,,no")
    with CaptureQueriesContext(connection) as captured:
        page = ines.get(
            f"{PAGE}?measure=nps&split=below&period=all&unit={counted.centre.pk}"
        ).content.decode()
    assert page.count("Shops: ") == 5
    asked = Counter(one["sql"] for one in captured if "monitor_unit" in one["sql"])
    assert [sql for sql, often in asked.items() if often > 1] == []
    # When the first answer was, the rows, all of them together, the parent, and of other columns the mean and
    # the response rate.
    assert len(asked) == 6


def test_nothing_to_compare_says_what_is_needed(cast: Cast, ines: Client) -> None:
    page = ines.get(PAGE).content.decode()
    assert "Nothing to compare yet" in page
    assert ines.get(f"{PAGE}?unit=123456&measure=nps&split=below", follow=True).status_code == 400


def test_a_typed_figure_shows_its_source_and_a_caution(counted: Cast, ines: Client) -> None:
    page = ines.post(f"{PAGE}add/", TYPED, follow=True).content.decode()
    for words in ("Repair shops", "Yearly report", "By telephone", "Measured in another way", "Caution"):
        assert words in page
    assert "surely" not in page.split('id="published"')[1]
    ines.post(f"{PAGE}add/", TYPED)
    assert PublishedFigure.objects.count() == 1
    entry = AuditEntry.objects.get(action="monitor.published.added")
    assert entry.detail["source"] == "Yearly report"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "130"}, "outside the scale"),
        ({"value": "nan"}, "Enter a number"),
        ({"measure": "topic"}, "Select a valid choice"),
        ({"low": "40", "high": "50"}, "does not lie between its own limits"),
        ({"low": "20"}, "Only one of the two limits"),
        ({"n": "0"}, "cannot be a number of answers"),
        ({"until": "2024-12-31"}, "last day comes before the first"),
        ({"since": "1066-01-01"}, "about these days"),
        ({"link": "javascript:alert(1)"}, "not the address of a page"),
        ({"source": ""}, "required"),
    ],
)
def test_what_cannot_be_a_figure_is_said_at_its_field(
    cast: Cast, ines: Client, wrong: dict[str, str], words: str
) -> None:
    response = ines.post(f"{PAGE}add/", {**TYPED, **wrong})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not PublishedFigure.objects.exists()


def test_of_a_file_good_rows_go_in_and_bad_ones_say_row_column_and_remedy(cast: Cast, ines: Client) -> None:
    page = load(
        ines,
        GOOD,
        GOOD.replace("Repair shops", "Too high").replace(",31,", ",131,"),
        GOOD.replace("Repair shops", "No day").replace("2025-12-31", "31 of December"),
        GOOD.replace("Repair shops", "No measure").replace(",nps,", ",charm,"),
        GOOD.replace("Repair shops", "No source").replace("Yearly report", ""),
        GOOD.replace("Repair shops", "Evil link").replace("https://example.org/r", "javascript:alert(1)"),
    )
    assert list(PublishedFigure.objects.values_list("name", flat=True)) == ["Repair shops"]
    assert "1 new, 0 brought up to date; 6 things to mend" in page
    for row, column, remedy in (
        (3, "value", "An NPS runs from -100 to 100"),
        (4, "to", "Write it as"),
        (5, "measure", "Write nps, mean, promoters, detractors or response."),
        (6, "source", "Fill it in."),
        (7, "link", "Write it as https://example.org/report"),
    ):
        assert f'data-label="Row">{row}<' in page
        assert f'data-label="Column">{column}' in page
        assert remedy in page


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_does(cast: Cast, ines: Client) -> None:
    load(ines, GOOD)
    load(ines, GOOD)
    assert PublishedFigure.objects.count() == 1
    load(ines, GOOD.replace(",31,", ",33,"))
    assert PublishedFigure.objects.get().value == 33


def test_the_same_in_other_capitals_is_the_same(cast: Cast, ines: Client) -> None:
    for line in (GOOD, GOOD.upper().replace("HTTPS", "https")):
        load(ines, line)
    assert PublishedFigure.objects.count() == 1


def test_a_difference_is_written_as_the_reader_writes_numbers(cast: Cast) -> None:
    theirs = PublishedFigure(
        name="Others", measure="mean", value=8.1, low=8.0, high=8.2, n=900, is_same_method=True,
        since=cast.today, until=cast.today,
    )  # fmt: skip
    own = Figure(400, 7.8, 7.7, 7.95)
    beside = beside_published(own, theirs, since=cast.today, until=cast.today)
    with override("nl"):
        (line,) = published_lines([(own, beside)])
    assert "−0,3" in line.difference
    assert "." not in line.difference


def test_a_workbook_is_read_too(cast: Cast, ines: Client) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for row, line in enumerate((HEADING, GOOD)):
        sheet.write_row(row, 0, line.split(","))
    book.close()
    file = SimpleUploadedFile("figures.xlsx", out.getvalue())
    assert ines.post(f"{PAGE}load/", {"file": file}).status_code == 302
    assert PublishedFigure.objects.get().value == 31


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04" + b"\x00" * 100, "This workbook cannot be read"),
        (b"name,value\nx,1\n", "These columns are not in the file: measure, from, to, source, how measured."),
    ],
)
def test_what_is_no_such_file_says_so(cast: Cast, ines: Client, content: bytes, words: str) -> None:
    response = ines.post(f"{PAGE}load/", {"file": SimpleUploadedFile("figures.csv", content)})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_the_example_file_can_be_loaded(cast: Cast, ines: Client) -> None:
    response = ines.get(f"{PAGE}example/")
    content = response.getvalue()
    assert ines.post(f"{PAGE}load/", {"file": SimpleUploadedFile("e.csv", content)}).status_code == 302
    assert PublishedFigure.objects.count() == 1


def test_taken_away_and_back(cast: Cast, ines: Client) -> None:
    load(ines, GOOD)
    pk = PublishedFigure.objects.get().pk
    page = ines.post(f"{PAGE}{pk}/delete/", follow=True).content.decode()
    assert f"{PAGE}{pk}/restore/" in page
    assert "Yearly report" not in page
    assert ines.post(f"{PAGE}{pk}/delete/").status_code == 404
    ines.post(f"{PAGE}{pk}/restore/")
    assert PublishedFigure.objects.get().deleted_at is None
    assert {"added", "deleted", "restored"} == {
        entry.action.rsplit(".", 1)[1] for entry in AuditEntry.objects.filter(subject_type="published")
    }


OURS = Figure(400, 50.0, 44.0, 56.0)
THEIRS = {"name": "Others", "measure": "nps", "since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("theirs", "own", "claim"),
    [
        ({"value": 30, "low": 25, "high": 35, "n": 900, "is_same_method": True}, OURS, Claim.ABOVE),
        ({"value": 70, "low": 65, "high": 75, "n": 900, "is_same_method": True}, OURS, Claim.BELOW),
        ({"value": 47, "low": 42, "high": 52, "n": 900, "is_same_method": True}, OURS, Claim.NOT_TOLD_APART),
        ({"value": 30, "low": 25, "high": 35, "n": 900}, OURS, Claim.OTHER_METHOD),
        ({"value": 30, "low": 25, "high": 35, "is_same_method": True}, OURS, Claim.NO_N),
        ({"value": 30, "n": 900, "is_same_method": True}, OURS, Claim.NO_INTERVAL),
        ({"value": 30, "low": 25, "high": 35, "n": 900, "is_same_method": True}, Figure(3), Claim.TOO_FEW),
    ],
)
def test_a_claim_only_where_method_n_and_interval_allow_it(
    theirs: dict[str, object], own: Figure, claim: Claim
) -> None:
    published = PublishedFigure(**THEIRS, **theirs)
    found = beside_published(own, published, since=date(2026, 1, 1), until=date(2026, 6, 30))
    assert found.claim == claim
    assert (found.difference is None) == (claim not in {Claim.ABOVE, Claim.BELOW, Claim.NOT_TOLD_APART})
    assert not found.is_other_period
    later = beside_published(own, published, since=date(2027, 1, 1), until=date(2027, 6, 30))
    assert later.is_other_period


def test_days_are_written_as_the_reader_writes_them() -> None:
    for language, written in (("en", "4 Oct 2026"), ("nl", "4 okt 2026")):
        with override(language):
            assert short_day(date(2026, 10, 4)) == written
