"""Printed codes without a job: of a unit or of an employee."""

from datetime import datetime, timedelta

from django.db import transaction

from extramile.core import audit
from extramile.invitations.models import Decision, Invitation, InvitationChannel, WalkIn
from extramile.invitations.rules import language_for
from extramile.people.models import Employee, Unit
from extramile.people.queries import team_of
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.queries import definition_of, newest_published

# Long enough to change an answer, short enough that a page left open in a shop says nothing of next week.
OPEN_FOR = timedelta(days=1)


@transaction.atomic
def make_walk_in(
    *,
    unit: Unit,
    questionnaire: Questionnaire,
    actor: audit.Actor | None,
    now: datetime,
    employee: Employee | None = None,
) -> WalkIn:
    """The running code of this unit or employee, or a new one. Printing twice gives the same code."""
    running = WalkIn.objects.filter(
        unit=unit, employee=employee, questionnaire=questionnaire, revoked_at=None
    )
    found = running.order_by("-pk").first()
    if found is not None:
        return found
    made = WalkIn.objects.create(unit=unit, employee=employee, questionnaire=questionnaire, created_at=now)
    audit.record("invitations.code.made", actor=actor, now=now, subject_type="walk-in", subject_id=made.pk)
    return made


@transaction.atomic
def revoke_walk_in(walk_in: WalkIn, *, actor: audit.Actor | None, now: datetime) -> bool:
    """The printed code opens nothing any more; a next sheet carries a new one."""
    revoked = WalkIn.objects.filter(pk=walk_in.pk, revoked_at__isnull=True).update(revoked_at=now)
    if revoked:
        audit.record(
            "invitations.code.revoked", actor=actor, now=now, subject_type="walk-in", subject_id=walk_in.pk
        )
    return bool(revoked)


@transaction.atomic
def open_walk_in(walk_in: WalkIn, number: str, *, language: str, now: datetime) -> Invitation:
    """The invitation of one visitor: the page's random number twice is one invitation.

    Nobody asked them, so it has no day of asking: a response rate counts who was asked.
    """
    unit_id = _unit_of(walk_in, now)
    version = newest_published(walk_in.questionnaire_id)
    invitation, _is_new = Invitation.objects.get_or_create(
        walk_in=walk_in,
        walk_in_number=number,
        defaults={
            "version": version,
            "decision": Decision.ASKED,
            "channel": InvitationChannel.QR_EMPLOYEE if walk_in.employee_id else InvitationChannel.QR_UNIT,
            "language": language_for((language,), tuple(definition_of(version.pk).languages)),
            "unit_id": unit_id,
            "decided_at": now,
            "due_at": now,
            "asked_at": now,
            "expires_at": now + OPEN_FOR,
        },
    )
    return invitation


def _unit_of(walk_in: WalkIn, now: datetime) -> int:
    """An employee's code goes along to the next team."""
    if walk_in.employee is None:
        return walk_in.unit_id
    team = team_of(walk_in.employee, day=now.date())
    return team.pk if team else walk_in.unit_id
