"""Which answers to a question agree with its told figures: the integer program of means, shares and points.

Unknown is, of each class of people, the sum of their answers (see `measures`).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from extramile.stats.disclosure.groups import Group, Incidence, Whole
from extramile.stats.disclosure.measures import Measure, read
from extramile.stats.disclosure.rules import LEAST_ATTRIBUTE, LEAST_NODE

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

    def is_certain(self, number: int, numbers: Sequence[int], classes: Whole) -> bool:
        """Whether something is certain of everybody of a class, from these groups of these classes."""
        place = int(np.searchsorted(classes, number))
        room, own = self.measure.levels * int(self.found.sizes[number]), int(self.answers[number])
        spare = self.measure.spare
        # All highest; nobody lowest; all lowest; nobody highest: what is not so can not be certain.
        tries = {(0, room - 1): own == room, (1, room): own == 0}
        if spare:
            tries |= {(0, room - spare - 1): own >= room - spare, (spare + 1, room): own <= spare}
        rows = self.found.rows[numbers][:, classes]
        limits = LinearConstraint(rows, self.low[numbers], self.high[numbers])
        return any(
            not self._is_possible(limits, classes, place, low, high)
            for (low, high), true in tries.items()
            if true
        )

    def _is_possible(self, limits: LinearConstraint, classes: Whole, place: int, low: int, high: int) -> bool:
        """Whether the sum of a class may lie between these; not found out counts as not."""
        if low > high:
            return False
        least, most = (
            np.zeros(len(classes)),
            (self.measure.levels * self.found.sizes[classes]).astype(np.float64),
        )
        least[place], most[place] = low, high
        result = milp(
            np.zeros(len(classes)),
            integrality=np.ones(len(classes)),
            bounds=Bounds(least, most),
            constraints=limits,
            options={"node_limit": self.nodes},
        )
        return result.x is not None
