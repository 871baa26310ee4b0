"""Subtracting told groups from each other, by trying all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extramile.stats.disclosure.groups import Atoms, Group, Whole, incidence


@dataclass(frozen=True, slots=True)
class Difference:
    """Told groups whose difference concerns few people.

    Attributes
    ----------
    keys : tuple of str
        The first less the others.
    people : int
        How many the difference concerns.
    """

    keys: tuple[str, ...]
    people: int


def too_small(groups: Sequence[Group], *, node: int = 5, attribute: int = 10) -> list[str]:
    """Told groups below the floors."""
    return [group.key for group in groups if group.n < (node if group.kind == "node" else attribute)]


def pairs(groups: Sequence[Group], atoms: Atoms, *, fewer_than: int = 5) -> list[Difference]:
    """Two told groups that differ by few people, of any waves."""
    found = incidence(groups, atoms)
    rows = found.rows.toarray().astype(np.int64)
    return list(_near(groups, rows, found.sizes, fewer_than))


def _near(groups: Sequence[Group], rows: Whole, sizes: Whole, fewer_than: int) -> Iterator[Difference]:
    for number in range(len(groups) - 1):
        people = np.abs(rows[number] - rows[number + 1 :]) @ sizes
        for other in np.flatnonzero((people > 0) & (people < fewer_than)):
            keys = (groups[number].key, groups[number + 1 + int(other)].key)
            yield Difference(keys, int(people[other]))


def triples(groups: Sequence[Group], atoms: Atoms, *, fewer_than: int = 5) -> list[Difference]:
    """A told group less two others, of any waves, that leaves few people."""
    found = incidence(groups, atoms)
    rows = found.rows.toarray().astype(np.int64)
    n = rows @ found.sizes
    made = []
    for whole in range(len(groups)):
        # Two parts that lie in it but for few people.
        parts = np.flatnonzero(((1 - rows[whole]) * rows) @ found.sizes < fewer_than)
        parts = parts[parts != whole]
        for place, part in enumerate(parts):
            # The numbers must fit before it is worth looking at the people.
            rest = parts[place + 1 :]
            others = rest[np.abs(n[whole] - n[part] - n[rest]) < fewer_than]
            people = (rows[whole] - rows[part] - rows[others] != 0) @ found.sizes
            for other in np.flatnonzero((people > 0) & (people < fewer_than)):
                keys = (groups[whole].key, groups[int(part)].key, groups[int(others[other])].key)
                made.append(Difference(keys, int(people[other])))
    return made
