"""Arithmetic modulo a prime, beside Python's own."""

import numpy as np
import pytest

from extramile.stats.disclosure.modular import PRIME, directions, inverses
from extramile.stats.disclosure.row_space import _alike


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 63, 2_016])
def test_inverses_are_those_of_python(count: int) -> None:
    values = np.random.default_rng(count).integers(0, PRIME, size=(count, 1), dtype=np.int64)
    values[::4] = 0
    expected = [[pow(int(value), -1, PRIME) if value else 0] for value in values[:, 0]]
    assert inverses(values).tolist() == expected


def test_of_nothing_but_zeros_too() -> None:
    assert inverses(np.zeros(5, dtype=np.int64)).tolist() == [0] * 5


def test_parallel_vectors_have_one_direction() -> None:
    random = np.random.default_rng(3)
    vectors = random.integers(1, PRIME, size=(40, 8), dtype=np.int64)
    vectors[7] = vectors[3] * 12_345 % PRIME
    vectors[30, :2] = 0
    found = directions(vectors)
    assert found[7].tolist() == found[3].tolist()
    assert found[30, 2] == 1
    assert [sorted(group.tolist()) for group in _alike(found)] == [[3, 7]]


def test_equal_rows_are_found_in_the_order_of_the_rows_and_zeros_are_not() -> None:
    rows = np.array([[1, 2], [0, 0], [3, 4], [1, 2], [0, 0], [3, 4], [1, 2], [5, 6]], dtype=np.int64)
    wide = np.pad(rows, ((0, 0), (0, 6)))
    assert [group.tolist() for group in _alike(wide)] == [[0, 3, 6], [2, 5]]
    assert _alike(wide[:0]) == []
