"""What is told of a group's answers: rounded, in bands, never at the ends of the scale, with an interval.

Each figure is made so that, even where the number of answers is known to the head, nobody's answer follows
from it: an answer of every kind may be among them. Intervals are made of the told figure and the lowest
number of its band alone, so they tell nothing more.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from extramile.stats.disclosure.errors import NotPossibleError, TooFewError
from extramile.stats.disclosure.groups import Kind, Whole
from extramile.stats.disclosure.rules import LEAST_ATTRIBUTE, LEAST_NODE
from extramile.stats.disclosure.widths import mean_limits, points_limits

# Lowest numbers of the bands.
BANDS: Final = (5, 10, 15, 20, 30, 50, *(first * 10**zeros for zeros in range(2, 8) for first in (1, 2, 5)))
# Rounded shares beside a rounded score tell more than either: at 21 answers, 60 % promoters and a score of 60
# say that nobody is a detractor. So only the share of promoters is told anew, and from 200 answers, where the
# steps leave room for one of each kind; the other shares follow from it and the score.
LEAST_SHARES: Final = 200
SHARE_STEP: Final = 10
LEAST_POINTS: Final = 10


@dataclass(frozen=True, slots=True)
class Band:
    """A range of numbers of answers, told instead of the number.

    Attributes
    ----------
    low, high : int
        Both belong to it.
    """

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CodedFigure:
    """A figure as it may be told.

    Attributes
    ----------
    points : int
        Rounded; -100 to +100 for a score, 0 to 100 for a mean or a share of points.
    low, high : int
        Limits of its 95 % interval, of the rounded figure and the band's lowest number, in whole points
        outwards.
    band : Band
        How many answered.
    top_coded, bottom_coded : bool
        "This much or more", "this much or less".
    shares : tuple of int or None
        Of a score from 200 answers: about how many percent are promoters (rounded to 10, 10 to 90), and what
        that and the points make of detractors and passives; they need not add up.
    """

    points: int
    low: int
    high: int
    band: Band
    top_coded: bool = False
    bottom_coded: bool = False
    shares: tuple[int, int, int] | None = None


def band(n: int) -> Band:
    """The band of a number of answers: 5-9, 10-14, 15-19, 20-29, 30-49, 50-99, 100-199, 200-499, 500-999, ...

    Raises
    ------
    TooFewError
        Below 5.
    """
    if n < LEAST_NODE:
        raise TooFewError(n, LEAST_NODE)
    place = bisect_right(BANDS, n)
    return Band(BANDS[place - 1], BANDS[place] - 1)


class _Grain(NamedTuple):
    """From how many answers on, the step of a score, and beyond which score nothing more is told."""

    least: int
    step: int
    end: int


# Measured, not guessed: docs/methods/disclosure.md. A step is some three answers wide or more: told finer,
# sums are known exactly, and with them what is left around the groups that are told. Of n answers, ten or
# more, an end is 100 - 800/n at most: then no answers at all make three colleagues certain of the others.
GRAINS: Final = (
    _Grain(0, 20, 20),
    _Grain(15, 40, 40),
    _Grain(20, 20, 60),
    _Grain(50, 10, 80),
    _Grain(100, 5, 90),
)
# Of a divided hundred of points: the step and the edge of a mean from 0 to 100.
POINTS: Final = (_Grain(0, 10, 40), _Grain(20, 5, 40), _Grain(50, 5, 45))
FINEST: Final[dict[Kind, int]] = {"node": 5, "attribute": 10}


def _grain(grains: tuple[_Grain, ...], n: int) -> _Grain:
    return next(grain for grain in reversed(grains) if n >= grain.least)


def step_of(n: int, kind: Kind) -> int:
    """What a score is rounded to: 5 points (cuts 10); below 100 answers 10, 50 20, 20 40, 15 20."""
    return max(_grain(GRAINS, n).step, FINEST[kind])


def end_of(n: int, kind: Kind) -> int:
    """Beyond which score nothing more is told: 90; below 100 answers 80, 50 60, 20 40, 15 20."""
    return _on_a_step(_grain(GRAINS, n).end, step_of(n, kind))


def share_step_of(n: int, kind: Kind) -> int:
    """The same for what runs from 0 to 100: half of it, and 5 (cuts 10) at least."""
    return max(step_of(n, kind) // 2, FINEST[kind])


def share_end_of(n: int, kind: Kind) -> int:
    """How far from 50 a mean is told at most: half of a score's."""
    return _on_a_step(_grain(GRAINS, n).end // 2, share_step_of(n, kind))


def points_step_of(n: int, kind: Kind) -> int:
    """Of a divided hundred of points: 10 below 20 answers, then 5 (cuts 10)."""
    return max(_grain(POINTS, n).step, FINEST[kind])


def points_end_of(n: int, kind: Kind) -> int:
    """The same: how far from 50, for 10 to 90 below 50 answers, then 5 to 95."""
    return _on_a_step(_grain(POINTS, n).end, points_step_of(n, kind))


def _on_a_step(end: int, step: int) -> int:
    return end // step * step


def told(value: Fraction, step: int, end: int) -> int:
    """A value around nought as it is told. At the ends it is there or beyond; before them, a step away."""
    if abs(value) >= end:
        return end if value > 0 else -end
    return max(step - end, min(end - step, rounded(value, step)))


def told_of(values: Whole, over: int, step: int, end: int) -> Whole:
    """`told`, of many whole numbers over one."""
    size = np.abs(values)
    near = np.minimum((2 * size + over * step) // (2 * over * step) * step, end - step)
    return np.asarray(np.sign(values) * np.where(size >= end * over, end, near), dtype=np.int64)


def rounded(value: Fraction, step: int) -> int:
    """To the nearest multiple of a step; halves away from zero."""
    sign = -1 if value < 0 else 1
    return sign * int((abs(value) / step + Fraction(1, 2)) // 1) * step


def _checked(n: int, kind: Kind, least: int = 0) -> None:
    floor = max(least, LEAST_NODE if kind == "node" else LEAST_ATTRIBUTE)
    if n < floor:
        raise TooFewError(n, floor)


def coded_nps(promoters: int, passives: int, detractors: int, *, kind: Kind) -> CodedFigure:
    """A score as it may be told.

    Parameters
    ----------
    promoters, passives, detractors : int
        Answers 9-10, 7-8 and 0-6.
    kind : {"node", "attribute"}
        Of the group: see `step_of`.

    Returns
    -------
    CodedFigure
        Points from -90 to +90, by how many answered; shares from 200 answers.

    Raises
    ------
    TooFewError
        Below 5 answers (node) or 10 (attribute).
    NotPossibleError
        For a count below zero.
    """
    if min(promoters, passives, detractors) < 0:
        raise NotPossibleError("a count below zero")
    n = promoters + passives + detractors
    _checked(n, kind)
    step, most, among = step_of(n, kind), end_of(n, kind), band(n)
    points = told(Fraction(100 * (promoters - detractors), n), step, most)
    low, high = points_limits(points, among.low, step, most=most)
    shares = None
    if n >= LEAST_SHARES:
        shares = _shares(rounded(Fraction(100 * promoters, n), SHARE_STEP), points)
    return CodedFigure(points, low, high, among, points == most, points == -most, shares)


def _shares(promoters: int, points: int) -> tuple[int, int, int]:
    """Promoters, passives and detractors of a rounded share of promoters and the told points alone."""
    told = _inside(promoters)
    detractors = _inside(rounded(Fraction(told - points), SHARE_STEP))
    return told, _inside(100 - told - detractors), detractors


def _inside(share: int) -> int:
    """None and all are not told."""
    return max(SHARE_STEP, min(100 - SHARE_STEP, share))


def coded_mean(total: int | Fraction, n: int, *, lowest: int, highest: int, kind: Kind) -> CodedFigure:
    """The mean of a scale as it may be told, from 0 (everybody lowest) to 100 (everybody highest).

    Parameters
    ----------
    total : int or Fraction
        Sum of the answers.
    n : int
        Answers.
    lowest, highest : int
        Ends of the scale, such as 1 and 5.
    kind : {"node", "attribute"}

    Returns
    -------
    CodedFigure
        Below 15 answers "40 or less", 50, "60 or more"; below 20 "30 or less", 50, "70 or more"; below 50 in
        tens from 20 to 80; then in fives (cuts tens) from 10 to 90, from 100 answers on 5 to 95.

    Raises
    ------
    TooFewError
        Below 5 answers (node) or 10 (attribute).
    NotPossibleError
        For a sum outside the scale, or a scale without width.
    """
    _checked(n, kind)
    if highest <= lowest:
        raise NotPossibleError("a scale whose highest answer is not above its lowest")
    value = Fraction(total - n * lowest) * 100 / (n * (highest - lowest))
    if not 0 <= value <= 100:
        raise NotPossibleError("a sum outside the scale")
    return _coded_share(value, n, step=share_step_of(n, kind), end=share_end_of(n, kind))


def _coded_share(value: Fraction, n: int, *, step: int, end: int) -> CodedFigure:
    """0 to 100, away from its ends."""
    among = band(n)
    from_middle = told(value - 50, step, end)
    points = 50 + from_middle
    low, high = mean_limits(points, among.low, step, edge=50 - end)
    return CodedFigure(points, low, high, among, from_middle == end, from_middle == -end)


@dataclass(frozen=True, slots=True)
class CodedPoints:
    """How a group divides a hundred points over the statements of one aspect.

    Attributes
    ----------
    shares : tuple of CodedFigure
        One a statement: the mean points, rounded. Rounded each on its own, they need not add up to 100.
    kind : {"node", "attribute"}
    """

    shares: tuple[CodedFigure, ...]
    kind: Kind

    @property
    def band(self) -> Band:
        """How many answered."""
        return self.shares[0].band


def coded_points(totals: tuple[int | Fraction, ...], n: int, *, kind: Kind) -> CodedPoints:
    """The mean division of a hundred points, as it may be told.

    The arithmetic mean, not the closed geometric centre: it is what "of a hundred points, 35" means to a
    reader, it exists where somebody gives a statement nothing, and it is a sum, which is all that the rules
    of release speak of. Differences are told on log-ratios: `log_ratio_differences`.

    Parameters
    ----------
    totals : tuple of int or Fraction
        Points given to each statement by everybody together.
    n : int
        Answers; 10 at least, of a unit too.
    kind : {"node", "attribute"}

    Returns
    -------
    CodedPoints

    Raises
    ------
    TooFewError
        Below 10 answers.
    NotPossibleError
        When the points do not add up to a hundred each, or there are fewer than two statements.
    """
    _checked(n, kind, LEAST_POINTS)
    if len(totals) < 2 or min(totals) < 0 or sum(totals) != 100 * n:
        raise NotPossibleError("points that do not add up to a hundred each")
    step, end = points_step_of(n, kind), points_end_of(n, kind)
    return CodedPoints(
        tuple(_coded_share(Fraction(total) / n, n, step=step, end=end) for total in totals), kind
    )
