"""Which topics and ratings go with the NPS, and how much of it is theirs to explain.

The outcome is the answer as -1 (detractor), 0 (passive), +1 (promoter), whose mean is the NPS: shares are
shares of its spread, slopes are NPS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    ImpossibleLevelError,
    NotAGroupError,
    NotFiniteError,
    TooFewRowsError,
    WrongShapeError,
)
from extramile.stats.many import benjamini_hochberg

MOST_EXACT = 12  # drivers: 4,096 sets; more are sampled
ALIKE = 1e-9
CHUNK = 1_000_000  # numbers worked on at once


@dataclass(frozen=True, slots=True)
class Drivers:
    """What each driver has to do with the NPS.

    Attributes
    ----------
    names : tuple of str (k,)
    importance : ndarray (k,)
        Share of the outcome's spread that goes with the driver, shared fairly among drivers that go together
        (Shapley; LMG). Adds up to `explained`. Adjusted for chance: about 0 for a driver of no worth, or
        below.
    low, high : ndarray (k,)
        Bootstrap limits of the importance.
    slope : ndarray (k,)
        NPS (-1...+1) per unit of the driver, the others held still. Per tick: with it less without it.
    p_value, q_value : ndarray (k,)
        Of "adds nothing to the others", alone and adjusted for the many drivers.
    explained : float
        Share of the spread that all drivers together explain, adjusted for chance.
    n : int
        Answers.
    exact : bool
        Whether all orders of the drivers were averaged, or a sample of them.
    """

    names: tuple[str, ...]
    importance: Floats
    low: Floats
    high: Floats
    slope: Floats
    p_value: Floats
    q_value: Floats
    explained: float
    n: int
    exact: bool


def driver_importance(
    groups: ArrayLike,
    columns: ArrayLike,
    *,
    names: Sequence[str],
    seed: int,
    clusters: ArrayLike | None = None,
    draws: int = 499,
    orders: int = 200,
    level: float = 0.95,
) -> Drivers:
    """Relative importance of topics and ratings for the NPS.

    Parameters
    ----------
    groups : array_like of int (n,)
        -1 detractor, 0 passive, +1 promoter.
    columns : array_like of float (n, k)
        Ticks as 0 and 1, ratings as numbers. No gaps: leave such rows out, or ask about fewer columns.
    names : sequence of str (k,)
    seed : int
        Of the bootstrap and of sampled orders.
    clusters : array_like (n,), optional
        Who made the answers alike, such as the employee or team of the job: whole clusters are redrawn, and
        errors allow for them. Without it, every answer stands alone.
    draws : int
        Bootstrap draws.
    orders : int
        Sampled orders with more than 12 drivers; each is also read backwards.
    level : float
        Confidence level.

    Returns
    -------
    Drivers

    Raises
    ------
    NotAGroupError, NotFiniteError, WrongShapeError, TooFewRowsError, ImpossibleLevelError

    Notes
    -----
    Lindeman, Merenda & Gold (1980); Grömping (2007), "Estimators of relative importance in linear regression
    based on variance decomposition", The American Statistician 61. An ordinal outcome scored by its place in
    the NPS; the value of a set of drivers is its adjusted R squared. A column that does not vary, or that
    follows from others, gets what it adds: nothing, or its share of what they tell together. That drivers go
    with the NPS does not say that working on them would move it.
    """
    outcome, table, home = _checked(groups, columns, names, clusters)
    if not 0 < level < 1:
        raise ImpossibleLevelError(level)
    random = np.random.default_rng(seed)
    count, many = table.shape
    rows = np.column_stack([table - table.mean(axis=0), outcome - outcome.mean()])
    exact = many <= MOST_EXACT
    walks = None if exact else _orders(many, orders, random)
    plain = _importance(_covariances(rows, np.ones((1, count))), walks)[0]
    adjusted = _importance(_covariances(rows, np.ones((1, count))), walks, answers=count)[0]
    drawn = _bootstrap(rows, home, draws, walks, random)
    low, high = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2], axis=0) + adjusted - plain
    slope, p_value = _slopes(rows, home)
    return Drivers(
        names=tuple(names),
        importance=adjusted,
        low=low,
        high=high,
        slope=slope,
        p_value=p_value,
        q_value=benjamini_hochberg(p_value),
        explained=float(adjusted.sum()),
        n=count,
        exact=exact,
    )


def _checked(
    groups: ArrayLike, columns: ArrayLike, names: Sequence[str], clusters: ArrayLike | None
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    outcome, table = np.asarray(groups, dtype=np.float64), np.asarray(columns, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(names) or not len(names):
        raise WrongShapeError("columns", table.shape, f"one row an answer and {len(names)} columns, as named")
    if outcome.shape != (len(table),):
        raise WrongShapeError("groups", outcome.shape, f"one for each of {len(table)} answers")
    if not np.isin(outcome, (-1.0, 0.0, 1.0)).all():
        raise NotAGroupError
    if not np.isfinite(table).all():
        raise NotFiniteError("columns")
    home = (
        np.arange(len(table)) if clusters is None else np.unique(np.asarray(clusters), return_inverse=True)[1]
    )
    if home.shape != outcome.shape:
        raise WrongShapeError("clusters", home.shape, f"one for each of {len(table)} answers")
    needed = table.shape[1] + 3
    if min(len(table), int(home.max(initial=-1)) + 1) < needed:
        raise TooFewRowsError(int(home.max(initial=-1)) + 1, needed)
    return outcome, table, home.astype(np.int64)


def _covariances(rows: Floats, weights: Floats) -> Floats:
    """Of all columns with the outcome last, one for each row of weights, (B, k+1, k+1)."""
    columns = rows.shape[1]
    total = weights.sum(axis=1)[:, None, None]
    means = weights @ rows / total[:, 0]
    products = np.stack([weights @ (rows * rows[:, [one]]) for one in range(columns)], axis=1)
    return np.asarray(products / total - means[:, :, None] * means[:, None, :])


def _bootstrap(
    rows: Floats,
    home: NDArray[np.int64],
    draws: int,
    walks: NDArray[np.int64] | None,
    random: np.random.Generator,
) -> Floats:
    """Importances of redrawn clusters, (B, k): their cross products are added up once."""
    many, columns = int(home.max()) + 1, rows.shape[1]
    first, second = np.triu_indices(columns)
    sums = np.column_stack([np.bincount(home, minlength=many).astype(np.float64)])
    parts = [np.bincount(home, rows[:, one], minlength=many) for one in range(columns)]
    parts += [
        np.bincount(home, rows[:, a] * rows[:, b], minlength=many) for a, b in zip(first, second, strict=True)
    ]
    sums = np.column_stack([sums, *parts])
    found = []
    at_once = max(1, CHUNK // many)
    for start in range(0, draws, at_once):
        times = random.multinomial(many, np.full(many, 1 / many), size=min(at_once, draws - start))
        drawn = times @ sums
        drawn = drawn[:, 1:] / drawn[:, :1]
        means = drawn[:, :columns]
        products = np.zeros((len(drawn), columns, columns))
        products[:, first, second] = products[:, second, first] = drawn[:, columns:]
        found.append(_importance(products - means[:, :, None] * means[:, None, :], walks))
    return np.concatenate(found)


def _importance(covariances: Floats, walks: NDArray[np.int64] | None, answers: int | None = None) -> Floats:
    """Shapley shares of the outcome's spread, (B, k); adjusted for chance when the answers are told."""
    sizes = np.sqrt(_sizes(covariances))
    scaled = covariances / (sizes[:, :, None] * sizes[:, None, :])
    scaled[:, -1, -1] = 1.0  # an outcome without spread leaves nothing to explain: all gains are nought
    if walks is None:
        return _shapley(_explained_by_sets(scaled, answers))
    return _sampled(scaled, walks, answers)


def _sizes(covariances: Floats) -> Floats:
    diagonal = np.diagonal(covariances, axis1=1, axis2=2)
    return np.asarray(np.where(diagonal > 1e-15, diagonal, 1.0))


def _adjusted(left: Floats, used: int | Floats, answers: int | None) -> Floats:
    """R squared from what a set leaves unexplained."""
    factor = 1.0 if answers is None else (answers - 1) / (answers - 1 - np.asarray(used))
    return np.asarray(1 - left * factor)


def _explained_by_sets(matrices: Floats, answers: int | None) -> Floats:
    """Value of each of the 2^k sets of drivers, (2^k, B); bit j of the place says whether driver j is in.

    All sets at once: one driver after another is swept in or left aside, and its row and column go.
    """
    stack, many = matrices[None], matrices.shape[-1] - 1
    for _ in range(many):
        aside = stack[..., 1:, 1:]
        stack = np.stack([aside, _swept(stack)]).reshape(-1, *aside.shape[1:])
    sizes = np.array([bin(one).count("1") for one in range(2**many)])
    left = stack[..., 0, 0]  # the driver swept last has the highest bit
    return _adjusted(left, sizes[:, None], answers)


def _swept(stack: Floats) -> Floats:
    """What is left of the others when the first is held still; nothing changes where it says nothing new."""
    pivot = stack[..., 0, 0]
    new = pivot > ALIKE
    row = stack[..., 0, 1:]
    share = np.where(new, 1 / np.where(new, pivot, 1.0), 0.0)[..., None, None]
    return np.asarray(stack[..., 1:, 1:] - row[..., :, None] * row[..., None, :] * share)


def _shapley(values: Floats) -> Floats:
    """Fair shares of the value of all, (B, k)."""
    many = int(values.shape[0]).bit_length() - 1
    places = np.arange(len(values))
    sizes = np.array([bin(one).count("1") for one in places])
    weights = np.array(
        [factorial(s) * factorial(many - s - 1) / factorial(many) if s < many else 0.0 for s in sizes]
    )
    shares = []
    for driver in range(many):
        without = places[(places >> driver) & 1 == 0]
        gained = values[without | (1 << driver)] - values[without]
        shares.append(weights[without] @ gained)
    return np.stack(shares, axis=1)


def _orders(many: int, count: int, random: np.random.Generator) -> NDArray[np.int64]:
    walks = random.permuted(np.tile(np.arange(many), (count, 1)), axis=1)
    return np.concatenate([walks, walks[:, ::-1]])


def _sampled(matrices: Floats, walks: NDArray[np.int64], answers: int | None) -> Floats:
    """Mean gain of each driver over sampled orders, (B, k)."""
    many = matrices.shape[-1] - 1
    shares = np.zeros((len(matrices), many))
    for walk in walks:
        order = np.append(walk, many)
        stack = matrices[:, order][:, :, order]
        value = np.zeros(len(matrices))
        for used, driver in enumerate(walk, start=1):
            stack = _swept(stack)
            reached = _adjusted(stack[:, -1, -1], used, answers)
            shares[:, driver] += reached - value
            value = reached
    return shares / len(walks)


def _slopes(rows: Floats, home: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Least squares with cluster-robust errors (CR1): slopes, p-values; NaN for columns without news."""
    table, outcome = rows[:, :-1], rows[:, -1]
    scale = table.std(axis=0)
    kept = _independent(table, scale)
    slope, p_value = np.full(len(scale), np.nan), np.full(len(scale), np.nan)
    if not kept.any():
        return slope, p_value
    x = table[:, kept] / scale[kept]
    bread = np.linalg.inv(x.T @ x)
    found = bread @ x.T @ outcome
    errors = outcome - x @ found
    many = int(home.max()) + 1
    scores = np.stack([np.bincount(home, column * errors, minlength=many) for column in x.T], axis=1)
    factor = many / (many - 1) * (len(x) - 1) / (len(x) - x.shape[1] - 1)
    spread = np.sqrt(np.maximum(np.diagonal(factor * bread @ scores.T @ scores @ bread), 0.0))
    statistic = np.abs(found) / np.where(spread > 0, spread, 1.0)
    slope[kept] = found / scale[kept]
    p_value[kept] = np.where(spread > 0, 2 * stdtr(many - 1, -statistic), np.where(found == 0, 1.0, 0.0))
    return slope, p_value


def _independent(table: Floats, scale: Floats) -> NDArray[np.bool_]:
    """Columns that vary and do not follow from those before them nor make others follow from them."""
    varies = scale > 1e-12
    if not varies.any():
        return varies
    x = table[:, varies] / scale[varies]
    roots, directions = np.linalg.eigh(x.T @ x / len(x))
    entangled = (np.abs(directions[:, roots < ALIKE]) > 1e-6).any(axis=1)
    kept = varies.copy()
    kept[varies] = ~entangled
    return kept
