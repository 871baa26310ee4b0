"""Who and what each answer belongs to, and the normal equations of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from extramile.stats.counts import Floats
from extramile.stats.errors import DependentEffectsError, MeasureError, UnequalShapesError
from extramile.stats.moments import Moments

Table: TypeAlias = Any  # a scipy.sparse array: scipy has no types of its own
WORTH_IT: Final = 0.8  # rows are put together when so many, or fewer, are left


@dataclass(frozen=True, slots=True)
class Effect:
    """A random effect: its levels (employees, sites, teams) and how much each row has of each.

    Attributes
    ----------
    name : str
    incidence : scipy.sparse array, shape (rows, levels)
    """

    name: str
    incidence: Table

    @property
    def size(self) -> int:
        return int(self.incidence.shape[1])


def grouping(name: str, levels: ArrayLike, *, size: int | None = None) -> Effect:
    """One level a row: the site, the team.

    Parameters
    ----------
    name : str
        What the variance and the levels will be called.
    levels : array_like of int, shape (rows,)
        The level of each row, from 0; -1 for none.
    size : int, optional
        How many levels there are; by default one more than the highest.

    Returns
    -------
    Effect

    Raises
    ------
    MeasureError
        For levels that are not whole numbers from -1.
    """
    known = _whole(name, levels)
    rows = np.flatnonzero(known >= 0)
    return membership(name, rows, known[rows], count=len(known), size=size)


def membership(
    name: str,
    rows: ArrayLike,
    members: ArrayLike,
    *,
    count: int,
    size: int | None = None,
    weights: ArrayLike | None = None,
) -> Effect:
    """Several levels a row: the employees who did a job together.

    Parameters
    ----------
    name : str
        What the variance and the levels will be called.
    rows, members : array_like of int, shape (pairs,)
        A row and a level that it has a part in, both from 0.
    count : int
        How many rows there are.
    size : int, optional
        How many levels there are; by default one more than the highest.
    weights : array_like of float, shape (pairs,), optional
        How large each part is; by default the members of a row share it alike: 1/k each of k.

    Returns
    -------
    Effect

    Raises
    ------
    MeasureError, UnequalShapesError

    References
    ----------
    Browne, W. J., Goldstein, H. and Rasbash, J. (2001), "Multiple membership multiple classification
    models", Statistical Modelling 1, 103-124.
    """
    at, who = _whole(name, rows), _whole(name, members)
    if at.shape != who.shape:
        raise UnequalShapesError
    levels = int(who.max(initial=-1)) + 1 if size is None else size
    if np.any(at < 0) or np.any(who < 0) or at.max(initial=-1) >= count or who.max(initial=-1) >= levels:
        raise MeasureError(f"{name}: a row or level outside those that there are. Count both from 0.")
    if weights is None:
        parts = 1 / np.bincount(at, minlength=count)[at] if len(at) else np.empty(0)
    else:
        parts = np.asarray(weights, dtype=np.float64)
        if parts.shape != at.shape or not np.all(np.isfinite(parts) & (parts >= 0)):
            raise MeasureError(f"{name}: weights must be one number from 0 for each row and member.")
    return Effect(name, sparse.csr_array((parts, (at, who)), shape=(count, levels)))


def indicators(levels: ArrayLike) -> Table:
    """Columns of a fixed effect: one for each level but the first, which the others are compared with.

    Parameters
    ----------
    levels : array_like of int, shape (rows,)
        The level of each row, from 0: the kind of work, the channel, the month.

    Returns
    -------
    scipy.sparse array, shape (rows, levels - 1)
        To be handed in as `fixed`; several side by side with ``scipy.sparse.hstack``.

    Raises
    ------
    MeasureError
        For levels that are not whole numbers from 0.
    """
    known = _whole("levels", levels)
    if np.any(known < 0):
        raise MeasureError("levels: one below 0. Every row needs a level of a fixed effect.")
    rows = np.flatnonzero(known > 0)
    shape = (len(known), max(int(known.max(initial=0)), 0))
    return sparse.csr_array((np.ones(len(rows)), (rows, known[rows] - 1)), shape=shape)


def _whole(name: str, values: ArrayLike) -> NDArray[np.int64]:
    raw = np.asarray(values)
    if raw.ndim != 1 or (raw.size and (raw.dtype.kind not in "iu" or raw.min() < -1)):
        raise MeasureError(f"{name}: not one row of whole numbers from 0 (or -1 for none).")
    return raw.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Equations:
    """Normal equations of all effects together, fixed ones first.

    Attributes
    ----------
    table : scipy.sparse array
        ``W'NW``: W the columns of the effects, N the answers of each row.
    right : ndarray
        ``W'y``.
    squares : float
        The sum of all squared answers.
    answers : float
    fixed : int
        How many columns are fixed effects, the mean among them.
    pieces : of each random effect, its columns
    """

    table: Table
    right: Floats
    squares: float
    answers: float
    fixed: int
    pieces: tuple[slice, ...]

    @property
    def size(self) -> int:
        return len(self.right)


def equations(moments: Moments, fixed: Table, effects: Sequence[Effect]) -> Equations:
    """Rows that are alike are put together first; then all that matters of the answers is added up."""
    columns = sparse.hstack(
        [np.ones((len(moments.n), 1)), fixed, *(effect.incidence for effect in effects)], format="csr"
    )
    columns, moments = _together(columns[moments.n > 0], Moments(*(part[moments.n > 0] for part in moments)))
    weighted = columns.copy()
    weighted.data *= np.repeat(moments.n, np.diff(columns.indptr))
    table = (columns.T.tocsr() @ weighted).tocsr()
    ends = np.cumsum([1 + fixed.shape[1], *(effect.size for effect in effects)])
    pieces = tuple(slice(int(a), int(b)) for a, b in pairwise(ends))
    right = np.asarray(columns.T @ moments.totals)
    made = Equations(table, right, float(moments.squares.sum()), float(moments.n.sum()), int(ends[0]), pieces)
    _refuse_dependent(made)
    return made


def _together(columns: Table, moments: Moments) -> tuple[Table, Moments]:
    """One row for all that have the same effects. Rows are known by a random sum, checked by another."""
    columns.sort_indices()
    marks = columns @ np.random.default_rng(0).random((columns.shape[1], 2))
    _, first, where = np.unique(marks[:, 0], return_index=True, return_inverse=True)
    if len(first) > WORTH_IT * len(where) or np.any(marks[first, 1][where] != marks[:, 1]):
        return columns, moments
    return columns[first], Moments(*(_added(where, part, len(first)) for part in moments))


def _added(where: NDArray[np.intp], part: Floats, size: int) -> Floats:
    return np.bincount(where, part, size).astype(np.float64)


def _refuse_dependent(made: Equations) -> None:
    block = made.table[: made.fixed, : made.fixed].toarray()
    sizes = np.sqrt(np.diag(block))
    if np.any(sizes == 0):
        raise DependentEffectsError
    if np.linalg.eigvalsh(block / np.outer(sizes, sizes))[0] < 1e-10:
        raise DependentEffectsError
