"""The names by which a comment may point at somebody: of who works here, and of small units."""

import time
from typing import Final

from extramile.language.identifying import Names
from extramile.people.models import Employee, Unit, UnitKind

SECONDS: Final = 600.0
SMALL: Final = (UnitKind.CENTRE, UnitKind.TEAM)
_known: dict[str, tuple[float, Names]] = {}


def known_names() -> Names:
    """Asked for at most every ten minutes: everybody's names, whoever looks, so that a look costs no less
    for one person than for another."""
    found = _known.get("now")
    if found is None or time.monotonic() - found[0] > SECONDS:
        people = Employee.objects.filter(ended_on__isnull=True).values_list("name", flat=True)
        units = Unit.objects.filter(kind__in=SMALL, closed_on__isnull=True).values_list("name", flat=True)
        found = _known["now"] = (time.monotonic(), Names.of(list(people), list(units)))
    return found[1]


def forget_names() -> None:
    """For tests, which have other people within one process."""
    _known.clear()
