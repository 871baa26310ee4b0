"""How often does a survey's table tell somebody's answer, by how it is rounded? How many teams does it tell?

Companies of 300 in 3 regions, 12 centres and 36 teams of uneven size; three in four answer. The attacker
knows who took part, and adds and subtracts all told scores of one wave.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from extramile.stats.disclosure import ALL, SCORE, Atoms, Group, Measure, Rules, atoms_of, decide, nodes
from extramile.stats.disclosure.chances import known, tree_of
from extramile.stats.disclosure.coding import told_of
from extramile.stats.disclosure.groups import Kind, Whole
from simulations.gates import Gate

PAGE = "disclosure"
PEOPLE, TEAMS, CENTRES, REGIONS = 300, 36, 12, 3
ANSWER = 0.75
FLOOR = 5
DRAWS: Final = 400
WITHOUT_CERTAINTY: Final = Rules(integers=False)
# From so many answers on: the step, and beyond which score nothing more is told.
Steps = tuple[tuple[int, int, int], ...]
FINE: Final[Steps] = ((0, 5, 80), (20, 5, 95))
MIDDLE: Final[Steps] = ((0, 20, 60), (20, 10, 80), (50, 5, 90), (100, 5, 95))


@dataclass(frozen=True, slots=True, order=True)
class Otherwise(Measure):
    """A score that is told in other steps than ours."""

    steps: Steps = FINE

    def codes(self, sums: Whole, n: int, kind: Kind) -> Whole:  # noqa: ARG002  # no cuts here
        _, step, end = next(one for one in reversed(self.steps) if n >= one[0])
        return told_of(100 * (2 * sums - self.levels * n), self.levels * n, step, end)


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(20 * scale), 2)
    companies = [Company.made(seed + run) for run in range(runs)]
    told = [company.told(WITHOUT_CERTAINTY) for company in companies]
    for name, measure in (
        ("steps of 5, ±80 below 20 answers, then ±95", Otherwise(steps=FINE)),
        ("steps of 20, from 20 answers 10, from 50 on 5; ±60, ±80, ±90, ±95", Otherwise(steps=MIDDLE)),
        ("the steps of this page", SCORE),
    ):
        seen = np.mean(
            [certain(groups, one.atoms, measure) for one, groups in zip(companies, told, strict=True)]
        )
        high = 0.1 if measure == SCORE else math.inf
        yield Gate(name=f"places where somebody is certain: {name}", seen=float(seen), high=high, seed=seed,
                   runs=runs)  # fmt: skip
    kept = [company.told(ALL) for company in companies]
    left = [certain(groups, one.atoms, SCORE) for one, groups in zip(companies, kept, strict=True)]
    name = "the same, with all rules on"
    yield Gate(name=name, seen=float(np.mean(left)), high=0.01, seed=seed, runs=runs)
    yield Gate(name="of these the most in one company", seen=max(left), seed=seed, runs=runs)
    share = sum(map(teams, kept)) / sum(company.large_enough for company in companies)
    yield Gate(name="teams told, of those with five answers", seen=share, low=0.2, seed=seed, runs=runs)


@dataclass(frozen=True, slots=True)
class Company:
    """Who took part, and every group that somebody would like to see."""

    atoms: Atoms
    groups: list[Group]
    large_enough: int

    @classmethod
    def made(cls, seed: int) -> "Company":
        random = np.random.default_rng(seed)
        sizes = random.multinomial(PEOPLE, random.dirichlet(np.full(TEAMS, 6.0)))
        answered = random.binomial(sizes, ANSWER)
        atoms = atoms_of(np.repeat(np.arange(TEAMS), answered)[:, None])
        groups = nodes(atoms, _parents(), {team: f"team {team}" for team in range(TEAMS)}, wave=0)
        return cls(atoms, groups, int((answered >= FLOOR).sum()))

    def told(self, rules: Rules) -> list[Group]:
        kept = set(decide(self.groups, self.atoms, rules=rules).released)
        return [group for group in self.groups if group.key in kept]


def _parents() -> Mapping[str, str | None]:
    parents: dict[str, str | None] = {"company": None}
    parents |= {f"region {one}": "company" for one in range(REGIONS)}
    parents |= {f"centre {one}": f"region {one % REGIONS}" for one in range(CENTRES)}
    return parents | {f"team {one}": f"centre {one % CENTRES}" for one in range(TEAMS)}


def certain(groups: list[Group], atoms: Atoms, measure: Measure) -> float:
    """Of how many places, on average, all sums together leave no doubt about somebody."""
    tree = tree_of(groups, atoms)
    random = np.random.default_rng(len(groups))
    low, high = known(tree, SCORE.drawn(tree.sizes, 0, DRAWS, random), measure)
    room = measure.levels * tree.sizes[:, None]
    sure = (low >= room - measure.spare) | (high <= measure.spare)
    return float(sure[tree.sizes > 0].sum() / DRAWS)


def teams(groups: list[Group]) -> int:
    return sum(":team " in group.key for group in groups)
