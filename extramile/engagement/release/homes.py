"""Where a comment may be read: the lowest unit at which it could be from any of ten people or more.

Units are told apart: what is read at a unit and not at those below it comes from the rest, and the rest is a
group like any other. So every comment has one home, and homes share nobody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LEAST_ANSWERS: Final = 10
LEAST_COMMENTS: Final = 3


@dataclass(slots=True)
class _Waiting:
    """Cells whose comments have found no home yet, on their way up."""

    cells: list[int] = field(default_factory=list)
    answers: int = 0
    comments: int = 0

    def take(self, other: "_Waiting") -> None:
        self.cells += other.cells
        self.answers += other.answers
        self.comments += other.comments


def homes(
    above: Mapping[int, Sequence[int]],
    *,
    answers: Mapping[int, int],
    comments: Mapping[int, int],
    shown: frozenset[int],
    least_answers: int = LEAST_ANSWERS,
) -> dict[int, int]:
    """Cell -> unit. A cell that is missing has no home: its comments are never shown.

    `above`: cell -> the units from the top down to its own. `answers`, `comments`: how many came from each
    cell. `shown`: the units whose figures are released. Only numbers of people and of comments decide.
    """
    waiting: dict[int, _Waiting] = defaultdict(_Waiting)
    for cell, path in above.items():
        waiting[path[-1]].take(_Waiting([cell], answers.get(cell, 0), comments.get(cell, 0)))
    found: dict[int, int] = {}
    for unit, parent in _upwards(above):
        group = waiting.pop(unit, _Waiting())
        if (
            unit in shown
            and group.answers >= max(least_answers, LEAST_ANSWERS)
            and group.comments >= LEAST_COMMENTS
        ):
            found.update(dict.fromkeys(group.cells, unit))
        elif parent is not None:
            waiting[parent].take(group)
    return found


def _upwards(above: Mapping[int, Sequence[int]]) -> list[tuple[int, int | None]]:
    """Every unit with its parent, the deepest first."""
    places: dict[int, tuple[int, int | None]] = {}
    for path in above.values():
        for depth, unit in enumerate(path):
            places[unit] = (depth, path[depth - 1] if depth else None)
    return [
        (unit, parent)
        for unit, (depth, parent) in sorted(places.items(), key=lambda one: (-one[1][0], one[0]))
    ]
