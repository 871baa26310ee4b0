"""One to three colleagues, all told values and bands, in one program: nothing is certain of anybody else.

Who takes part is known inside a company, so the exact numbers are tried beside the bands. With the rule that
counts colleagues off, some of them learn of others. Why nothing is told of five to eight: the last test.
"""

from dataclasses import replace

import numpy as np
import pytest

from extramile.stats.counts import Floats
from extramile.stats.disclosure import ALL, SCORE, Atoms, Group, decide
from extramile.stats.disclosure import Measure as Mean
from extramile.stats.disclosure.attacks.insiders import coalitions
from tests.attacks.attempts import CONTENT, ENTHUSIASTIC
from tests.attacks.together import ENPS, KINDS, PROMOTER, RATING, RATINGS, SCORES, Everything, Measure
from tests.attacks.waves import Release, release

QUESTIONS = ((ENTHUSIASTIC, ENPS, KINDS), (CONTENT, RATING, RATINGS))


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
@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("seed", [202, 204])
def test_two_colleagues_learn_nobody(seed: int, size: int, *, numbers_known: bool) -> None:
    told = release(60, seed)
    assert len(told.groups) > 3
    assert learnt(told, seed=seed, size=size, numbers_known=numbers_known) == []


# What came out, seen: over three waves two people of one company, whom three colleagues know to be promoters.
# The audit tries made-up answers, and cannot try all. Not nobody, therefore: it is said in the methods' text.
@pytest.mark.parametrize(("seed", "most"), [(202, 2), (204, 0)])
def test_three_colleagues_learn_hardly_anybody(seed: int, most: int) -> None:
    told = release(60, seed)
    people = {place for place, _ in learnt(told, seed=seed, size=3, numbers_known=True)}
    assert len(people) <= most


def test_they_would_if_they_were_not_counted() -> None:
    """The twin: of five, three passives know that the two others, promoters, are no detractors."""
    atoms = Atoms(np.ones(5, dtype=np.int64))
    groups = [Group("team", 0, "node", np.arange(5), 5)]
    assert decide(groups, atoms).released == ()
    assert decide(groups, atoms, rules=replace(ALL, insiders=False)).released == ("team",)
    truth = np.eye(len(SCORES), dtype=np.int64)[[10, 10, 7, 7, 7]]
    program = Everything(groups, atoms, truth, ENPS, colleagues=[2, 3, 4])
    found = program.attack({"not detractor": KINDS["not detractor"]}, sample=5, seed=0)
    assert len(found.certain) == 1


def exposed(n: int, cut: int, levels: int) -> bool:
    """Whether a figure that says if the sum reaches a cut can make three certain of all others."""
    others, most = levels * (n - 3), levels * 3
    high = any(others - levels < cut - own <= others for own in range(most + 1))
    low = any(0 <= cut - 1 - own < levels for own in range(most + 1))
    return high or low


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_of_eight_every_figure_that_rises_with_the_answers_tells_and_of_ten_none(
    levels: int,
) -> None:
    for n in range(5, 9):
        assert all(exposed(n, cut, levels) for cut in range(1, levels * n + 1))
    assert not all(exposed(9, cut, levels) for cut in range(1, levels * 9 + 1))
    measure = SCORE if levels == 2 else Mean("mean", levels)
    for n in range(10, 300):
        codes = measure.codes(np.arange(levels * n + 1), n, "node")
        cuts = (np.flatnonzero(np.diff(codes)) + 1).tolist()
        assert cuts
        assert not any(exposed(n, cut, levels) for cut in cuts)


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
        (5, 1, 0, 0), (5, 2, 3, 4.5), (5, 3, 10, 14), (6, 3, 5.5, 9), (7, 1, 0, 0), (8, 3, 0.1, 0.5),
        (9, 3, 0, 0.1), (10, 3, 0, 0), (14, 3, 0, 0),
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
