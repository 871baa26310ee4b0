"""What is withheld where made-up answers give somebody away: as little as may be."""

import numpy as np
import pytest

from extramile.stats.disclosure import Atoms, Group
from extramile.stats.disclosure.groups import Block, Incidence, incidence
from extramile.stats.disclosure.integers import _Look


class Telling:
    """A question of which somebody is certain where one of these sets of groups is told."""

    def __init__(self, culprits: list[set[int]], groups: int) -> None:
        self.culprits, self.n = culprits, [10] * groups

    def is_certain(self, number: int, near: Block, *, colleagues: object = ()) -> bool:  # noqa: ARG002
        return any(culprits <= set(near.groups) for culprits in self.culprits)


@pytest.fixture
def found() -> Incidence:
    """Five groups around the same people, each larger than the next."""
    rows = [np.arange(number + 1) for number in reversed(range(5))]
    groups = [Group(str(i), 0, "node", row, 10 * len(row)) for i, row in enumerate(rows)]
    return incidence(groups, Atoms(np.full(5, 10)))


@pytest.mark.parametrize(
    ("culprits", "withheld"),
    [
        ([], set()),
        ([{2}], {2}),
        ([{0, 3}], {3}),
        ([{0, 3}, {1, 3}], {3}),
        ([{1}, {2}], {1, 2}),
        ([{0}, {1, 4}], {0, 4}),
    ],
)
def test_no_more_is_withheld_than_what_tells(
    culprits: list[set[int]], withheld: set[int], found: Incidence
) -> None:
    question = Telling(culprits, groups=5)
    everybody = int(found.atoms[0])
    look = _Look(question, found, {everybody: [[]]}, first=0, around=300)  # type: ignore[arg-type]
    assert look.to_withhold(everybody, set()) == withheld


def test_what_earlier_waves_tell_by_themselves_withholds_nothing(found: Incidence) -> None:
    everybody = int(found.atoms[0])
    look = _Look(Telling([{0}], groups=5), found, {everybody: [[]]}, first=1, around=300)  # type: ignore[arg-type]
    assert look.to_withhold(everybody, set()) == set()
