"""The pieces of a job that a letter or a page may name: "{employee} helped you on {day}"."""

from collections.abc import Sequence
from datetime import date, datetime

from extramile.contacts.queries import given_names
from extramile.core.preferences import preferences
from extramile.intake.models import Job, JobEmployee
from extramile.invitations.models import Invitation, WalkIn
from extramile.people.models import Employee, Unit
from extramile.people.queries import time_zones
from extramile.questionnaires.pieces import day_words, first_name, kind_of_work_words
from extramile.questionnaires.queries import definition_of


def pieces_for(rows: Sequence[Invitation], *, now: datetime) -> dict[int, dict[str, str]]:
    """For each invitation what its texts may name; a constant number of queries. Unknown ones are empty."""
    jobs = Job.objects.in_bulk([row.job_id for row in rows if row.job_id is not None])
    names = given_names({row.contact_id for row in rows if row.contact_id is not None})
    leads = _leads(rows)
    units = dict(Unit.objects.filter(pk__in=_places(rows, jobs)).values_list("pk", "name"))
    zones, organisation = time_zones(), preferences().organisation
    return {
        row.pk: _pieces(
            row,
            jobs.get(row.job_id or 0),
            today=now.astimezone(zones[row.unit_id]).date(),
            first=names.get(row.contact_id or 0, ""),
            employee=leads.get(row.pk, ""),
            units=units,
            organisation=organisation,
        )
        for row in rows
    }


def _places(rows: Sequence[Invitation], jobs: dict[int, Job]) -> set[int]:
    places = {job.place_id for job in jobs.values() if job.place_id is not None}
    return places | {row.unit_id for row in rows}


def _leads(rows: Sequence[Invitation]) -> dict[int, str]:
    """By invitation the first name of whoever did the largest share, or whose code it is."""
    by_job = {row.job_id: row.pk for row in rows if row.job_id is not None}
    by_code = {row.walk_in_id: row.pk for row in rows if row.walk_in_id is not None}
    lead = JobEmployee.objects.filter(job__in=list(by_job)).order_by("job", "-share", "pk").distinct("job")
    who = {by_job[job]: employee for job, employee in lead.values_list("job_id", "employee_id")}
    codes = WalkIn.objects.filter(pk__in=list(by_code), employee__isnull=False)
    who |= {by_code[code]: employee for code, employee in codes.values_list("pk", "employee_id") if employee}
    names = dict(Employee.objects.filter(pk__in=who.values()).values_list("pk", "name"))
    return {row: first_name(names[employee]) for row, employee in who.items()}


def _pieces(
    row: Invitation,
    job: Job | None,
    *,
    today: date,
    first: str,
    employee: str,
    units: dict[int, str],
    organisation: str,
) -> dict[str, str]:
    known = {
        "first name": first,
        "employee": employee,
        "organisation": organisation,
        "unit": units.get((job.place_id if job else None) or row.unit_id, ""),
    }
    if job is None:
        return known
    return known | {
        "kind of work": _kind_of_work(row, job),
        "day": day_words(job.finished_on, today=today, language=row.language),
    }


def _kind_of_work(row: Invitation, job: Job) -> str:
    """In the customer's language, where the questionnaire knows the word."""
    kind = job.kind_of_work
    if kind and row.version_id is not None:
        kind = definition_of(row.version_id).word(kind, row.language)
    return kind_of_work_words(kind, language=row.language)
