"""All attacks of the suite on what is told, with every rule on: nothing comes out.

More seeds and larger organisations: `make attack` (tools/attack.py).
"""

import pytest

from extramile.stats.disclosure import Rules
from extramile.stats.disclosure.attacks.answers import certain
from extramile.stats.disclosure.attacks.differences import pairs, too_small, triples
from extramile.stats.disclosure.attacks.insiders import coalitions, pooled
from extramile.stats.disclosure.attacks.linear import solved
from tests.attacks.waves import release

SMALL = [(60, seed) for seed in range(20)]
MIDDLE = [(300, seed) for seed in range(2)]

WITHOUT_PROGRAMS = Rules(integers=False)


@pytest.mark.parametrize(("people", "seed"), [*SMALL, *MIDDLE])
def test_nothing_too_small_and_nothing_by_subtracting(people: int, seed: int) -> None:
    told = release(people, seed, WITHOUT_PROGRAMS)
    assert len(told.groups) > 3
    assert too_small(told.groups) == []
    assert pairs(told.groups, told.atoms) == []
    assert triples(told.groups, told.atoms) == []


@pytest.mark.parametrize(("people", "seed", "classes"), [(60, seed, 4) for seed in range(20)] + [(300, 1, 3)])
def test_nobody_and_no_few_by_linear_algebra(people: int, seed: int, classes: int) -> None:
    """The suite's own dense algebra over all waves. Of 300 with seed 1, three people once came out."""
    told = release(people, seed, WITHOUT_PROGRAMS)
    assert solved(told.groups, told.atoms, most_classes=classes) == []


@pytest.mark.parametrize(("people", "seed"), [*SMALL[:10], *MIDDLE])
def test_three_colleagues_learn_nobody(people: int, seed: int) -> None:
    told = release(people, seed, WITHOUT_PROGRAMS)
    for colleagues in coalitions(told.groups, told.atoms, size=3, most=6):
        assert pooled(told.groups, told.atoms, colleagues) == []


@pytest.mark.parametrize(("people", "seed"), [*SMALL[:6], MIDDLE[0]])
def test_no_answer_is_certain(people: int, seed: int) -> None:
    """Wave by wave, and over all waves as if nobody ever changed their answer."""
    told = release(people, seed)
    for groups in (*told.waves, told.groups):
        attempt = certain(groups, told.figures, told.atoms, told.answers, sample=30, seed=seed)
        assert attempt.certain == ()
