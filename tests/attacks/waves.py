"""Made-up organisations, told wave by wave, for the attacks."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from extramile.stats.disclosure import (
    ALL,
    SCORE,
    Atoms,
    CodedFigure,
    Floors,
    Group,
    Measure,
    Rules,
    coded_nps,
    decide,
)
from extramile.stats.disclosure.attacks.organisations import SHAPES, organisation
from extramile.stats.disclosure.groups import Whole

# What the attacks look at, as in a questionnaire: a score, and items from 1 to 5.
ASKED = (SCORE, Measure("mean", 4))


@dataclass(frozen=True, eq=False)
class Release:
    """All that is told of an organisation's waves, and the truth."""

    atoms: Atoms
    waves: tuple[tuple[Group, ...], ...]
    answers: Whole
    figures: dict[str, CodedFigure]

    @property
    def groups(self) -> list[Group]:
        return [group for wave in self.waves for group in wave]


@lru_cache(maxsize=32)
def release(people: int, seed: int, rules: Rules = ALL, floors: Floors | None = None) -> Release:
    """An organisation, decided wave by wave, with answers that never change."""
    made = organisation(SHAPES[people], seed)
    waves: list[tuple[Group, ...]] = []
    for groups in made.groups:
        already = [group for wave in waves for group in wave]
        decision = decide(groups, made.atoms, already=already, rules=rules, floors=floors, asked=ASKED)
        told = set(decision.released)
        waves.append(tuple(group for group in groups if group.key in told))
    answers = np.random.default_rng(seed).multinomial(made.atoms.sizes, (0.7, 0.2, 0.1))
    figures = {
        group.key: coded_nps(*answers[group.members].sum(axis=0).tolist(), kind=group.kind)
        for wave in waves
        for group in wave
        if group.n >= (5 if group.kind == "node" else 10)
    }
    return Release(made.atoms, tuple(waves), answers, figures)
