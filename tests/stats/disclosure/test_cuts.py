"""What layers tell of those who are in none of them, and of each other."""

import numpy as np
import pytest

from extramile.stats.disclosure import ALL, SCORE, Atoms, Group, Measure, Reason, Rules, decide
from extramile.stats.disclosure.chances import Tree, risky
from extramile.stats.disclosure.cuts import withheld_for_cuts
from extramile.stats.disclosure.groups import in_order
from extramile.stats.disclosure.integers import Certainty
from tests.stats.disclosure.making import group

MEAN = Measure("mean", 4)
RATED = (SCORE, MEAN)


def company(
    sizes: list[int], cuts: dict[str, list[int]], units: dict[str, list[int]]
) -> tuple[list[Group], Atoms]:
    atoms = Atoms(np.array(sizes))
    made = [group("all", range(len(sizes)), atoms)]
    made += [group(key, row, atoms, rank=1) for key, row in units.items()]
    made += [group(key, row, atoms, kind="attribute", rank=1) for key, row in cuts.items()]
    return in_order(made), atoms


def withheld(
    sizes: list[int], cuts: dict[str, list[int]], units: dict[str, list[int]] | None = None
) -> set[str]:
    groups, atoms = company(sizes, cuts, units or {})
    return withheld_for_cuts(groups, atoms, asked=RATED, progress=lambda *_: None)


def test_few_left_over_beside_a_front_line() -> None:
    """Of seven others the two figures tell something in three of a hundred such companies."""
    assert withheld([35, 7], {"front": [0]}) == {"front"}


def test_many_left_over_are_not_known() -> None:
    assert withheld([60, 60], {"front": [0]}) == set()
    assert withheld([40, 200], {"front": [0]}) == set()


def test_layers_that_leave_few_over_together() -> None:
    """Each of them leaves more than half of the company; both leave six."""
    each = {"front": [0]}, {"office": [1]}
    assert [withheld([60, 60, 6], cuts) for cuts in each] == [set(), set()]
    assert withheld([60, 60, 6], {**each[0], **each[1]}) == {"office"}


def test_a_unit_inside_a_layer() -> None:
    """Nearly the whole layer is one team: the layer is told no more, the team stays."""
    assert withheld([30, 6, 100], {"front": [0, 1]}, {"team": [0]}) == {"front"}


def test_a_layer_across_units_says_nothing_of_them() -> None:
    assert withheld([30, 30, 30, 30], {"front": [0, 1]}, {"north": [0, 2], "south": [1, 3]}) == set()


def test_people_who_left_no_answer_count_as_nobody() -> None:
    """Forty were counted, thirty-three of their ballots are lost."""
    groups, atoms = company([35, 40], {"front": [0]}, {})
    lost = Atoms(np.array([35, 7]))
    assert withheld_for_cuts(groups, atoms, asked=RATED, progress=lambda *_: None) == set()
    assert withheld_for_cuts(groups, lost, asked=RATED, progress=lambda *_: None) == {"front"}


def test_cuts_are_read_as_they_are_told() -> None:
    """Of a hundred and fifty a cut's score is told in steps of ten, a unit's in steps of five."""
    sizes, n = np.array([8, 150]), np.array([158, 150])
    seen = [risky(Tree([-1, 0], sizes, n, ["node", kind]), SCORE) for kind in ("node", "attribute")]
    assert seen == [{0}, set()]


@pytest.mark.parametrize("on", [True, False])
def test_it_is_a_rule_of_every_decision(on: bool) -> None:
    groups, atoms = company([35, 7], {"front": [0]}, {})
    decision = decide(
        groups, atoms, rules=ALL if on else Rules(cuts=False), asked=RATED, certainty=Certainty(draws=1)
    )
    assert decision.withheld == ({"front": Reason.INTEGERS} if on else {})


def test_its_progress_is_told() -> None:
    groups, atoms = company([60, 60, 6], {"front": [0], "office": [1]}, {})
    steps: list[tuple[str, int, int]] = []
    withheld_for_cuts(groups, atoms, progress=lambda *step: steps.append(step))
    assert steps
    assert all(name == "cuts" and 0 <= done < total for name, done, total in steps)
