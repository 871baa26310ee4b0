"""The rows of a table of units in groups, where they can be told apart: never an order by a score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SIDES: Final[dict[int | None, str | Promise]] = {
    1: gettext_lazy("Clearly above the others"),
    0: gettext_lazy("Not distinguishable"),
    -1: gettext_lazy("Clearly below the others"),
    None: gettext_lazy("Too few answers to compare"),
}


class Sided(Protocol):
    @property
    def side(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Group:
    name: str | Promise
    rows: list[Sided]


@dataclass(frozen=True, slots=True)
class Groups:
    """Empty: the rows are one list. `are_alike`: they were compared, and cannot be told apart."""

    groups: list[Group] = field(default_factory=list)
    are_alike: bool = False


def groups_of(rows: Sequence[Sided]) -> Groups:
    """In the order handed in, which is by name."""
    sides = {row.side for row in rows}
    if sides <= {None}:
        return Groups()
    if sides <= {None, 0}:
        return Groups(are_alike=True)
    found = [Group(name, [row for row in rows if row.side == side]) for side, name in SIDES.items()]
    return Groups([group for group in found if group.rows])
