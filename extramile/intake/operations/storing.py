"""Write many jobs at once; one statement each for what is new, what changed, and who did it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from extramile.intake.models import Job, JobEmployee, Source
from extramile.intake.operations.resolving import Placed


@dataclass(slots=True)
class Ready:
    """A job to be written: where it belongs, its customer, and the fingerprint of its row."""

    placed: Placed
    fingerprint: bytes
    contact: int | None = None
    job: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A job as it was before."""

    job: int
    fingerprint: bytes


_RECORD: Final = """json_to_recordset(%s::json) AS made(
    id bigint, external_id text, finished_at timestamptz, finished_on date, unit bigint, place bigint,
    contact bigint, kind_of_work text, channel text, amount numeric, language text, attributes jsonb,
    is_test boolean, fingerprint text)"""
_INSERT: Final = f"""
INSERT INTO intake_job (id, source_id, external_id, finished_at, finished_on, unit_id, place_id, contact_id,
    kind_of_work, channel, amount, language, attributes, is_test, fingerprint, created_at)
SELECT id, %s, external_id, finished_at, finished_on, unit, place, contact,
    kind_of_work, channel, amount, language, attributes, is_test, decode(fingerprint, 'hex'), %s
FROM {_RECORD}
ON CONFLICT (source_id, external_id) DO NOTHING
RETURNING id"""  # noqa: S608
_UPDATE: Final = f"""
UPDATE intake_job AS old
SET finished_at = made.finished_at, finished_on = made.finished_on, unit_id = made.unit,
    place_id = made.place, contact_id = made.contact, kind_of_work = made.kind_of_work,
    channel = made.channel, amount = made.amount, language = made.language, attributes = made.attributes,
    is_test = made.is_test, fingerprint = decode(made.fingerprint, 'hex')
FROM {_RECORD} WHERE old.id = made.id"""  # noqa: S608
_CREDITS: Final = """
INSERT INTO intake_jobemployee (job_id, employee_id, team_id, share)
SELECT job, employee, team, share
FROM json_to_recordset(%s::json) AS made(job bigint, employee bigint, team bigint, share numeric)"""
_NEW_IDS: Final = "SELECT nextval('intake_job_id_seq') FROM generate_series(1, %s)"
_EXISTING: Final = (
    "SELECT external_id, id, fingerprint FROM intake_job WHERE source_id = %s AND external_id = ANY(%s)"
)


def existing(source: Source, external_ids: Sequence[str]) -> dict[str, Stored]:
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING, [source.pk, list(external_ids)])
        return {name: Stored(pk, bytes(fingerprint)) for name, pk, fingerprint in cursor.fetchall()}


def insert(source: Source, jobs: list[Ready], *, now: datetime) -> set[str]:
    """The external ids that were inserted; one that is missing was made by somebody else meanwhile."""
    if not jobs:
        return set()
    jobs.sort(key=lambda job: job.placed.row.external_id)  # one order for all: no deadlock
    with connection.cursor() as cursor:
        cursor.execute(_NEW_IDS, [len(jobs)])
        for job, (pk,) in zip(jobs, cursor.fetchall(), strict=True):
            job.job = pk
        cursor.execute(_INSERT, [source.pk, now, _as_json(jobs)])
        made = {pk for (pk,) in cursor.fetchall()}
    mine = [job for job in jobs if job.job in made]
    _insert_credits(mine)
    return {job.placed.row.external_id for job in mine}


def update(jobs: list[Ready]) -> None:
    if not jobs:
        return
    jobs.sort(key=lambda job: job.job)
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [_as_json(jobs)])
    JobEmployee.objects.filter(job_id__in=[job.job for job in jobs]).delete()
    _insert_credits(jobs)


def _insert_credits(jobs: Iterable[Ready]) -> None:
    rows = [
        {"job": job.job, "employee": employee, "team": team, "share": share}
        for job in jobs
        for employee, team, share in job.placed.credits
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_CREDITS, [json.dumps(rows)])


def _as_json(jobs: Iterable[Ready]) -> str:
    return json.dumps([_record(job) for job in jobs])


def _record(job: Ready) -> dict[str, Any]:
    placed, row = job.placed, job.placed.row
    return {
        "id": job.job,
        "external_id": row.external_id,
        "finished_at": placed.finished_at.isoformat(),
        "finished_on": placed.finished_on.isoformat(),
        "unit": placed.unit,
        "place": placed.place,
        "contact": job.contact,
        "kind_of_work": row.kind_of_work,
        "channel": row.channel,
        "amount": None if row.amount is None else str(row.amount),
        "language": row.language,
        "attributes": row.attributes,
        "is_test": row.is_test,
        "fingerprint": job.fingerprint.hex(),
    }


def lock(jobs: Iterable[int]) -> dict[int, Job]:
    """The jobs as they are, held until the end of the transaction, in one order."""
    rows = Job.objects.filter(pk__in=list(jobs)).order_by("pk").select_for_update(of=("self",))
    return {job.pk: job for job in rows.select_related("contact")}
