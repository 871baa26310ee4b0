"""All released values of a question at once, of every group and wave, as one integer program.

Scores, means and shares. The attacker knows who took part, all that was told, how it is coded, and what up to
three colleagues answered. Unknown is how many of each class of people gave each answer. An answer
is certain when no other answers of everybody give the same table. The coding is asked, not known: whatever it
is, the program turns it round.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from extramile.stats.counts import Floats
from extramile.stats.disclosure import Atoms, Group, coded_mean, coded_nps
from extramile.stats.disclosure.attacks.bands import twice
from extramile.stats.disclosure.attacks.insiders import with_own_answers
from extramile.stats.disclosure.coding import (
    LEAST_SHARES,
    SHARE_STEP,
    band,
    end_of,
    share_end_of,
    share_step_of,
    step_of,
)
from extramile.stats.disclosure.groups import Kind, Matrix, Whole, incidence

INFEASIBLE: Final = 2
TRIES: Final = 6  # answers found by chance, which save most programs
Coding = Callable[[int, int, Kind], object]
Twice = tuple[int | None, int | None]
Ends = Callable[[int, int, Kind], Twice]  # twice the least and the most percent of what is told
Part = tuple[Matrix, Floats, Floats]


@dataclass(frozen=True)
class Measure:
    """A sum over answers, and what is told of it: `coding(sum, n, kind)`, None where nothing is."""

    name: str
    weights: tuple[int, ...]  # of each answer of the scale
    coding: Coding
    percent: tuple[float, ...] = ()  # what is told in percent, of each answer
    ends: Ends = lambda _told, _n, _kind: (None, None)

    def twice(self, total: int, n: int, kind: Kind) -> Twice:
        """Twice the least and the most percent of which the same is told, whatever the number in its band."""
        told = self.coding(total, n, kind)
        return (None, None) if told is None else self.ends(int(str(told)), n, kind)

    def limits(self, total: int, n: int, kind: Kind) -> tuple[int, int]:
        """Least and greatest sum of which the same is told."""
        told = self.coding(total, n, kind)
        lowest, highest = n * min(self.weights), n * max(self.weights)
        return self._last(total, lowest, told, n, kind), self._last(total, highest, told, n, kind)

    def _last(self, inside: int, end: int, told: object, n: int, kind: Kind) -> int:
        """What is told goes one way with the sum, so halving finds where it changes."""
        if self.coding(end, n, kind) == told:
            return end
        outside = end
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            inside, outside = (middle, outside) if self.coding(middle, n, kind) == told else (inside, middle)
        return inside


def _balance(total: int, n: int, kind: Kind) -> object:
    return coded_nps(max(total, 0), n - abs(total), max(-total, 0), kind=kind).points


def _promoters(total: int, n: int, kind: Kind) -> object:
    figure = coded_nps(total, n - total, 0, kind=kind)
    return figure.shares[0] if n >= LEAST_SHARES and figure.shares else None


def mean_of(lowest: int, highest: int) -> Coding:
    return lambda total, n, kind: coded_mean(total, n, lowest=lowest, highest=highest, kind=kind).points


def _of_a_balance(points: int, n: int, kind: Kind) -> Twice:
    return twice(points, step_of(n, kind), end_of(n, kind))


def _of_promoters(share: int, _n: int, _kind: Kind) -> Twice:
    low = 2 * share - SHARE_STEP if share > SHARE_STEP else None
    return low, 2 * share + SHARE_STEP if share < 100 - SHARE_STEP else None


def _of_a_mean(points: int, n: int, kind: Kind) -> Twice:
    low, high = twice(points - 50, share_step_of(n, kind), share_end_of(n, kind))
    return None if low is None else low + 100, None if high is None else high + 100


def exactly(total: int, _n: int, _kind: Kind) -> object:
    """No coding at all: for the weakened twins."""
    return total


SCORES: Final = tuple(range(11))
BALANCE: Final = tuple(1 if score >= 9 else -1 if score <= 6 else 0 for score in SCORES)
PROMOTER: Final = tuple(int(score >= 9) for score in SCORES)
FAVOURABLE: Final = tuple(int(score >= 7) for score in SCORES)
ENPS: Final = (
    Measure("enps", BALANCE, _balance, BALANCE, _of_a_balance),
    Measure("promoters", PROMOTER, _promoters, PROMOTER, _of_promoters),
)
RATING: Final = (Measure("mean", (1, 2, 3, 4, 5), mean_of(1, 5), (0, 0.25, 0.5, 0.75, 1), _of_a_mean),)
KINDS: Final[Mapping[str, tuple[int, ...]]] = {
    "promoter": (9, 10), "passive": (7, 8), "detractor": tuple(range(7)), "not promoter": tuple(range(9)),
    "not detractor": (7, 8, 9, 10), **{f"exactly {score}": (score,) for score in SCORES},
}  # fmt: skip
RATINGS: Final[Mapping[str, tuple[int, ...]]] = {
    "favourable": (3, 4), "not favourable": (0, 1, 2), "lowest": (0,), "not lowest": (1, 2, 3, 4),
    "highest": (4,), "not highest": (0, 1, 2, 3),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    tried: int
    certain: tuple[tuple[int, str], ...]  # class of people, and what is certain of all of them
    undecided: int


@dataclass
class Everything:
    """The program. Unknowns: of each class, how many gave each answer; class by class."""

    groups: Sequence[Group]
    atoms: Atoms
    truth: Whole  # atoms by answers: it only saves work, and says what the colleagues know
    measures: Sequence[Measure]
    colleagues: Sequence[int] = ()
    numbers_known: bool = True  # else only the bands; of each class how many may have answered is known
    seconds: float = 10.0
    sizes: Whole = field(init=False)
    given: Whole = field(init=False)
    known: Whole = field(init=False)

    def __post_init__(self) -> None:
        first = len(self.atoms)
        truth = self.truth.copy()
        own = []
        for atom in self.colleagues:
            if not truth[atom].any():
                continue  # no more colleagues than people
            answer = int(truth[atom].argmax())
            truth[atom, answer] -= 1
            own.append(np.eye(truth.shape[1], dtype=np.int64)[answer])
        groups, atoms = (
            with_own_answers(self.groups, self.atoms, self.colleagues) if own else (self.groups, self.atoms)
        )
        found = incidence(groups, atoms)  # each colleague a class of their own, whose answer is known
        told = [place for place, group in enumerate(groups) if group.wave >= 0]
        self.sizes, self.groups = found.sizes, [groups[place] for place in told]
        answers = np.concatenate([truth, np.array(own).reshape(-1, truth.shape[1])]).astype(np.int64)
        self.given = np.zeros((len(found.sizes), answers.shape[1]), dtype=np.int64)
        inside = found.atoms >= 0
        np.add.at(self.given, found.atoms[inside], answers[inside])
        self.known = np.unique(
            [found.atoms[atom] for atom in range(first, len(atoms)) if found.atoms[atom] >= 0]
        )
        self._constrain(found.rows[told])

    def _constrain(self, rows: Matrix) -> None:
        parts = [
            self._part(
                sparse.kron(sparse.eye_array(len(self.sizes)), np.ones((1, self.given.shape[1]))),
                self.sizes if self.numbers_known else 0 * self.sizes,
                self.sizes,
            ),
            *(self._exact(rows) if self.numbers_known else self._banded(rows)),
        ]
        self.constraint = LinearConstraint(
            sparse.vstack([matrix for matrix, _, _ in parts]).tocsr(),
            np.concatenate([low for _, low, _ in parts]),
            np.concatenate([high for _, _, high in parts]),
        )

    @staticmethod
    def _part(matrix: Matrix, low: Sequence[float] | Whole, high: Sequence[float] | Whole) -> Part:
        return matrix, np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)

    def _sums(self, rows: Matrix, measure: Measure) -> list[tuple[int, Group]]:
        sums = (rows @ (self.given @ np.array(measure.weights))).tolist()
        return [(int(total), group) for total, group in zip(sums, self.groups, strict=True)]

    def _exact(self, rows: Matrix) -> Iterator[Part]:
        for measure in self.measures:
            ends = [measure.limits(total, group.n, group.kind) for total, group in self._sums(rows, measure)]
            yield self._part(
                sparse.kron(rows, np.array([measure.weights])),
                [low for low, _ in ends],
                [high for _, high in ends],
            )

    def _banded(self, rows: Matrix) -> Iterator[Part]:
        """Of sums of a number that is not known: told percents as rows that are nothing or more, or less."""
        bands = [band(group.n) for group in self.groups]
        yield self._part(
            sparse.kron(rows, np.ones((1, self.given.shape[1]))),
            [one.low for one in bands],
            [one.high for one in bands],
        )
        for measure in self.measures:
            weights = 200 * np.array([measure.percent])
            for number, (total, group) in enumerate(self._sums(rows, measure)):
                low, high = measure.twice(total, group.n, group.kind)
                if low is not None:
                    yield self._part(sparse.kron(rows[[number]], weights - low), [0], [np.inf])
                if high is not None:
                    yield self._part(sparse.kron(rows[[number]], weights - high), [-np.inf], [0])

    def _solve(self, objective: Floats, *more: LinearConstraint) -> tuple[Whole | None, bool]:
        """Answers that fit, if any; and whether it is sure that there are none."""
        low, high = np.zeros(self.given.size), np.repeat(self.sizes, self.given.shape[1]).astype(np.float64)
        for number in self.known.tolist():
            width = self.given.shape[1]
            low[number * width : (number + 1) * width] = self.given[number]
            high[number * width : (number + 1) * width] = self.given[number]
        result = milp(
            objective,
            integrality=np.ones(self.given.size),
            bounds=Bounds(low, high),
            constraints=[self.constraint, *more],
            options={"time_limit": self.seconds, "mip_rel_gap": 0.5},
        )
        if result.x is None:
            return None, result.status == INFEASIBLE
        return np.rint(result.x).astype(np.int64).reshape(self.given.shape), False

    def attack(self, statements: Mapping[str, Sequence[int]], *, sample: int, seed: int) -> Found:
        """Of classes drawn (single people first): which true statement has no other answers that fit."""
        random = np.random.default_rng(seed)
        others = [self.given, *(self._any(random) for _ in range(TRIES))]
        chance = np.lexsort((random.random(len(self.sizes)), self.sizes))
        drawn = [
            number
            for number in chance.tolist()
            if number not in set(self.known.tolist()) and self.sizes[number]
        ]
        certain, undecided = [], 0
        for number in drawn[:sample]:
            for name, answers in _true_of(self.given[number], statements):
                if any(_differs(other[number], answers) for other in others):
                    continue
                other, surely = self._otherwise(number, answers)
                if other is not None:
                    others.append(other)
                elif surely:
                    certain.append((number, name))
                else:
                    undecided += 1
        return Found(len(drawn[:sample]), tuple(certain), undecided)

    def _any(self, random: np.random.Generator) -> Whole:
        found, _ = self._solve(random.normal(size=self.given.size))
        return self.given if found is None else found

    def _otherwise(self, number: int, answers: Sequence[int]) -> tuple[Whole | None, bool]:
        wanted = np.zeros(self.given.shape)
        wanted[number] = 1
        wanted[number, list(answers)] = 0
        return self._solve(np.zeros(self.given.size), LinearConstraint(wanted.reshape(1, -1), 1, np.inf))


def _differs(given: Whole, answers: Sequence[int]) -> bool:
    return int(given.sum()) > int(given[list(answers)].sum())


def _true_of(given: Whole, statements: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, Sequence[int]]]:
    for name, answers in statements.items():
        if not _differs(given, answers):
            yield name, answers
