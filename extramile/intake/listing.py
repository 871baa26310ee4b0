"""Jobs as rows of a file: who did what when. No customer in it: names and addresses stay in `contacts`."""

import json
from collections.abc import Generator, Sequence
from datetime import date
from typing import Final

from django.db import connection, transaction

from extramile.people import fence

COLUMNS: Final = (
    "source", "external_id", "finished_at", "finished_on", "unit", "unit_id", "place", "employees",
    "kind_of_work", "channel", "amount", "language", "is_test", "attributes",
)  # fmt: skip
MEANT: Final = """
           (%(since)s::date IS NULL OR j.finished_on >= %(since)s::date)
       AND (%(until)s::date IS NULL OR j.finished_on <= %(until)s::date)
       AND (%(units)s::bigint[] IS NULL OR j.unit_id = ANY (%(units)s::bigint[]))
"""
SELECT: Final = """
    SELECT s.name, j.external_id, to_char(j.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           j.finished_on, u.name, u.external_id, p.name, c.names, j.kind_of_work, j.channel, j.amount,
           j.language, j.is_test, nullif(<attributes>, '{}')
      FROM intake_job j
      JOIN intake_source s ON s.id = j.source_id
      JOIN people_unit u ON u.id = j.unit_id
      LEFT JOIN people_unit p ON p.id = j.place_id
      LEFT JOIN LATERAL (
           SELECT string_agg(e.external_id || CASE WHEN c.share < 1 THEN ':' || c.share ELSE '' END, ';'
                             ORDER BY c.share DESC, e.id) AS names
             FROM intake_jobemployee c JOIN people_employee e ON e.id = c.employee_id
            WHERE c.job_id = j.id) c ON true
     WHERE <meant>
     ORDER BY j.id
""".replace("<meant>", MEANT)
COUNT: Final = """
    SELECT count(*) FROM (SELECT FROM intake_job j WHERE <meant> LIMIT %(most)s) AS found
""".replace("<meant>", MEANT)
# The web role reads that column by this alone: see migration 0005.
BY_FUNCTION: Final = "(SELECT attributes FROM intake_attributes(ARRAY[j.id]))"
CHUNK: Final = 2000


def job_rows(
    *, since: date | None = None, until: date | None = None, unit_ids: Sequence[int] | None = None
) -> Generator[tuple[object, ...], None, None]:
    """In the order they came in, through a cursor on the server's side."""
    units = list(unit_ids) if unit_ids is not None else None
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        statement = SELECT.replace("<attributes>", BY_FUNCTION if fence.is_on() else "j.attributes")
        cursor.execute(statement, {"since": since, "until": until, "units": units})
        while some := cursor.fetchmany(CHUNK):
            for *values, attributes in some:
                yield (*values, _plain(attributes))


def count_jobs(
    *,
    since: date | None = None,
    until: date | None = None,
    unit_ids: Sequence[int] | None = None,
    most: int | None = None,
) -> int:
    """How many those are; with `most`, no more than so many are counted."""
    units = list(unit_ids) if unit_ids is not None else None
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"since": since, "until": until, "units": units, "most": most})
        found = cursor.fetchone()
    return int(found[0])


def _plain(attributes: object) -> str:
    """Attributes as a short JSON of name and value."""
    held = json.loads(attributes) if isinstance(attributes, str) else attributes
    if not isinstance(held, dict):
        return ""
    return json.dumps({name: one.get("value") for name, one in held.items()}, ensure_ascii=False)
