"""The exact audit: nothing that follows from all told sums together concerns too few people.

Every told sum is a row over the classes of people; whatever can be worked out is a combination of rows. A sum
over few people exists exactly when the kernel's vectors of their classes depend on each other, and that is
looked for: every single class and every two classes of the whole company; any three while there are at most
1,500 small classes and any four while there are 250, else those near each other in the tree of some wave.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from extramile.stats.disclosure.greedy import UNIT, weigh
from extramile.stats.disclosure.groups import Atoms, Group, Incidence, Whole, incidence
from extramile.stats.disclosure.modular import PRIME, Echelon, dependence, directions, inverse

WIDTH: Final = 8  # of the kernel's vectors: four may be independent, and four more to be sure
SEED: Final = 20_261_122
ANY_THREE: Final = 1_500  # among so many classes, any three are tried
ANY_FOUR: Final = 250
NEIGHBOURS: Final = 256  # else these many around each
FOUR_OF: Final = 64  # and of them, for four, the nearest


@dataclass(frozen=True, eq=False)
class Pieces:
    """Rows that span what the groups span, with less in each: a group without the groups inside it.

    Attributes
    ----------
    rows : list of ndarray
        Classes of each group's piece.
    parents : list of int
        The smallest group around each, of the same wave and kind; -1 for none.
    """

    rows: list[Whole]
    parents: list[int]


def pieces(groups: Sequence[Group], found: Incidence) -> Pieces:
    """See `Pieces`. A group that cuts across others of its own wave and kind stays whole."""
    owners: dict[tuple[int, str], Whole] = {}
    parents = [-1] * len(groups)
    whole: set[int] = set()
    matrix = found.rows
    rows = [matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]] for i in range(len(groups))]
    for number in sorted(range(len(groups)), key=lambda i: (-len(rows[i]), i)):
        family = (groups[number].wave, groups[number].kind)
        mine = owners.setdefault(family, np.full(len(found.sizes), -1, dtype=np.int64))
        around = np.unique(mine[rows[number]])
        if len(around) > 1:
            whole.add(number)
        elif len(around):
            parents[number] = int(around[0])
            mine[rows[number]] = number
    split = [
        row if i in whole else row[owners[groups[i].wave, groups[i].kind][row] == i]
        for i, row in enumerate(rows)
    ]
    return Pieces(split, parents)


class Audit:
    """What follows from the sums of these groups.

    Parameters
    ----------
    groups : sequence of Group
        All that are told, of this wave and earlier ones.
    atoms : Atoms
    """

    def __init__(self, groups: Sequence[Group], atoms: Atoms) -> None:
        found = incidence(groups, atoms)
        self.weights = weigh(found.sizes)
        self.pieces = pieces(groups, found)
        shared = np.bincount(
            np.concatenate([np.empty(0, dtype=np.int64), *self.pieces.rows]), minlength=len(found.sizes)
        )
        self.echelon = Echelon(shared.tolist())

    def eliminate(self, tell: Callable[[int, int], None]) -> None:
        """Short rows first: they leave little to take off the long ones."""
        rows = self.pieces.rows
        order = sorted((i for i in range(len(rows)) if len(rows[i])), key=lambda i: (len(rows[i]), i))
        for done, number in enumerate(order):
            if done % 500 == 0:
                tell(done, len(order))
            self.echelon.add(dict.fromkeys(rows[number].tolist(), 1), number)
        self.vectors = self.echelon.kernel(len(self.weights), WIDTH, SEED)

    def exposed(self, least: int) -> Iterator[tuple[int, ...]]:
        """Sets of classes, of fewer than `least` people together, a sum over which follows."""
        few = np.flatnonzero(self.weights < least * UNIT)
        bare = (self.vectors[few] == 0).all(axis=1)
        yield from ((int(number),) for number in few[bare])
        few = few[~bare]
        yield from self._pairs(few, least)
        # Three people at least, so two of them weigh one: nothing to look for below that.
        if least > 3:
            for around, fours in self._neighbourhoods(few, least):
                yield from self._more(around, fours, least)

    def _fits(self, classes: Sequence[int], least: int) -> bool:
        return int(self.weights[list(classes)].sum()) < least * UNIT

    def _pairs(self, few: Whole, least: int) -> Iterator[tuple[int, ...]]:
        for alike in _alike(directions(self.vectors[few])):
            members = few[alike].tolist()
            yield from (pair for pair in combinations(members, 2) if self._fits(pair, least))

    def _neighbourhoods(self, few: Whole, least: int) -> Iterator[tuple[Whole, int]]:
        """Of each class itself, first, and others to try with it; and how many of them to try for four."""
        few = few[self.weights[few] <= (least - 3) * UNIT]
        if len(few) <= ANY_THREE:
            near = self._near(few) if len(few) > ANY_FOUR else {}
            for number in range(len(few)):
                one, later = few[number], few[number + 1 :]
                close = near.get(int(one), [])
                first = later[np.isin(later, close)] if near else later
                rest = np.setdiff1d(later, first, assume_unique=True)
                yield (
                    np.concatenate([[one], first, rest]),
                    len(first) if not near else min(len(first), FOUR_OF),
                )
            return
        for one, others in self._near(few).items():
            yield np.array([one, *others], dtype=np.int64), FOUR_OF

    def _near(self, few: Whole) -> dict[int, list[int]]:
        """Of each class those that share a piece with it, then those that share one with these."""
        chosen = np.zeros(len(self.weights), dtype=bool)
        chosen[few] = True
        together: dict[int, set[int]] = defaultdict(set)
        for row in self.pieces.rows:
            members = row[chosen[row]].tolist()
            if len(members) <= FOUR_OF:
                for member in members:
                    together[member].update(members)
        return {one: _two_steps(one, together) for one in sorted(together)}

    def _more(self, around: Whole, fours: int, least: int) -> Iterator[tuple[int, ...]]:
        """Three or four that depend on each other: the first, and others of these."""
        rest = _without(self.vectors[around[1:]], self.vectors[around[0]])
        for alike in _alike(directions(rest)):
            for pair in combinations(around[1:][alike].tolist(), 2):
                found = tuple(sorted((int(around[0]), *pair)))
                if self._fits(found, least):
                    yield found
        if least > 4:
            yield from self._fours(around[: fours + 1], rest[:fours], least)

    def _fours(self, around: Whole, rest: Whole, least: int) -> Iterator[tuple[int, ...]]:
        one = self.weights[around] <= UNIT
        others, rest = around[1:][one[1:]], rest[one[1:]]
        if not one[0] or len(others) < 3:
            return
        first, second, third = _without_each(rest)
        lines = directions(third)
        mark = lines @ _MARKS % PRIME
        order = np.lexsort((mark, first))
        same = (np.diff(first[order]) == 0) & (np.diff(mark[order]) == 0) & lines[order][1:].any(axis=1)
        for number in np.flatnonzero(same):
            a, b = order[number], order[number + 1]
            found = tuple(
                sorted(
                    {int(around[0]), int(others[first[a]]), int(others[second[a]]), int(others[second[b]])}
                )
            )
            if len(found) == 4 and self._fits(found, least):
                yield found

    def told_by(self, classes: Sequence[int]) -> set[int]:
        """The groups of a combination that exposes these classes; empty when none does."""
        times = dependence(self.vectors[list(classes)])
        if times is None:
            return set()
        row = {number: value for number, value in zip(classes, times, strict=True) if value}
        found = self.echelon.combination(row)
        if found is None:
            return set()
        return self._groups_of(found)

    def _groups_of(self, found: dict[int, int]) -> set[int]:
        """Pieces put back together: a group is in it where its piece counts otherwise than that around it."""
        times = dict(found)
        for number in sorted(range(len(self.pieces.rows)), key=self._depth):
            if not len(self.pieces.rows[number]) and self.pieces.parents[number] >= 0:
                times[number] = times.get(self.pieces.parents[number], 0)
        return {
            number
            for number, parent in enumerate(self.pieces.parents)
            if times.get(number, 0) != (times.get(parent, 0) if parent >= 0 else 0)
        }

    def _depth(self, number: int) -> int:
        depth = 0
        while (number := self.pieces.parents[number]) >= 0:
            depth += 1
        return depth


_MARKS: Final = np.random.default_rng(SEED).integers(1, 1 << 20, size=WIDTH, dtype=np.int64)


def _two_steps(one: int, together: dict[int, set[int]]) -> list[int]:
    near = together[one]
    further: set[int] = set()
    for other in sorted(near):
        if len(near) + len(further) > NEIGHBOURS:
            break
        further |= together[other]
    return [*sorted(near - {one}), *sorted(further - near)][:NEIGHBOURS]


def _alike(vectors: Whole) -> list[Whole]:
    """Numbers of equal rows, where two or more are; rows of zeros left out."""
    numbers = np.flatnonzero(np.any(vectors, axis=1))
    marks = vectors[numbers] @ _MARKS  # equal rows have equal marks; most marks are alone, and done with
    order = np.argsort(marks, kind="stable")
    again = np.diff(marks[order]) == 0
    if not again.any():
        return []
    found = defaultdict(list)
    twice = np.append(again, False) | np.append(False, again)
    for number in np.sort(numbers[order[twice]]).tolist():
        found[vectors[number].tobytes()].append(number)
    return [np.array(members, dtype=np.int64) for members in found.values() if len(members) > 1]


def _without(vectors: Whole, one: Whole) -> Whole:
    """Vectors with one taken off each so that its leading entry becomes 0."""
    place = int((one != 0).argmax())
    scaled = one * inverse(int(one[place])) % PRIME
    return (vectors - vectors[:, place : place + 1] * scaled[None, :]) % PRIME


def _without_each(vectors: Whole) -> tuple[Whole, Whole, Whole]:
    """For each two: the number of the first and of the second, and the second without the first."""
    count = len(vectors)
    scaled = directions(vectors)
    place = (vectors != 0).argmax(axis=1)
    first, second = np.triu_indices(count, k=1)
    times = vectors[second, place[first]]
    return first, second, (vectors[second] - times[:, None] * scaled[first]) % PRIME


def withheld_for_remainders(told: Sequence[Group], atoms: Atoms, *, least: int) -> set[str]:
    """Keys of groups to withhold so that what is left around told groups is nobody or at least so many.

    Parameters
    ----------
    told : sequence of Group
        Of this wave, in the order in which they are kept.
    least : int

    Returns
    -------
    set of str
        Of each group with too few left around those inside it, the least important of these, over and over.
    """
    out: set[str] = set()
    while True:
        left = [group for group in told if group.key not in out]
        if not left:
            return out
        found = incidence(left, atoms)
        split, weights = pieces(left, found), weigh(found.sizes)
        few = {
            number
            for number in set(split.parents) - {-1}
            if 0 < int(weights[split.rows[number]].sum()) < least * UNIT
        }
        last = {parent: number for number, parent in enumerate(split.parents) if parent in few}
        if not last:
            return out
        out |= {left[number].key for number in last.values()}


def withheld_for_row_space(
    told: Sequence[Group],
    already: Sequence[Group],
    atoms: Atoms,
    *,
    least: int,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    """Keys of groups to withhold so that nothing which follows concerns fewer than `least` people.

    Parameters
    ----------
    told, already : sequence of Group
        Of this wave, in the order in which they are kept; of earlier waves.
    least : int

    Returns
    -------
    set of str
        The least important of each combination, over and over until none is left.
    """
    out: set[str] = set()
    while True:
        left = [group for group in told if group.key not in out]
        more = _round(left, already, atoms, least, progress)
        if not more:
            return out
        out |= more


def _round(
    told: Sequence[Group],
    already: Sequence[Group],
    atoms: Atoms,
    least: int,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    if not told:
        return set()
    audit = Audit([*already, *told], atoms)
    audit.eliminate(lambda done, total: progress("row space", done, total))
    out: set[int] = set()
    for exposed in sorted(set(audit.exposed(least)), key=lambda found: (len(found), found)):
        ours = {number for number in audit.told_by(exposed) if number >= len(already)}
        if ours and not ours & out:
            out.add(max(ours))  # they come in the order in which they are kept
    return {told[number - len(already)].key for number in out}
