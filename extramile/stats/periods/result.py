"""What a local-level model hands back."""

from dataclasses import dataclass

from extramile.stats.counts import Floats
from extramile.stats.intervals import Interval


@dataclass(frozen=True, slots=True)
class LocalLevel(Interval[Floats]):
    """The level of every unit in every period.

    Attributes
    ----------
    estimate, low, high : ndarray, shape (units, periods)
        The level and the interval that holds it with the chance asked for.
    n : ndarray, shape (units, periods)
        Answers of the period itself.
    variance : ndarray, shape (units, periods)
    step_variance : float
        How much levels move from one period to the next: the variance of the step.
    start_variance : float
        How much units differ in the first period; infinite for a start of which nothing is known.
    within : float
        The variance of single answers within a unit and period.
    mean : float
        The mean level of units in the first period; nan where nothing is known of the start.
    log_likelihood : float
        Of the means of unit and period and the spread within them, constants included.
    """

    variance: Floats
    step_variance: float
    start_variance: float
    within: float
    mean: float
    log_likelihood: float
