"""An export: the same bytes as the plain statement that says what each column is, however it is made."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Final

import pytest
from django.db import connection

from extramile.intake.models import Source
from extramile.people.models import Employee, Unit
from extramile.responses.incoming import Asked, Incoming
from extramile.responses.operations.asking import asked_nps, asked_rating
from extramile.responses.operations.importing import take
from extramile.responses.queries.export import COLUMNS, Filters, csv_chunks, rows
from extramile.responses.submission import Submission, Value, ticks_of
from tests.cast import Cast

# The columns in the plainest words there are: one question to the database for each cell.
PLAINLY: Final = """
    SELECT r.id, to_char(r.responded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.day, r.score,
           CASE WHEN r.score >= 9 THEN 'promoter' WHEN r.score >= 7 THEN 'passive'
                WHEN r.score >= 0 THEN 'detractor' END,
           safe((SELECT string_agg(nullif(a.words, ''), E'\\n\\n' ORDER BY a.id)
                   FROM responses_answer a WHERE a.response_id = r.id)),
           (SELECT string_agg(a.question || ':' || array_to_string(a.choices, ',' || a.question || ':'), ','
                              ORDER BY a.question) FILTER (WHERE a.choices <> '{}')
              FROM responses_answer a WHERE a.response_id = r.id),
           (SELECT string_agg(a.question || '=' || a.number, ' ' ORDER BY a.id)
                   FILTER (WHERE a.number IS NOT NULL)
              FROM responses_answer a WHERE a.response_id = r.id),
           safe(r.kind_of_work), safe(u.name), safe(u.external_id),
           safe((SELECT string_agg(e.external_id, ',' ORDER BY c.share DESC, e.id)
                   FROM responses_credit c JOIN people_employee e ON e.id = c.employee_id
                  WHERE c.response_id = r.id)),
           (SELECT q.slug FROM questionnaires_questionnaire q WHERE q.id = r.questionnaire_id),
           (SELECT v.number FROM questionnaires_version v WHERE v.id = r.version_id),
           r.channel, r.language, r.completed_at IS NOT NULL, nullif(r.attributes, '{}')
      FROM responses_response r JOIN people_unit u ON u.id = r.unit_id
     ORDER BY r.responded_at, r.id
"""
SAFE: Final = """
    CREATE FUNCTION pg_temp.safe(words text) RETURNS text LANGUAGE sql AS $$
        SELECT CASE WHEN words ~ E'^\\'*[=+@\\t\\r\\n-]' THEN '''' || words ELSE words END $$
"""
WORDS: Final = (
    "Fine.", '=HYPERLINK("http://x")', "+31", "-1", "@you", "\tindented", "\rreturned", "two\nlines",
    "a\r\nb", 'said "quoted", twice', "\\N", "\\.", "'quoted", "שלום, עולם", "مرحبا\nبالعالم",
    "naïve 😀\u2028end", " space ",
    "null", ",", '"', "a;b", "x" * 10_000,
)  # fmt: skip
OTHERS: Final[tuple[dict[str, Value], ...]] = (
    {},
    {"praise": ["friendly"]},
    {"praise": ["friendly", "tidy"], "improve": ["price"]},
    {"improve": ["informed", "price"], "call": True},
    {"call": False, "more": "A second comment"},
)


@pytest.fixture
def varied(cast: Cast, now: datetime) -> int:
    """Every kind of answer beside every kind of words, over three months, some shared by three."""
    Unit.objects.filter(pk=cast.other_team.pk).update(name='-Utrecht, "B"', external_id="=UB")
    Employee.objects.filter(pk=cast.noor.pk).update(external_id="=noor")
    source = Source.objects.create(name="varied")
    others, words = cycle(OTHERS), cycle(WORDS)
    asked = cycle([asked_nps(now), asked_nps(now), asked_rating(now)])
    shares = cycle(
        [
            (("e-sanne", Decimal(1)),),
            (),
            (("e-wim", Decimal("0.25")), ("e-youssef", Decimal("0.5")), ("e-sanne", Decimal("0.25"))),
            (("=noor", Decimal(1)),),
        ]
    )
    incoming = [
        _incoming(number, next(asked), next(words), next(others), next(shares), now=now)
        for number in range(120)
    ]
    applied = take(source, incoming, now=now)
    assert applied.problems == []
    return applied.created


def _incoming(
    number: int,
    asked: Asked,
    words: str,
    others: dict[str, Value],
    employees: tuple[tuple[str, Decimal], ...],
    *,
    now: datetime,
) -> Incoming:
    answers: dict[str, Value] = {"nps": number % 11} if number % 7 else {}
    answers |= {"why": words} if number % 3 or not answers else {}
    answers |= others
    score = answers.get("nps")
    return Incoming(
        row=number,
        external_id=f"v{number}",
        asked=asked,
        submission=Submission(answers, {}, score if isinstance(score, int) else None, ticks_of(answers)),
        responded_at=now - timedelta(hours=13 * number if number % 10 else 130, microseconds=number),
        unit="" if employees else "=UB",
        employees=employees,
        kind_of_work="" if number % 2 else "=windscreen, left",
        language="" if number % 5 else "nl",
        attributes={} if number % 4 else {"Nr": {"type": "text", "value": 'é"\n'}},
    )


def exported(filters: Filters | None = None) -> bytes:
    return b"".join(csv_chunks(filters or Filters()))


@pytest.mark.django_db
def test_byte_for_byte_what_the_plain_statement_says(varied: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SAFE)
        plainly = PLAINLY.replace("safe(", "pg_temp.safe(")
        with cursor.copy(f"COPY ({plainly}) TO STDOUT WITH (FORMAT csv)") as copy:
            expected = b"".join(bytes(row) for row in copy)
    heading, _, body = exported().partition(b"\n")
    assert heading.decode() == ",".join(COLUMNS)
    assert body == expected
    assert varied == 120


@pytest.mark.django_db
def test_every_row_comes_out_once_and_reads_back(varied: int) -> None:
    heard: list[int] = []
    text = b"".join(csv_chunks(Filters(), heard.append)).decode()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len({row["response_id"] for row in read}) == len(read) == sum(heard) == varied
    assert [row["responded_at"] for row in read] == sorted(row["responded_at"] for row in read)
    comments = {row["comment"] for row in read}
    assert {'\'=HYPERLINK("http://x")', "'\rreturned", "a\r\nb", "שלום, עולם"} <= comments
    assert "Fine.\n\nA second comment" in comments
    assert {row["employees"] for row in read} == {"", "e-sanne", "e-youssef,e-sanne,e-wim", "'=noor"}
    assert "'=UB" in {row["unit_id"] for row in read}


@pytest.mark.django_db
def test_row_by_row_it_is_the_same(varied: int) -> None:
    read = list(csv.DictReader(io.StringIO(exported().decode(), newline="")))
    by_row = list(rows(Filters()))
    assert [row["comment"] or "" for row in by_row] == [row["comment"] for row in read]
    assert [row["ticks"] or "" for row in by_row] == [row["ticks"] for row in read]


@pytest.mark.django_db
def test_an_export_leaves_nothing_changed_behind(varied: int) -> None:
    exported()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM responses_response")
        assert cursor.fetchone() == (varied,)
    assert len(exported(Filters.of(group="detractor")).splitlines()) > 1
