"""Cells: into which group each invited person's ballot goes. Pure: rows and a tree in, cells out.

A cell is a unit and a layer, and never fewer people than the floor, for its key signs all their ballots:
whoever holds a signature of this key is one of them.

1. Home: the team; whoever leads a unit that they are in goes to the unit above it, so that nobody who reads
   a team's results as its manager is counted in them.
2. From the deepest unit up, a group of one layer that is too small moves to the unit above, where it meets
   others of its layer.
3. At the top, layers that are still too small are joined. If all of them together are too few, the nearest
   cell is joined with them: of those highest in the tree, the smallest.

Where fewer people than the floor are invited below a whole top unit, nobody of them can be asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extramile.engagement.models import Layer
from extramile.people.models import UnitKind

Tree = Mapping[int, tuple[int, ...]]  # unit -> the ids from the top down to itself
Group = tuple[int, str]  # unit, layer; no layer where layers are joined

HIGH = frozenset({UnitKind.COMPANY, UnitKind.COUNTRY})
STAFF = HIGH | {UnitKind.REGION}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is invited, as of the day the wave opens."""

    employee_id: int
    team: int
    layer: str
    leads: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Division:
    """Who is in which cell. `too_small`: the top units below which too few people are invited."""

    cells: Mapping[Group, tuple[Person, ...]]  # in the order of their units and layers
    merged: tuple[Group, ...]  # groups that people came from and that are no cell of their own
    too_small: tuple[int, ...]


def layer_of(*, leads: Iterable[str], team_kind: str, in_staff_unit: bool) -> str:
    """By the kinds of the units somebody leads, the kind of their team, and whether it is a staff unit."""
    kinds = set(leads)
    if kinds & HIGH:
        return Layer.TOP
    if kinds:
        return Layer.MIDDLE
    return Layer.STAFF if in_staff_unit or team_kind in STAFF else Layer.FRONT_LINE


def home_of(person: Person, tree: Tree) -> int:
    """The team, or the unit above the highest unit around it that this person leads. The top stays."""
    path = tree[person.team]
    led = next((depth for depth, unit in enumerate(path) if unit in person.leads), None)
    return person.team if led is None else path[max(led - 1, 0)]


def divide(people: Iterable[Person], tree: Tree, *, least: int) -> Division:
    """The same people and tree give the same cells, in whatever order they come."""
    work = _Work(tree, least)
    for person in sorted(people, key=lambda one: one.employee_id):
        work.groups[home_of(person, tree), person.layer].append(person)
    homes = set(work.groups)
    work.lift()
    work.join_tops()
    cells = {group: tuple(work.groups[group]) for group in sorted(work.groups)}
    return Division(cells, tuple(sorted(homes - cells.keys())), tuple(work.too_small))


@dataclass(slots=True)
class _Work:
    tree: Tree
    least: int
    groups: dict[Group, list[Person]] = field(default_factory=lambda: defaultdict(list))
    too_small: list[int] = field(default_factory=list)

    def lift(self) -> None:
        """Too small groups move up, the deepest first: a unit is looked at when all below it came in."""
        levels: dict[int, list[Group]] = defaultdict(list)
        for group in self.groups:
            levels[len(self.tree[group[0]])].append(group)
        for depth in range(max(levels, default=1), 1, -1):
            for group in sorted(levels[depth]):
                if len(self.groups[group]) < self.least:
                    levels[depth - 1] += self._move(group, (self.tree[group[0]][-2], group[1]))

    def _move(self, group: Group, into: Group) -> list[Group]:
        """The group it went into, if that is a new one."""
        new = [] if into in self.groups else [into]
        self.groups[into] += self.groups.pop(group)
        return new

    def join_tops(self) -> None:
        tops = {self.tree[unit][0] for unit, _layer in self.groups}
        for top in sorted(tops):
            small = [group for group in self.groups if group[0] == top and self._is_small(group)]
            if small:
                self._join(top, sorted(small))

    def _is_small(self, group: Group) -> bool:
        return len(self.groups[group]) < self.least

    def _join(self, top: int, small: list[Group]) -> None:
        """The small ones together; and as long as they are too few, the nearest cell with them."""
        joint: Group = (top, "")
        for group in small:
            self._move(group, joint)
        while self._is_small(joint):
            nearest = self._nearest(top, joint)
            if nearest is None:
                del self.groups[joint]
                self.too_small.append(top)
                return
            self._move(nearest, joint)

    def _nearest(self, top: int, joint: Group) -> Group | None:
        below = [group for group in self.groups if group != joint and self.tree[group[0]][0] == top]
        return min(below, key=lambda one: (len(self.tree[one[0]]), len(self.groups[one]), one), default=None)
