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


def once_more(work: Callable[[], Result]) -> Result:
    """`work` is a whole transaction (or savepoint). Fails with what the second try fails with."""
    try:
        return work()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in UNDONE:
            raise
    return work()
