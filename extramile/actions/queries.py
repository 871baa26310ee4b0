"""What was kept, what was asked, what was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from extramile.actions.models import CoachQuestion, KeptComment, LastRead
from extramile.people.models import Employee

Place = tuple[int, datetime]  # (response id, responded_at)


def kept_places(employee: Employee, *, limit: int = 200) -> list[Place]:
    """The kept comments, newest kept first."""
    kept = KeptComment.objects.filter(employee=employee).order_by("-kept_at", "-pk")
    return list(kept.values_list("response_id", "responded_at")[:limit])


@dataclass(frozen=True, slots=True)
class Marks:
    """What an employee did with these responses."""

    read_until: datetime | None  # None: never opened the page
    kept: frozenset[int]
    asked: frozenset[int]  # the coach, and not talked about yet


# One statement: the page that asks it is opened more than any other.
MARKS: Final = """
    SELECT (SELECT read_until FROM actions_lastread WHERE employee_id = %(employee)s LIMIT 1),
           ARRAY (SELECT response_id FROM actions_keptcomment
                   WHERE employee_id = %(employee)s AND response_id = ANY (%(ids)s::bigint[])),
           ARRAY (SELECT response_id FROM actions_coachquestion
                   WHERE employee_id = %(employee)s AND response_id = ANY (%(ids)s::bigint[])
                     AND closed_at IS NULL)
"""


def marks_of(employee: Employee, response_ids: Collection[int]) -> Marks:
    with connection.cursor() as cursor:
        cursor.execute(MARKS, {"employee": employee.pk, "ids": list(response_ids)})
        read_until, kept, asked = cursor.fetchone()
    return Marks(read_until, frozenset(kept), frozenset(asked))


def open_questions_about(employee: Employee, response_ids: Collection[int]) -> dict[int, CoachQuestion]:
    """The employee's open questions about these, by response."""
    questions = CoachQuestion.objects.filter(
        employee=employee, response_id__in=response_ids, closed_at__isnull=True
    )
    return {question.response_id: question for question in questions}


def open_questions(employees: QuerySet[Employee]) -> QuerySet[CoachQuestion]:
    """What these employees would like to talk about, oldest first."""
    return (
        CoachQuestion.objects.filter(employee__in=employees, closed_at__isnull=True)
        .select_related("employee")
        .order_by("asked_at", "pk")
    )


def read_up_to(employee: Employee) -> datetime | None:
    """Up to when the employee has read; None: never opened the page."""
    return LastRead.objects.filter(employee=employee).values_list("read_until", flat=True).first()
