"""Which answers to a question agree with its told figures: the integer program of means, shares and points.

Unknown is, of each class of people, the sum of their answers (see `measures`).
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from extramile.stats.disclosure.groups import Block, Group, Incidence, Whole
from extramile.stats.disclosure.measures import Measure, read
from extramile.stats.disclosure.rules import LEAST_ATTRIBUTE, LEAST_NODE
from extramile.stats.disclosure.witness import Limits, has_other_sum

FLOORS: Final = {"node": LEAST_NODE, "attribute": LEAST_ATTRIBUTE}


class Sums:
    """Made-up answers to one question, and what is told of them.

    Parameters
    ----------
    groups : sequence of Group
    found : Incidence
        Of these groups.
    measure : Measure
    mood : int
    seed : sequence of int
        The same for the same people.
    nodes : int
        Branches of a program.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        found: Incidence,
        measure: Measure,
        *,
        mood: int,
        seed: Sequence[int],
        nodes: int,
    ) -> None:
        self.found, self.measure, self.nodes = found, measure, nodes
        random = np.random.default_rng(seed)
        self.answers = measure.drawn(found.sizes, mood, 1, random)[:, 0]
        sizes = np.asarray(found.rows @ found.sizes, dtype=np.int64)
        totals = np.asarray(found.rows @ self.answers, dtype=np.int64)
        self.n = [
            int(n) if n >= max(FLOORS[group.kind], measure.least) else 0
            for group, n in zip(groups, sizes, strict=True)
        ]
        between = [
            read(measure, n, group.kind, totals[[i]]) if n else (totals[[i]], totals[[i]])
            for i, (group, n) in enumerate(zip(groups, self.n, strict=True))
        ]
        self.low = np.array([low[0] for low, _ in between])
        self.high = np.array([high[0] for _, high in between])

    def is_certain(self, number: int, near: Block, *, colleagues: Sequence[int] = ()) -> bool:
        """Whether something is certain of everybody of a class, the colleagues apart, from these groups."""
        place, own, rows = near.place(number), self._own(colleagues), near.rows
        people = self.found.sizes - np.bincount(colleagues, minlength=len(own)).astype(np.int64)
        room, answer = self.measure.levels * people[near.classes], int(self.answers[number] - own[number])
        known, sums = rows @ own[near.classes], (self.answers - own)[near.classes]
        low, high = self.low[near.groups] - known, self.high[near.groups] - known
        limits = Limits(rows.toarray(), low[:, None], high[:, None])
        return not all(
            least <= most
            and (
                has_other_sum(limits, sums, room, place, (least, most))
                or self._is_possible(LinearConstraint(rows, low, high), room, place, least, most)
            )
            for least, most in self._otherwise(int(room[place]), answer)
        )

    def _own(self, colleagues: Sequence[int]) -> Whole:
        """The sum of what colleagues answered, by class: of each as much as of the others of their class."""
        left, sizes = self.answers.copy(), self.found.sizes.copy()
        for one in colleagues:
            left[one] -= -(-left[one] // sizes[one])
            sizes[one] -= 1
        return np.asarray(self.answers - left, dtype=np.int64)

    def _otherwise(self, room: int, answer: int) -> Iterator[tuple[int, int]]:
        """Sums of which what is true is not: all highest; all lowest; nobody lowest; nobody highest."""
        spare = self.measure.spare
        if answer == room:
            yield 0, room - 1
        if answer == 0:
            yield 1, room
        if spare and answer >= room - spare:
            yield 0, room - spare - 1
        if spare and answer <= spare:
            yield spare + 1, room

    def _is_possible(self, limits: LinearConstraint, room: Whole, place: int, low: int, high: int) -> bool:
        """Whether the sum of a class may lie between these; not found out counts as not."""
        least, most = np.zeros(len(room)), room.astype(np.float64)
        least[place], most[place] = low, high
        result = milp(
            np.zeros(len(room)),
            integrality=np.ones(len(room)),
            bounds=Bounds(least, most),
            constraints=limits,
            options={"node_limit": self.nodes},
        )
        return result.x is not None
