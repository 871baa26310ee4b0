"""Write many jobs at once: new ones by COPY into the table itself, one statement for those that changed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from extramile.core.copying import NULL, array_of, copy_lines, next_ids
from extramile.intake.models import Job, JobEmployee, Source
from extramile.intake.operations.resolving import Placed
from extramile.intake.queries import attributes_of
from extramile.intake.rows import TEXTS, Written


@dataclass(slots=True)
class Ready:
    """A job to be written: where it belongs, what is written of its row, and its customer."""

    placed: Placed
    written: Written
    job: int = 0  # its id, where it was there before
    before: bytes = b""  # the fingerprint that it had
    contact: int | None = None


_COLUMNS: Final = (
    "id source_id finished_at finished_on unit_id place_id contact_id amount is_test fingerprint created_at "
    + TEXTS
)
_UPDATE: Final = """
UPDATE intake_job AS old
SET finished_at = made.finished_at, finished_on = made.finished_on, unit_id = made.unit,
    place_id = made.place, contact_id = made.contact, kind_of_work = made.kind_of_work,
    channel = made.channel, amount = made.amount, language = made.language, attributes = made.attributes,
    is_test = made.is_test, fingerprint = decode(made.fingerprint, 'hex')
FROM json_to_recordset(%s::json) AS made(
    id bigint, finished_at timestamptz, finished_on date, unit bigint, place bigint,
    contact bigint, kind_of_work text, channel text, amount numeric, language text, attributes jsonb,
    is_test boolean, fingerprint text)
WHERE old.id = made.id"""
# By the index whatever the statistics say: LIMIT keeps the planner from reading the whole table.
_EXISTING: Final = """
SELECT wanted.external_id, found.id, found.fingerprint
FROM unnest(%s::text[]) AS wanted (external_id) CROSS JOIN LATERAL (
    SELECT id, fingerprint FROM intake_job
    WHERE source_id = %s AND external_id = wanted.external_id COLLATE "C" LIMIT 1) AS found"""


def existing(source: Source, external_ids: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """The id and the fingerprint of each job that is there."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING, [array_of(external_ids), source.pk])
        return {name: (pk, bytes(fingerprint)) for name, pk, fingerprint in cursor.fetchall()}


def insert(source: Source, jobs: Sequence[Ready], *, now: datetime) -> list[Ready]:
    """Write new jobs; returns those that somebody else made meanwhile, which were left alone."""
    waiting = sorted(jobs, key=lambda job: job.placed.row.external_id)  # one order for all: no deadlock
    for job, number in zip(waiting, next_ids("intake_job_id_seq", len(waiting)), strict=True):
        job.job = number
    late: list[Ready] = []
    while waiting:
        try:
            with transaction.atomic():
                copy_lines("intake_job", _COLUMNS, _lines(waiting, source.pk, now=now))
        except IntegrityError:
            theirs = existing(source, [job.placed.row.external_id for job in waiting])
            if not theirs:
                raise
            late += [job for job in waiting if job.placed.row.external_id in theirs]
            waiting = [job for job in waiting if job.placed.row.external_id not in theirs]
        else:
            break
    _insert_credits(waiting)
    return late


def update(jobs: Sequence[Ready]) -> None:
    if not jobs:
        return
    ordered = sorted(jobs, key=lambda job: job.job)
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [json.dumps([_record(job) for job in ordered])])
    JobEmployee.objects.filter(job_id__in=[job.job for job in ordered]).delete()
    _insert_credits(ordered)


def _insert_credits(jobs: Iterable[Ready]) -> None:
    lines = [
        f"{job.job}\t{employee}\t{team}\t{share}"
        for job in jobs
        for employee, team, share in job.placed.credits
    ]
    if lines:
        copy_lines("intake_jobemployee", "job_id employee_id team_id share", lines)


def _lines(jobs: Iterable[Ready], source: int, *, now: datetime) -> Iterator[str]:
    moment = now.isoformat()
    for job in jobs:
        placed, row, written = job.placed, job.placed.row, job.written
        yield (
            f"{job.job}\t{source}\t{written.finished_at}{placed.offset}\t{placed.finished_on}\t{placed.unit}\t"
            f"{placed.place or NULL}\t{job.contact or NULL}\t"
            f"{NULL if row.amount is None else row.amount}\t{row.is_test}\t"
            f"\\\\x{written.fingerprint.hex()}\t{moment}\t{written.texts}"
        )


def _record(job: Ready) -> dict[str, Any]:
    placed, row = job.placed, job.placed.row
    return {
        "id": job.job,
        "finished_at": job.written.finished_at + placed.offset,
        "finished_on": placed.finished_on.isoformat(),
        "unit": placed.unit,
        "place": placed.place,
        "contact": job.contact,
        "kind_of_work": row.kind_of_work,
        "channel": row.channel,
        "amount": None if row.amount is None else str(row.amount),
        "language": row.language,
        "attributes": dict(row.attributes),
        "is_test": row.is_test,
        "fingerprint": job.written.fingerprint.hex(),
    }


def lock(jobs: Iterable[int]) -> dict[int, Job]:
    """The jobs as they are, held until the end of the transaction, in one order."""
    wanted = list(jobs)
    if not wanted:
        return {}
    rows = Job.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    found = {job.pk: job for job in rows.select_related("contact")}
    for pk, attributes in attributes_of(found).items():
        found[pk].attributes = attributes
    return found
