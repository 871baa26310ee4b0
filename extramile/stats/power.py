"""How much would it take? Before the first wave, and for whoever asks for more afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isnan, sqrt
from statistics import NormalDist
from typing import Final

from scipy.special import nctdtr, stdtrit

from extramile.stats.errors import ImpossibleEffectError, ImpossibleLevelError

MOST_TEAMS: Final = 1_000_000
MOST_WAVES: Final = 200
LEAST_TEAMS: Final = 6
LEAST_WAVES: Final = 3


def within_spread(*, signal: float, answer_variance: float, answers: float) -> float:
    """Standard deviation, within teams, of a measured score.

    Parameters
    ----------
    signal : float
        Standard deviation of what is really felt, wave to wave, -1...+1 scale; 0 or more.
    answer_variance : float
        Variance of one answer as -1, 0, +1: .44 at 70/20/10.
    answers : float
        Answers per team and wave, above 0.

    Returns
    -------
    float
        On the same scale, wave to wave.

    Raises
    ------
    ImpossibleEffectError
    """
    _positive(answers=answers)
    if signal < 0 or answer_variance < 0:
        raise ImpossibleEffectError("signal or answer_variance", min(signal, answer_variance))
    return sqrt(signal**2 + answer_variance / answers)


def minimum_detectable_slope(
    *,
    teams: int,
    waves: int,
    exposure_spread: float,
    outcome_spread: float,
    power: float = 0.80,
    level: float = 0.95,
) -> float:
    """The smallest slope within teams that this many teams and waves would find.

    Parameters
    ----------
    teams, waves : int
        At least 2 of each.
    exposure_spread, outcome_spread : float
        Standard deviations within teams, after region-wave effects, of what is *measured* (noise included):
        from the organisation's own data, or `within_spread`. Above 0.
    power : float
        The chance of finding it, between 0 and 1.
    level : float
        Confidence level of the test.

    Returns
    -------
    float
        Outcome per unit of measured exposure; times ten: NPS points per +10 eNPS points.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError

    Notes
    -----
    STATISTICS 3.5: (t_level + t_power, teams - 1) x SE with SE = outcome_spread / (exposure_spread x
    sqrt((teams - 1)(waves - 1))).

    Examples
    --------
    >>> round(10 * minimum_detectable_slope(teams=200, waves=8, exposure_spread=0.29, outcome_spread=0.135),
    2) 0.35
    """
    _shares(power=power, level=level)
    error = _error(teams, waves, exposure_spread, outcome_spread)
    return float(stdtrit(teams - 1, 0.5 + level / 2) + stdtrit(teams - 1, power)) * error


def minimum_detectable_between_slope(
    *,
    teams: int,
    exposure_spread: float,
    outcome_spread: float,
    regions: int = 1,
    power: float = 0.80,
    level: float = 0.95,
) -> float:
    """The smallest slope between teams' averages that this many teams would find. More waves hardly help.

    Parameters
    ----------
    teams : int
        At least `regions` + 3.
    exposure_spread, outcome_spread : float
        Standard deviations of teams' averages within regions; the outcome's without what the slope explains.
    regions : int
    power, level : float
        Between 0 and 1.

    Returns
    -------
    float
        Outcome per unit of exposure, above 0.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError
    """
    _shares(power=power, level=level)
    _positive(exposure_spread=exposure_spread, outcome_spread=outcome_spread, regions=regions)
    freedom = teams - regions - 1
    _positive(**{"teams less regions less one": freedom - 1})
    error = outcome_spread / (exposure_spread * sqrt(teams - regions))
    return float(stdtrit(freedom, 0.5 + level / 2) + stdtrit(freedom, power)) * error


def power_of_slope(
    slope: float,
    *,
    teams: int,
    waves: int,
    exposure_spread: float,
    outcome_spread: float,
    level: float = 0.95,
) -> float:
    """The chance that a slope within teams is found (non-central t, both sides).

    Parameters
    ----------
    slope : float
        Outcome per unit of measured exposure.
    teams, waves, exposure_spread, outcome_spread, level
        As in `minimum_detectable_slope`.

    Returns
    -------
    float
        0 to 1; the error rate itself at a slope of 0.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError
    """
    _shares(level=level)
    away = abs(slope) / _error(teams, waves, exposure_spread, outcome_spread)
    if away > 30:  # noncentral tails run out of digits long after the answer is 1
        return 1.0
    freedom = teams - 1
    edge = float(stdtrit(freedom, 0.5 + level / 2))
    below = float(nctdtr(freedom, away, -edge))
    above = 1 - float(nctdtr(freedom, away, edge))
    return min(1.0, max(0.0, above) + (0.0 if isnan(below) else below))


@dataclass(frozen=True, slots=True)
class Needed:
    """What would be enough, changing one thing and leaving the others as they are.

    Attributes
    ----------
    teams, waves, answers : int or None
        Teams; waves; customers' answers per team and wave. None where no number of them would be enough.
    power : float
        The chance as things are.
    """

    teams: int | None
    waves: int | None
    answers: int | None
    power: float


def what_is_needed(
    slope: float,
    *,
    teams: int,
    waves: int,
    answers: float,
    exposure_spread: float,
    outcome_signal: float,
    answer_variance: float,
    power: float = 0.80,
    level: float = 0.95,
) -> Needed:
    """What to change to be able to see a slope worth having.

    Parameters
    ----------
    slope : float
        The smallest slope worth having, outcome per unit of measured exposure; not 0.
    teams, waves : int
        As planned.
    answers : float
        Customers' answers per team and wave, as planned.
    exposure_spread : float
        Standard deviation of the measured exposure within teams.
    outcome_signal : float
        Standard deviation, within teams, of the true outcome.
    answer_variance : float
        Variance of one customer's answer as -1, 0, +1.
    power, level : float
        Between 0 and 1.

    Returns
    -------
    Needed
        What to change, each alone, with the other figures as planned.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError
    """
    _shares(power=power, level=level)
    _positive(slope=abs(slope))

    def chance(*, teams: int = teams, waves: int = waves, answers: float = answers) -> float:
        spread = within_spread(signal=outcome_signal, answer_variance=answer_variance, answers=answers)
        return power_of_slope(
            slope,
            teams=teams,
            waves=waves,
            exposure_spread=exposure_spread,
            outcome_spread=spread,
            level=level,
        )

    return Needed(
        teams=_least(lambda many: chance(teams=many) >= power, LEAST_TEAMS, MOST_TEAMS),
        waves=_least(lambda many: chance(waves=many) >= power, LEAST_WAVES, MOST_WAVES),
        answers=_least(lambda many: chance(answers=many) >= power, 1, 10_000_000),
        power=chance(),
    )


def detectable(error: float, *, freedom: float, power: float = 0.80, level: float = 0.95) -> float:
    """The smallest effect that an estimate with this standard error would have shown.

    Parameters
    ----------
    error : float
        Standard error, above 0.
    freedom : float
        Degrees of freedom of its t test, above 0.
    power, level : float
        The chance of finding it, and the confidence level; between 0 and 1.

    Returns
    -------
    float
        (t of the level + t of the power) times the error.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError

    Examples
    --------
    >>> round(detectable(1.0, freedom=39), 2)
    2.87
    """
    _shares(power=power, level=level)
    _positive(error=error, freedom=freedom)
    return float(stdtrit(freedom, 0.5 + level / 2) + stdtrit(freedom, power)) * error


def answers_needed(*, half_width: float, answer_variance: float, level: float = 0.95) -> int:
    """Answers for an interval of about plus and minus `half_width` around an NPS.

    Parameters
    ----------
    half_width : float
        -1...+1 scale: .10 is ten points. Above 0.
    answer_variance : float
        Of one answer as -1, 0, +1.
    level : float
        Confidence level.

    Returns
    -------
    int
        Rounded up.

    Raises
    ------
    ImpossibleLevelError, ImpossibleEffectError

    Examples
    --------
    >>> answers_needed(half_width=0.10, answer_variance=0.44)
    170
    """
    _shares(level=level)
    _positive(half_width=half_width, answer_variance=answer_variance)
    return ceil(NormalDist().inv_cdf(0.5 + level / 2) ** 2 * answer_variance / half_width**2)


def _error(teams: int, waves: int, exposure_spread: float, outcome_spread: float) -> float:
    _positive(exposure_spread=exposure_spread, outcome_spread=outcome_spread)
    _positive(**{"teams less one": teams - 1, "waves less one": waves - 1})
    return outcome_spread / (exposure_spread * sqrt((teams - 1) * (waves - 1)))


def _least(enough: Callable[[int], bool], low: int, high: int) -> int | None:
    """The smallest number that is enough, by halving; None when the largest is not."""
    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ImpossibleEffectError(name.replace("_", " "), value)


def _shares(**values: float) -> None:
    for value in values.values():
        if not 0 < value < 1:
            raise ImpossibleLevelError(value)
