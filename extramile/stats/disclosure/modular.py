"""Sparse elimination modulo a prime: which sums follow from which, exactly.

Rows are dicts of column to coefficient. They come one by one; each is reduced by those before it and keeps
the column that the fewest rows share as its pivot, so that little fills up. What a row was made of is kept:
a sum can be told in terms of the rows handed in.

Over the rationals the same holds unless a minor of the matrix is a multiple of the prime: for matrices of 0
and 1 as sparse as these that is never seen, and `attacks` uses another prime.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final, TypeAlias

import numpy as np

from extramile.stats.disclosure.groups import Whole

PRIME: Final = 2_147_483_647  # 2**31 - 1: products fit 64 bits
Row: TypeAlias = dict[int, int]


def inverse(value: int) -> int:
    """Modulo the prime."""
    return pow(value, -1, PRIME)


class Echelon:
    """Rows in echelon form.

    Parameters
    ----------
    shared : sequence of int
        Of each column the number of rows that have it: pivots are chosen where few do.
    """

    def __init__(self, shared: Sequence[int]) -> None:
        self.shared = shared
        self.rows: list[Row] = []
        self.pivots: list[int] = []
        self.sources: list[int] = []  # the row handed in
        self.scales: list[int] = []  # what it was multiplied with, last
        self.steps: list[list[tuple[int, int]]] = []  # what was taken off it, first
        self.row_of_pivot: dict[int, int] = {}

    def add(self, row: Mapping[int, int], source: int) -> bool:
        """Take a row in; False when it follows from the others."""
        rest, steps = self.reduce(row)
        if not rest:
            return False
        pivot = min(rest, key=lambda column: (self.shared[column], column))
        scale = inverse(rest[pivot])
        self.row_of_pivot[pivot] = len(self.rows)
        self.rows.append({column: value * scale % PRIME for column, value in rest.items()})
        self.pivots.append(pivot)
        self.sources.append(source)
        self.scales.append(scale)
        self.steps.append(steps)
        return True

    def reduce(self, row: Mapping[int, int]) -> tuple[Row, list[tuple[int, int]]]:
        """What is left of a row, and how often which row was taken off it."""
        rest = dict(row)
        steps: list[tuple[int, int]] = []
        waiting = [self.row_of_pivot[column] for column in rest if column in self.row_of_pivot]
        heapify(waiting)
        while waiting:
            number = heappop(waiting)
            times = rest.get(self.pivots[number], 0)
            if times:
                steps.append((number, times))
                self._take_off(rest, self.rows[number], times, waiting)
        return rest, steps

    def _take_off(self, rest: Row, row: Row, times: int, waiting: list[int]) -> None:
        for column, value in row.items():
            left = (rest.get(column, 0) - times * value) % PRIME
            if not left:
                rest.pop(column, None)
                continue
            if column not in rest and column in self.row_of_pivot:
                heappush(waiting, self.row_of_pivot[column])
            rest[column] = left

    def combination(self, row: Mapping[int, int]) -> dict[int, int] | None:
        """How often each row handed in goes into this one; None when it does not follow from them."""
        rest, steps = self.reduce(row)
        if rest:
            return None
        times = dict(steps)
        heap = [-number for number in times]
        heapify(heap)
        found: dict[int, int] = {}
        for number in _downwards(heap):
            factor = times.pop(number, 0) * self.scales[number] % PRIME
            if factor:
                found[self.sources[number]] = factor
                for other, taken in self.steps[number]:
                    if other not in times:
                        heappush(heap, -other)
                    times[other] = (times.get(other, 0) - factor * taken) % PRIME
        return found

    def kernel(self, columns: int, width: int, seed: int) -> Whole:
        """Random vectors that every row sends to nothing.

        Parameters
        ----------
        columns, width : int
            Columns of the matrix, and how many vectors.

        Returns
        -------
        ndarray of int, shape (columns, width)
            A set of columns carries a sum that follows from the rows exactly when their vectors depend on
            each other (but for a chance of about one in the prime to the power of what `width` leaves over).
        """
        vectors = np.random.default_rng(seed).integers(1, PRIME, size=(columns, width), dtype=np.int64)
        for row, pivot in zip(reversed(self.rows), reversed(self.pivots), strict=True):
            others = np.fromiter((column for column in row if column != pivot), dtype=np.int64)
            values = np.fromiter((row[column] for column in others.tolist()), dtype=np.int64)
            vectors[pivot] = (-(vectors[others] * values[:, None] % PRIME).sum(axis=0)) % PRIME
        return vectors


def _downwards(heap: list[int]) -> Iterator[int]:
    """The numbers of a heap of negatives, largest first, while it is added to; each once."""
    last = None
    while heap:
        number = -heappop(heap)
        if number != last:
            yield number
        last = number


def inverses(values: Whole) -> Whole:
    """Of each value modulo the prime; of 0, 0.

    One inverse for all of them: values are multiplied two by two up to one product, whose inverse is taken
    apart again on the way down.
    """
    whole = values % PRIME
    none = whole == 0
    levels = [np.where(none, 1, whole).ravel()]
    while len(levels[-1]) > 1:
        if len(levels[-1]) % 2:
            levels[-1] = np.append(levels[-1], 1)
        levels.append(levels[-1][::2] * levels[-1][1::2] % PRIME)
    found = np.array([inverse(int(product)) for product in levels.pop()], dtype=np.int64)
    for level in reversed(levels):
        above = found[: len(level) // 2]
        found = np.empty(len(level), dtype=np.int64)
        found[::2], found[1::2] = above * level[1::2] % PRIME, above * level[::2] % PRIME
    return np.where(none, 0, found[: whole.size].reshape(whole.shape))


def directions(vectors: Whole) -> Whole:
    """Vectors scaled so that parallel ones are equal: the first entry that is not 0 becomes 1.

    Parameters
    ----------
    vectors : ndarray of int, shape (n, width)

    Returns
    -------
    ndarray of int, shape (n, width)
        A row of zeros stays one.
    """
    first = (vectors != 0).argmax(axis=1)
    leading = np.take_along_axis(vectors, first[:, None], axis=1)
    return vectors * inverses(leading) % PRIME


def dependence(vectors: Whole) -> list[int] | None:
    """How vectors add up to nothing, each of them taking part; None when they are independent.

    Parameters
    ----------
    vectors : ndarray of int, shape (n, width)
        Few of them.
    """
    echelon = Echelon([0] * vectors.shape[1])
    for number, vector in enumerate(vectors.tolist()):
        row = {column: value for column, value in enumerate(vector) if value}
        found = echelon.combination(row)
        if found is not None:
            return [
                *[(-found.get(before, 0)) % PRIME for before in range(number)],
                1,
                *[0] * (len(vectors) - number - 1),
            ]
        echelon.add(row, number)
    return None
