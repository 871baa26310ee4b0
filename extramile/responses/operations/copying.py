"""Many new responses at once, by COPY: into the very tables that single answers go to."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from psycopg import sql

from extramile.responses.operations.incoming import Incoming
from extramile.responses.operations.partitions import ensure_months
from extramile.responses.submission import as_rows

COLUMNS: Final = {
    "responses_response": (
        "id responded_at changed_at completed_at unit_id questionnaire_id version_id channel language"
        " kind_of_work day score has_words attributes"
    ),
    "responses_answer": "response_id responded_at question number words choices",
    "responses_credit": "response_id responded_at employee_id team_id share",
    "responses_responsechange": (
        "response_id responded_at unit_id employees day questionnaire_id channel is_new is_removed"
        " after_score before_ticks after_ticks"
    ),
    "responses_importedresponse": "source_id external_id response_id responded_at fingerprint",
}
YEARS_WITH_PARTITIONS: Final = 12  # older months lie together in the default partition


@dataclass(frozen=True, slots=True)
class Placed:
    """An incoming response with everything looked up."""

    incoming: Incoming
    fingerprint: bytes
    responded_at: datetime
    day: date
    unit: int
    credits: tuple[tuple[int, int, str], ...]


def copy_in(source_id: int, placed: Sequence[Placed], *, now: datetime) -> None:
    """In the caller's transaction."""
    ensure_months(_months(placed, now=now))
    numbers = _numbers(len(placed))
    pairs = list(zip(numbers, placed, strict=True))
    _copy("responses_response", (_response(number, one, now) for number, one in pairs))
    _copy("responses_answer", (row for number, one in pairs for row in _answers(number, one)))
    _copy("responses_credit", (row for number, one in pairs for row in _credits(number, one)))
    _copy("responses_responsechange", (_change(number, one) for number, one in pairs))
    _copy(
        "responses_importedresponse",
        (
            (source_id, one.incoming.external_id, number, one.responded_at, one.fingerprint)
            for number, one in pairs
        ),
    )


def _months(placed: Sequence[Placed], *, now: datetime) -> set[date]:
    first = now.year - YEARS_WITH_PARTITIONS
    months = {(one.responded_at.year, one.responded_at.month) for one in placed}
    return {date(year, month, 1) for year, month in months if year >= first}


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('responses_response_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table].split()))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _response(number: int, one: Placed, now: datetime) -> tuple[Any, ...]:
    incoming = one.incoming
    submission = incoming.submission
    return (
        number,
        one.responded_at,
        now,
        one.responded_at,
        one.unit,
        incoming.asked.questionnaire_id,
        incoming.asked.version_id,
        incoming.channel,
        incoming.language,
        incoming.kind_of_work,
        one.day,
        submission.score,
        submission.has_words,
        json.dumps(incoming.attributes) if incoming.attributes else "{}",
    )


def _answers(number: int, one: Placed) -> list[tuple[Any, ...]]:
    return [
        (number, one.responded_at, row["question"], row["number"], row["words"], row["choices"] or "{}")
        for row in as_rows(one.incoming.submission.answers)
    ]


def _credits(number: int, one: Placed) -> list[tuple[Any, ...]]:
    return [(number, one.responded_at, *credit) for credit in one.credits]


def _change(number: int, one: Placed) -> tuple[Any, ...]:
    return (
        number,
        one.responded_at,
        one.unit,
        [credit[0] for credit in one.credits] or "{}",
        one.day,
        one.incoming.asked.questionnaire_id,
        one.incoming.channel,
        True,
        False,
        one.incoming.submission.score,
        "{}",
        list(one.incoming.submission.ticks) or "{}",
    )
