"""Responses that others collected: real files, in their own encodings, and rows made to break things."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from extramile.core.tables import Row, RowReader, guess_mapping, open_table
from extramile.intake.models import Source
from extramile.people.models import Unit
from extramile.responses.fields import RESPONSE_FIELDS
from extramile.responses.models import Answer, Credit, ImportedResponse, Response, ResponseChange
from extramile.responses.operations import import_responses, make_partitions
from tests.cast import Cast

DATA = Path(__file__).parent.parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(name="survey bureau")


def row(number: int, **values: Any) -> Row:
    return Row(number, values)


def rows_of(path: Path, **mapping: str) -> list[Row]:
    table = open_table(path)
    chosen = guess_mapping(table.columns, RESPONSE_FIELDS) | mapping
    reader = RowReader(table.shape, {key: name for key, name in chosen.items() if name}, RESPONSE_FIELDS)
    return [reader.read(number, values) for number, values in table.rows(after=0)]


def test_each_row_becomes_a_response_where_it_belongs(cast: Cast, source: Source, now: datetime) -> None:
    told = datetime(2026, 2, 3, 14, 5)  # noqa: DTZ001 - as files write it: in the unit's own time
    applied = import_responses(
        source,
        [
            row(2, external_id="A", score=9, comment="Fine", responded_at=told, employee="e-sanne"),
            row(3, external_id="B", score=3, responded_at=told, unit="Utrecht-Noord B"),
            row(4, external_id="C", comment="Words alone", responded_at=told),
        ],
        now=now,
    )
    assert (applied.created, applied.problems) == (3, [])
    first = Response.objects.get(score=9)
    assert first.responded_at == datetime(2026, 2, 3, 13, 5, tzinfo=UTC)
    assert (first.day, first.unit_id, first.channel) == (date(2026, 2, 3), cast.team.pk, "import")
    assert Credit.objects.get().employee_id == cast.sanne.pk
    assert Answer.objects.get(response_id=first.pk, question="why").words == "Fine"
    assert Response.objects.get(score=3).unit_id == cast.other_team.pk
    assert Response.objects.get(score=None).unit_id == cast.company.pk  # names no place: that of everybody
    changes = ResponseChange.objects.order_by("response_id")
    assert [change.after_score for change in changes] == [9, 3, None]
    assert all(change.is_new for change in changes)


def test_again_changes_nothing_and_a_correction_changes_one(
    cast: Cast, source: Source, now: datetime
) -> None:
    rows = [row(n, external_id=f"r{n}", score=n, responded_at=now, employee="e-wim") for n in range(11)]
    import_responses(source, rows, now=now)
    again = import_responses(source, rows, now=now + timedelta(days=1))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 11)
    rows[5] = row(5, external_id="r5", score=10, comment="I looked again", responded_at=now, employee="e-wim")
    corrected = import_responses(source, rows, now=now)
    assert (corrected.created, corrected.updated, corrected.unchanged) == (0, 1, 10)
    assert Response.objects.count() == 11
    last = ResponseChange.objects.order_by("pk").last()
    assert last
    assert (last.is_new, last.before_score, last.after_score) == (False, 5, 10)


def test_a_rating_is_no_nps(cast: Cast, source: Source, now: datetime) -> None:
    applied = import_responses(source, [row(1, external_id="x", rating=5, responded_at=now)], now=now)
    assert applied.created == 1
    response = Response.objects.get()
    assert response.score is None
    assert Answer.objects.get().question == "rating"
    assert ResponseChange.objects.get().after_score is None


def test_every_bad_row_is_named_and_good_rows_go_on(cast: Cast, source: Source, now: datetime) -> None:
    applied = import_responses(
        source,
        [
            row(1, external_id="1", score=11, responded_at=now),
            row(2, external_id="2", rating=0, responded_at=now),
            row(3, external_id="3", responded_at=now),
            row(4, external_id="4", score=5, responded_at=now, employee="nobody"),
            row(5, external_id="5", score=5, responded_at=now, unit="Nowhere"),
            row(6, external_id="6", score=5, responded_at=now + timedelta(days=9)),
            row(7, external_id="7", score=5, responded_at=datetime(1899, 1, 1, tzinfo=UTC)),
            row(8, external_id="8", score=5, responded_at=now),
        ],
        now=now,
    )
    assert applied.created == Response.objects.count() == 1
    assert {problem.row: (problem.column, problem.code) for problem in applied.problems} == {
        1: ("score", "off_the_scale"),
        2: ("rating", "off_the_scale"),
        3: ("score", "missing"),
        4: ("employee", "worker_unknown"),
        5: ("unit", "unit_unknown"),
        6: ("responded_at", "future"),
        7: ("responded_at", "date_range"),
    }


def test_the_same_number_twice_in_one_file_is_one_response(cast: Cast, source: Source, now: datetime) -> None:
    rows = [row(n, external_id="same", score=n, responded_at=now) for n in (4, 4, 7)]
    applied = import_responses(source, rows, now=now)
    assert (applied.created, applied.unchanged, applied.updated) == (1, 1, 1)
    assert Response.objects.get().score == 7
    assert ImportedResponse.objects.count() == 1


def test_rows_without_a_number_are_told_apart_by_place_and_content(
    cast: Cast, source: Source, now: datetime
) -> None:
    rows = [row(n, score=10) for n in range(2, 5)]  # three customers who said the same
    assert import_responses(source, rows, now=now).created == 3
    later = import_responses(source, rows, now=now + timedelta(days=2))  # no date: the moment is not theirs
    assert (later.created, later.unchanged) == (0, 3)


def test_old_months_lie_in_partitions_of_their_own(cast: Cast, source: Source, now: datetime) -> None:
    months = [now - timedelta(days=31 * back) for back in range(12)]
    rows = [row(n, external_id=str(n), score=9, responded_at=moment) for n, moment in enumerate(months)]
    import_responses(source, rows, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tableoid), count(*) FROM responses_response")
        assert cursor.fetchone() == (12, 12)
        cursor.execute("SELECT count(*) FROM responses_response_default")
        assert cursor.fetchone() == (0,)


def test_partitions_made_late_take_their_rows_along(cast: Cast, source: Source, now: datetime) -> None:
    old = datetime(2001, 5, 5, tzinfo=UTC)  # too long ago for a partition
    import_responses(source, [row(1, external_id="o", score=9, responded_at=old, employee="e-x")], now=now)
    import_responses(source, [row(1, external_id="o", score=9, responded_at=old)], now=now)
    assert Response.objects.count() == 1
    made = make_partitions(old, months_ahead=1)
    assert made == 6
    assert make_partitions(old, months_ahead=1) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM responses_response")
        assert cursor.fetchall() == [("responses_response_200105",)]
        cursor.execute("SELECT tableoid::regclass::text FROM responses_answer")
        assert cursor.fetchall() == [("responses_answer_200105",)]


def test_real_answers_of_garden_stores(cast: Cast, source: Source, now: datetime) -> None:
    rows = rows_of(DATA / "nps_garden_stores_fr_excerpt.csv")
    applied = import_responses(source, rows, now=now)
    # Some only wrote "NA": neither a score nor words. They are named, and nothing is kept of them.
    assert {problem.code for problem in applied.problems} == {"missing"}
    assert applied.created + len(applied.problems) == len(rows) == 40
    assert not Answer.objects.filter(words="NA").exists()
    assert Answer.objects.filter(question="why", words__contains="très peu de caisse ouverte").exists()
    again = import_responses(source, rows, now=now)
    assert (again.created, again.unchanged) == (0, applied.created)


@pytest.mark.skipif(not SHARED.exists(), reason="the whole files are not here")
def test_the_whole_file_of_garden_stores(cast: Cast, source: Source, now: datetime) -> None:
    rows = rows_of(SHARED / "nps_garden_stores_fr.csv")
    applied = import_responses(source, rows, now=now)
    assert applied.created + len(applied.problems) == len(rows) == 13_954
    assert applied.created > 13_000


@pytest.mark.skipif(not SHARED.exists(), reason="the whole files are not here")
def test_the_whole_file_of_hospital_services(cast: Cast, source: Source, now: datetime) -> None:
    table = open_table(SHARED / "nhs_feedback" / "v6framework_230831.csv")
    mapping = guess_mapping(table.columns, RESPONSE_FIELDS)
    assert mapping["rating"] == "FFT categorical answer"
    assert "score" not in mapping
    reader = RowReader(table.shape, mapping, RESPONSE_FIELDS)
    good: list[Row] = []
    bad = 0
    for number, values in table.rows(after=0):
        try:
            good.append(reader.read(number, values))
        except Exception:
            bad += 1
    applied = import_responses(source, good, now=now, create_units=True)
    rows_with_problems = {problem.row for problem in applied.problems}
    total = applied.created + applied.updated + applied.unchanged + len(rows_with_problems) + bad
    assert total == 7_908
    assert applied.created > 5_000
    assert Unit.objects.filter(name="NEAS").exists()
    assert not Response.objects.filter(score__isnull=False).exists()
