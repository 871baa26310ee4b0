"""Keep groups one by one, the larger first, as long as none of the local rules is broken.

Weights are people times ``UNIT``. An atom without a sure answer weighs one: it never counts as people, and
yet sets that differ by it are not equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extramile.stats.disclosure.groups import Group, Incidence, Matrix, Whole
from extramile.stats.disclosure.rules import Floors, Reason, Rules

UNIT: Final = 1 << 20
Flags = NDArray[np.bool_]


def weigh(sizes: Whole) -> Whole:
    """People as weights: see the module."""
    return np.where(sizes > 0, sizes * UNIT, 1)


@dataclass(frozen=True, eq=False)
class Overlaps:
    """How much any two groups have in common.

    Attributes
    ----------
    weights : ndarray of int, shape (groups,)
        Of each group.
    common : scipy.sparse.csr_array, shape (groups, groups)
        Weight of the people in both.
    near : list of ndarray
        Of each group the groups that lie in it but for less than `least` people, lightest first.
    around : list of ndarray
        Of each group the groups that it lies in but for less than `least` people.
    """

    weights: Whole
    common: Matrix
    near: list[Whole]
    around: list[Whole]

    def row(self, group: int) -> tuple[Whole, Whole]:
        """The groups that have people in common with one, and how much."""
        start, end = self.common.indptr[group], self.common.indptr[group + 1]
        return self.common.indices[start:end], self.common.data[start:end]


def overlaps(found: Incidence, least: int) -> Overlaps:
    """See `Overlaps`."""
    weighed = found.rows.multiply(weigh(found.sizes)[None, :]).tocsr()
    common = (weighed @ found.rows.T).tocsr()
    weights = np.asarray(weighed.sum(axis=1), dtype=np.int64).ravel()
    holders = np.repeat(np.arange(len(weights)), np.diff(common.indptr))
    others = common.indices
    outside = weights[others] - common.data
    inside = (outside < least * UNIT) & (others != holders)
    return Overlaps(
        weights,
        common,
        _lists(holders[inside], others[inside], weights),
        _lists(others[inside], holders[inside], weights),
    )


def _lists(keys: Whole, values: Whole, weights: Whole) -> list[Whole]:
    """Values by key, lightest first."""
    order = np.lexsort((values, weights[values], keys))
    borders = np.searchsorted(keys[order], np.arange(1, len(weights)))
    return list(np.split(values[order], borders))


class Greedy:
    """Decides group by group.

    Parameters
    ----------
    groups : sequence of Group
        Those already told and those in question, in one list.
    found : Incidence
        Of these groups.
    floors, rules
        As in `decide`.
    """

    def __init__(self, groups: Sequence[Group], found: Incidence, floors: Floors, rules: Rules) -> None:
        self.groups, self.found, self.floors, self.rules = groups, found, floors, rules
        self.least = rules.least * UNIT
        self.overlaps = overlaps(found, rules.least)
        self.weights = weigh(found.sizes)
        self.released: Flags = np.zeros(len(groups), dtype=bool)
        self.innermost: dict[tuple[int, str], Whole] = {}
        self.left: Whole = self.overlaps.weights.copy()  # of each group, without the groups kept inside it

    def keep_already(self, number: int) -> None:
        """A group that was told in an earlier wave: nothing to decide."""
        self.released[number] = True

    def consider(self, number: int) -> Reason | None:
        """Keep the group, or say why not."""
        reason = self._reason(number)
        if reason is None:
            self._keep(number)
        return reason

    def _reason(self, number: int) -> Reason | None:
        rules = self.rules
        if rules.floors and self._is_small(number):
            return Reason.FLOOR
        if rules.remainders and self._leaves_few(number):
            return Reason.REMAINDER
        if rules.pairs and self._is_near_another(number):
            return Reason.PAIR
        if rules.triples and self._is_near_two(number):
            return Reason.TRIPLE
        return None

    def _is_small(self, number: int) -> bool:
        group = self.groups[number]
        floor = self.floors.node if group.kind == "node" else self.floors.attribute
        # Nobody at all cannot be told even with the rule off.
        return int(self.overlaps.weights[number]) < floor * UNIT

    def _is_few(self, weight: int) -> bool:
        return 0 < weight < self.least

    # Remainders: what is left of the group around it.

    def _classes(self, number: int) -> Whole:
        rows = self.found.rows
        classes: Whole = rows.indices[rows.indptr[number] : rows.indptr[number + 1]]
        return classes

    def _owners(self, number: int) -> Whole:
        """Of each class the innermost group kept so far, in this group's wave and kind."""
        group = self.groups[number]
        empty = np.full(len(self.weights), -1, dtype=np.int64)
        return self.innermost.setdefault((group.wave, group.kind), empty)

    def _leaves_few(self, number: int) -> bool:
        own = self._classes(number)
        weight = int(self.overlaps.weights[number])
        owners = np.unique(self._owners(number)[own])
        if any(self._is_few(int(self.left[owner]) - weight) for owner in owners if owner >= 0):
            return True
        return self.groups[number].kind == "attribute" and self._leaves_few_of_node(number, own)

    def _leaves_few_of_node(self, number: int, own: Whole) -> bool:
        """Units around a cut, without every cut kept inside them."""
        covered = self._owners(number) >= 0
        covered[own] = True
        around = self.overlaps.around[number]
        for node in around[self.released[around]]:
            group = self.groups[node]
            if group.kind == "node" and group.wave == self.groups[number].wave:
                classes = self._classes(int(node))
                if self._is_few(int(self.weights[classes][~covered[classes]].sum())):
                    return True
        return False

    def _keep(self, number: int) -> None:
        self.released[number] = True
        own, owners = self._classes(number), self._owners(number)
        weight = int(self.overlaps.weights[number])
        for owner in np.unique(owners[own]):
            if owner >= 0:
                self.left[owner] -= weight
        owners[own] = number

    # Pairs and triples: what differs, in this wave and earlier ones.

    def _is_near_another(self, number: int) -> bool:
        others, common = self.overlaps.row(number)
        weights = self.overlaps.weights
        differ = weights[number] + weights[others] - 2 * common
        return bool((self.released[others] & (differ > 0) & (differ < self.least)).any())

    def _is_near_two(self, number: int) -> bool:
        whole_and_part = [(number, int(part)) for part in self._kept(self.overlaps.near[number])]
        part_of_whole = [(int(whole), number) for whole in self._kept(self.overlaps.around[number])]
        return any(self._third(whole, part, number) for whole, part in [*whole_and_part, *part_of_whole])

    def _kept(self, numbers: Whole) -> Whole:
        return numbers[self.released[numbers]]

    def _third(self, whole: int, part: int, number: int) -> bool:
        """Whether whole - part - another kept group concerns few."""
        weights, near = self.overlaps.weights, self.overlaps.near[whole]
        if not len(near):
            return False
        rest = int(weights[whole] - weights[part])
        first, last = np.searchsorted(weights[near], [rest - self.least + 1, rest + self.least])
        return any(
            (self.released[other] or other == number)
            and other != part
            and self._is_few(self._support(whole, part, int(other)))
            for other in near[first:last]
        )

    def _support(self, whole: int, part: int, other: int) -> int:
        """Weight of everybody whose answer stays in whole - part - other."""
        classes, times = np.unique(
            np.concatenate([self._classes(part), self._classes(other)]), return_counts=True
        )
        mine = self._classes(whole)
        cancelled = classes[(times == 1) & np.isin(classes, mine, assume_unique=True)]
        total = self.weights[np.union1d(classes, mine)].sum() - self.weights[cancelled].sum()
        return int(total)
