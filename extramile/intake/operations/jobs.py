"""Take jobs in: idempotent by (source, external id), thousands at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from extramile.contacts.operations import Person, remember
from extramile.core import audit
from extramile.core.tables import RowProblem
from extramile.intake.models import ImportBatch, Job, JobEmployee, Source
from extramile.intake.operations import storing
from extramile.intake.operations.resolving import Placed, Resolver
from extramile.intake.operations.storing import Ready
from extramile.intake.rows import JobRow, fingerprint_key, write

NOTHING: Final = (0, b"")  # no job, no fingerprint


@dataclass(slots=True)
class Taken:
    """What became of the rows: each counts once in created, updated, unchanged or `problem_rows`."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def problem_rows(self) -> int:
        return len({problem.row for problem in self.problems})


def take_jobs(
    source: Source,
    rows: Sequence[JobRow],
    *,
    now: datetime,
    batch: ImportBatch | None = None,
    resolver: Resolver | None = None,
) -> Taken:
    """Rows must carry different `row` numbers. Bad rows are reported, good ones stored, all in one go."""
    with transaction.atomic():
        placed, problems = (resolver or Resolver(source, now)).place(rows)
        taken = Taken(problems=problems)
        last = _count(source, placed, taken)
        _store(source, last, taken, now=now, batch=batch)
    return taken


def _count(source: Source, placed: Sequence[Placed], taken: Taken) -> list[Ready]:
    """What each row does, in order; what is left to write is the last state of each changed job.

    Of rows with one id the last one counts; the earlier ones are counted as what they would have done.
    """
    key = fingerprint_key()
    before = storing.existing(source, [item.row.external_id for item in placed])
    last: dict[str, Ready] = {}
    for item in placed:
        name, written = item.row.external_id, item.row.written or write(item.row, key=key)
        job, stored = before.get(name, NOTHING)
        earlier = last[name].written.fingerprint if name in last else stored
        if not earlier:
            taken.created += 1
        elif earlier == written.fingerprint:
            taken.unchanged += 1
        else:
            taken.updated += 1
        last[name] = Ready(item, written, job, stored)
    return [one for one in last.values() if one.before != one.written.fingerprint]


def _store(
    source: Source, last: Sequence[Ready], taken: Taken, *, now: datetime, batch: ImportBatch | None
) -> None:
    if not last:
        return
    jobs = sorted(last, key=lambda one: one.placed.row.row)
    new = [job for job in jobs if not job.job]
    old = storing.lock([job.job for job in jobs if job.job])
    _forget_erased(jobs, old)
    _add_contacts(source, jobs, now=now)
    late = storing.insert(source, new, now=now)
    _update([job for job in jobs if job.job in old], old, now=now, batch=batch)
    if late:  # made by somebody else meanwhile: what was counted as created is an update
        _store_late(source, late, taken, now=now, batch=batch)


def _store_late(
    source: Source, late: list[Ready], taken: Taken, *, now: datetime, batch: ImportBatch | None
) -> None:
    again = Taken()
    last = _count(source, [job.placed for job in late], again)
    _store(source, last, again, now=now, batch=batch)
    taken.created -= len(late)
    taken.created += again.created
    taken.updated += again.updated
    taken.unchanged += again.unchanged


def _forget_erased(jobs: Sequence[Ready], old: dict[int, Job]) -> None:
    """A changed row of an erased customer's job does not bring the customer back."""
    for job in jobs:
        contact = old[job.job].contact if job.job in old else None
        if contact is not None:
            job.contact = contact.pk  # stays, unless the row names somebody
            if contact.erased_at:
                row = replace(job.placed.row, customer=Person(), attributes={}, written=None)
                job.placed = replace(job.placed, row=row)


def _add_contacts(source: Source, jobs: Sequence[Ready], *, now: datetime) -> None:
    known = [job for job in jobs if not job.placed.row.customer.is_empty]
    ids = remember((job.placed.row.customer for job in known), source=source.name, now=now)
    for job, contact in zip(known, ids, strict=True):
        job.contact = contact


def _update(
    jobs: Sequence[Ready],
    old: dict[int, Job],
    *,
    now: datetime,
    batch: ImportBatch | None,
) -> None:
    """Write what changed and audit which fields did. A job stays with the team it had on that day."""
    if not jobs:
        return
    workers = _workers([job.job for job in jobs])
    changes: list[tuple[object, dict[str, object]]] = []
    for job in jobs:
        before = old[job.job]
        job.placed = _keep_team(job.placed, before, workers.get(job.job, ()))
        fields = _changed_fields(job, before, workers.get(job.job, ()))
        if fields:
            detail: dict[str, object] = {"fields": fields}
            changes.append((job.job, detail | ({"batch": batch.pk} if batch else {})))
    storing.update(list(jobs))
    audit.record_many("intake.job.updated", changes, actor=None, now=now, subject_type="job")


def _workers(jobs: Sequence[int]) -> dict[int, tuple[tuple[int, int, str], ...]]:
    found: dict[int, tuple[tuple[int, int, str], ...]] = {}
    rows = JobEmployee.objects.filter(job_id__in=jobs).order_by("job_id", "-share", "pk")
    for job, employee, team, share in rows.values_list("job_id", "employee_id", "team_id", "share"):
        found[job] = (*found.get(job, ()), (employee, team, str(share)))
    return found


def _keep_team(placed: Placed, before: Job, workers: Sequence[tuple[int, int, str]]) -> Placed:
    """On the same day an employee is in the same team: also when the membership was corrected since."""
    if placed.finished_on != before.finished_on or not workers or not placed.credits:
        return placed
    teams = {employee: team for employee, team, _ in workers}
    kept = tuple((employee, teams.get(employee, team), share) for employee, team, share in placed.credits)
    return replace(placed, credits=kept, unit=kept[0][1])


def _changed_fields(job: Ready, before: Job, workers: Sequence[tuple[int, int, str]]) -> list[str]:
    placed, row = job.placed, job.placed.row
    pairs = {
        "finished_at": (before.finished_at, placed.finished_at),
        "unit": (before.unit_id, placed.unit),
        "place": (before.place_id, placed.place),
        "customer": (before.contact_id, job.contact),
        "kind_of_work": (before.kind_of_work, row.kind_of_work),
        "channel": (before.channel, row.channel),
        "amount": (before.amount, row.amount),
        "language": (before.language, row.language),
        "attributes": (before.attributes, dict(row.attributes)),
        "is_test": (before.is_test, row.is_test),
        "employees": (_comparable(workers), _comparable(placed.credits)),
    }
    names = [name for name, (was, is_now) in pairs.items() if was != is_now]
    return names or ["customer"]  # the row differs, so what the customer is called or reached by does


def _comparable(workers: Sequence[tuple[int, int, str]]) -> set[tuple[int, int, float]]:
    return {(employee, team, float(share)) for employee, team, share in workers}
