"""Words that point at somebody are taken out of a comment before it is shown, whoever is meant.

The writer was warned of the same places before sending. Whoever sent it all the same may have meant a
colleague, or not have thought of who reads along. Dates and functions stay: the writer was warned of them,
and words without them say nothing any more.
"""

from collections.abc import Callable
from typing import Final

from extramile.language.identifying import Names, SignKind, cleared
from extramile.people.models import Employee

TAKEN_OUT: Final = frozenset(
    {SignKind.NAME, SignKind.PHONE, SignKind.EMAIL, SignKind.NUMBER, SignKind.DIALECT}
)


def clearing() -> Callable[[str], str]:
    """What clears words of everybody's names, and of the rest. Names are read once a closing."""
    names = Names.of(list(Employee.objects.values_list("name", flat=True)))
    return lambda words: cleared(words, names=names, kinds=TAKEN_OUT)
