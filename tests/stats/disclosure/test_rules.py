"""Floors may be raised, never lowered."""

import pytest

from extramile.stats.disclosure import ALL, Floors, Rules
from extramile.stats.disclosure.errors import LoweredFloorError
from extramile.stats.disclosure.rules import RULES


@pytest.mark.parametrize(("node", "attribute"), [(4, 10), (5, 9), (0, 0), (-1, 10)])
def test_lower_floors_are_refused(node: int, attribute: int) -> None:
    with pytest.raises(LoweredFloorError):
        Floors(node, attribute)


def test_higher_floors() -> None:
    assert Floors(8, 20).node == 8


def test_every_rule_is_on() -> None:
    assert all(getattr(ALL, rule) for rule in RULES)
    assert ALL.least == 5
    assert Rules(insiders=False).least == 2
