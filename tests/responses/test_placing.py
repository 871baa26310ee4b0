"""The short ways of an import are the same as the long ones, row for row and byte for byte."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extramile.contacts.queries import reference_key
from extramile.core.tables import Applied, Row
from extramile.intake.models import Source
from extramile.intake.operations import Resolver
from extramile.people.models import Unit
from extramile.people.operations import end_employee, move_employee
from extramile.responses.incoming import (
    Asked,
    Incoming,
    _as_json,
    fingerprint,
)
from extramile.responses.models import Response
from extramile.responses.operations import import_responses
from extramile.responses.operations.asking import asked_nps, settle
from extramile.responses.operations.copying import copy_in
from extramile.responses.operations.importing import take_rows
from extramile.responses.operations.inserting import insert
from extramile.responses.operations.placing import Placer
from extramile.responses.reading import read_row
from extramile.responses.submission import Submission, Value
from tests.cast import Cast

WHOLE: Final = Decimal(1)
MOVED: Final = date(2026, 2, 10)


@pytest.fixture
def abroad(cast: Cast, now: datetime) -> Cast:
    """Zwolle keeps the clock of Auckland; Sanne moved, Joris left."""
    Unit.objects.filter(pk=cast.zwolle.pk).update(time_zone="Pacific/Auckland")
    move_employee(cast.sanne, to=cast.zwolle_team, on=MOVED, now=now)
    end_employee(cast.joris, on=MOVED, now=now)
    return cast


def moments(now: datetime) -> list[datetime]:
    """Around midnight here and there, around the day of the move, in summer time, and where it begins."""
    plain = [
        datetime(2026, 2, day, hour, minute)  # noqa: DTZ001 - as files write it
        for day, (hour, minute) in product((9, 10, 11), ((0, 0), (11, 30), (12, 30), (23, 59)))
    ]
    plain += [datetime(2025, 3, 30, 2, 30), datetime(2025, 10, 26, 2, 30), datetime(2025, 7, 1, 0, 15)]  # noqa: DTZ001
    aware = [moment.replace(tzinfo=UTC) for moment in plain]
    aware += [moment.replace(tzinfo=timezone(timedelta(hours=9, minutes=30))) for moment in plain]
    return [*plain, *aware, now, now + timedelta(days=2)]


PLACES: Final[tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...]] = (
    ("", (("e-sanne", WHOLE),)),
    ("", (("e-noor", WHOLE),)),
    ("", (("e-joris", WHOLE),)),
    ("", (("nobody", WHOLE),)),
    ("Utrecht-Noord B", ()),
    ("Zwolle", ()),
    ("Nowhere", ()),
    ("Zwolle", (("e-sanne", WHOLE),)),
    ("Nowhere", (("e-wim", WHOLE),)),
    ("", (("e-sanne", Decimal("0.5")), ("e-noor", Decimal("0.5")))),
    ("", ()),
)


def incoming_of(now: datetime) -> list[Incoming]:
    rows = product(moments(now), PLACES)
    return [
        Incoming(
            row=number,
            external_id=f"p{number}",
            asked=Asked(1, 1),
            submission=Submission({"nps": 9}, {}, 9, ()),
            responded_at=moment,
            unit=unit,
            employees=employees,
        )
        for number, (moment, (unit, employees)) in enumerate(rows)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam", "America/New_York", "Pacific/Auckland"])
def test_each_row_is_placed_as_a_job_would_be(abroad: Cast, now: datetime, zone: str) -> None:
    source = Source.objects.create(name="abroad", time_zone=zone)
    incoming, applied = incoming_of(now), Applied()
    resolved, problems = Resolver(source, now).place([one.as_job() for one in incoming])
    placer = Placer(source, now)
    for _ in range(2):  # the second time from what is remembered
        applied = Applied()
        placed = placer.place(incoming, applied)
        assert [
            (one.incoming.row, one.responded_at, one.day, one.unit, [credit[:2] for credit in one.credits])
            for one in placed
        ] == [
            (one.row.row, one.finished_at, one.finished_on, one.unit, [credit[:2] for credit in one.credits])
            for one in resolved
        ]
        assert {(one.row, one.code) for one in applied.problems} == {(one.row, one.code) for one in problems}
    assert {one.code for one in problems} >= {
        "worker_unknown",
        "no_team",
        "unit_unknown",
        "future",
        "no_place",
    }
    assert len({one.unit for one in placed}) >= 4


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(texts, st.one_of(st.integers(), st.booleans(), texts, st.lists(texts)), max_size=4))
def test_answers_are_written_as_json_writes_them(answers: dict[str, Value]) -> None:
    """Their fingerprint is stored: another recipe would make every response a changed one."""
    assert _as_json(answers) == json.dumps(answers, sort_keys=True)


def test_the_recipe_of_a_fingerprint_stays(settings: Any) -> None:
    """As the first version made it: rows without a number of their own are known by it."""
    from extramile.responses import incoming as module

    settings.SECRET_KEY = "a key of this test alone"
    module._key.cache_clear()
    try:
        row = Row(7, {"score": "9", "comment": 'Fine "é"', "unit": "A", "service": "B", "language": "nl"})
        mark = fingerprint(read_row(row))
        assert mark.hex() == "422c7b3144f375d2ac38e31a1ca86ec5"
    finally:
        module._key.cache_clear()


TABLES: Final = {
    "response": "responded_at, changed_at, completed_at, unit_id, questionnaire_id, version_id, channel,"
    " language, kind_of_work, day, asked_on, score, has_words, attributes, invitation_id, job_id",
    "answer": "responded_at, question, number, words, choices",
    "credit": "responded_at, employee_id, team_id, share",
    "responsechange": "responded_at, unit_id, employees, day, asked_on, questionnaire_id, channel, is_new,"
    " is_removed, before_score, after_score, before_ticks, after_ticks",
    "importedresponse": "source_id, external_id, responded_at, fingerprint, customer_key",
}


def written() -> dict[str, list[tuple[object, ...]]]:
    """Everything but the numbers that a sequence gives, in the order of writing; and they hang together."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM responses_{table} ORDER BY id")
            found[table] = cursor.fetchall()
        cursor.execute(
            "SELECT count(*) FROM responses_response r JOIN responses_importedresponse i"
            " ON i.response_id = r.id AND i.responded_at = r.responded_at"
        )
        assert cursor.fetchone() == (len(found["response"]),)
        cursor.execute(
            "SELECT count(*) FROM responses_answer a JOIN responses_response r"
            " ON a.response_id = r.id AND a.responded_at = r.responded_at"
        )
        assert cursor.fetchone() == (len(found["answer"]),)
        cursor.execute(
            "TRUNCATE responses_response, responses_answer, responses_credit,"
            " responses_responsechange, responses_importedresponse"
        )
    return found


@pytest.mark.django_db
def test_by_copy_and_by_statement_the_same_is_written(cast: Cast, now: datetime) -> None:
    source, asked = Source.objects.create(name="twice"), asked_nps(now)
    answers: list[dict[str, Value]] = [
        {"nps": 0},
        {"nps": 10, "why": 'Ünïcode 😀\nand\ttabs\\ "quotes"', "praise": ["tidy", 'od"d'], "call": True},
        {"why": "x" * 10_000, "improve": ["a,b", "{c}", ""], "call": False},
    ]
    shares = [(WHOLE,), (), (Decimal("0.3333"), Decimal("0.6667")), (Decimal("0.0001"), Decimal("0.9999"))]
    names = ["e-sanne", "e-wim"]
    incoming = [
        Incoming(
            row=number,
            external_id=f"é{number}",
            asked=asked,
            submission=Submission(given, {}, given.get("nps"), ("praise:tidy",) if "praise" in given else ()),  # type: ignore[arg-type]
            responded_at=now - timedelta(days=20 * number, microseconds=number),
            unit="" if share else "Zwolle",
            employees=tuple(zip(names, share, strict=False)),
            kind_of_work="ruit, links" if number % 2 else "",
            language="nl" if number % 3 else "",
            attributes={"Nr": {"type": "number", "value": 1.5}} if number % 2 else {},
            customer_key=reference_key("K1") if number % 2 else b"",
        )
        for number, (given, share) in enumerate(product(answers, shares))
    ]
    placed = Placer(source, now).place(incoming, Applied())
    assert len(placed) == 12
    assert insert(source.pk, placed, now=now) == 12
    by_statement = written()
    copy_in(source.pk, placed, now=now)
    by_copy = written()
    for table in TABLES:
        assert sorted(by_copy[table], key=repr) == sorted(by_statement[table], key=repr), table
    assert len(by_copy["credit"]) == 15
    assert {row[-1] for row in by_copy["importedresponse"]} == {None, reference_key("K1")}


@pytest.mark.django_db
def test_rows_without_a_date_are_the_same_tomorrow(cast: Cast, now: datetime) -> None:
    """Their moment is ours, not theirs: it is no reason to call a row changed."""
    source = Source.objects.create(name="undated")
    rows = [Row(n, {"external_id": f"u{n}", "score": n, "employee": "e-wim"}) for n in range(3)]
    assert import_responses(source, rows, now=now).created == 3
    again = import_responses(source, rows, now=now + timedelta(days=1))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


@pytest.mark.django_db
def test_a_row_between_two_others_of_its_number_counts_in_turn(cast: Cast, now: datetime) -> None:
    """As it was, another, as it was again: two changes, and in the end what it was."""
    source = Source.objects.create(name="turns")

    def row(number: int, score: int) -> Row:
        return Row(number, {"external_id": "same", "score": score, "responded_at": now})

    import_responses(source, [row(1, 9)], now=now)
    applied = import_responses(source, [row(1, 9), row(2, 3), row(3, 9)], now=now)
    assert (applied.created, applied.unchanged, applied.updated) == (0, 1, 2)
    assert Response.objects.get().score == 9


@pytest.mark.django_db
def test_a_remembered_unit_that_is_made_meanwhile_is_found(cast: Cast, now: datetime) -> None:
    source = Source.objects.create(name="making")
    placer = Placer(source, now)

    def bring_in(number: int, *, create_units: bool) -> Applied:
        incoming = [read_row(Row(number, {"external_id": f"m{number}", "score": 8, "unit": "Trust/Ward"}))]
        return take_rows(source, incoming, now=now, create_units=create_units, placer=placer)

    assert [problem.code for problem in bring_in(1, create_units=False).problems] == ["unit_unknown"]
    assert bring_in(2, create_units=True).created == 1
    assert bring_in(3, create_units=True).created == 1
    assert Unit.objects.filter(name="Ward").count() == 1
    assert Response.objects.values_list("unit_id", flat=True).distinct().count() == 1


@pytest.mark.django_db
def test_units_of_a_chunk_that_was_undone_are_not_remembered(cast: Cast, now: datetime) -> None:
    """A chunk that the database refuses is tried again in halves, and its units are made again."""
    source = Source.objects.create(name="undone")
    placer = Placer(source, now)

    def bring_in() -> Applied:
        incoming = [read_row(Row(1, {"external_id": "u", "score": 8, "unit": "Trust/Ward"}))]
        return take_rows(source, incoming, now=now, create_units=True, placer=placer)

    with transaction.atomic():
        bring_in()
        transaction.set_rollback(True)
    assert not Unit.objects.filter(name="Ward").exists()
    assert bring_in().created == 1
    assert Response.objects.get().unit_id == Unit.objects.get(name="Ward").pk


@pytest.mark.django_db
def test_the_mark_of_a_row_is_that_of_its_content(cast: Cast, now: datetime) -> None:
    """What is known in the reading thread and what only the database knows make one fingerprint."""
    named = read_row(Row(1, {"score": "9", "unit": "Ruitmeesters", "responded_at": now}))
    nowhere = read_row(Row(1, {"score": "9", "responded_at": now}))
    settle([named, nowhere], now=now, everywhere="Ruitmeesters")
    assert named.mark == nowhere.mark == fingerprint(named)
    assert named.external_id == nowhere.external_id == f"row 1 {named.mark.hex()}"
