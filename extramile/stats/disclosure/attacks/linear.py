"""What follows from told sums, by plain dense algebra: written apart from the audit, with another prime."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from extramile.stats.disclosure.groups import Atoms, Group, Whole, incidence

PRIME: Final = 1_000_000_007
WIDTH: Final = 8
MOST_FOR_FOUR: Final = 220  # classes among which any four are tried


@dataclass(frozen=True, slots=True)
class Exposed:
    """A sum over few people that follows from what is told.

    Attributes
    ----------
    classes : tuple of int
        Classes of people, as `incidence` numbers them.
    people : int
        How many they are.
    """

    classes: tuple[int, ...]
    people: int


def solved(
    groups: Sequence[Group], atoms: Atoms, *, fewer_than: int = 5, most_classes: int = 4
) -> list[Exposed]:
    """Individuals and small groups whose sum follows from all told sums, taken as exact.

    Parameters
    ----------
    groups : sequence of Group
        Told, of all waves; the answers of the same people in several waves are taken as the same.
    atoms : Atoms
    fewer_than : int
        People.
    most_classes : int
        Classes put together, up to 4; four only where there are few in all.

    Returns
    -------
    list of Exposed
    """
    if not groups:
        return []
    found = incidence(groups, atoms)
    vectors = _kernel(found.rows.toarray().astype(np.int64))
    few = np.flatnonzero(found.sizes < fewer_than)
    sets = _dependent(vectors, few, most_classes)
    made = {tuple(sorted(classes)) for classes in sets}
    exposed = [Exposed(classes, int(found.sizes[list(classes)].sum())) for classes in sorted(made)]
    return [item for item in exposed if item.people < fewer_than]


def _kernel(rows: Whole) -> Whole:
    """A random combination of the kernel's basis, from the reduced echelon form."""
    matrix = rows % PRIME
    pivots: list[int] = []
    for column in range(matrix.shape[1]):
        rank = len(pivots)
        below = np.flatnonzero(matrix[rank:, column])
        if not len(below):
            continue
        matrix[[rank, rank + below[0]]] = matrix[[rank + below[0], rank]]
        matrix[rank] = matrix[rank] * pow(int(matrix[rank, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != rank]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[rank]) % PRIME
        pivots.append(column)
        if len(pivots) == len(matrix):
            break
    free = np.setdiff1d(np.arange(matrix.shape[1]), pivots)
    vectors = np.zeros((matrix.shape[1], WIDTH), dtype=np.int64)
    vectors[free] = np.random.default_rng(7).integers(1, PRIME, size=(len(free), WIDTH))
    for rank, pivot in enumerate(pivots):
        vectors[pivot] = -(matrix[rank, free][:, None] * vectors[free] % PRIME).sum(axis=0) % PRIME
    return vectors


def _dependent(vectors: Whole, few: Whole, most: int) -> Iterator[tuple[int, ...]]:
    bare = ~vectors[few].any(axis=1)
    yield from ((int(number),) for number in few[bare])
    few = few[~bare]
    if most >= 2:
        yield from _parallel(vectors[few], few, ())
    if most >= 3:
        for place, number in enumerate(few[:-2]):
            rest = _projected(vectors[few[place + 1 :]], vectors[number])
            yield from _parallel(rest, few[place + 1 :], (int(number),))
    if most >= 4 and len(few) <= MOST_FOR_FOUR:
        for first, second in combinations(range(len(few) - 2), 2):
            rest = _projected(vectors[few[second + 1 :]], vectors[few[first]])
            line = _projected(vectors[few[second : second + 1]], vectors[few[first]])[0]
            if line.any():
                yield from _parallel(
                    _projected(rest, line), few[second + 1 :], (int(few[first]), int(few[second]))
                )


def _projected(vectors: Whole, away: Whole) -> Whole:
    place = int((away != 0).argmax())
    unit = away * pow(int(away[place]), -1, PRIME) % PRIME
    return (vectors - vectors[:, place : place + 1] * unit) % PRIME


def _parallel(vectors: Whole, names: Whole, others: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Names of parallel vectors, two by two, and of those that are nothing, one by one."""
    there = vectors.any(axis=1)
    if others:
        yield from ((*others, int(name)) for name in names[~there])
    vectors, names = vectors[there], names[there]
    if len(names) < 2:
        return
    first = (vectors != 0).argmax(axis=1)
    # a / b of two random sums of the entries tells parallel vectors apart without dividing each.
    leading = vectors[np.arange(len(vectors)), first]
    scaled = vectors * _inverse(leading)[:, None] % PRIME
    _, place, times = np.unique(scaled, axis=0, return_inverse=True, return_counts=True)
    for number in np.flatnonzero(times > 1):
        for pair in combinations(names[place.ravel() == number].tolist(), 2):
            yield (*others, *pair)


def _inverse(values: Whole) -> Whole:
    result, power, exponent = np.ones_like(values), values % PRIME, PRIME - 2
    while exponent:
        if exponent & 1:
            result = result * power % PRIME
        power = power * power % PRIME
        exponent >>= 1
    return result
