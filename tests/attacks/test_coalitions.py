"""What one to three colleagues learn who add their own answers to all told values and bands, in one program.

Alone, the table gives nobody away. In teams below ten, colleagues whose own answers are far from what is told
do learn something of the others: docs/methods/disclosure.md says how often. A floor of ten closes it. Who
takes part is known inside a company, so the exact numbers are tried beside the bands.
"""

import numpy as np
import pytest

from extramile.stats.counts import Floats
from extramile.stats.disclosure import Atoms, Floors, Group
from extramile.stats.disclosure.attacks.insiders import coalitions
from tests.attacks.attempts import CONTENT, ENTHUSIASTIC
from tests.attacks.together import ENPS, KINDS, PROMOTER, RATING, RATINGS, SCORES, Everything, Measure
from tests.attacks.waves import Release, release

QUESTIONS = ((ENTHUSIASTIC, ENPS, KINDS), (CONTENT, RATING, RATINGS))
TEN = Floors(10, 10)


def learnt(told: Release, *, seed: int, size: int, numbers_known: bool) -> list[tuple[int, str]]:
    """Everything that is certain of others to the likeliest coalitions of this size; 0: to any reader."""
    found: list[tuple[int, str]] = []
    for shares, measures, statements in QUESTIONS:
        truth = np.random.default_rng([seed, 1]).multinomial(told.atoms.sizes, shares)
        together = coalitions(told.groups, told.atoms, size=size, most=2) if size else [[]]
        for colleagues in together:
            program = Everything(
                told.groups, told.atoms, truth, measures, colleagues=colleagues, numbers_known=numbers_known
            )
            attempt = program.attack(statements, sample=12, seed=seed)
            assert attempt.undecided == 0
            found += attempt.certain
    return found


@pytest.mark.parametrize("seed", [200, 201, 202, 203, 204])
def test_values_and_bands_together_give_nobody(seed: int) -> None:
    assert learnt(release(60, seed), seed=seed, size=0, numbers_known=False) == []


@pytest.mark.parametrize("numbers_known", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("seed", [202, 204])
def test_with_a_floor_of_ten_colleagues_learn_nobody(seed: int, size: int, *, numbers_known: bool) -> None:
    told = release(60, seed, floors=TEN)
    assert len(told.groups) > 3
    assert learnt(told, seed=seed, size=size, numbers_known=numbers_known) == []


def test_with_a_floor_of_five_they_do() -> None:
    """The twin, and what is not protected: all team mates of three who answered otherwise are promoters."""
    told = release(60, 202)
    truth = np.random.default_rng([202, 1]).multinomial(told.atoms.sizes, ENTHUSIASTIC)
    together = coalitions(told.groups, told.atoms, size=3, most=3)
    found = [
        statement
        for colleagues in together
        for _, statement in Everything(
            told.groups, told.atoms, truth, ENPS, colleagues=colleagues, numbers_known=False
        )
        .attack(KINDS, sample=30, seed=202)
        .certain
    ]
    assert "promoter" in found


def test_bands_would_not_help_if_shares_were_told_as_they_are() -> None:
    """The twin of the program with bands: of five all are told to be promoters."""
    atoms = Atoms(np.ones(5, dtype=np.int64))
    groups = [Group("team", 0, "node", np.arange(5), 5)]
    truth = np.eye(len(SCORES), dtype=np.int64)[[9, 10, 9, 10, 10]]
    weak = Measure(
        "share", PROMOTER, lambda total, n, _kind: 100 * total // n, PROMOTER,
        lambda told, _n, _kind: (2 * told, 2 * told),
    )  # fmt: skip
    for measures, exposed in (([weak], True), (ENPS, False)):
        program = Everything(groups, atoms, truth, measures, numbers_known=False)
        found = program.attack({"promoter": KINDS["promoter"]}, sample=5, seed=0)
        assert bool(found.certain) is exposed


# Percent of teams in which something is certain of all others, to so many colleagues; see the methods' text.
@pytest.mark.parametrize(
    ("n", "colleagues", "least", "most"),
    [
        (5, 0, 0, 0), (5, 1, 4, 7), (5, 3, 22, 28), (6, 3, 15, 21), (7, 1, 0, 0), (8, 3, 3, 6),
        (9, 3, 0.5, 2), (10, 2, 0, 0), (10, 3, 0, 0.4), (14, 3, 0, 0),
    ],
)  # fmt: skip
def test_of_one_small_team(n: int, colleagues: int, least: float, most: float) -> None:
    percent = 100 * exposed_by_one_score(n, colleagues, np.array([0.1, 0.2, 0.7]), teams=20_000)
    assert least <= percent <= most


def exposed_by_one_score(n: int, colleagues: int, moods: Floats, *, teams: int) -> float:
    """In what part of made-up teams nobody else can be a detractor, or nobody else a promoter."""
    given = np.random.default_rng(1).choice([-1, 0, 1], p=moods, size=(teams, n))
    sums, own = given.sum(axis=1), given[:, :colleagues].sum(axis=1)
    limits = {total: ENPS[0].limits(total, n, "node") for total in range(-n, n + 1)}
    low, high = np.array([limits[int(total)] for total in sums]).T
    others = n - colleagues
    return float(np.mean((low - own > others - 2) | (high - own < 2 - others)))
