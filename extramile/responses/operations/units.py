"""Units that a file of responses names and nobody made yet: only on request, below one unit of their own."""

from collections.abc import Iterable
from typing import Final

from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.people.queries import unit_paths

KINDS: Final = (UnitKind.REGION, UnitKind.CENTRE, UnitKind.TEAM)


def make_units(paths: Iterable[str]) -> int:
    """A path such as Trust/Service: a unit below a unit, under the top unit. Says how many were made."""
    wanted = sorted({tuple(part.strip() for part in path.split("/") if part.strip()) for path in paths})
    known = unit_paths()
    top = Unit.objects.filter(parent=None).order_by("pk").first()
    made = 0
    for parts in wanted:
        if "/".join(parts).casefold() in known:
            continue
        parent = top
        for depth, name in enumerate(parts):
            found = Unit.objects.filter(parent=parent, name=name).first()
            if found is None:
                found = add_unit(name, kind=KINDS[min(depth, len(KINDS) - 1)], parent=parent)
                made += 1
            parent = found
    return made
