"""Differences between two divisions of a hundred points, on log-ratios, from told figures alone.

Shares of one whole are not free of each other: if one goes up, others go down. The centred log-ratio of a
statement (its share against the geometric mean of all) can be compared without that artefact [1]_.

References
----------
.. [1] J. Aitchison (1986), The Statistical Analysis of Compositional Data, chapters 4 and 7.
"""

import math
from dataclasses import dataclass

from extramile.stats.disclosure.coding import CodedPoints, points_step_of
from extramile.stats.disclosure.errors import NotPossibleError
from extramile.stats.disclosure.widths import LEVEL
from extramile.stats.intervals import quantile


@dataclass(frozen=True, slots=True)
class LogRatioDifference:
    """How much more weight one division gives a statement than another.

    Attributes
    ----------
    estimate : float
        First less second, of centred log-ratios: 0.69 is twice the share, compared to the other statements.
    low, high : float
        Its interval.
    """

    estimate: float
    low: float
    high: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out nothing at all."""
        return self.low > 0 or self.high < 0


def log_ratio_differences(
    first: CodedPoints, second: CodedPoints, *, same_people: bool, level: float = LEVEL
) -> tuple[LogRatioDifference, ...]:
    """Statement by statement, first less second.

    Parameters
    ----------
    first, second : CodedPoints
        Of the same statements in the same order: now and wished, or two layers.
    same_people : bool
        Now and wished are answered by the same people, and how alike is not told: the two errors are then
        added up instead of their squares.
    level : float
        Confidence level.

    Returns
    -------
    tuple of LogRatioDifference
        One a statement. The errors are those of people who give everything to one statement (the most that
        the shares allow), for the lowest number of the band, widened by what rounding may hide.

    Raises
    ------
    NotPossibleError
        When they do not have the same number of statements.
    ChoiceError
        For a level that does not exist.
    """
    if len(first.shares) != len(second.shares):
        raise NotPossibleError("two divisions over different statements")
    z = quantile(level)
    differences = []
    for number in range(len(first.shares)):
        (a, error_a, slack_a), (b, error_b, slack_b) = _of(first, number), _of(second, number)
        error = error_a + error_b if same_people else math.hypot(error_a, error_b)
        reach = z * error + slack_a + slack_b
        differences.append(LogRatioDifference(a - b, a - b - reach, a - b + reach))
    return tuple(differences)


def _of(points: CodedPoints, number: int) -> tuple[float, float, float]:
    """Centred log-ratio of a statement, its standard error, and how far rounding may have moved it."""
    told = [share.points for share in points.shares]
    total, count = sum(told), len(told)
    shares = [value / total for value in told]
    logs = [math.log(share) for share in shares]
    weights = [(1 - 1 / count) if place == number else -1 / count for place in range(count)]
    n = points.band.low
    error = math.sqrt(sum(w * w / (n * share) for w, share in zip(weights, shares, strict=True)))
    half = points_step_of(n, points.kind) / 2
    slack = sum(abs(w) * math.log(value / (value - half)) for w, value in zip(weights, told, strict=True))
    return logs[number] - sum(logs) / count, error, slack
