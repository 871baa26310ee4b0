"""What would a rollout be able to show? Before anybody begins, from what units' scores do by themselves."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import nctdtr, stdtrit

from extramile.stats.counts import Floats
from extramile.stats.errors import (
    ImpossibleEffectError,
    ImpossibleLevelError,
    NoComparisonError,
    WrongShapeError,
)
from extramile.stats.linkage.panel import numbered
from extramile.stats.rollout import LEAST_UNITS, _enough, _estimate, _Rollout
from extramile.stats.spreads import Wander, wander_of_scores

LEAST_DRAWS = 20


@dataclass(frozen=True, slots=True)
class RolloutPower:
    """What this plan could show.

    Attributes
    ----------
    minimum_detectable : float
        The smallest average effect that would be found with the chance asked for; outcome's scale.
    error : float
        Standard error of the effect under this plan.
    units : int
        That take part: those that begin and those that do not.
    draws : int
        Lots that it was tried with.
    is_own_history : bool
        The units' own past periods, in the order they came, stood in for the periods to come. Otherwise the
        past was too short, and chance was drawn that moves and lasts as it did.
    level, power : float
        As asked for.
    """

    minimum_detectable: float
    error: float
    units: int
    draws: int
    is_own_history: bool
    level: float
    power: float

    def chance(self, effect: float) -> float:
        """The chance that an average effect of this size is found, 0 to 1.

        Parameters
        ----------
        effect : float
            On the outcome's scale.

        Returns
        -------
        float
        """
        freedom, away = self.units - 1, abs(effect) / self.error
        if away > 30:  # noncentral tails run out of digits long after the answer is 1
            return 1.0
        limit = float(stdtrit(freedom, 0.5 + self.level / 2))
        return float(1 - nctdtr(freedom, away, limit) + nctdtr(freedom, away, -limit))

    def units_needed(self, effect: float) -> int:
        """How many units alike would show an average effect of this size with the same plan.

        Parameters
        ----------
        effect : float
            Not 0.

        Returns
        -------
        int
            The error goes with one over the root of the number of units.

        Raises
        ------
        ImpossibleEffectError
        """
        if not abs(effect) > 0:
            raise ImpossibleEffectError("effect", effect)
        return max(ceil(self.units * (self.minimum_detectable / abs(effect)) ** 2), 2 * LEAST_UNITS)


def rollout_power(
    history: ArrayLike,
    starts: ArrayLike,
    *,
    periods: int,
    seed: int,
    regions: ArrayLike | None = None,
    draws: int = 200,
    power: float = 0.80,
    level: float = 0.95,
) -> RolloutPower:
    """The smallest effect that a planned rollout would show.

    Parameters
    ----------
    history : array_like of float (U, H)
        What the units showed before: one row a unit, one column a period; NaN where nothing was seen.
    starts : array_like of float (U,)
        The planned period of each unit's start, counted from 0; infinite or NaN: not within the plan.
    periods : int
        Of the whole plan, those before the first start included.
    seed : int
        Of the lots that it is tried with.
    regions : array_like (U,), optional
        Lots are drawn within regions; without it, all are one.
    draws : int
        Lots to try, at least 20.
    power, level : float
        The chance of finding it, and the confidence level; between 0 and 1.

    Returns
    -------
    RolloutPower

    Raises
    ------
    NoComparisonError
        Of the family `CannotTellError`: fewer than 3 units would begin with periods before and after, or
        fewer than 3 would not have begun by then.
    TooFewWavesError
        Of the same family: fewer than 3 periods of the past, from which no spread is learned.
    WrongShapeError, ImpossibleLevelError

    Notes
    -----
    Lots are drawn over the past, in which nothing began: what `rollout_effect` then finds is chance. Its
    spread is the standard error of the plan, with everything that makes periods of one unit alike in it.
    The smallest effect is (t of the level + t of the power, units - 1) times that error.
    """
    past, start = np.asarray(history, dtype=np.float64), np.asarray(starts, dtype=np.float64)
    if past.ndim != 2:
        raise WrongShapeError("history", past.shape, "one row a unit and one column a period")
    if start.shape != (len(past),):
        raise WrongShapeError("starts", start.shape, f"one for each of {len(past)} units")
    for share in (power, level):
        if not 0 < share < 1:
            raise ImpossibleLevelError(share)
    home = numbered(np.zeros(len(past)) if regions is None else np.asarray(regions))
    start = np.where(np.isnan(start), np.inf, start)
    seen = np.isfinite(past).any(axis=1)
    past, start, home = past[seen], start[seen], numbered(home[seen])
    is_own = past.shape[1] >= periods
    wander = None if is_own else wander_of_scores(past, regions=home)
    random = np.random.default_rng(seed)
    _enough(np.zeros((len(past), periods)), start)
    found = [
        one
        for _ in range(max(draws, LEAST_DRAWS))
        if (one := _tried(past, start, home, periods, wander=wander, random=random)) is not None
    ]
    if len(found) < LEAST_DRAWS:
        raise NoComparisonError(
            len(found),
            LEAST_DRAWS,
            one="lot had units to compare with",
            many="lots had units to compare with",
        )
    error = max(sqrt(float(np.mean(np.square(found)))), 1e-12)
    freedom = len(past) - 1
    reach = float(stdtrit(freedom, 0.5 + level / 2) + stdtrit(freedom, power))
    return RolloutPower(reach * error, error, len(past), len(found), is_own, level, power)


def _tried(
    past: Floats,
    start: Floats,
    home: NDArray[np.int64],
    periods: int,
    *,
    wander: Wander | None,
    random: np.random.Generator,
) -> float | None:
    """What one lot shows where nothing began; None where it cannot be told."""
    dealt = start.copy()
    for region in range(int(home.max()) + 1):
        members = np.flatnonzero(home == region)
        dealt[members] = random.permutation(start[members])
    if wander is None:
        begins = int(random.integers(0, past.shape[1] - periods + 1))
        shown = past[:, begins : begins + periods]
    else:
        shown = _wandered(wander, (len(past), periods), random)
    try:
        return _estimate(_Rollout(shown, dealt, home)).average
    except NoComparisonError:
        return None


def _wandered(wander: Wander, shape: tuple[int, int], random: np.random.Generator) -> Floats:
    """Chance that moves as the units' scores did."""
    shown = random.normal(0, wander.spread, shape)
    for period in range(1, shape[1]):
        shown[:, period] *= sqrt(1 - wander.lasting**2)
        shown[:, period] += wander.lasting * shown[:, period - 1]
    return shown
