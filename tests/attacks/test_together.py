"""No answer is certain from all released values together, nor to three colleagues who add their own."""

import numpy as np
import pytest

from extramile.stats.counts import Floats
from extramile.stats.disclosure import Atoms, Group
from extramile.stats.disclosure.groups import Whole
from tests.attacks.attempts import CONTENT, ENTHUSIASTIC
from tests.attacks.together import (
    ENPS,
    FAVOURABLE,
    KINDS,
    RATING,
    RATINGS,
    SCORES,
    Everything,
    Measure,
    exactly,
)
from tests.attacks.waves import Release, release


def answers(told: Release, shares: Floats, *, seed: int) -> Whole:
    return np.asarray(np.random.default_rng(seed).multinomial(told.atoms.sizes, shares), dtype=np.int64)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_from_all_scores_and_shares(seed: int) -> None:
    told = release(60, seed)
    truth = answers(told, ENTHUSIASTIC, seed=seed)
    for groups in (*told.waves, told.groups):
        found = Everything(groups, told.atoms, truth, ENPS).attack(KINDS, sample=30, seed=seed)
        assert found.certain == ()


@pytest.mark.parametrize("seed", range(6))
def test_nobody_from_all_means(seed: int) -> None:
    told = release(60, seed)
    truth = answers(told, CONTENT, seed=seed)
    found = Everything(told.groups, told.atoms, truth, RATING).attack(RATINGS, sample=30, seed=seed)
    assert found.certain == ()


def _team(n: int) -> tuple[list[Group], Atoms]:
    return [Group("team", 0, "node", np.arange(n), n)], Atoms(np.ones(n, dtype=np.int64))


def _alike(scores: list[int]) -> Whole:
    return np.eye(len(SCORES), dtype=np.int64)[scores]


def test_it_would_be_found_if_figures_were_told_as_they_are() -> None:
    """The twin: the same values uncoded. Five nines and tens: everybody is certainly a promoter."""
    groups, atoms = _team(5)
    truth = _alike([9, 10, 9, 10, 10])
    weak = [Measure(one.name, one.weights, exactly) for one in ENPS]
    found = Everything(groups, atoms, truth, weak).attack(KINDS, sample=5, seed=0)
    assert {name for _, name in found.certain} >= {"promoter", "not detractor"}
    assert Everything(groups, atoms, truth, ENPS).attack(KINDS, sample=5, seed=0).certain == ()


def test_it_would_be_found_if_a_mean_stood_beside_the_score() -> None:
    """Each tells little; together, an exact mean and the favourable share say what each of five answered."""
    groups, atoms = _team(5)
    truth = _alike([7, 7, 7, 7, 7])
    beside = (
        *ENPS, Measure("mean", SCORES, exactly), Measure("favourable", FAVOURABLE, exactly)
    )  # fmt: skip
    alone = Everything(groups, atoms, truth, ENPS).attack(KINDS, sample=5, seed=0)
    found = Everything(groups, atoms, truth, beside).attack(KINDS, sample=5, seed=0)
    assert alone.certain == ()
    assert {name for _, name in found.certain} >= {"exactly 7", "not detractor"}


def test_colleagues_would_find_the_last_one() -> None:
    """The twin without a coding: four of five know the fifth, who is a class of their own."""
    groups, atoms = _team(5)
    truth = _alike([9, 3, 7, 10, 0])
    weak = [Measure("mean", SCORES, exactly)]
    found = Everything(groups, atoms, truth, weak, colleagues=[0, 1, 2, 3]).attack(KINDS, sample=5, seed=0)
    assert {name for _, name in found.certain} >= {"detractor", "exactly 0"}
    strong = Everything(groups, atoms, truth, ENPS, colleagues=[0, 1, 2]).attack(KINDS, sample=5, seed=0)
    assert strong.certain == ()
