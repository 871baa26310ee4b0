"""Export of responses as CSV: 250,000, then 1,000,000; seconds, CPU and memory, which should not grow; and
what they take on disk, by table and index."""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Final

from django.db import connection

from benchmarks.customers import ask_customers
from benchmarks.floors import bare_copy_out
from benchmarks.harness import RUNS, Here, figure, place, usage
from benchmarks.processes import family

ROWS: Final = int(os.environ.get("BENCH_ROWS", "1000000"))
STEPS: Final = (ROWS // 4, ROWS)  # twice the time for twice the rows, and no more memory
TURNS: Final = int(os.environ.get("BENCH_RUNS", str(RUNS)))
WORDS: Final = "Quick and friendly: explained what she did, and left the car cleaner than it was."

# Rows as `store` leaves them, made in bulk over two years.
MAKE: Final = """
    WITH people AS (SELECT array_agg(employee_id ORDER BY employee_id) AS employees,
                           array_agg(unit_id ORDER BY employee_id) AS teams FROM people_membership),
    made AS (
        INSERT INTO responses_response (responded_at, changed_at, completed_at, unit_id, questionnaire_id,
               version_id, channel, language, kind_of_work, day, score, has_words)
        SELECT at, at, at, teams[1 + n %% cardinality(teams)], v.questionnaire_id, v.id, 'email', 'nl',
               'windscreen replacement', at::date, n %% 11, n %% 3 <> 0
          FROM people, questionnaires_version v, generate_series(%(first)s, %(last)s) AS n,
               LATERAL (SELECT now() - n * interval '1 minute' AS at) AS moment
        RETURNING id, responded_at, score, unit_id, has_words),
    credit AS (
        INSERT INTO responses_credit (response_id, responded_at, employee_id, team_id)
        SELECT id, responded_at, employees[1 + id %% cardinality(employees)], unit_id FROM made, people),
    score AS (
        INSERT INTO responses_answer (response_id, responded_at, question, number)
        SELECT id, responded_at, 'nps', score FROM made)
    INSERT INTO responses_answer (response_id, responded_at, question, words)
    SELECT id, responded_at, 'why', %(words)s FROM made WHERE has_words
"""


SIZES: Final = """
    WITH parts AS (
        SELECT inhparent::regclass AS name, inhrelid AS part FROM pg_inherits
         WHERE inhparent IN ('responses_response'::regclass, 'responses_answer'::regclass,
                             'responses_credit'::regclass)
        UNION ALL
        SELECT oid::regclass, oid FROM pg_class WHERE relname = 'responses_importedresponse'),
    sizes AS (
        SELECT name::text, pg_table_size(part) AS size FROM parts
        UNION ALL
        SELECT name || regexp_replace(pg_get_indexdef(indexrelid), '^.* USING [a-z]+', ''),
               pg_relation_size(indexrelid)
          FROM parts JOIN pg_index ON indrelid = part)
    SELECT name, sum(size) FROM sizes GROUP BY 1
     UNION ALL SELECT 'all', sum(size) FROM sizes ORDER BY 1
"""


def export(here: Here, file: Path, count: int) -> None:
    from extramile.responses.queries.export import Filters, csv_chunks

    floor = bare_copy_out("SELECT * FROM responses_response")
    postgres = here.postgres_pid()
    server = family(postgres) if postgres else []
    started, own, before = time.perf_counter(), usage([os.getpid()]), usage(server)
    with file.open("wb") as out:
        for chunk in csv_chunks(Filters()):
            out.write(chunk)
    seconds = time.perf_counter() - started
    figure(
        "export as CSV",
        [],
        responses=count,
        seconds=seconds,
        rows_per_second=count / seconds,
        own_cpu_us=(usage([os.getpid()]).cpu_seconds - own.cpu_seconds) / count * 1e6,
        postgres_cpu_us=(usage(server).cpu_seconds - before.cpu_seconds) / count * 1e6,
        of_floor=floor / seconds,
        megabytes=file.stat().st_size / 1e6,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def sizes(count: int) -> None:
    """Where the room on disk goes: each table and each of its indexes, all months together."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        for name, size in cursor.fetchall():
            figure("size on disk", [], responses=count, of=name, bytes_per_response=float(size) / count)


def main() -> None:
    from datetime import UTC, datetime

    with place("export") as here, tempfile.TemporaryDirectory() as folder:
        ask_customers(1)
        from extramile.responses.operations import ensure_months
        from extramile.responses.operations.partitions import months_from

        now = datetime.now(UTC)
        ensure_months(months_from(now.replace(year=now.year - 2).date(), 26))
        before = 0
        for count in STEPS:
            with connection.cursor() as cursor:
                cursor.execute(MAKE, {"first": before + 1, "last": count, "words": WORDS})
                cursor.execute("VACUUM ANALYZE responses_response, responses_answer, responses_credit")
            before = count
            sizes(count)
            for _ in range(TURNS):
                export(here, Path(folder) / "all.csv", count)


if __name__ == "__main__":
    main()
