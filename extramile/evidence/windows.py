"""The days that the question of a beginning looks at, and the day on which it is read. Pure.

One place: the step that reads, the page of the study and the page of the rollout must never differ by a day.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

RIPE: Final = timedelta(days=14)  # by then nearly everybody has answered who will


def window(statement: Mapping[str, Any]) -> tuple[date, date]:
    """First and last day of whole periods: the last period may reach past the weeks that were planned."""
    since = date.fromisoformat(statement["since"])
    days = int(statement["days"]) * int(statement["periods"])
    return since, since + timedelta(days=days - 1)


def read_on(statement: Mapping[str, Any]) -> date:
    """The first day on which all of it is in: two whole weeks lie between it and the last day looked at."""
    return window(statement)[1] + timedelta(days=1) + RIPE
