"""Solve the mixed-model equations for many right sides at once, by conjugate gradients.

The unknowns are the effects divided by their standard deviation, so that a variance of nought needs no
case of its own: (S A S + D) x = S b, with S the standard deviations (1 for fixed effects) and D 1 for the
random ones (0 for fixed).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from extramile.stats.counts import Floats
from extramile.stats.errors import NotConvergedError
from extramile.stats.mixed.design import Equations

MOST_ROUNDS: Final = 3_000


@dataclass(frozen=True, slots=True)
class System:
    """The equations at one choice of ratios, with the inverse of their diagonal and of the fixed block."""

    made: Equations
    scale: Floats
    ridge: Floats
    diagonal: Floats
    fixed_inverse: Floats

    def times(self, columns: Floats) -> Floats:
        scale = self.scale[:, None]
        product: Floats = scale * (self.made.table @ (scale * columns)) + self.ridge[:, None] * columns
        return product

    def nearly_solved(self, columns: Floats) -> Floats:
        """Jacobi: divide by the diagonal; but the few fixed effects together, for they are dense."""
        found = columns / self.diagonal[:, None]
        found[: self.made.fixed] = self.fixed_inverse @ columns[: self.made.fixed]
        return found


def system(made: Equations, ratios: Floats) -> System:
    scale, ridge = np.ones(made.size), np.zeros(made.size)
    for piece, ratio in zip(made.pieces, ratios, strict=True):
        scale[piece], ridge[piece] = np.sqrt(ratio), 1.0
    diagonal = np.asarray(made.table.diagonal()) * scale**2 + ridge
    inverse = np.linalg.inv(made.table[: made.fixed, : made.fixed].toarray())
    return System(made, scale, ridge, diagonal, inverse)


def solve(known: System, right: Floats, *, tolerance: float, begin: Floats | None = None) -> Floats:
    """Solutions of all columns of `right`, each to `tolerance` of its length.

    Raises
    ------
    NotConvergedError
    """
    found = np.zeros_like(right) if begin is None else begin.copy()
    rest = right - known.times(found) if begin is not None else right.copy()
    goal = tolerance * np.linalg.norm(right, axis=0) + 1e-300
    near = known.nearly_solved(rest)
    way, size = near.copy(), np.sum(rest * near, axis=0)
    for _ in range(MOST_ROUNDS):
        open_ = np.linalg.norm(rest, axis=0) > goal
        if not open_.any():
            return found
        ahead = known.times(way)
        step = np.where(open_, size / np.maximum(np.sum(way * ahead, axis=0), 1e-300), 0.0)
        found += step * way
        rest -= step * ahead
        near = known.nearly_solved(rest)
        before, size = size, np.sum(rest * near, axis=0)
        way = near + size / np.maximum(before, 1e-300) * way
    raise NotConvergedError("The effects")


def whole(known: System) -> Floats:
    """The matrix itself, for a design small enough to write out."""
    table = sparse.diags_array(known.scale) @ known.made.table @ sparse.diags_array(known.scale)
    written: Floats = table.toarray() + np.diag(known.ridge)
    return written
