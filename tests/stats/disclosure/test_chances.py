"""What the units of one wave tell of those left over in them: exactly, and how often too much."""

from itertools import product

import numpy as np
import pytest

from extramile.stats.disclosure import SCORE, Atoms, Group, Measure, Reason, decide
from extramile.stats.disclosure.chances import Tree, known, risky, tree_of, withheld_for_chances, without
from extramile.stats.disclosure.groups import Whole, in_order
from extramile.stats.disclosure.measures import read
from tests.stats.disclosure.making import group

MEASURES = (SCORE, Measure("mean", 4), Measure("share", 1), Measure("points", 100))
#   20 = 6 + 9 (5 of them in a unit of their own) + 5 of its own
SMALL = Tree([-1, 0, 0, 2], np.array([5, 6, 4, 5]), np.array([20, 6, 9, 5]))


def by_trying_all(tree: Tree, sums: Whole) -> tuple[list[int], list[int]]:
    """Every division of answers over the pieces that gives the same figures."""
    members = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    between = [
        read(SCORE, int(n), "node", total[None]) for n, total in zip(tree.n, members @ sums, strict=True)
    ]
    fitting = []
    for tried in product(*(range(2 * size + 1) for size in tree.sizes.tolist())):
        totals = members @ np.array(tried)
        if all(low[0] <= total <= high[0] for total, (low, high) in zip(totals, between, strict=True)):
            fitting.append(tried)
    return [min(column) for column in zip(*fitting, strict=True)], [
        max(c) for c in zip(*fitting, strict=True)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_bounds_are_exact(seed: int) -> None:
    sums = SCORE.drawn(SMALL.sizes, seed % 3, 1, np.random.default_rng(seed))
    low, high = known(SMALL, sums, SCORE)
    assert (low[:, 0].tolist(), high[:, 0].tolist()) == by_trying_all(SMALL, sums[:, 0])


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("n", [5, 10, 19, 20, 49, 50, 100, 200, 333])
def test_what_is_read_from_a_figure_is_told_as_it_and_nothing_beside_it_is(measure: Measure, n: int) -> None:
    sums = np.unique(np.linspace(0, measure.levels * n, 60).astype(np.int64))
    low, high = read(measure, n, "node", sums)
    assert (low <= sums).all()
    assert (sums <= high).all()
    if n < measure.least:
        return
    codes = measure.codes(sums, n, "node")
    for end, step in ((low, -1), (high, 1)):
        assert (measure.codes(end, n, "node") == codes).all()
        beside = end + step
        there = (beside >= 0) & (beside <= measure.levels * n)
        assert (measure.codes(beside, n, "node")[there] != codes[there]).all()


def test_large_groups_are_read_by_halving_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = np.arange(0, 2 * 333 + 1, 7)
    one = read(SCORE, 333, "node", sums)
    monkeypatch.setattr("extramile.stats.disclosure.measures.SMALL", 10)
    two = read(SCORE, 333, "node", sums)
    assert all((a == b).all() for a, b in zip(one, two, strict=True))


def groups_of(sizes: list[int], rows: dict[str, list[int]]) -> tuple[list[Group], Atoms]:
    atoms = Atoms(np.array(sizes))
    return in_order(group(key, row, atoms, rank=rank) for rank, (key, row) in enumerate(rows.items())), atoms


def test_the_tree_of_groups() -> None:
    groups, atoms = groups_of([5, 6, 4, 5], {"all": [0, 1, 2, 3], "a": [2, 3], "b": [1], "c": [3]})
    tree = tree_of(groups, atoms)
    assert [group.key for group in groups] == ["all", "a", "b", "c"]
    assert (tree.parents, tree.sizes.tolist(), tree.n.tolist()) == (
        [-1, 0, 0, 1],
        [5, 4, 6, 5],
        [20, 9, 6, 5],
    )
    less = without(tree, {1})
    assert (less.parents, less.sizes.tolist(), less.n.tolist()) == ([-1, 0, 0], [9, 6, 5], [20, 6, 5])


def test_five_left_over_of_a_hundred_are_too_few() -> None:
    """Both figures fine, and the difference of their sums known to a few answers."""
    groups, atoms = groups_of([102, 5], {"all": [0, 1], "team": [0]})
    assert risky(tree_of(groups, atoms), SCORE) == {0}
    assert withheld_for_chances(groups, atoms, progress=lambda *_: None) == {"team"}
    decision = decide(groups, atoms)
    assert (decision.released, decision.withheld) == (("all",), {"team": Reason.INTEGERS})


def test_thirty_left_over_are_not() -> None:
    groups, atoms = groups_of([102, 30], {"all": [0, 1], "team": [0]})
    assert risky(tree_of(groups, atoms), SCORE) == set()
    assert decide(groups, atoms).withheld == {}


def test_other_questions_than_the_score_are_tried_too() -> None:
    """Of six hundred and five, the scores tell nobody's answer; how many ticked an option sometimes does."""
    groups, atoms = groups_of([600, 5], {"all": [0, 1], "team": [0]})
    assert decide(groups, atoms).withheld == {}
    asked = [SCORE, Measure("share", 1)]
    assert decide(groups, atoms, asked=asked).withheld == {"team": Reason.INTEGERS}


def test_other_questions_are_tried_over_waves_too() -> None:
    """The five joined after the first wave: no tree shows it, the integer program does."""
    atoms = Atoms(np.array([50, 5]))
    before, after = [group("0:team", [0], atoms)], [group("1:team", [0, 1], atoms, wave=1)]
    withheld = {
        levels: bool(decide(after, atoms, already=before, asked=[Measure("mean", levels)]).withheld)
        for levels in range(1, 8)
    }
    assert set(withheld.values()) == {True, False}, withheld
