"""Show the question on the technician's own phone, face to face with the customer."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from extramile.contacts.queries import keys_of, standing
from extramile.core.preferences import preferences
from extramile.intake.models import Job
from extramile.intake.operations.decided import mark_decided
from extramile.invitations.knowledge import active_plans, last_asked, ready_plans
from extramile.invitations.models import Decision, Invitation, InvitationChannel, Reason
from extramile.invitations.operations import feed
from extramile.invitations.rules import OPTED_OUT, Plan, day_in, language_for
from extramile.people.queries import ancestor_ids, time_zone_of

# These say something of the address or of chance; none of them speaks against asking face to face.
MAY_STILL_BE_SHOWN: Final = frozenset(
    {Reason.NO_ADDRESS, Reason.BOUNCED, Reason.SAMPLED_OUT, Reason.NO_PLAN, Reason.TOO_OLD}
)


class NotShownError(Exception):
    """The question may not be shown; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def show_question(job_id: int, *, now: datetime) -> Invitation:
    """The invitation of this job, asked at the latest now. Pressed twice it is the same one.

    Whoever was to get a mail gets it as the reminder, unless they answer here. Raises NotShownError.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    known = Invitation.objects.select_for_update().filter(job=job).first()
    if known is not None and known.asked_at is not None and known.cancelled_at is None:
        return known
    plan = _plan(job)
    _refuse(job, known, plan, now)
    if known is None:
        known = Invitation(job=job, contact_id=job.contact_id, unit_id=job.unit_id, decided_at=now)
    _ask(known, job, plan, now)
    mark_decided([job.pk], now=now)
    feed.asked([known])
    return known


def _plan(job: Job) -> Plan:
    plans = ready_plans(active_plans())
    above = ancestor_ids()[job.unit_id]
    nearest = next((plans[unit] for unit in reversed(above) if unit in plans), plans.get(None))
    if nearest is None:
        raise NotShownError(Reason.NO_PLAN)
    return nearest


def _refuse(job: Job, known: Invitation | None, plan: Plan, now: datetime) -> None:
    if job.is_test:
        raise NotShownError(Reason.TEST_JOB)
    if known is not None and known.reason and known.reason not in MAY_STILL_BE_SHOWN:
        raise NotShownError(known.reason)
    contact = keys_of([job.contact_id]).get(job.contact_id) if job.contact_id is not None else None
    if contact is not None and contact.erased:
        raise NotShownError(Reason.ERASED)
    keys = contact.all if contact is not None else set()
    if OPTED_OUT & set(standing(keys).values()):
        raise NotShownError(Reason.OPTED_OUT)
    if known is None or known.decision == Decision.NOT_ASKED:
        since = now - timedelta(days=plan.row.quarantine_days)
        if keys and last_asked(keys, since=since):
            raise NotShownError(Reason.ASKED_RECENTLY)


def _ask(invitation: Invitation, job: Job, plan: Plan, now: datetime) -> None:
    was_to_be_mailed = invitation.decision == Decision.ASKED and invitation.cancelled_at is None
    reminder = invitation.due_at if was_to_be_mailed and plan.row.reminders else None
    invitation.plan, invitation.version_id = plan.row, plan.version_id
    invitation.decision, invitation.reason = Decision.ASKED, ""
    if not was_to_be_mailed:
        wanted = (job.language, preferences().default_language)
        invitation.language = language_for(tuple(filter(None, wanted)), plan.languages)
    invitation.channel = InvitationChannel.QR_JOB
    invitation.cancelled_at, invitation.due_at = None, now
    invitation.asked_at, invitation.asked_on = now, day_in(now, time_zone_of(job.unit_id))
    invitation.next_reminder_at = reminder
    invitation.expires_at = now + timedelta(days=plan.row.expiry_days)
    invitation.save()
    invitation.refresh_from_db(fields=["version"])
