"""Look for other answers that give the same told figures: a quick search before the integer program.

Starting from answers that agree with every figure, somebody changes theirs; a few others change theirs too,
until all figures are what they were. What is found is proof that an answer is not certain; finding nothing
proves nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from extramile.stats.disclosure.groups import Whole

DEPTH: Final = 4
BEAM: Final = 6
IMPOSSIBLE: Final = int(np.iinfo(np.int64).max)
PROMOTER, PASSIVE, DETRACTOR = range(3)
DOWN, UP = range(2)


@dataclass(frozen=True, eq=False)
class Move:
    """What a class may change.

    Attributes
    ----------
    start : int
        The column of what is free in which it needs something,
    many : int
        and how much.
    effect : ndarray of int, shape (sums,)
        On the sums of every group that the class is in.
    """

    start: int
    many: int
    effect: Whole


def _one_person(start: int, end: int) -> Move:
    """From one answer to another: promoters less detractors, and promoters."""
    change = np.zeros(3, dtype=np.int64)
    change[start] -= 1
    change[end] += 1
    return Move(start, 1, np.array([change[PROMOTER] - change[DETRACTOR], change[PROMOTER]]))


ANSWERS: Final = tuple(_one_person(a, b) for a in range(3) for b in range(3) if a != b)


@dataclass(frozen=True, eq=False)
class Limits:
    """What the told figures allow.

    Attributes
    ----------
    members : ndarray of int, shape (groups, classes)
        1 where a class is in a group.
    low, high : ndarray of int, shape (groups, sums)
        Of promoters less detractors, and of promoters; or of the sum of answers.
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

    def after(self, values: Whole, free: Whole, moves: Sequence[Move]) -> Iterator[tuple[int, Whole]]:
        """Of each move the breach that would be left, class by class; or IMPOSSIBLE."""
        now = np.maximum(self.low - values, 0) + np.maximum(values - self.high, 0)
        for number, move in enumerate(moves):
            moved = values + move.effect
            then = np.maximum(self.low - moved, 0) + np.maximum(moved - self.high, 0)
            breach = now.sum() + (then - now).sum(axis=1) @ self.members
            yield number, np.where(free[:, move.start] >= move.many, breach, IMPOSSIBLE)


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
        if _search(limits, _hold(changed, number, move), values, ANSWERS):
            return True
    return False


def has_other_sum(limits: Limits, sums: Whole, room: Whole, number: int, between: tuple[int, int]) -> bool:
    """Whether other sums of answers are found, a class's own between these.

    Parameters
    ----------
    limits : Limits
        Of one sum a group.
    sums, room : ndarray of int, shape (classes,)
        In agreement with the limits, and the most that each may be.
    number : int
        The class.
    between : (int, int)
    """
    change = int(np.clip(sums[number], *between)) - int(sums[number])
    changed = sums.copy()
    changed[number] += change
    free = np.column_stack([sums, room - sums])
    free[number] = 0
    ways = product(((DOWN, -1), (UP, 1)), sorted({1, abs(change)}))
    moves = [Move(column, many, np.array([sign * many])) for (column, sign), many in ways]
    return _search(limits, free, (limits.members @ changed)[:, None], moves)


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


def _search(limits: Limits, free: Whole, values: Whole, moves: Sequence[Move]) -> bool:
    if limits.breach(values) == 0:
        return True
    states = [(free, values)]
    for _ in range(DEPTH):
        found: list[tuple[int, int, int, int]] = []
        for place, (left, sums) in enumerate(states):
            for move, breach in limits.after(sums, left, moves):
                best = np.argsort(breach, kind="stable")[:BEAM]
                found += [
                    (int(breach[number]), place, move, int(number))
                    for number in best
                    if breach[number] < IMPOSSIBLE
                ]
        found.sort()
        if found and found[0][0] == 0:
            return True
        states = [
            _next(limits, states[place], moves[move], number) for _, place, move, number in found[:BEAM]
        ]
    return False


def _next(limits: Limits, state: tuple[Whole, Whole], move: Move, number: int) -> tuple[Whole, Whole]:
    free, sums = state[0].copy(), state[1]
    free[number, move.start] -= move.many
    return free, sums + limits.members[:, number : number + 1] * move.effect
