"""The attacks on what is told of an organisation's waves, each by its name: for tests and `make attack`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from extramile.stats.disclosure import Atoms, Group
from extramile.stats.disclosure.attacks.answers import certain
from extramile.stats.disclosure.attacks.differences import pairs, too_small, triples
from extramile.stats.disclosure.attacks.insiders import coalitions, pooled
from extramile.stats.disclosure.attacks.linear import solved
from extramile.stats.disclosure.groups import Whole
from tests.attacks.together import ENPS, KINDS, RATING, RATINGS, Everything, Measure
from tests.attacks.waves import Release

EVERYBODY: Final = 1_000_000
COALITION_SIZES: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How much was tried, what came out, and what was not decided in time."""

    tried: int
    exposed: int
    undecided: int = 0

    def __str__(self) -> str:
        return f"{self.exposed} of {self.tried}" + (f", {self.undecided} undecided" if self.undecided else "")


@dataclass(frozen=True, slots=True)
class Attempt:
    name: str
    run: Callable[[Release, int], Outcome]
    most_people: int = EVERYBODY  # where the attack's own algebra still fits
    hardly: float = 0.0  # the share of tries that may succeed; more than none only where the documents say so


def _threshold(told: Release, _seed: int) -> Outcome:
    return Outcome(len(told.groups), len(too_small(told.groups)))


def _pairs(told: Release, _seed: int) -> Outcome:
    return Outcome(len(told.groups), len(pairs(told.groups, told.atoms)))


def _triples(told: Release, _seed: int) -> Outcome:
    return Outcome(len(told.groups), len(triples(told.groups, told.atoms)))


def _linear(told: Release, _seed: int) -> Outcome:
    most = 4 if len(told.groups) < 40 else 3
    return Outcome(len(told.groups), len(solved(told.groups, told.atoms, most_classes=most)))


def without(atoms: Atoms, colleagues: list[int]) -> Atoms:
    """The same people less the colleagues, whose answers are known and taken off every sum."""
    sizes = atoms.sizes.copy()
    for atom in colleagues:
        sizes[atom] = max(0, sizes[atom] - 1)
    return Atoms(sizes, atoms.cells)


def _colleagues(told: Release, most: int, sizes: Sequence[int] = COALITION_SIZES) -> Iterator[list[int]]:
    for size in sizes:
        yield from coalitions(told.groups, told.atoms, size=size, most=most)


def _insiders(told: Release, _seed: int) -> Outcome:
    """Of what their own answers and all told sums give, nothing concerns one person alone."""
    tried = exposed = 0
    for colleagues in _colleagues(told, 10):
        tried += 1
        exposed += len(pooled(told.groups, told.atoms, colleagues))
    return Outcome(tried, exposed)


def _insiders_subtracting(told: Release, _seed: int) -> Outcome:
    """Pairs and triples, less what one to three colleagues know: two people at least stay unknown."""
    tried = exposed = 0
    for colleagues in _colleagues(told, 3):
        tried += 1
        left = without(told.atoms, colleagues)
        exposed += len(pairs(told.groups, left, fewer_than=2)) + len(alone(told.groups, left))
    return Outcome(tried, exposed)


def alone(groups: list[Group], atoms: Atoms) -> list[str]:
    """Told groups in which nobody but one is unknown."""
    return [group.key for group in groups if int(atoms.sizes[group.members].sum()) < 2]


def _certain(told: Release, seed: int) -> Outcome:
    """Wave by wave, and over all waves as if nobody ever changed their answer."""
    tries = [
        certain(groups, told.figures, told.atoms, told.answers, sample=30, seed=seed)
        for groups in (*told.waves, told.groups)
    ]
    return Outcome(
        sum(attempt.tried for attempt in tries),
        sum(len(attempt.certain) for attempt in tries),
        sum(attempt.undecided for attempt in tries),
    )


def _together(told: Release, seed: int) -> Outcome:
    """All values of a question at once: scores with shares, and means; over all waves."""
    random = np.random.default_rng([seed, 1])
    tries = [
        Everything(told.groups, told.atoms, random.multinomial(told.atoms.sizes, shares), measures).attack(
            statements, sample=30, seed=seed
        )
        for shares, measures, statements in ((ENTHUSIASTIC, ENPS, KINDS), (CONTENT, RATING, RATINGS))
    ]
    return Outcome(
        sum(found.tried for found in tries),
        sum(len(found.certain) for found in tries),
        sum(found.undecided for found in tries),
    )


def _pooling(told: Release, seed: int, *, sizes: Sequence[int]) -> Outcome:
    """All values of a question at once, and what the likeliest coalitions of these sizes answered."""
    found = [
        Everything(told.groups, told.atoms, truth, measures, colleagues=together).attack(
            statements, sample=12, seed=seed
        )
        for truth, measures, statements in _moods(told, seed)
        for together in _colleagues(told, 2, sizes)
    ]
    return Outcome(
        sum(one.tried for one in found),
        sum(len(one.certain) for one in found),
        sum(one.undecided for one in found),
    )


def _moods(
    told: Release, seed: int
) -> Iterator[tuple[Whole, Sequence[Measure], Mapping[str, Sequence[int]]]]:
    """Answers of the two kinds of question, of people who feel well, are of two minds, feel very well."""
    random = np.random.default_rng([seed, 2])
    for shares in (ENTHUSIASTIC, DIVIDED):
        yield random.multinomial(told.atoms.sizes, shares), ENPS, KINDS
    for shares in (CONTENT, SCATTERED):
        yield random.multinomial(told.atoms.sizes, shares), RATING, RATINGS


ENTHUSIASTIC: Final = np.array([1, 1, 1, 1, 1, 2, 3, 8, 12, 35, 35]) / 100
DIVIDED: Final = np.array([3, 3, 4, 5, 5, 7, 8, 15, 15, 18, 17]) / 100
CONTENT: Final = np.array([2, 5, 13, 40, 40]) / 100
SCATTERED: Final = np.full(5, 0.2)

ATTEMPTS: Final = (
    Attempt("threshold", _threshold),
    Attempt("pairs", _pairs),
    Attempt("triples", _triples),
    Attempt("linear algebra", _linear),
    Attempt("one to three colleagues", _insiders, most_people=300),
    Attempt("colleagues subtracting", _insiders_subtracting),
    Attempt("certainty by integer programs", _certain),
    Attempt("certainty, all values together", _together, most_people=300),
    Attempt("one or two colleagues, all values together", partial(_pooling, sizes=(1, 2)), most_people=300),
    Attempt(
        "three colleagues, all values together", partial(_pooling, sizes=(3,)), most_people=300, hardly=0.01
    ),
)
