"""An organisation's answers as a tree of sums: pure, without the database.

What a unit or a person leans on is made of rings: the answers of the unit around it, its own left out; those
of the unit above, the former left out; and so on. A ring is one sum. So what is leaned on tells of those in a
ring no more than their sum; where fewer than three people have answers, it is no ring, but part of the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extramile import stats
from extramile.stats.errors import NothingToPoolError

# As for the team's line: out of the sum of three, one's own taken off, nobody's is told.
LEAST_PEOPLE: Final = 3
# People, or units where people are not known. With fewer the spread between them is a guess.
LEAST_TO_POOL: Final = 20
PERSON: Final = "person"
EVERYTHING: Final = 0  # the unit above several tops


class Groups(NamedTuple):
    """Promoters, passives, detractors."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return sum(self)

    @property
    def balance(self) -> int:
        return self.promoters - self.detractors


class Person(NamedTuple):
    """Somebody's answers since they came to this unit."""

    id: int
    unit: int
    groups: Groups


@dataclass(slots=True)
class Node:
    """A unit with everything below it."""

    id: int
    parent: int | None
    kind: str
    n: int = 0
    balance: int = 0
    people: int = 0  # with answers
    of_people: int = 0  # answers of these people: one of two colleagues counts for both
    squares: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # n², of what is below by kind


@dataclass(frozen=True, slots=True)
class Spread:
    """How much single answers, people and units differ: variances."""

    within: float
    by_kind: Mapping[str, float]

    def of(self, kind: str) -> float:
        return self.by_kind.get(kind, 0.0)


@dataclass(frozen=True, slots=True)
class Organisation:
    nodes: dict[int, Node]  # the unit above before those below
    people: list[Person]
    own: dict[int, Groups]  # answers of units of which no people are known

    @classmethod
    def of(
        cls,
        units: Iterable[tuple[int, int | None, str]],
        groups: Mapping[int, Groups],
        people: Sequence[Person],
    ) -> "Organisation":
        """Units as (id, the unit above, kind), those above first; their answers, all below included."""
        nodes = {pk: Node(pk, parent, kind) for pk, parent, kind in units}
        tops = [node for node in nodes.values() if node.parent is None]
        if len(tops) > 1:
            nodes = {EVERYTHING: Node(EVERYTHING, None, ""), **nodes}
            for top in tops:
                top.parent = EVERYTHING
        with_answers = [one for one in people if one.groups.n and one.unit in nodes]
        return cls(nodes, with_answers, _summed(nodes, groups, with_answers))

    def path(self, unit: int) -> list[Node]:
        """From the unit up to the top."""
        found = [self.nodes[unit]]
        while (parent := found[-1].parent) is not None:
            found.append(self.nodes[parent])
        return found

    def is_large_enough(self) -> bool:
        return len(self.people) + len(self.own) >= LEAST_TO_POOL


def _summed(
    nodes: Mapping[int, Node], groups: Mapping[int, Groups], people: Sequence[Person]
) -> dict[int, Groups]:
    """Fill in the sums, from below; the answers of units of which nobody is known."""
    below: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    peopled = set()
    for one in people:
        node = nodes[one.unit]
        node.people += 1
        node.of_people += one.groups.n
        node.squares[PERSON] += one.groups.n**2
        peopled.add(one.unit)
    own = {}
    for node in reversed(list(nodes.values())):
        whole = groups.get(node.id) or Groups(*below[node.id])
        left = Groups(*(max(mine - theirs, 0) for mine, theirs in zip(whole, below[node.id], strict=True)))
        if left.n and node.id not in peopled:
            own[node.id] = left
            node.people += LEAST_PEOPLE  # whoever they are
        node.n, node.balance = whole.n, whole.balance
        if node.parent is not None:
            _add(nodes[node.parent], node)
            below[node.parent] = [sum(pair) for pair in zip(below[node.parent], whole, strict=True)]
    return own


def _add(above: Node, node: Node) -> None:
    above.people += node.people
    above.of_people += node.of_people
    for kind, squares in node.squares.items():
        above.squares[kind] += squares
    above.squares[node.kind] += node.n**2


def spread_of(organisation: Organisation) -> Spread | None:
    """By partial pooling over the whole tree; None where there is too little to learn from.

    Two digits are kept: enough to lean by, and too few to work out anybody's answers from.
    """
    if not organisation.is_large_enough():
        return None
    place = {pk: len(organisation.people) + number for number, pk in enumerate(organisation.nodes)}
    nobody = Groups(0, 0, 0)
    counts = [one.groups for one in organisation.people]
    counts += [organisation.own.get(pk, nobody) for pk in organisation.nodes]
    parents = [place[one.unit] for one in organisation.people]
    parents += [-1 if node.parent is None else place[node.parent] for node in organisation.nodes.values()]
    kinds = [PERSON] * len(organisation.people) + [node.kind for node in organisation.nodes.values()]
    try:
        pooled = stats.pool_tree(counts, parents, kinds=kinds)
    except NothingToPoolError:
        return None
    return Spread(_rounded(pooled.within), {str(kind): _rounded(v) for kind, v in pooled.variances.items()})


def _rounded(variance: float) -> float:
    return float(f"{variance:.1e}")


class Part(NamedTuple):
    """What leans: a person, or a unit with all below."""

    kind: str
    n: int
    balance: int
    people: int
    of_people: int
    squares: Mapping[str, int]


def part_of(node: Node) -> Part:
    return Part(node.kind, node.n, node.balance, node.people, node.of_people, node.squares)


def person_part(person: Person) -> Part:
    n = person.groups.n
    return Part(PERSON, n, person.groups.balance, int(n > 0), n, {})


def rings_around(part: Part, above: Sequence[Node], spread: Spread) -> list[tuple[Node, stats.Ring]]:
    """The units above, nearest first, each with its answers outside the one before."""
    rings: list[tuple[Node, stats.Ring]] = []
    inner, between = part, list[Node]()
    for node in above:
        ring = _ring(node, inner, between, spread)
        if ring is None:
            between.append(node)
        else:
            rings.append((node, ring))
            inner, between = part_of(node), []
    return rings


def _ring(node: Node, inner: Part, between: Sequence[Node], spread: Spread) -> stats.Ring | None:
    """The answers of `node` outside `inner`; None where too few people have them.

    Units between the two belong to the ring, less what is further in. A person's own answers are no secret to
    that person: there the two others count.
    """
    n = node.n - inner.n
    others = node.people if inner.kind == PERSON else node.people - inner.people
    if n <= 0 or others < LEAST_PEOPLE:
        return None
    squares = dict(node.squares)
    for kind, inside in inner.squares.items():
        squares[kind] = squares.get(kind, 0) - inside
    squares[inner.kind] = squares.get(inner.kind, 0) - inner.n**2
    for one in between:
        squares[one.kind] = squares.get(one.kind, 0) - one.n**2 + max(one.n - inner.n, 0) ** 2
    of_people = max(node.of_people - inner.of_people, n)
    step = spread.of(inner.kind) + sum(spread.of(one.kind) for one in between)
    # Of shared work one's answer may be counted in another unit.
    balance = min(max(node.balance - inner.balance, -n), n)
    return stats.Ring(n, balance, _clustering(squares, n, of_people, spread), step)


def _clustering(squares: Mapping[str, int], n: int, of_people: int, spread: Spread) -> float:
    """How far the answers' mean may lie from the unit's level because few people or units gave them."""
    found = 0.0
    for kind, number in squares.items():
        among = of_people if kind == PERSON else n
        found += spread.of(kind) * min(max(number, 0) / among**2, 1.0)
    return found


def _known(rings: Iterable[tuple[Node, stats.Ring]], spread: Spread) -> stats.Known:
    outermost_first = [ring for _node, ring in rings][::-1]
    return stats.lean_on(outermost_first, within=spread.within)


def unit_known(node: Node, above: Sequence[Node], spread: Spread) -> stats.Known | None:
    """What is known, its own answers left out, of the score of the people and units that a unit is made of.

    None: it has no answers, or nothing is around it.
    """
    rings = rings_around(part_of(node), above, spread) if node.n else []
    if not rings:
        return None
    known = _known(rings, spread)
    own = _clustering(node.squares, node.n, max(node.of_people, node.n), spread)
    return stats.Known(known.mean, known.variance + own)


def person_known(person: Person, path: Sequence[Node], spread: Spread) -> tuple[Node, stats.Known] | None:
    """The nearest unit, from the own team up, of which three people have answers, and what its others tell.

    Smaller units on the way do not speak for themselves.
    """
    rings = rings_around(person_part(person), path, spread)
    return (rings[0][0], _known(rings, spread)) if rings else None
