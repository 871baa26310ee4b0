"""Jobs by the thousand: what two do at once, what is remembered in a file, what is not checked."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.contacts.operations import Person
from extramile.core.models import AuditEntry
from extramile.intake.models import Job, JobEmployee, Source
from extramile.intake.operations import Resolver, Taken, source_called, storing, take_jobs
from extramile.intake.queries import orphans
from extramile.intake.rows import WHOLE, JobRow, attributes_as_json, fingerprint_key, write
from extramile.people.operations import move_employee
from tests.at_once import wait_until_somebody_waits
from tests.cast import Cast
from tests.intake.rows import job


@pytest.fixture
def source(cast: Cast) -> Source:
    return source_called("planning")


def counts(taken: Taken) -> tuple[int, int, int, int]:
    return taken.created, taken.updated, taken.unchanged, taken.problem_rows


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_each_job_once(source: Source, cast: Cast) -> None:
    """The second sees that its numbers were taken meanwhile: the same is unchanged, the rest updates."""
    found: list[Taken] = []

    def second() -> None:
        rows = [job("J-1"), job("J-2", row=2, kind_of_work="Anders"), job("J-3", row=3)]
        try:
            found.append(take_jobs(source, rows, now=cast.now))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        take_jobs(source, [job("J-1"), job("J-2", row=2)], now=cast.now)
        thread.start()
        wait_until_somebody_waits()
    thread.join(timeout=30)
    assert counts(found[0]) == (1, 1, 1, 0)
    assert list(Job.objects.order_by("external_id").values_list("external_id", "kind_of_work")) == [
        ("J-1", "Ruit vervangen"),
        ("J-2", "Anders"),
        ("J-3", "Ruit vervangen"),
    ]
    assert JobEmployee.objects.count() == 3
    assert AuditEntry.objects.filter(action="intake.job.updated").count() == 1
    assert orphans() == {}


def moments() -> Iterator[tuple[datetime, ZoneInfo]]:
    for zone in ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"):
        for day in (
            date(2026, 1, 5),
            date(2025, 10, 26),
            date(2025, 3, 30),
            date(2025, 11, 2),
            date(2025, 4, 6),
        ):
            for hour in (0, 1, 2, 3, 12, 23):
                yield datetime.combine(day, time(hour, 30)), ZoneInfo(zone)


@pytest.mark.django_db
def test_a_clock_on_the_wall_is_the_moment_it_always_was(source: Source, cast: Cast) -> None:
    """Also on the days when it is changed, whichever row of the day comes first."""
    for moment, zone in moments():
        source.time_zone = zone.key
        resolver = Resolver(source, cast.now)
        rows = [job(row=n, finished_at=moment + timedelta(hours=n)) for n in range(3)]
        placed, problems = resolver.place(rows)
        assert not problems
        for row, found in zip(rows, placed, strict=True):
            right = row.finished_at.replace(tzinfo=zone).astimezone(UTC)
            assert (found.finished_at, found.finished_on) == (
                right,
                right.astimezone(ZoneInfo("Europe/Amsterdam")).date(),
            ), (moment, zone)


@pytest.mark.django_db
def test_where_everybody_was_is_asked_once_a_file_and_anew_for_each_call(source: Source, cast: Cast) -> None:
    day = datetime.fromisoformat("2026-02-11 10:00")
    of_a_file, of_calls = Resolver(source, cast.now, keeps_teams=True), Resolver(source, cast.now)
    row = job(finished_at=day)
    for resolver in (of_a_file, of_calls):
        assert resolver.place([row])[0][0].unit == cast.team.pk
    move_employee(cast.sanne, to=cast.other_team, on=date(2026, 2, 10), now=cast.now)
    assert of_calls.place([row])[0][0].unit == cast.other_team.pk
    with CaptureQueriesContext(connection) as captured:
        of_a_file.place([row] * 100)
    assert len(captured) == 0


@pytest.mark.django_db
def test_somebody_who_is_new_is_asked_for_again(source: Source, cast: Cast) -> None:
    resolver = Resolver(source, cast.now, keeps_teams=True)
    row = job(employees=(("e-new", WHOLE),))
    assert [problem.code for problem in resolver.place([row])[1]] == ["worker_unknown"]
    cast.sanne.external_id = "e-new"
    cast.sanne.save()
    assert resolver.place([row])[0][0].unit == cast.team.pk


@pytest.mark.django_db
def test_jobs_are_looked_up_by_the_index_whatever_the_statistics_say(source: Source, cast: Cast) -> None:
    """Ten thousand numbers in a table of a few million: a planner that guesses reads the whole table."""
    take_jobs(source, [job(f"J-{n}", row=n) for n in range(3000)], now=cast.now)
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute("ANALYZE intake_job")
        storing.existing(source, [f"J-{n}" for n in range(5000)])
    lookup = next(one["sql"] for one in captured if "LATERAL" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute(f"EXPLAIN {lookup}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "job_once" in plan
    assert "Hash" not in plan


@pytest.mark.django_db
def test_texts_of_any_kind_are_kept_as_they_are(source: Source, cast: Cast) -> None:
    texts = ['a "b"', "a\\b", "a\tb\nc", "\\N", "é\N{ROSE}", "{x}", "'; --"]
    rows = [
        job(text, row=n, kind_of_work=text, channel=text, attributes={text: {"type": "text", "value": text}})
        for n, text in enumerate(texts)
    ]
    assert counts(take_jobs(source, rows, now=cast.now)) == (len(texts), 0, 0, 0)
    for made in Job.objects.all():
        assert made.kind_of_work == made.channel == made.external_id
        assert made.attributes == {made.external_id: {"type": "text", "value": made.external_id}}
    assert counts(take_jobs(source, rows, now=cast.now)) == (0, 0, len(texts), 0)


VALUES = st.one_of(st.text(max_size=9), st.booleans(), st.integers(), st.floats(allow_nan=False), st.none())


@settings(max_examples=200, deadline=None)
@given(pairs=st.dictionaries(st.text(max_size=5), st.tuples(st.sampled_from(["text", "yesno"]), VALUES)))
def test_attributes_are_the_json_they_always_were(pairs: dict[str, tuple[str, Any]]) -> None:
    attributes = {name: {"type": kind, "value": value} for name, (kind, value) in pairs.items()}
    assert json.loads(attributes_as_json(attributes)) == attributes


def test_the_fingerprint_of_a_row_stays_what_it_was(settings: Any) -> None:
    """Rows that were stored by an earlier version are unchanged: else a second import would audit each."""
    settings.SECRET_KEY = "k" * 50
    row: JobRow = job(
        customer=Person("K", "Jan", "j@example.org", "+31612345678", "nl"), unit="UN-A", is_test=True
    )
    assert write(row, key=fingerprint_key()).fingerprint.hex() == "58df970e35dbf4063a8b98d74a8d7d78"


@pytest.mark.django_db
def test_what_points_at_nothing_is_counted(source: Source, cast: Cast) -> None:
    take_jobs(source, [job("J-1"), job("J-2", row=2, customer=Person())], now=cast.now)
    assert orphans() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_job SET contact_id = 0, place_id = 0 WHERE external_id = 'J-1'")
        cursor.execute("UPDATE intake_jobemployee SET team_id = 0")
        cursor.execute("DELETE FROM intake_job WHERE external_id = 'J-2'")
    assert orphans() == {
        "intake_job.contact_id": 1,
        "intake_job.place_id": 1,
        "intake_jobemployee.job_id": 1,
        "intake_jobemployee.team_id": 2,
    }
