"""Export of responses as CSV: 250,000, then 1,000,000; seconds and memory, which should not grow."""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Final

from django.db import connection

from benchmarks.customers import ask_customers
from benchmarks.harness import Here, figure, place, usage
from benchmarks.processes import family

STEPS: Final = (250_000, 1_000_000)
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


def export(here: Here, file: Path, count: int) -> None:
    from extramile.responses.queries.export import Filters, csv_chunks

    pids = [os.getpid(), *family(here.postgres_pid() or os.getpid())]
    started, before = time.perf_counter(), usage(pids)
    with file.open("wb") as out:
        for chunk in csv_chunks(Filters()):
            out.write(chunk)
    figure(
        "export as CSV",
        [],
        responses=count,
        seconds=time.perf_counter() - started,
        cpu_seconds=usage(pids).cpu_seconds - before.cpu_seconds,
        megabytes=file.stat().st_size / 1e6,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


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
                cursor.execute("SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits")
                size = cursor.fetchone()[0]
            before = count
            figure("size on disk", [], responses=count, megabytes=float(size) / 1e6)
            export(here, Path(folder) / "all.csv", count)


if __name__ == "__main__":
    main()
