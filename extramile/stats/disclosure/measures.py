"""What is told of a question, as an attacker reads it: which sums of answers give the same figure.

An answer is a number of steps above the lowest one: a detractor 0, a passive 1, a promoter 2; on a scale from
1 to 5 from 0 to 4; an option that was ticked 1. A figure says between which two sums a group's answers lie.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.disclosure.coding import (
    LEAST_POINTS,
    LEAST_SHARES,
    end_of,
    points_end_of,
    points_step_of,
    share_end_of,
    share_step_of,
    step_of,
    told_of,
)
from extramile.stats.disclosure.groups import Kind, Whole

SMALL: Final = 20_000  # sums of which a table is made
# How people may feel: most of them well, of two minds, nearly all well.
MOODS: Final = ((0.70, 0.20, 0.10), (0.35, 0.30, 0.35), (0.92, 0.06, 0.02))
MEANS: Final = (0.75, 0.50, 0.93)


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """What kind of figure is told of a question.

    Attributes
    ----------
    kind : {"score", "mean", "share", "points"}
        Promoters less detractors; the mean of a scale; who ticked an option; points of a hundred.
    levels : int
        Highest answer less lowest: 2 of a score, 4 of a scale from 1 to 5, 1 of an option, 100 of points.
    """

    kind: Literal["score", "mean", "share", "points"] = "score"
    levels: int = 2

    @property
    def least(self) -> int:
        """Fewest answers of which it is told."""
        return {"share": LEAST_SHARES, "points": LEAST_POINTS}.get(self.kind, 0)

    @property
    def spare(self) -> int:
        """How far from everybody's highest answer a sum may lie and yet say something of everybody.

        Of scores and scales also that nobody gave the lowest answer; of points only that all gave all of
        them, for that hardly anybody gives one statement all hundred is known beforehand.
        """
        return self.levels - 1 if self.kind in ("score", "mean") else 0

    def codes(self, sums: Whole, n: int, kind: Kind) -> Whole:
        """The figure that is told of these sums."""
        from_middle, over = 2 * sums - self.levels * n, self.levels * n
        if self.kind == "score":
            return told_of(100 * from_middle, over, step_of(n, kind), end_of(n, kind))
        if self.kind == "points":
            return told_of(50 * from_middle, over, points_step_of(n, kind), points_end_of(n, kind))
        return told_of(50 * from_middle, over, share_step_of(n, kind), share_end_of(n, kind))

    def drawn(self, sizes: Whole, mood: int, draws: int, random: np.random.Generator) -> Whole:
        """Made-up sums of groups of people, shape (groups, draws)."""
        people = np.repeat(sizes[:, None], draws, axis=1)
        if self.kind == "score":
            return np.asarray(random.multinomial(people, MOODS[mood]) @ np.array([2, 1, 0]), dtype=np.int64)
        if self.kind == "points":
            return _points(people, MEANS[mood] / 2, random)
        return np.asarray(random.binomial(people * self.levels, MEANS[mood]), dtype=np.int64)


SCORE: Final = Measure()


def _points(people: Whole, mean: float, random: np.random.Generator) -> Whole:
    """Of eight times as many coins: people differ, and their mean differs less."""
    known = np.maximum(people, 1)
    shares: Floats = random.beta(8 * mean * known, 8 * (1 - mean) * known)
    return np.rint(100 * people * shares).astype(np.int64)


def read(measure: Measure, n: int, kind: Kind, sums: Whole) -> tuple[Whole, Whole]:
    """Least and most sums that are told as these.

    Parameters
    ----------
    measure : Measure
    n : int
        Answers.
    kind : {"node", "attribute"}
    sums : ndarray of int

    Returns
    -------
    tuple of ndarray of int
        All and nothing where so few answered that no figure is told.
    """
    if n < max(measure.least, 1):
        return np.zeros_like(sums), np.full_like(sums, measure.levels * n)
    if measure.levels * n <= SMALL:
        low, high = _table(measure, n, kind)
        return low[sums], high[sums]
    return _reach(measure, n, kind, sums, down=True), _reach(measure, n, kind, sums, down=False)


@lru_cache(maxsize=4096)
def _table(measure: Measure, n: int, kind: Kind) -> tuple[Whole, Whole]:
    codes = measure.codes(np.arange(measure.levels * n + 1), n, kind)
    low = np.searchsorted(codes, codes, side="left").astype(np.int64)
    return low, np.searchsorted(codes, codes, side="right").astype(np.int64) - 1


def _reach(measure: Measure, n: int, kind: Kind, sums: Whole, *, down: bool) -> Whole:
    """The last sum on this side with the same figure, by halving."""
    codes = measure.codes(sums, n, kind)
    inside, outside = sums.copy(), np.full_like(sums, -1 if down else measure.levels * n + 1)
    while (np.abs(outside - inside) > 1).any():
        middle = (inside + outside) // 2
        middle = np.where(np.abs(outside - inside) > 1, middle, inside)
        same = measure.codes(middle, n, kind) == codes
        inside, outside = np.where(same, middle, inside), np.where(same, outside, middle)
    return inside
