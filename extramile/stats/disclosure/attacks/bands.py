"""The integer program of an attacker who reads the table: of the numbers of answers, only the bands."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from extramile.stats.counts import Floats
from extramile.stats.disclosure.coding import SHARE_STEP, end_of, step_of
from extramile.stats.disclosure.consistent import INFEASIBLE, Statement, Told
from extramile.stats.disclosure.groups import Matrix, Whole

Part: TypeAlias = tuple[Matrix, Floats, Floats]
# Of each statement the answers (promoter, passive, detractor) that make it wrong.
WRONG: Final[dict[Statement, tuple[int, int, int]]] = {
    "promoter": (0, 1, 1),
    "not promoter": (1, 0, 0),
    "detractor": (1, 1, 0),
    "not detractor": (0, 0, 1),
}


class BandProgram:
    """Every answer of some of these people that agrees with the told figures and bands.

    Parameters
    ----------
    rows : scipy.sparse.csr_array, shape (groups, classes)
    sizes : ndarray of int, shape (classes,)
        People of each class who may have answered: known to the attacker, as if nobody else had been asked.
    told : sequence of Told
        One a group; `n` is used to tell in which band it lies, no more.
    """

    def __init__(self, rows: Matrix, sizes: Whole, told: Sequence[Told]) -> None:
        self.sizes = sizes
        one = sparse.eye_array(len(sizes), format="csr")
        bands = np.array([[item.figure.band.low, item.figure.band.high] for item in told], dtype=np.float64)
        parts: list[Part] = [
            (sparse.hstack([one, one, one]), np.zeros(len(sizes)), sizes.astype(np.float64)),
            (sparse.hstack([rows, rows, rows]), bands[:, 0], bands[:, 1]),
        ]
        for number, item in enumerate(told):
            row = rows[[number]]
            points, step, most = item.figure.points, step_of(item.n, item.kind), end_of(item.n, item.kind)
            parts += share_rows(row, (1, 0, -1), twice(points, step, most))
            if item.figure.shares is not None:
                share = item.figure.shares[0]
                low = 2 * share - SHARE_STEP if share > SHARE_STEP else None
                high = 2 * share + SHARE_STEP if share < 100 - SHARE_STEP else None
                parts += share_rows(row, (1, 0, 0), (low, high))
        matrix = sparse.vstack([part for part, _, _ in parts]).tocsr()
        lows, highs = (np.concatenate([part[place] for part in parts]) for place in (1, 2))
        self.constraint = LinearConstraint(matrix, lows, highs)

    def other(self, number: int, but: Statement, *, seconds: float) -> bool | None:
        """Whether somebody of a class took part and is not what a statement says; None: not found out."""
        wanted = np.zeros((3, len(self.sizes)))
        wanted[:, number] = WRONG[but]
        result = milp(
            np.zeros(3 * len(self.sizes)),
            integrality=np.ones(3 * len(self.sizes)),
            bounds=Bounds(0, np.tile(self.sizes, 3)),
            constraints=[self.constraint, LinearConstraint(wanted.reshape(1, -1), 1, np.inf)],
            options={"time_limit": seconds},
        )
        if result.x is not None:
            return True
        return False if result.status == INFEASIBLE else None


def twice(points: int, step: int, most: int) -> tuple[int | None, int | None]:
    """Twice the least and the most that is told as these points; None: no end."""
    if abs(points) >= most:
        return (2 * most, None) if points > 0 else (None, -2 * most)
    low = -2 * most if points == step - most else 2 * points - step
    high = 2 * most if points == most - step else 2 * points + step
    return low, high


def share_rows(row: Matrix, kind: Sequence[int], twice: tuple[int | None, int | None]) -> list[Part]:
    """A told share (or score) of a number that is not known, as rows of the program."""
    limits: list[Part] = []
    nothing, endless = np.zeros(1), np.full(1, np.inf)
    low, high = twice
    if low is not None:
        limits.append((_times(row, kind, low), nothing, endless))
    if high is not None:
        limits.append((_times(row, kind, high), -endless, nothing))
    return limits


def _times(row: Matrix, kind: Sequence[int], share: int) -> Matrix:
    return sparse.hstack([row * (200 * weight - share) for weight in kind])
