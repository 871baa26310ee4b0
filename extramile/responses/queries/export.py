"""Responses out again: as CSV by COPY, or row by row. Month by month, so that memory stays what it is.

Everything is read in one snapshot: an export is what was true at one moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import islice
from typing import Any, Final, Self

from django.db import connection, transaction

from extramile.core.tables.guarding import guarded_in_sql
from extramile.people.models import Unit
from extramile.people.queries import descendants, unit_paths
from extramile.responses.queries.where import GROUPS, Group

COLUMNS: Final = (
    "response_id", "responded_at", "day", "score", "group", "comment", "ticks", "answers", "kind_of_work",
    "unit", "unit_id", "employees", "questionnaire", "version", "channel", "language", "completed",
    "attributes",
)  # fmt: skip

# What is put together comes sorted from below: an ORDER BY of its own in each string_agg sorts anew for every
# response. Two processes would each read all answers to share the sorting of the rest: no parallel plan.
ALONE: Final = """
    SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true),
           set_config('work_mem', '32MB', true)
"""
MEANT: Final = """
           r.responded_at >= %(start)s AND r.responded_at < %(end)s
       AND (%(since)s::date IS NULL OR r.day >= %(since)s::date)
       AND (%(until)s::date IS NULL OR r.day <= %(until)s::date)
       AND (%(low)s::int IS NULL OR r.score BETWEEN %(low)s::int AND %(high)s::int)
       AND (%(units)s::bigint[] IS NULL OR r.unit_id = ANY (%(units)s::bigint[]))
"""
TEMPLATE: Final = """
    SELECT r.id AS response_id,
           to_char(r.responded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS responded_at,
           r.day, r.score,
           CASE WHEN r.score >= 9 THEN 'promoter' WHEN r.score >= 7 THEN 'passive'
                WHEN r.score >= 0 THEN 'detractor' END AS "group",
           <comment> AS comment, t.ticks, a.answers, <kind> AS kind_of_work, <unit> AS unit,
           <unit id> AS unit_id, <employees> AS employees, q.slug AS questionnaire, v.number AS version,
           r.channel, r.language, r.completed_at IS NOT NULL AS completed,
           nullif(r.attributes, '{}') AS attributes
      FROM responses_response r
      JOIN people_unit u ON u.id = r.unit_id
      JOIN questionnaires_version v ON v.id = r.version_id
      JOIN questionnaires_questionnaire q ON q.id = r.questionnaire_id
      LEFT JOIN (
           SELECT response_id, string_agg(nullif(words, ''), E'\\n\\n') AS words,
                  string_agg(question || '=' || number, ' ') AS answers
             FROM (SELECT response_id, question, number, words FROM responses_answer
                    WHERE responded_at >= %(start)s AND responded_at < %(end)s
                    ORDER BY response_id, id) AS sorted
            GROUP BY response_id) a ON a.response_id = r.id
      LEFT JOIN (
           SELECT response_id, string_agg(
                  question || ':' || array_to_string(choices, ',' || question || ':'), ',') AS ticks
             FROM (SELECT response_id, question, choices FROM responses_answer
                    WHERE responded_at >= %(start)s AND responded_at < %(end)s AND choices <> '{}'
                    ORDER BY response_id, question) AS sorted
            GROUP BY response_id) t ON t.response_id = r.id
      LEFT JOIN (
           SELECT response_id, string_agg(external_id, ',') AS names
             FROM (SELECT c.response_id, e.external_id
                     FROM responses_credit c JOIN people_employee e ON e.id = c.employee_id
                    WHERE c.responded_at >= %(start)s AND c.responded_at < %(end)s
                    ORDER BY c.response_id, c.share DESC, e.id) AS sorted
            GROUP BY response_id) c ON c.response_id = r.id
     WHERE <meant>
     ORDER BY r.responded_at, r.id
"""
# What a spreadsheet would take for a formula gets an apostrophe in front. Numbers below zero are left alone.
SELECT: Final = reduce(
    lambda text, pair: text.replace(pair[0], guarded_in_sql(pair[1])),
    (
        ("<comment>", "a.words"),
        ("<kind>", "r.kind_of_work"),
        ("<unit>", "u.name"),
        ("<unit id>", "u.external_id"),
        ("<employees>", "c.names"),
    ),
    TEMPLATE.replace("<meant>", MEANT),
)
COUNT: Final = """
    SELECT count(*) FROM (SELECT FROM responses_response r WHERE <meant> LIMIT %(most)s) AS found
""".replace("<meant>", MEANT)
ROWS_IN_A_CHUNK: Final = 200  # some 40 kB
COPY: Final = "COPY (<select>) TO STDOUT WITH (FORMAT csv)".replace("<select>", SELECT)


class UnknownUnitError(Exception):
    """There is no unit of that path or external id."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which responses; days are those of the unit, both ends included."""

    since: date | None = None
    until: date | None = None
    group: Group | None = None
    unit_ids: tuple[int, ...] | None = None

    @classmethod
    def of(
        cls,
        *,
        since: date | None = None,
        until: date | None = None,
        group: Group | None = None,
        unit: str = "",
    ) -> Self:
        """`unit`: its path or external id; all below it are meant too."""
        if not unit:
            return cls(since, until, group)
        number = unit_paths().get(unit.casefold())
        if number is None:
            raise UnknownUnitError(unit)
        below = descendants(Unit.objects.get(pk=number)).values_list("pk", flat=True)
        return cls(since, until, group, tuple(below))

    def parameters(self) -> dict[str, Any]:
        low, high = GROUPS[self.group] if self.group else (None, None)
        units = list(self.unit_ids) if self.unit_ids is not None else None
        return {"since": self.since, "until": self.until, "low": low, "high": high, "units": units}


def _months(filters: Filters) -> Iterator[tuple[datetime, datetime]]:
    """The months that hold something, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(responded_at), max(responded_at) FROM responses_response")
        first, last = cursor.fetchone()
    if first is None:
        return
    # A day somewhere on earth lies within a day and a half of the same day in UTC.
    if filters.since and filters.since > first.date():
        first = max(first, datetime.combine(filters.since, time(), UTC) - timedelta(hours=36))
    if filters.until and filters.until < last.date():
        last = min(last, datetime.combine(filters.until, time(), UTC) + timedelta(hours=60))
    start = first.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while start <= last:
        end = (start + timedelta(days=32)).replace(day=1)
        yield start, end
        start = end


@contextmanager
def _snapshot() -> Iterator[None]:
    with transaction.atomic():
        if not connection.savepoint_ids:  # ours is the outermost: it may choose what it sees
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
        yield


def count_responses(filters: Filters, *, most: int | None = None) -> int:
    """How many those are; with `most`, no more than so many are counted."""
    months = list(_months(filters))
    if not months:
        return 0
    parameters = {**filters.parameters(), "start": months[0][0], "end": months[-1][1], "most": most}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, parameters)
        found = cursor.fetchone()
    return int(found[0])


def csv_chunks(filters: Filters, on_rows: Callable[[int], object] | None = None) -> Iterator[bytes]:
    """CSV with a heading, UTF-8, as PostgreSQL writes it; `on_rows` hears how many more responses it was."""
    yield (",".join(COLUMNS) + "\n").encode()
    with _snapshot():
        for start, end in _months(filters):
            parameters = {**filters.parameters(), "start": start, "end": end}
            with connection.cursor() as cursor, cursor.copy(COPY, parameters) as copy:
                while some := list(islice(copy, ROWS_IN_A_CHUNK)):
                    if on_rows:
                        on_rows(len(some))
                    yield b"".join(some)


def rows(filters: Filters) -> Iterator[dict[str, Any]]:
    """Row by row, through a cursor on the server's side."""
    with _snapshot():
        for start, end in _months(filters):
            with connection.chunked_cursor() as cursor:
                cursor.execute(SELECT, {**filters.parameters(), "start": start, "end": end})
                while some := cursor.fetchmany(2000):
                    for row in some:
                        yield dict(zip(COLUMNS, row, strict=True))
