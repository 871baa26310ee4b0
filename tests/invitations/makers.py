"""Jobs of made-up customers, and plans, for the tests of asking."""

from datetime import datetime, time, timedelta
from itertools import count

from extramile.contacts.models import Contact
from extramile.contacts.operations import Person, remember
from extramile.intake.models import Job, JobEmployee, Source
from extramile.invitations.models import AskingPlan
from extramile.invitations.operations import ship_default_plan
from extramile.people.models import Employee, Unit
from tests.cast import Cast

_numbers = count(1)


def make_plan(now: datetime, **choices: object) -> AskingPlan:
    """The plan that comes with the program, with other choices; never quiet unless asked."""
    plan = ship_default_plan(now)
    choices = {"quiet_from": time(0), "quiet_until": time(0), **choices}
    AskingPlan.objects.filter(pk=plan.pk).update(**choices)
    plan.refresh_from_db()
    return plan


def make_job(
    cast: Cast,
    *,
    finished_at: datetime | None = None,
    employee: Employee | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    without_contact: bool = False,
    is_test: bool = False,
    kind_of_work: str = "Windscreen replacement",
    language: str = "",
) -> Job:
    number = next(_numbers)
    finished = finished_at or cast.now - timedelta(hours=1)
    person = person or Person(name=f"Piet Klant{number}", email=f"klant{number}@example.org", language="nl")
    contact = None if without_contact else remember([person], source="test", now=cast.now)[0]
    unit = unit or cast.team
    job = Job.objects.create(
        source=Source.objects.get_or_create(name="test")[0],
        external_id=f"job-{number}",
        finished_at=finished,
        finished_on=finished.date(),
        unit=unit,
        contact_id=contact,
        kind_of_work=kind_of_work,
        language=language,
        is_test=is_test,
        fingerprint=b"0" * 16,
        created_at=cast.now,
    )
    JobEmployee.objects.create(job=job, employee=employee or cast.sanne, team=unit)
    return job


def contact_of(job: Job) -> Contact:
    assert job.contact is not None
    return job.contact
