"""What PostgreSQL undid for another's sake is done once more: nothing of it was kept."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.db import DatabaseError

Result = TypeVar("Result")

UNDONE: Final = frozenset(
    {
        "40P01",  # deadlock
        "40001",  # serialization failure
        "55P03",  # a lock that was not to be had
        "23514",  # a row on its way into the default partition when its own was attached
    }
)
TRIES: Final = 4  # one more than there are tables that a month is made of, one after the other


def until_kept(work: Callable[[], Result]) -> Result:
    """`work` is a whole transaction (or savepoint). Fails with what the last try fails with."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") not in UNDONE:
                raise
    return work()
