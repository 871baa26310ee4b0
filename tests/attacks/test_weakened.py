"""Each rule is needed: with it off, an attack succeeds that fails with it on.

Where one rule stands behind another (the row space behind floors, remainders, pairs and triples), both are
attacked with the one behind switched off: what is shown is what the rule itself does.
"""

from dataclasses import replace

import numpy as np

from extramile.stats.disclosure import ALL, Atoms, Group, Rules, coded_nps, decide
from extramile.stats.disclosure.attacks.answers import certain
from extramile.stats.disclosure.attacks.differences import pairs, too_small, triples
from extramile.stats.disclosure.attacks.insiders import coalitions, pooled
from extramile.stats.disclosure.attacks.linear import solved
from tests.attacks.together import ENPS, KINDS, Everything
from tests.stats.disclosure.making import group

ALONE = replace(ALL, row_space=False, integers=False)


def told(groups: list[Group], already: list[Group], atoms: Atoms, rules: Rules) -> list[Group]:
    keys = set(decide(groups, atoms, already=already, rules=rules).released)
    return [*already, *(item for item in groups if item.key in keys)]


def test_floors() -> None:
    atoms = Atoms(np.array([30, 3]))
    groups = [group("all", [0, 1], atoms), group("team", [1], atoms)]
    weak = told(groups, [], atoms, replace(ALONE, floors=False))
    assert too_small(weak) == ["team"]
    assert [item.people for item in solved(weak, atoms)] == [3]
    assert too_small(told(groups, [], atoms, ALONE)) == []


def test_remainders() -> None:
    """A unit with three teams and two people of its own: more than pairs and triples see."""
    atoms = Atoms(np.array([9, 8, 7, 2]))
    groups = [group("all", [0, 1, 2, 3], atoms), *(group(f"t{i}", [i], atoms) for i in range(3))]
    weak = told(groups, [], atoms, replace(ALONE, remainders=False))
    assert [item.people for item in solved(weak, atoms)] == [2]
    assert solved(told(groups, [], atoms, ALONE), atoms) == []


def test_pairs() -> None:
    atoms = Atoms(np.array([12, 1]))
    before, after = [group("0:team", [0], atoms)], [group("1:team", [0, 1], atoms, wave=1)]
    weak = told(after, before, atoms, replace(ALONE, pairs=False))
    assert [item.people for item in pairs(weak, atoms)] == [1]
    assert [item.people for item in solved(weak, atoms)] == [1]
    assert pairs(told(after, before, atoms, ALONE), atoms) == []


def test_triples() -> None:
    atoms = Atoms(np.array([6, 6, 1]))
    before = [group("0:team", [0, 1], atoms)]
    after = [group("1:left", [0], atoms, wave=1), group("1:right", [1, 2], atoms, wave=1)]
    weak = told(after, before, atoms, replace(ALONE, triples=False))
    assert [item.people for item in triples(weak, atoms)] == [1]
    assert [item.people for item in solved(weak, atoms)] == [1]
    assert triples(told(after, before, atoms, ALONE), atoms) == []


def test_row_space() -> None:
    """Two teams exchange six people, and one joins: every pair and every triple is fine."""
    atoms = Atoms(np.array([10, 6, 10, 1]))
    before = [group("0:a", [0, 1], atoms), group("0:b", [2], atoms)]
    after = [group("1:a", [0], atoms, wave=1), group("1:b", [1, 2, 3], atoms, wave=1)]
    weak = told(after, before, atoms, replace(ALL, row_space=False, integers=False))
    assert pairs(weak, atoms) == []
    assert triples(weak, atoms) == []
    assert [item.people for item in solved(weak, atoms)] == [1]
    assert solved(told(after, before, atoms, replace(ALL, integers=False)), atoms) == []


def test_insiders() -> None:
    """Four differ: three of them know the fourth."""
    atoms = Atoms(np.array([12, 4]))
    before, after = [group("0:team", [0], atoms)], [group("1:team", [0, 1], atoms, wave=1)]
    weak = told(after, before, atoms, replace(ALL, insiders=False, integers=False))
    learnt = [
        found
        for colleagues in coalitions(weak, atoms, size=3, most=4)
        for found in pooled(weak, atoms, colleagues)
    ]
    assert learnt != []
    assert len(told(after, before, atoms, replace(ALL, integers=False))) == 1


def test_room_left_around_what_is_told() -> None:
    """Five left over, all of one mind: their answer is certain though nothing of them is told."""
    atoms = Atoms(np.array([*[1] * 45, *[1] * 5]))
    whole, part = group("all", list(range(50)), atoms), group("team", list(range(45)), atoms)
    answers = np.array([[1, 0, 0]] * 20 + [[0, 0, 1]] * 25 + [[1, 0, 0]] * 5)
    figures = {
        item.key: coded_nps(*answers[item.members].sum(axis=0).tolist(), kind="node")
        for item in (whole, part)
    }
    weak = certain([whole, part], figures, atoms, answers, sample=50, seed=0, numbers_known=True)
    kept = told([whole, part], [], atoms, ALL)
    assert [item.key for item in kept] == ["all"]
    strong = certain(kept, figures, atoms, answers, sample=50, seed=0, numbers_known=True)
    assert len(weak.certain) >= len(strong.certain) == 0


def test_integers() -> None:
    """Five joined a team of a hundred: the rules on sums let that be; yet some answers tell on the five."""
    atoms = Atoms(np.array([102, 5]))
    before, after = [group("0:all", [0, 1], atoms)], [group("1:team", [0], atoms, wave=1)]
    weak = told(after, before, atoms, replace(ALL, integers=False))
    assert len(weak) == 2
    random = np.random.default_rng(0)
    learnt = 0
    for _ in range(400):
        answers = random.multinomial(atoms.sizes, (0.7, 0.2, 0.1))
        figures = {
            item.key: coded_nps(*answers[item.members].sum(axis=0).tolist(), kind="node") for item in weak
        }
        attempt = certain(weak, figures, atoms, answers, sample=2, seed=0, numbers_known=True)
        learnt += bool(attempt.certain)
    assert learnt > 0
    assert [item.key for item in told(after, before, atoms, ALL)] == ["0:all"]


def test_cuts() -> None:
    """Seven are in no front line: three of them know that none of the four others is a detractor."""
    atoms = Atoms(np.array([35, 7]))
    front = group("front", [0], atoms, kind="attribute")
    groups = [group("all", [0, 1], atoms), front]
    weak = told(groups, [], atoms, replace(ALL, cuts=False))
    assert len(weak) == 2
    answers = np.array([[0, 0, 0, 0, 0, 3, 2, 4, 1, 13, 12], [0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 1]])
    pooled_by_three = Everything(weak, atoms, answers, ENPS, colleagues=[1, 1, 1])
    assert pooled_by_three.attack(KINDS, sample=2, seed=0).certain
    assert [item.key for item in told(groups, [], atoms, ALL)] == ["all"]
