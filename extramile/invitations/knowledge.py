"""Gather what the rules must know about a batch of jobs: a constant number of queries, whatever its size."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest

from extramile.contacts.queries import Keys, keys_of, standing
from extramile.core.preferences import preferences
from extramile.intake.models import Job, JobEmployee
from extramile.invitations.models import AskingPlan, Decision, Invitation, InvitationChannel
from extramile.invitations.rules import Case, Plan, World
from extramile.people import queries as people
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import definition_of


def active_plans() -> list[AskingPlan]:
    return list(AskingPlan.objects.filter(active=True).order_by("pk"))


def ready_plans(rows: Iterable[AskingPlan]) -> dict[int | None, Plan]:
    """By unit, with the newest published version. A questionnaire that was never published asks nobody."""
    plans = list(rows)
    published = Version.objects.filter(published_at__isnull=False)
    wanted = published.filter(questionnaire__in=[plan.questionnaire_id for plan in plans]).order_by("number")
    newest = dict(wanted.values_list("questionnaire_id", "pk"))  # the last of each counts
    return {
        plan.unit_id: Plan(plan, version, tuple(definition_of(version).languages))
        for plan in plans
        if (version := newest.get(plan.questionnaire_id))
    }


def cases(jobs: Sequence[Job]) -> list[Case]:
    """The jobs with what counts of their customers and the people who did them; for a page too, to which the
    contacts themselves are closed."""
    known = keys_of({job.contact_id for job in jobs if job.contact_id is not None})
    crew: dict[int, list[int]] = {}
    credited = JobEmployee.objects.filter(job__in=[job.pk for job in jobs])
    for job_id, employee_id in credited.values_list("job_id", "employee_id"):
        crew.setdefault(job_id, []).append(employee_id)
    return [_case(job, known.get(job.contact_id or 0), tuple(crew.get(job.pk, ()))) for job in jobs]


def _case(job: Job, contact: Keys | None, crew: tuple[int, ...]) -> Case:
    spoken = (contact.language if contact else "", job.language)
    return Case(
        job_id=job.pk,
        unit_id=job.unit_id,
        finished_at=job.finished_at,
        is_test=job.is_test,
        contact_id=job.contact_id,
        is_erased=contact.erased if contact else False,
        address_keys=address_keys(contact),
        languages=tuple(language for language in spoken if language),
        employees=crew,
    )


def address_keys(contact: Keys | None) -> dict[str, str]:
    """Channel -> keyed hash, for each channel at which this customer can be reached."""
    if contact is None:
        return {}
    keys = {InvitationChannel.EMAIL: contact.email, InvitationChannel.SMS: contact.mobile}
    return {str(channel): key for channel, key in keys.items() if key}


def world(cases: Sequence[Case], plans: dict[int | None, Plan], *, now: datetime) -> World:
    keys = {key for case in cases for key in case.address_keys.values()}
    longest = max((plan.row.quarantine_days for plan in plans.values()), default=0)
    return World(
        plans=plans,
        above=people.ancestor_ids(),
        zones=people.time_zones(),
        standing=standing(keys),
        asked=last_asked(keys, since=now - timedelta(days=longest)),
        answers=_answers(cases, plans, now),
        default_language=preferences().default_language,
    )


def last_asked(keys: set[str], *, since: datetime) -> dict[str, datetime]:
    """When each address was last asked, or will be; what was called off before it left does not count."""
    asked = Invitation.objects.filter(
        ~Q(cancelled_at__isnull=False, asked_at__isnull=True),
        address_key__in=keys,
        decision=Decision.ASKED,
    )
    when = asked.values("address_key").annotate(last=Max(Greatest("asked_at", "due_at")))
    return dict(when.filter(last__gt=since).values_list("address_key", "last"))


def _answers(cases: Sequence[Case], plans: dict[int | None, Plan], now: datetime) -> dict[int, int]:
    """Answers this month of each employee; asked only where a plan samples and promises a least number."""
    promised = any(plan.row.least_answers_per_employee_per_month for plan in plans.values())
    employees = {employee for case in cases for employee in case.employees}
    if not (promised and employees):
        return {}
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counts = JobEmployee.objects.filter(employee__in=employees, job__invitation__responded_at__gte=month)
    return dict(counts.values("employee_id").annotate(n=Count("pk")).values_list("employee_id", "n"))
