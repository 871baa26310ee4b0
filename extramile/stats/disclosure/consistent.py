"""Which answers agree with told figures: the integer program of an attacker who knows who took part.

Unknown are, of each class of people, how many are promoters and how many detractors. Each told figure bounds
them for its group. Somebody is certain to be a promoter when no solution makes one of their class otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from extramile.stats.disclosure.coding import SHARE_STEP, CodedFigure, end_of, rounded, step_of, told_of
from extramile.stats.disclosure.groups import Kind, Matrix, Whole
from extramile.stats.disclosure.witness import DETRACTOR, PASSIVE, PROMOTER, Limits, has_other

Statement: TypeAlias = Literal["promoter", "not promoter", "detractor", "not detractor"]
INFEASIBLE: Final = 2  # as scipy numbers it
STATEMENTS: Final[tuple[Statement, ...]] = ("promoter", "not promoter", "detractor", "not detractor")
STARTS: Final[dict[Statement, list[tuple[int, int]]]] = {
    "promoter": [(PROMOTER, PASSIVE), (PROMOTER, DETRACTOR)],
    "not promoter": [(PASSIVE, PROMOTER), (DETRACTOR, PROMOTER)],
    "detractor": [(DETRACTOR, PASSIVE), (DETRACTOR, PROMOTER)],
    "not detractor": [(PASSIVE, DETRACTOR), (PROMOTER, DETRACTOR)],
}


@dataclass(frozen=True, slots=True)
class Told:
    """A told figure as an attacker reads it.

    Attributes
    ----------
    kind : {"node", "attribute"}
    n : int
        How many answered: taken as known, though only a band of it is told.
    figure : CodedFigure
    """

    kind: Kind
    n: int
    figure: CodedFigure


def balance(told: Told) -> tuple[int, int]:
    """Least and most promoters less detractors that give the told points."""
    step, most = step_of(told.n, told.kind), end_of(told.n, told.kind)
    sums = np.arange(-told.n, told.n + 1)
    fitting = sums[told_of(100 * sums, told.n, step, most) == told.figure.points]
    return (int(fitting[0]), int(fitting[-1])) if len(fitting) else (1, 0)


def promoters(told: Told) -> tuple[int, int]:
    """Least and most promoters that give the told share; of figures without shares, none to all."""
    if told.figure.shares is None:
        return 0, told.n
    share = told.figure.shares[0]
    low, high = _nearest(share, told.n, SHARE_STEP)
    return (0 if share <= SHARE_STEP else low), (told.n if share >= 100 - SHARE_STEP else high)


def _nearest(points: int, n: int, step: int) -> tuple[int, int]:
    """Least and most counts that round to these points."""
    around = range(
        int(Fraction((2 * points - step) * n, 200)) - 1, int(Fraction((2 * points + step) * n, 200)) + 2
    )
    fitting = [count for count in around if rounded(Fraction(100 * count, n), step) == points]
    return (fitting[0], fitting[-1]) if fitting else (around[0], around[-1])


class Program:
    """Every answer that agrees with the told figures.

    Parameters
    ----------
    rows : scipy.sparse.csr_array, shape (groups, classes)
        Who is in which told group.
    sizes : ndarray of int, shape (classes,)
    told : sequence of Told
        One a group.
    known : ndarray of int, shape (classes, 3), optional
        Promoters, passives and detractors among those who are not in `sizes`, for that they told.
    """

    def __init__(
        self, rows: Matrix, sizes: Whole, told: Sequence[Told], *, known: Whole | None = None
    ) -> None:
        self.sizes, self.rows, self.told = sizes, rows, told
        between = np.array([[balance(item), promoters(item)] for item in told], dtype=np.int64)
        if known is not None:
            own = rows @ known
            between -= np.stack([own[:, PROMOTER] - own[:, DETRACTOR], own[:, PROMOTER]], axis=1)[:, :, None]
        self.low, self.high = between[:, :, 0], between[:, :, 1]
        self.has_shares = np.array([item.figure.shares is not None for item in told])

    @cached_property
    def limits(self) -> Limits:
        """The same, for the quick search."""
        return Limits(self.rows.toarray(), self.low, self.high)

    @cached_property
    def constraint(self) -> LinearConstraint:
        """On promoters of each class, then detractors of each."""
        shared = self.has_shares
        one, some = sparse.eye_array(len(self.sizes), format="csr"), self.rows[shared]
        parts = [
            (sparse.hstack([self.rows, -self.rows]), self.low[:, 0], self.high[:, 0]),
            (sparse.hstack([one, one]), 0 * self.sizes, self.sizes),
            (sparse.hstack([some, 0 * some]), self.low[shared, 1], self.high[shared, 1]),
        ]
        matrix = sparse.vstack([part for part, _, _ in parts]).tocsr()
        return LinearConstraint(
            matrix,
            np.concatenate([low for _, low, _ in parts]),
            np.concatenate([high for _, _, high in parts]),
        )

    def has_other(self, answers: Whole, number: int, statement: Statement) -> bool:
        """Whether a quick search from these answers finds some where the statement is wrong of somebody."""
        return has_other(self.limits, answers, number, STARTS[statement])

    def other(self, number: int, but: Statement, *, nodes: int, seconds: float | None = None) -> bool | None:
        """Whether somebody of a class may be otherwise than a statement says.

        Parameters
        ----------
        number : int
            Of the class.
        but : {"promoter", "not promoter", "detractor", "not detractor"}
        nodes : int
            Branches tried.
        seconds : float, optional
            A limit of time, for attacks; decisions use `nodes` alone, which always come out the same.

        Returns
        -------
        bool or None
            None when neither was found out within the limits.
        """
        low, high = np.zeros(2 * len(self.sizes)), np.tile(self.sizes, 2).astype(np.float64)
        place = number if but.endswith("promoter") else number + len(self.sizes)
        if but.startswith("not "):
            low[place] = 1
        else:
            high[place] = self.sizes[number] - 1
        options: dict[str, float] = {"node_limit": nodes}
        if seconds is not None:
            options["time_limit"] = seconds
        result = milp(
            np.zeros(len(low)),
            integrality=np.ones(len(low)),
            bounds=Bounds(low, high),
            constraints=self.constraint,
            options=options,
        )
        if result.x is not None:
            return True
        return False if result.status == INFEASIBLE else None
