"""Keep a customer's words; ask one's coach about them; say that one has read them. Only about one's own."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from extramile.actions.models import CoachQuestion, KeptComment, LastRead
from extramile.core import audit
from extramile.people.models import Employee, User
from extramile.responses.models import Credit, Response

LONGEST_NOTE = 1000


class NotOwnWordsError(Exception):
    """These words are not about this employee's work; for this person they do not exist."""


def place_of_own(employee: Employee, response_id: int) -> tuple[int, datetime]:
    """Where words about this employee's work are kept; or they do not exist."""
    if response_id >= 2**63:
        raise NotOwnWordsError
    own = Credit.objects.filter(response_id=response_id, employee_id=employee.pk)
    found = own.order_by().values_list("responded_at", flat=True)[:1]
    if not found:
        raise NotOwnWordsError
    return response_id, found[0]


def _responded_at(employee: Employee, response_id: int) -> datetime:
    return place_of_own(employee, response_id)[1]


def keep(employee: Employee, response_id: int, *, now: datetime) -> None:
    """Keep as a favourite. Twice is once."""
    KeptComment.objects.bulk_create(
        [
            KeptComment(
                employee=employee,
                response_id=response_id,
                responded_at=_responded_at(employee, response_id),
                kept_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def unkeep(employee: Employee, response_id: int) -> None:
    _responded_at(employee, response_id)
    KeptComment.objects.filter(employee=employee, response_id=response_id).delete()


def ask_coach(employee: Employee, response_id: int, *, note: str, now: datetime) -> CoachQuestion:
    """Put the words on the list for the next talk. Asked again: the note is the newest, the question open."""
    question, _made = CoachQuestion.objects.update_or_create(
        employee=employee,
        response_id=response_id,
        defaults={
            "responded_at": _responded_at(employee, response_id),
            "note": note.replace("\x00", "").strip()[:LONGEST_NOTE],
            "asked_at": now,
            "closed_at": None,
            "closed_by_id": None,
        },
    )
    return question


def withdraw_question(employee: Employee, response_id: int) -> None:
    """As if it was never asked."""
    _responded_at(employee, response_id)
    CoachQuestion.objects.filter(employee=employee, response_id=response_id).delete()


def close_question(question: CoachQuestion, *, actor: User, now: datetime) -> None:
    """Talked about. Whoever comes second changes nothing."""
    closed = CoachQuestion.objects.filter(pk=question.pk, closed_at__isnull=True).update(
        closed_at=now, closed_by_id=actor.pk
    )
    if closed:
        _record("actions.question.closed", question, actor=actor, now=now)


def reopen_question(question: CoachQuestion, *, actor: User, now: datetime) -> None:
    """Undo of closing."""
    reopened = CoachQuestion.objects.filter(pk=question.pk, closed_at__isnull=False).update(
        closed_at=None, closed_by_id=None
    )
    if reopened:
        _record("actions.question.reopened", question, actor=actor, now=now)


def _record(action: str, question: CoachQuestion, *, actor: User, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        subject_type="employee",
        subject_id=question.employee_id,
        response=question.response_id,
    )


def read_until(employee: Employee, moment: datetime) -> None:
    """The employee has read what came in before this moment; never back in time."""
    try:
        with transaction.atomic():
            LastRead.objects.create(employee=employee, read_until=moment)
    except IntegrityError:
        LastRead.objects.filter(employee=employee, read_until__lt=moment).update(read_until=moment)


def forget_notes(
    *,
    job_ids: Collection[int] = (),
    invitation_ids: Collection[int] = (),
    response_ids: Collection[int] = (),
) -> int:
    """A customer is erased: what employees noted beside that customer's words goes, the question stays."""
    about = Q(job_id__in=job_ids) | Q(invitation_id__in=invitation_ids) | Q(pk__in=response_ids)
    responses = Response.objects.filter(about).values_list("pk", flat=True)
    noted = CoachQuestion.objects.filter(response_id__in=list(responses)).exclude(note="")
    return noted.update(note="")
