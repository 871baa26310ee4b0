"""An enthusiast comes forward, by name and by choice. No answer and no wave is known here."""

from datetime import date
from typing import Final

from django.db import transaction

from extramile.engagement.models import ComingForward
from extramile.engagement.problems import TooLong
from extramile.people.models import Employee

# What somebody may come forward for; the pages have the words.
LISTS: Final = ("tell_colleagues", "welcome_newcomers", "try_new_things", "be_asked")
LONGEST: Final = 1000


def come_forward(employee_id: int, list_key: str, *, words: str, today: date) -> None:
    """Twice is once; the newest words stand."""
    if list_key not in LISTS:
        raise ValueError(f"no such list: {list_key!r}; there are {', '.join(LISTS)}")
    words = words.replace("\x00", "").strip()
    if len(words) > LONGEST:
        raise TooLong
    with transaction.atomic():
        Employee.objects.select_for_update().get(pk=employee_id)
        found = ComingForward.objects.filter(
            employee=employee_id, list_key=list_key, withdrew_on__isnull=True
        )
        if not found.update(words=words):
            ComingForward.objects.create(
                employee_id=employee_id, list_key=list_key, words=words, came_on=today
            )


def step_back(employee_id: int, list_key: str, *, today: date) -> None:
    """Off the list, with the words that were said."""
    ComingForward.objects.filter(employee=employee_id, list_key=list_key, withdrew_on__isnull=True).update(
        withdrew_on=today, words=""
    )
