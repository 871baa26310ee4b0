"""What a group's answers add up to: enough for every mean-based method, however many answers there were."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import MeasureError, UnequalShapesError


class Moments(NamedTuple):
    """How many answers each row has, their total and the total of their squares; one dimension."""

    n: Floats
    totals: Floats
    squares: Floats

    def about(self, middle: float) -> "Moments":
        """Those of the answers less `middle`: small numbers lose nothing when they are squared."""
        totals = self.totals - middle * self.n
        return Moments(self.n, totals, self.squares - 2 * middle * self.totals + middle**2 * self.n)

    @property
    def within_sum(self) -> float:
        """Squares of the answers about the mean of their own row, over all rows."""
        some = self.n > 0
        return float(np.sum(self.squares[some] - self.totals[some] ** 2 / self.n[some]))

    @property
    def within_freedom(self) -> float:
        """Answers beyond the first of each row: what the spread within rows is known from."""
        return float(np.sum(np.maximum(self.n - 1, 0)))


def moments_of_counts(counts: ArrayLike) -> Moments:
    """Promoters as +1, passives as 0, detractors as -1.

    Parameters
    ----------
    counts : array_like of int, shape (rows, 3)
        Promoters, passives and detractors of each row; a row may be empty.

    Raises
    ------
    NotWholeError, NegativeCountError, UnequalShapesError
    """
    try:
        table = whole("counts", counts)
    except ValueError as error:
        if type(error) is ValueError:  # numpy's: rows of different lengths
            raise UnequalShapesError from error
        raise
    if table.ndim != 2 or table.shape[1] != 3:
        raise MeasureError(
            f"counts has shape {table.shape}. Hand in a row for each node: promoters, passives, detractors."
        )
    promoters, passives, detractors = table.T
    return Moments(promoters + passives + detractors, promoters - detractors, promoters + detractors)


def checked_moments(n: ArrayLike, totals: ArrayLike, squares: ArrayLike) -> Moments:
    """Moments that can be those of answers; or the error that says what to do."""
    rows = [np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (n, totals, squares)]
    if len({row.shape for row in rows}) > 1 or rows[0].ndim != 1:
        raise UnequalShapesError
    moments = Moments(whole("n", rows[0]), rows[1], rows[2])
    if not all(np.all(np.isfinite(row)) for row in rows):
        raise MeasureError(
            "totals or squares: a missing or infinite value. Leave that answer out of all three."
        )
    short = moments.n * moments.squares - moments.totals**2
    if np.any(short < -1e-9 * np.maximum(moments.totals**2, 1)):
        raise MeasureError("squares: too small for these totals. Hand in the sum of the squared values.")
    return moments
