"""Which groups are told."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from extramile.stats.disclosure import (
    Atoms,
    Floors,
    Group,
    Reason,
    Rules,
    atoms_of,
    decide,
    nodes,
    union,
    without_lost,
)
from extramile.stats.disclosure.attacks.organisations import SHAPES, organisation
from extramile.stats.disclosure.errors import SameKeyError, UnknownPeopleError
from tests.stats.disclosure.making import group, sizes

LOCAL = Rules(integers=False)


def test_floors() -> None:
    atoms = sizes(4, 5, 30)
    decision = decide([group("four", [0], atoms), group("five", [1], atoms)], atoms, rules=LOCAL)
    assert decision.released == ("five",)
    assert decision.withheld == {"four": Reason.FLOOR}
    raised = decide([group("five", [1], atoms)], atoms, floors=Floors(node=6), rules=LOCAL)
    assert raised.withheld == {"five": Reason.FLOOR}


def test_a_group_of_nobody_is_withheld_whatever_the_rules() -> None:
    decision = decide([group("nobody", [], sizes(7))], sizes(7), rules=Rules(*[False] * 7))
    assert decision.withheld == {"nobody": Reason.FLOOR}


def test_a_small_remainder_takes_the_smallest_child() -> None:
    atoms = sizes(20, 15, 4)
    groups = [group("all", [0, 1, 2], atoms), group("a", [0], atoms), group("b", [1], atoms)]
    decision = decide(groups, atoms, rules=LOCAL)
    assert decision.released == ("all", "a")
    assert decision.withheld == {"b": Reason.REMAINDER}


def test_nothing_left_over_is_fine() -> None:
    atoms = sizes(20, 15)
    groups = [group("all", [0, 1], atoms), group("a", [0], atoms), group("b", [1], atoms)]
    assert len(decide(groups, atoms, rules=LOCAL).released) == 3


@pytest.mark.parametrize(("joined", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_same_unit_a_wave_later(joined: int, told: bool) -> None:
    atoms = sizes(12, joined) if joined else sizes(12)
    first = group("0:team", [0], atoms)
    later = group("1:team", list(range(len(atoms))), atoms, wave=1)
    decision = decide([later], atoms, already=[first], rules=LOCAL)
    assert (decision.released == ("1:team",)) is told


def test_a_team_split_in_two_a_wave_later() -> None:
    """12 people; later 6 and 7 in two teams: their sum differs by the one who joined."""
    atoms = sizes(6, 6, 1)
    already = [group("0:team", [0, 1], atoms)]
    later = [group("1:left", [0], atoms, wave=1), group("1:right", [1, 2], atoms, wave=1)]
    decision = decide(later, atoms, already=already, rules=replace(LOCAL, row_space=False))
    assert decision.withheld == {"1:left": Reason.TRIPLE}


def test_two_teams_that_exchanged_people() -> None:
    """Neither pairs nor triples: both teams changed by six, but together by one."""
    atoms = sizes(10, 6, 10, 1)  # stays in a, moves a to b, stays in b, joins b
    already = [group("0:a", [0, 1], atoms), group("0:b", [2], atoms)]
    later = [group("1:a", [0], atoms, wave=1), group("1:b", [1, 2, 3], atoms, wave=1)]
    off = decide(later, atoms, already=already, rules=replace(LOCAL, row_space=False))
    assert len(off.released) == 2
    decision = decide(later, atoms, already=already, rules=LOCAL)
    assert decision.withheld == {"1:a": Reason.ROW_SPACE}


def test_an_answer_that_may_be_lost_counts_as_nobody() -> None:
    atoms = Atoms(np.array([6, 5]), np.array([[0], [1]]))
    sure = without_lost(atoms, {(0, 1): 1})
    assert sure.sizes.tolist() == [6, 4]
    assert decide([group("b", [1], sure)], sure, rules=LOCAL).withheld == {"b": Reason.FLOOR}


def test_sets_that_differ_by_a_lost_answer_are_not_equal() -> None:
    atoms = sizes(20, 0)
    already = [group("0:team", [0], atoms)]
    later = [group("1:team", [0, 1], atoms, wave=1)]
    assert decide(later, atoms, already=already, rules=LOCAL).withheld == {"1:team": Reason.PAIR}


@pytest.mark.parametrize("wave", [0, 1])
def test_the_same_people_with_one_ballot_lost_are_not_told_again(wave: int) -> None:
    """Twelve answered in one wave and eleven of them in the other: the difference is somebody's answer."""
    atoms = Atoms(np.array([12]), np.array([[0, 1]]))
    for lost, reason in (({}, None), ({(wave, wave): 1}, Reason.PAIR)):
        sure = without_lost(atoms, lost)
        before = union(sure, {0}, key="0:team", wave=0, kind="node")
        after = union(sure, {1}, key="1:team", wave=1, kind="node")
        decision = decide([after], sure, already=[before], rules=LOCAL)
        assert decision.withheld.get("1:team") == reason


def test_the_same_for_any_order() -> None:
    made = organisation(SHAPES[60], 3)
    random = np.random.default_rng(0)
    shuffle = random.permutation(len(made.atoms))
    back = np.argsort(shuffle)
    other = Atoms(made.atoms.sizes[shuffle])
    already: list[Group] = []
    moved: list[Group] = []
    for wave in made.groups:
        mixed = [
            Group(g.key, g.wave, g.kind, np.sort(back[g.members]), g.n, g.parent, g.rank)
            for g in (wave[i] for i in random.permutation(len(wave)))
        ]
        one = decide(wave, made.atoms, already=already)
        two = decide(mixed, other, already=moved[::-1])
        assert one == two
        already += [g for g in wave if g.key in one.released]
        moved += [g for g in mixed if g.key in two.released]


def test_answers_are_no_argument() -> None:
    """Nothing that was answered can reach a decision: there is no place to hand it in."""
    arguments = set(inspect.signature(decide).parameters)
    assert arguments == {"groups", "atoms", "already", "floors", "rules", "asked", "certainty", "progress"}
    assert set(Group.__dataclass_fields__) == {"key", "wave", "kind", "members", "n", "parent", "rank"}
    assert set(Atoms.__dataclass_fields__) == {"sizes", "cells"}


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    atoms = sizes(12, 9)
    decide([group("a", [0], atoms)], atoms, progress=lambda *step: told.append(step))
    assert {step for step, _, _ in told} >= {"groups", "row space", "certainty"}
    assert all(0 <= done <= total for _, done, total in told)


def test_bad_groups() -> None:
    atoms = sizes(5)
    with pytest.raises(UnknownPeopleError):
        decide([group("a", [0, 0], atoms)], atoms)
    with pytest.raises(SameKeyError):
        decide([group("a", [0], atoms)], atoms, already=[group("a", [0], atoms)])


def test_groups_of_a_tree() -> None:
    atoms = atoms_of([[0, -1], [0, 1], [1, 1], [-1, -1], [2, 0]])
    assert atoms.sizes.sum() == 4
    parents = {"company": None, "east": "company", "team": "east"}
    made = {g.key: g for g in nodes(atoms, parents, {0: "team", 1: "east", 2: "company"}, wave=0)}
    assert {key: g.n for key, g in made.items()} == {"0:company": 4, "0:east": 3, "0:team": 2}
    assert made["0:team"].parent == "0:east"
    assert made["0:team"].rank == 2
    cut = union(atoms, {1}, key="1:x", wave=1, kind="attribute")
    assert cut.n == 2
