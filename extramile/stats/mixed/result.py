"""What a mixed model hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from extramile.stats.counts import Floats
from extramile.stats.errors import MeasureError
from extramile.stats.intervals import Interval, quantile
from extramile.stats.mixed.solving import System, solve

AT_ONCE: Final = 64
TOLERANCE: Final = 1e-8
# Of a variance: what conjugate gradients leave out of it is the square of this.
ROUGHLY: Final = 1e-5


@dataclass(frozen=True, slots=True)
class MixedLevels(Interval[Floats]):
    """Levels with their intervals; n is the answers in which the first effect asked for had a part.

    Attributes
    ----------
    estimate, low, high, n : ndarray
        As in Interval; answers of shared work count for the share that the employee had.
    variance : ndarray
        The prediction error variance.
    """

    variance: Floats


@dataclass(frozen=True, slots=True)
class MixedFit:
    """A fitted mixed model.

    Attributes
    ----------
    mean : float
        The level where every fixed column is nought.
    fixed : ndarray, shape (columns,)
        What a unit of each fixed column adds.
    effects : mapping from name to ndarray
        What each level of a random effect adds (best linear unbiased prediction).
    variances : mapping from name to float
    within : float
        The variance of single answers, all effects known.
    log_likelihood : float
        Constants included; nan for designs too large to write out.
    """

    mean: float
    fixed: Floats
    effects: Mapping[str, Floats]
    variances: Mapping[str, float]
    within: float
    log_likelihood: float
    _system: System = field(repr=False)
    _bounded: bool = field(repr=False)

    def levels(
        self, wanted: Mapping[str, ArrayLike], *, fixed: ArrayLike | None = None, level: float = 0.95
    ) -> MixedLevels:
        """Levels of chosen employees (sites, teams), as if all had the same mix of work.

        Parameters
        ----------
        wanted : mapping from name to array_like of int, shape (rows,)
            The level of each named effect that each row adds up, -1 for none:
            ``{"employee": [4, 7], "team": [0, 0]}``.
        fixed : array_like of float, shape (columns,), optional
            The mix of work; by default that of all answers.
        level : float
            Chance with which each interval is to hold the level.

        Returns
        -------
        MixedLevels

        Raises
        ------
        MeasureError
            For an effect or level that the model does not have.
        ImpossibleLevelError

        Notes
        -----
        One sparse solve for each row: ask for those that are shown.
        """
        z = quantile(level)
        parts = self._parts(wanted, fixed)
        estimate, variance = parts.T @ self._coefficients(), self._variance(parts)
        half = z * np.sqrt(variance)
        low, high, n = estimate - half, estimate + half, self._answers(wanted)
        if self._bounded:
            estimate, low, high = (np.clip(values, -1.0, 1.0) for values in (estimate, low, high))
        return MixedLevels(estimate, low, high, n, variance)

    def _coefficients(self) -> Floats:
        return np.concatenate([[self.mean], self.fixed, *self.effects.values()])

    def _parts(self, wanted: Mapping[str, ArrayLike], fixed: ArrayLike | None) -> Floats:
        """Each row asked for, as a column of how much it has of every effect."""
        made = self._system.made
        pieces = dict(zip(self.effects, made.pieces, strict=True))
        chosen = {name: np.atleast_1d(np.asarray(levels)) for name, levels in wanted.items()}
        if not chosen or set(chosen) - set(pieces) or len({rows.shape for rows in chosen.values()}) > 1:
            raise MeasureError(f"Ask for rows of one length, of {', '.join(pieces)}.")
        parts = np.zeros((made.size, len(next(iter(chosen.values())))))
        parts[: made.fixed] = self._mix(fixed)[:, None]
        for name, levels in chosen.items():
            piece = pieces[name]
            if levels.dtype.kind not in "iu" or np.any((levels < -1) | (levels >= piece.stop - piece.start)):
                raise MeasureError(f"{name}: a level that the model does not have. Count from 0; -1 is none.")
            some = np.flatnonzero(levels >= 0)
            parts[piece.start + levels[some], some] = 1
        return parts

    def _mix(self, fixed: ArrayLike | None) -> Floats:
        made = self._system.made
        if fixed is None:
            return np.asarray(made.table[: made.fixed, :1].toarray()).ravel() / made.answers
        mix = np.asarray(fixed, dtype=np.float64)
        if mix.shape != (made.fixed - 1,) or not np.all(np.isfinite(mix)):
            raise MeasureError(f"fixed: hand in {made.fixed - 1} numbers, one for each fixed column.")
        return np.append(1.0, mix)

    def _variance(self, parts: Floats) -> Floats:
        scaled = self._system.scale[:, None] * parts
        found = [
            np.sum(some * solve(self._system, some, tolerance=ROUGHLY), axis=0)
            for some in np.split(scaled, range(AT_ONCE, scaled.shape[1], AT_ONCE), axis=1)
        ]
        return self.within * np.concatenate(found)

    def _answers(self, wanted: Mapping[str, ArrayLike]) -> Floats:
        made, name = self._system.made, next(iter(wanted))
        piece = dict(zip(self.effects, made.pieces, strict=True))[name]
        shares = np.asarray(made.table[piece, :1].toarray()).ravel()
        levels = np.atleast_1d(np.asarray(wanted[name]))
        return np.asarray(np.where(levels >= 0, shares[np.maximum(levels, 0)], 0.0))
