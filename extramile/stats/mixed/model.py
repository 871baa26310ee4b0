"""Fit a mixed model to answers: employees compared as if all did the same work at the same places."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    MeasureError,
    NoAnswersError,
    NoSpreadError,
    NothingToPoolError,
    UnequalShapesError,
    UnknownMethodError,
)
from extramile.stats.mixed.design import Effect, Equations, Table, equations
from extramile.stats.mixed.likelihood import SMALL, estimated, exact
from extramile.stats.mixed.result import TOLERANCE, MixedFit
from extramile.stats.mixed.solving import solve, system
from extramile.stats.moments import Moments, checked_moments, moments_of_counts
from extramile.stats.pooling.pool import LIKELIHOODS, Likelihood

SEED: Final = 20_261_122


class _Ask(NamedTuple):
    method: Likelihood
    variances: Mapping[str, float] | None
    within: float | None
    seed: int | np.random.Generator


def mixed_model(
    counts: ArrayLike,
    effects: Sequence[Effect],
    *,
    fixed: ArrayLike | Table | None = None,
    method: Likelihood = "reml",
    variances: Mapping[str, float] | None = None,
    within: float | None = None,
    seed: int | np.random.Generator = SEED,
) -> MixedFit:
    """Net Promoter Scores of employees, teams and sites, case mix and shared jobs allowed for.

    Parameters
    ----------
    counts : array_like of int, shape (rows, 3)
        Promoters, passives and detractors of each row: one answer, or all answers of one job, or of
        everything that has the same effects. Rows that are alike are put together first.
    effects : sequence of Effect
        The random effects, made by `grouping` (one level a row) and `membership` (shared jobs, 1/k each).
        They may be nested or crossed in any way.
    fixed : array_like or scipy.sparse array, shape (rows, columns), optional
        Columns of fixed effects without the mean, such as ``indicators(kind_of_work)``.
    method : {"reml", "ml"}
        Restricted or plain maximum likelihood. Designs of more than 600 columns are fitted by REML, their
        traces estimated with random probes (variances to about 1 %).
    variances : mapping from name to float, optional
        Known variances of the effects, with `within` the known variance of answers.
    seed : int or numpy.random.Generator
        For the probes.

    Returns
    -------
    MixedFit
        On the scale from -1 to +1. Its `levels` gives chosen employees with intervals.

    Raises
    ------
    CountsError, MeasureError
        For counts or columns that cannot be.
    DependentEffectsError
        If fixed effects follow from each other.
    NothingToPoolError
        If there is no random effect, or one of them has a single level.
    NoSpreadError
        If all answers are alike.
    NotConvergedError

    Notes
    -----
    Henderson's mixed-model equations, solved by conjugate gradients with the diagonal (and the block of
    the fixed effects) as a rough inverse [1]_; variances by average information [2]_. The noise has one
    variance. Intervals take the variances as known.

    References
    ----------
    .. [1] Henderson, C. R. (1975), "Best linear unbiased estimation and prediction under a selection
       model", Biometrics 31, 423-447.
    .. [2] Gilmour, A. R., Thompson, R. and Cullis, B. R. (1995), "Average information REML", Biometrics
       51, 1440-1450.

    Examples
    --------
    >>> from extramile.stats import grouping
    >>> counts = [(1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 0, 1)]
    >>> fit = mixed_model(counts, [grouping("employee", [0, 0, 0, 1, 1, 1])])
    >>> fit.levels({"employee": [0, 1]}).estimate.round(2).tolist()
    [0.58, -0.58]
    """
    ask = _Ask(method, variances, within, seed)
    return _fit(moments_of_counts(counts), effects, fixed, ask, bounded=True)


def mixed_model_values(
    n: ArrayLike,
    totals: ArrayLike,
    squares: ArrayLike,
    effects: Sequence[Effect],
    *,
    fixed: ArrayLike | Table | None = None,
    method: Likelihood = "reml",
    variances: Mapping[str, float] | None = None,
    within: float | None = None,
    seed: int | np.random.Generator = SEED,
) -> MixedFit:
    """The same of any measure of which the answers of a row are added up.

    Parameters
    ----------
    n, totals, squares : array_like, shape (rows,)
        How many answers each row has, their sum, the sum of their squares.
    effects, fixed, method, variances, within, seed
        As in `mixed_model`.

    Returns
    -------
    MixedFit
        In the unit of the measure.

    Raises
    ------
    StatsError
        As in `mixed_model`.
    """
    ask = _Ask(method, variances, within, seed)
    return _fit(checked_moments(n, totals, squares), effects, fixed, ask, bounded=False)


def _fit(
    moments: Moments, effects: Sequence[Effect], fixed: ArrayLike | Table | None, ask: _Ask, *, bounded: bool
) -> MixedFit:
    if ask.method not in LIKELIHOODS:
        raise UnknownMethodError(ask.method, LIKELIHOODS)
    columns = _checked_fixed(fixed, len(moments.n))
    _check(moments, effects, estimating=ask.variances is None)
    middle = float(moments.totals.sum() / moments.n.sum())
    made = equations(moments.about(middle), columns, effects)
    if made.answers <= made.fixed:
        raise MeasureError(f"{made.answers:.0f} answers for {made.fixed} fixed effects. Leave some out.")
    if made.squares <= 1e-12 * moments.squares.sum():
        raise NoSpreadError
    names = [effect.name for effect in effects]
    ratios = _ratios(made, names, ask)
    fit = _solved(made, names, ratios, ask, bounded=bounded)
    return replace(fit, mean=fit.mean + middle)


def _checked_fixed(fixed: ArrayLike | Table | None, rows: int) -> Table:
    if fixed is None:
        return sparse.csr_array((rows, 0))
    columns = sparse.csr_array(fixed if sparse.issparse(fixed) else np.asarray(fixed, dtype=np.float64))
    if columns.ndim != 2 or columns.shape[0] != rows:
        raise UnequalShapesError
    if not np.all(np.isfinite(columns.data)):
        raise MeasureError("fixed: a missing or infinite value. Leave that row out, or fill it in.")
    return columns


def _check(moments: Moments, effects: Sequence[Effect], *, estimating: bool) -> None:
    if not moments.n.sum():
        raise NoAnswersError
    if not effects:
        raise NothingToPoolError("There is no random effect.")
    if len({effect.name for effect in effects}) < len(effects):
        raise MeasureError("Two effects of one name. Name each.")
    for effect in effects:
        if effect.incidence.shape[0] != len(moments.n):
            raise UnequalShapesError
        if estimating and np.count_nonzero(effect.incidence.T @ moments.n) < 2:
            raise NothingToPoolError(f"{effect.name} has fewer than two levels with answers.")


def _ratios(made: Equations, names: list[str], ask: _Ask) -> Floats:
    if ask.variances is None:
        generator = np.random.default_rng(ask.seed)
        return estimated(made, restricted=ask.method == "reml", generator=generator)
    given = np.array([ask.variances.get(name, math.nan) for name in names], dtype=np.float64)
    if not np.all(np.isfinite(given) & (given >= 0)) or ask.within is None or not ask.within > 0:
        raise MeasureError(f"Hand in within, above 0, and a variance from 0 for each of {', '.join(names)}.")
    return np.asarray(given / ask.within)


def _solved(made: Equations, names: list[str], ratios: Floats, ask: _Ask, *, bounded: bool) -> MixedFit:
    known = system(made, ratios)
    right = (known.scale * made.right)[:, None]
    found = solve(known, right, tolerance=TOLERANCE)[:, 0]
    restricted = ask.method == "reml"
    freedom = made.answers - restricted * made.fixed
    within = ask.within if ask.variances is not None else None
    if within is None:
        within = (made.squares - float(found @ right[:, 0])) / freedom
    effects = known.scale * found
    return MixedFit(
        mean=float(effects[0]),
        fixed=effects[1 : made.fixed],
        effects={name: effects[piece] for name, piece in zip(names, made.pieces, strict=True)},
        variances=dict(zip(names, (ratios * within).tolist(), strict=True)),
        within=float(within),
        log_likelihood=_log_likelihood(made, ratios, freedom, ask),
        _system=known,
        _bounded=bounded,
    )


def _log_likelihood(made: Equations, ratios: Floats, freedom: float, ask: _Ask) -> float:
    if made.size > SMALL or ask.variances is not None:
        return math.nan
    deviance = exact(made, ratios, restricted=ask.method == "reml").deviance
    return -(deviance + freedom * (1 + math.log(2 * math.pi))) / 2
