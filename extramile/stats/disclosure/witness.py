"""Look for other answers that give the same told figures: a quick search before the integer program.

Starting from answers that agree with every figure, somebody changes theirs; a few others change theirs too,
until all figures are what they were. What is found is proof that an answer is not certain; finding nothing
proves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from extramile.stats.disclosure.groups import Whole

DEPTH: Final = 4
BEAM: Final = 6
PROMOTER, PASSIVE, DETRACTOR = range(3)
MOVES: Final = tuple((a, b) for a in range(3) for b in range(3) if a != b)


def effect(move: tuple[int, int]) -> Whole:
    """Of one person's move on promoters less detractors, and on promoters."""
    change = np.zeros(3, dtype=np.int64)
    change[move[0]] -= 1
    change[move[1]] += 1
    return np.array([change[PROMOTER] - change[DETRACTOR], change[PROMOTER]])


EFFECTS: Final = np.stack([effect(move) for move in MOVES])


@dataclass(frozen=True, eq=False)
class Limits:
    """What the told figures allow.

    Attributes
    ----------
    members : ndarray of int, shape (groups, classes)
        1 where a class is in a group.
    low, high : ndarray of int, shape (groups, 2)
        Of promoters less detractors, and of promoters.
    """

    members: Whole
    low: Whole
    high: Whole

    def of(self, answers: Whole) -> Whole:
        """The two sums of each group, of answers of shape (classes, 3)."""
        sums = self.members @ answers
        return np.column_stack([sums[:, PROMOTER] - sums[:, DETRACTOR], sums[:, PROMOTER]])

    def breach(self, values: Whole) -> Whole:
        """How far sums lie outside, added up over groups; any leading shape."""
        outside = np.maximum(self.low - values, 0) + np.maximum(values - self.high, 0)
        return np.asarray(outside.sum(axis=(-1, -2)))

    def after(self, values: Whole, answers: Whole) -> Iterator[tuple[int, Whole]]:
        """Of each move the breach that would be left, class by class; impossible ones very large."""
        now = np.maximum(self.low - values, 0) + np.maximum(values - self.high, 0)
        for number, (start, _) in enumerate(MOVES):
            moved = values + EFFECTS[number]
            then = np.maximum(self.low - moved, 0) + np.maximum(moved - self.high, 0)
            breach = now.sum() + (then - now).sum(axis=1) @ self.members
            yield number, np.where(answers[:, start] > 0, breach, np.iinfo(np.int64).max)


def has_other(limits: Limits, answers: Whole, number: int, starts: list[tuple[int, int]]) -> bool:
    """Whether other answers are found in which somebody of a class made one of these moves.

    Parameters
    ----------
    limits : Limits
    answers : ndarray of int, shape (classes, 3)
        Promoters, passives and detractors of each class, in agreement with the limits.
    number : int
        The class.
    starts : list of (int, int)
        From which answer to which; whoever made the move does not move again.
    """
    for move in starts:
        if answers[number, move[0]] < 1:
            continue
        changed = _moved(answers, number, move)
        values = limits.of(changed)
        if limits.breach(values) == 0 or _search(limits, _hold(changed, number, move), values):
            return True
    return False


def _moved(answers: Whole, number: int, move: tuple[int, int]) -> Whole:
    changed = answers.copy()
    changed[number, move[0]] -= 1
    changed[number, move[1]] += 1
    return changed


def _hold(answers: Whole, number: int, move: tuple[int, int]) -> Whole:
    """The answers that may still move: not the one that just did."""
    free = answers.copy()
    free[number, move[1]] -= 1
    return free


def _search(limits: Limits, free: Whole, values: Whole) -> bool:
    states = [(free, values)]
    for _ in range(DEPTH):
        found: list[tuple[int, int, int, int]] = []
        for place, (answers, sums) in enumerate(states):
            for move, breach in limits.after(sums, answers):
                best = np.argsort(breach, kind="stable")[:BEAM]
                found += [(int(breach[number]), place, move, int(number)) for number in best]
        found.sort()
        if found and found[0][0] == 0:
            return True
        states = [_next(limits, states[place], move, number) for _, place, move, number in found[:BEAM]]
    return False


def _next(limits: Limits, state: tuple[Whole, Whole], move: int, number: int) -> tuple[Whole, Whole]:
    answers, sums = state
    free = answers.copy()
    free[number, MOVES[move][0]] -= 1
    return free, sums + limits.members[:, number : number + 1] * EFFECTS[move]
