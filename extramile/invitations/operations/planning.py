"""How a unit and everything below it asks."""

from datetime import datetime, time

from django.db import transaction

from extramile.core import audit
from extramile.invitations.models import AskingPlan
from extramile.questionnaires.operations import ship_default

AUDITED = (
    "name",
    "active",
    "channels",
    "sample_rate",
    "least_answers_per_employee_per_month",
    "delay_minutes",
    "quiet_from",
    "quiet_until",
    "too_old_days",
    "quarantine_days",
    "reminders",
    "reminder_days",
    "expiry_days",
)


def _told(plan: AskingPlan) -> dict[str, str]:
    return {name: str(getattr(plan, name)) for name in AUDITED}


@transaction.atomic
def save_plan(plan: AskingPlan, *, actor: audit.Actor | None, now: datetime) -> AskingPlan:
    """Keep the plan. It counts for jobs decided from now on; what was decided stays as it is."""
    before = AskingPlan.objects.filter(pk=plan.pk).first() if plan.pk else None
    was = _told(before) if before else {}
    plan.save()
    changed = {name: value for name, value in _told(plan).items() if was.get(name) != value}
    audit.record(
        "invitations.plan.changed" if before else "invitations.plan.made",
        actor=actor,
        now=now,
        subject_type="plan",
        subject_id=plan.pk,
        **changed,
    )
    return plan


@transaction.atomic
def retire_plan(plan: AskingPlan, *, actor: audit.Actor | None, now: datetime) -> None:
    """Jobs fall under the plan above from now on. The row stays: invitations refer to it."""
    AskingPlan.objects.filter(pk=plan.pk).update(active=False)
    audit.record("invitations.plan.retired", actor=actor, now=now, subject_type="plan", subject_id=plan.pk)


@transaction.atomic
def ship_default_plan(now: datetime) -> AskingPlan:
    """One plan everywhere, unless the organisation has one; a plan that is there stays as it is."""
    everywhere = AskingPlan.objects.filter(unit__isnull=True).order_by("-active", "pk").first()
    if everywhere is not None:
        return everywhere
    plan = AskingPlan(
        name="Everywhere",
        unit=None,
        questionnaire=ship_default(now),
        channels=["email", "sms"],
        quiet_from=time(20, 0),
        quiet_until=time(9, 0),
    )
    return save_plan(plan, actor=None, now=now)
