"""By columns, straight into COPY, the same is written and counted as row by row, whatever the rows hold."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from typing import Any, Final

import pytest
from django.db import IntegrityError, connection

from extramile.core.tables import Applied, Rows
from extramile.intake.models import Source
from extramile.people.models import Unit
from extramile.people.operations import end_employee, move_employee
from extramile.responses.blocks import Block
from extramile.responses.models import Answer, Response
from extramile.responses.operations import filing
from extramile.responses.operations.filing import take_block
from extramile.responses.operations.importing import take_rows
from extramile.responses.operations.placing import Placer
from extramile.responses.operations.spots import Spots
from extramile.responses.reading import response_columns
from tests.cast import Cast

MOVED: Final = date(2026, 2, 10)
TABLES: Final = {
    "response": "responded_at, changed_at, completed_at, unit_id, questionnaire_id, version_id, channel,"
    " language, kind_of_work, day, asked_on, score, has_words, attributes, invitation_id, job_id",
    "answer": "responded_at, question, number, words, choices",
    "credit": "responded_at, employee_id, team_id, share",
    "responsechange": "responded_at, unit_id, employees, day, asked_on, questionnaire_id, channel, is_new,"
    " is_removed, before_score, after_score, before_ticks, after_ticks",
}
WHAT: Final = (
    {"score": "9", "comment": 'Ünïcode 😀\nand\ttabs\\ "quotes"', "language": "nl"},
    {"rating": "4", "kind_of_work": "ruit, links"},
    {"comment": "Words “alone” – Windows’ quotes", "customer_reference": "K 12"},
    {"score": "0", "rating": "2"},
)
WHERE: Final[tuple[dict[str, str], ...]] = (
    {"employee": "e-sanne"},
    {"employee": "e-noor"},
    {"employee": "e-joris"},
    {"employee": "nobody"},
    {"unit": "Utrecht-Noord B"},
    {"unit": "Zwolle"},
    {"unit": "Nowhere"},
    {"unit": "Zwolle", "employee": "e-sanne"},
    {},
)


# How many rows at least do not go in turn: where the source has a zone, those of units in that zone.
PLAIN: Final = {"": 46, "Europe/Amsterdam": 32, "Pacific/Auckland": 40, "America/New_York": 0}


@pytest.fixture
def abroad(cast: Cast, now: datetime) -> Cast:
    """Zwolle keeps the clock of Auckland; Sanne moved, Joris left."""
    Unit.objects.filter(pk=cast.zwolle.pk).update(time_zone="Pacific/Auckland")
    move_employee(cast.sanne, to=cast.zwolle_team, on=MOVED, now=now)
    end_employee(cast.joris, on=MOVED, now=now)
    return cast


def moments(now: datetime) -> list[datetime | None]:
    """Around midnight, the move, the end of a month and a year, and where the clock is changed."""
    plain = [
        *(datetime(2026, 2, day, hour, 30) for day, hour in product((9, 10), (0, 11, 12, 23))),  # noqa: DTZ001
        *(datetime(2025, 10, 26, hour, 30, 15, 250) for hour in (1, 2, 3, 23)),  # noqa: DTZ001
        *(datetime(2025, 3, 30, hour, 30) for hour in (1, 2, 3)),  # noqa: DTZ001
        *(datetime(2025, 9, 28, 2, 30), datetime(2026, 1, 1, 0, 1), datetime(2025, 7, 1)),  # noqa: DTZ001
        (now + timedelta(days=1, minutes=90)).replace(tzinfo=None),
        (now + timedelta(days=2)).replace(tzinfo=None),
    ]
    aware = [plain[0].replace(tzinfo=UTC), plain[8].replace(tzinfo=timezone(timedelta(hours=9, minutes=30)))]
    return [*plain, *aware, None]


def rows_of(now: datetime, *, named: bool = True, first: int = 0) -> Rows:
    """Every moment and every place, with all there is to say in turn; some without a number of their own."""
    made: list[dict[str, Any]] = [
        {"responded_at": moment, **where, **WHAT[number % len(WHAT)]}
        for number, (moment, where) in enumerate(product(moments(now), WHERE))
    ]
    for number, one in enumerate(made):
        if named or number % 3:
            one["external_id"] = f"é{first + number}"
    keys = sorted({key for one in made for key in one})
    camera = [{"type": "yesno", "value": True} if number % 5 == 0 else None for number in range(len(made))]
    return Rows(
        list(range(2, len(made) + 2)),
        {key: [one.get(key, None if key == "responded_at" else "") for one in made] for key in keys},
        {"Camera": camera},
        [],
    )


def block_of(rows: Rows) -> Block:
    columns, problems = response_columns(rows)
    assert not problems
    return Block(columns)


def written() -> dict[str, list[str]]:
    """What hangs under each number, in any order; and nothing hangs elsewhere."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            key = "id" if table == "response" else "response_id"
            cursor.execute(
                "SELECT i.external_id, i.customer_key, i.fingerprint, one.* FROM responses_importedresponse i"
                f" JOIN (SELECT {key} AS place, {columns} FROM responses_{table}) one"
                " ON one.place = i.response_id AND one.responded_at = i.responded_at"
            )
            names = [column.name for column in cursor.description or ()]
            found[table] = sorted(
                str([value for name, value in zip(names, row, strict=True) if name != "place"])
                for row in cursor.fetchall()
            )
            cursor.execute(f"SELECT count(*) FROM responses_{table}")
            assert cursor.fetchone() == (len(found[table]),)
    return found


def thrown_away() -> dict[str, list[str]]:
    found = written()
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE responses_response, responses_answer, responses_credit,"
            " responses_responsechange, responses_importedresponse"
        )
    return found


def told(applied: Applied) -> tuple[int, int, int, set[tuple[int, str, str]]]:
    problems = {(one.row, one.column, one.code) for one in applied.problems}
    return applied.created, applied.updated, applied.unchanged, problems


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("named", [True, False])
def test_as_row_by_row(abroad: Cast, now: datetime, zone: str, named: bool) -> None:
    source = Source.objects.create(name="abroad", time_zone=zone)

    def in_turn(rows: Rows) -> Applied:
        return take_rows(source, list(block_of(rows)), now=now, placer=Placer(source, now))

    spots = Spots(Placer(source, now))
    first, second = rows_of(now, named=named), rows_of(now, named=named, first=10_000)
    expected = [told(in_turn(first)), told(in_turn(second)), told(in_turn(first))]
    theirs = thrown_away()
    block = block_of(rows_of(now, named=named))
    learnt = [told(take_block(source, block_of(rows_of(now, named=named)), now=now, spots=spots))]
    assert sum(place is not None for place in spots.moments(block)) >= PLAIN[zone]
    thrown_away()
    spots.all_new = True
    found = [
        told(take_block(source, block_of(rows), now=now, spots=spots))
        for rows in (rows_of(now, named=named), rows_of(now, named=named, first=10_000), first)
    ]
    assert (found, learnt) == (expected, expected[:1])
    assert written() == theirs
    codes = {code for _, _, code in expected[0][3]}
    assert codes == {"worker_unknown", "no_team", "unit_unknown", "future"}


@pytest.mark.django_db
def test_what_was_thought_to_be_new_is_looked_up_when_it_is_not(abroad: Cast, now: datetime) -> None:
    """A chunk of new rows, and then one that holds a changed row, the same row and a new one."""
    source = Source.objects.create(name="half known")
    told_at = datetime(2026, 2, 3, 14, 5)  # noqa: DTZ001

    def block(*said: tuple[str, str]) -> Block:
        names, scores = [list(column) for column in zip(*said, strict=True)]
        many = len(said)
        values: dict[str, Any] = {"external_id": names, "score": scores, "employee": ["e-noor"] * many}
        return block_of(Rows(list(range(2, many + 2)), {**values, "responded_at": [told_at] * many}, {}, []))

    spots = Spots(Placer(source, now))
    assert take_block(source, block(("a", "1"), ("b", "2")), now=now, spots=spots).created == 2
    assert spots.all_new
    applied = take_block(source, block(("b", "2"), ("a", "9"), ("c", "3")), now=now, spots=spots)
    assert told(applied) == (1, 1, 1, set())
    assert not spots.all_new
    assert sorted(
        score for score in Response.objects.values_list("score", flat=True) if score is not None
    ) == [2, 3, 9]
    assert Answer.objects.count() == 3


@pytest.mark.django_db
def test_a_number_twice_in_a_chunk_and_twice_in_two(cast: Cast, now: datetime) -> None:
    source = Source.objects.create(name="twice")
    rows: dict[str, Any] = {
        "external_id": ["a", "b", "a"],
        "score": ["1", "2", "3"],
        "employee": ["e-wim"] * 3,
        "responded_at": [now] * 3,
    }
    spots = Spots(Placer(source, now))
    applied = take_block(source, block_of(Rows([2, 3, 4], rows, {}, [])), now=now, spots=spots)
    assert told(applied) == (2, 1, 0, set())
    assert sorted(
        score for score in Response.objects.values_list("score", flat=True) if score is not None
    ) == [2, 3]
    again = {key: values[:1] for key, values in rows.items()}
    applied = take_block(source, block_of(Rows([5], again, {}, [])), now=now, spots=spots)
    assert told(applied) == (0, 1, 0, set())
    assert sorted(
        score for score in Response.objects.values_list("score", flat=True) if score is not None
    ) == [1, 2]


@pytest.mark.django_db
def test_units_made_for_a_chunk_are_known_to_the_next(cast: Cast, now: datetime) -> None:
    source = Source.objects.create(name="units")
    spots = Spots(Placer(source, now))

    def taken(name: str, unit: str) -> Applied:
        values: dict[str, Any] = {
            "external_id": [name],
            "score": ["9"],
            "unit": [unit],
            "responded_at": [now],
        }
        block = block_of(Rows([2], values, {}, []))
        return take_block(source, block, now=now, spots=spots, create_units=True)

    assert [taken("a", "New").created, taken("b", "New").created, taken("c", "Other").created] == [1, 1, 1]
    assert Response.objects.values("unit_id").distinct().count() == 2


@pytest.mark.django_db
def test_what_the_database_refuses_leaves_nothing(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source.objects.create(name="refused")
    monkeypatch.setattr(filing, "in_turn", lambda *_, **__: (_ for _ in ()).throw(IntegrityError))
    spots = Spots(Placer(source, now), all_new=True)
    with pytest.raises(IntegrityError):
        take_block(source, block_of(rows_of(now)), now=now, spots=spots)
    assert not Response.objects.exists()
