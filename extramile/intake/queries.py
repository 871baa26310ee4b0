"""What may be asked about jobs, files and what was wrong in them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from extramile.core.tables import Shape, describe, remedy, tell
from extramile.core.tables.guarding import COLUMN, OURS, PROBLEM, REMEDY, REST, ROW, guarded
from extramile.intake.models import ImportBatch, ImportProblem, Job

# What the tables of jobs point at, without a constraint in the database (models.py says why).
_POINTS: Final = (
    ("intake_job", "source_id", "intake_source"),
    ("intake_job", "unit_id", "people_unit"),
    ("intake_job", "place_id", "people_unit"),
    ("intake_job", "contact_id", "contacts_contact"),
    ("intake_jobemployee", "job_id", "intake_job"),
    ("intake_jobemployee", "employee_id", "people_employee"),
    ("intake_jobemployee", "team_id", "people_unit"),
)


def orphans() -> dict[str, int]:
    """ "intake_job.contact_id" -> how many rows point at nothing; only where there are any."""
    found = {}
    with connection.cursor() as cursor:
        for table, column, target in _POINTS:
            cursor.execute(
                f"SELECT count(*) FROM {table} AS here WHERE {column} IS NOT NULL"  # noqa: S608 - constants
                f" AND NOT EXISTS (SELECT FROM {target} AS there WHERE there.id = here.{column})"
            )
            if count := cursor.fetchone()[0]:
                found[f"{table}.{column}"] = count
    return found


def attributes_of(jobs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the extra columns of these jobs hold. Raises a database error where nobody opened that."""
    wanted = list(jobs)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, attributes FROM intake_attributes(%s)", [wanted])
        return {pk: json.loads(held) if isinstance(held, str) else held for pk, held in cursor.fetchall()}


def undecided_jobs(limit: int) -> QuerySet[Job]:
    """Jobs of which nobody decided yet whether to ask, oldest first."""
    return Job.objects.filter(decided_at__isnull=True).order_by("created_at", "pk")[:limit]


def past_batches() -> QuerySet[ImportBatch]:
    """Every file, newest first; API calls keep no batch."""
    return ImportBatch.objects.select_related("source").order_by("-pk")


def error_of(batch: ImportBatch) -> str:
    """Why the file as a whole stopped, and what to do, in the reader's language."""
    if not batch.error:
        return ""
    stored = json.loads(batch.error)
    return tell(stored["code"], stored["parameters"])


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The same thing wrong in the same column, so many times."""

    column: str
    code: str
    rows: int
    problem: str
    remedy: str


def problem_groups(batch: ImportBatch) -> list[ProblemGroup]:
    """What went wrong, most often first."""
    counted = (
        ImportProblem.objects.filter(batch=batch)
        .values("column", "problem")
        .annotate(rows=Count("pk"))
        .order_by("-rows", "column", "problem")[:50]
    )
    return [_group(batch, one["column"], one["problem"], one["rows"]) for one in counted]


def _group(batch: ImportBatch, column: str, code: str, rows: int) -> ProblemGroup:
    example = ImportProblem.objects.filter(batch=batch, column=column, problem=code).first()
    parameters = example.parameters if example else {}
    return ProblemGroup(column, code, rows, describe(code, parameters), remedy(code, parameters))


def problems_as_csv(batch: ImportBatch) -> Iterator[str]:
    """The refused rows as they were, with what is wrong beside them: to be mended and imported again."""
    shape = Shape.from_json(batch.shape["file"])
    columns = [column for column in shape.columns if column not in OURS]
    delimiter = shape.delimiter if shape.format == "csv" else ";"
    yield "\ufeff" + _line([*columns, *OURS], delimiter)
    rows = ImportProblem.objects.filter(batch=batch).order_by("row", "column").iterator(chunk_size=2000)
    for row, group in groupby(rows, key=lambda problem: problem.row):
        problems = list(group)
        raw = problems[0].raw
        extra = {
            ROW: str(row),
            COLUMN: " | ".join(problem.column for problem in problems),
            PROBLEM: " | ".join(describe(problem.problem, problem.parameters) for problem in problems),
            REMEDY: " | ".join(remedy(problem.problem, problem.parameters) for problem in problems),
            REST: " | ".join(value for name, value in raw.items() if name.startswith("+")),
        }
        values = [*(raw.get(column, "") for column in columns), *(extra[name] for name in OURS)]
        yield _line([guarded(value) for value in values], delimiter)


def _line(values: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(values)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class CustomerJobs:
    """Over what time jobs are known, and how many say whose they were."""

    first: date | None
    last: date | None
    with_customer: int


def customer_jobs() -> CustomerJobs:
    """Of all jobs that were no tests; one query."""
    jobs = Job.objects.filter(is_test=False)
    found = jobs.aggregate(first=Min("finished_on"), last=Max("finished_on"), known=Count("contact_id"))
    return CustomerJobs(found["first"], found["last"], found["known"])


REFERRED: Final = """
    SELECT name, count(*) FILTER (WHERE attributes -> name ->> 'value' = 'true'), count(*)
      FROM intake_job CROSS JOIN unnest(%s::text[]) AS name
     WHERE NOT is_test AND finished_on BETWEEN %s AND %s AND attributes -> name ->> 'type' = 'yesno'
     GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 1
"""


def referred_jobs(names: Iterable[str], *, since: date, until: date) -> tuple[str, int, int] | None:
    """The extra column of these names that most jobs tell: (its name, how many say yes, how many say)."""
    with connection.cursor() as cursor:
        cursor.execute(REFERRED, [list(names), since, until])
        found: tuple[str, int, int] | None = cursor.fetchone()
        return found
