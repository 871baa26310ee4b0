"""Customers who were asked: an invitation with an open link, as `invitations` leaves it behind."""

from datetime import datetime, timedelta
from itertools import count

from extramile.contacts.models import Contact
from extramile.intake.models import Job, JobEmployee, Source
from extramile.invitations.models import Invitation
from extramile.people.models import Employee, Unit
from extramile.questionnaires.operations import ship_default
from extramile.questionnaires.queries import newest_published

_numbers = count(1)


def ask(
    unit: Unit,
    *employees: Employee,
    now: datetime,
    kind_of_work: str = "windscreen replacement",
    customer: str = "Maria Jansen",
    language: str = "en",
    version_id: int | None = None,
    days: int = 30,
) -> Invitation:
    """A finished job of these employees (equal shares), whose customer was asked just now."""
    number = next(_numbers)
    source, _ = Source.objects.get_or_create(name="planning")
    contact = Contact.objects.create(
        source="planning", reference=f"c{number}", name=customer, email="maria@example.org", created_at=now
    )
    job = Job.objects.create(
        source=source,
        external_id=f"job-{number}",
        finished_at=now - timedelta(days=1),
        finished_on=(now - timedelta(days=1)).date(),
        unit=unit,
        contact=contact,
        kind_of_work=kind_of_work,
        fingerprint=b"",
        created_at=now,
        decided_at=now,
    )
    for employee in employees:
        JobEmployee.objects.create(job=job, employee=employee, team=unit, share=round(1 / len(employees), 4))
    if version_id is None:
        version_id = newest_published(ship_default(now).pk).pk
    return Invitation.objects.create(
        job=job,
        contact=contact,
        version_id=version_id,
        decision="asked",
        channel="email",
        language=language,
        unit=unit,
        decided_at=now,
        asked_at=now,
        asked_on=now.date(),
        next_reminder_at=now + timedelta(days=3),
        expires_at=now + timedelta(days=days),
    )
