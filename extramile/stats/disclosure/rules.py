"""What may be chosen: how high the floors are, and (for the attack suite alone) which rules are on."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from extramile.stats.disclosure.errors import LoweredFloorError

LEAST_NODE: Final = 5
LEAST_ATTRIBUTE: Final = 10
COLLUDERS: Final = 3
# Of what can be worked out, two people at least must stay unknown when three of them pool their answers.
LEAST_UNKNOWN: Final = 2
LEAST_EXPOSED: Final = COLLUDERS + LEAST_UNKNOWN


@dataclass(frozen=True, slots=True)
class Floors:
    """Fewest answers of a group that is told.

    Attributes
    ----------
    node : int
        Of a unit; 5 or more.
    attribute : int
        Of a layer of the company or a region; 10 or more.

    Raises
    ------
    LoweredFloorError
        For anything below 5 and 10.
    """

    node: int = LEAST_NODE
    attribute: int = LEAST_ATTRIBUTE

    def __post_init__(self) -> None:
        if self.node < LEAST_NODE:
            raise LoweredFloorError("node", LEAST_NODE, self.node)
        if self.attribute < LEAST_ATTRIBUTE:
            raise LoweredFloorError("attribute cut", LEAST_ATTRIBUTE, self.attribute)


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules are on. The product knows `ALL` alone; the attack suite switches off one at a time.

    Attributes
    ----------
    floors : bool
        No group below its floor.
    remainders : bool
        What is left of a group without the released groups inside it is empty or large enough.
    pairs : bool
        Two released groups, of this or any earlier wave, consist of the same people or differ by enough.
    triples : bool
        So do a group and two others taken together.
    row_space : bool
        Nothing that follows from all released sums together concerns too few people.
    insiders : bool
        "Enough" is five: two stay unknown when three pool their answers. Off, it is two.
    integers : bool
        With made-up answers, coded as they would be, no one's answer is certain.
    cuts : bool
        Nor, where that rule is on, of whoever is in a cut or left over beside cuts, tried as often as units.
    """

    floors: bool = True
    remainders: bool = True
    pairs: bool = True
    triples: bool = True
    row_space: bool = True
    insiders: bool = True
    integers: bool = True
    cuts: bool = True

    @property
    def least(self) -> int:
        """Fewest people that anything which follows from released sums may concern."""
        return LEAST_EXPOSED if self.insiders else LEAST_UNKNOWN


ALL: Final = Rules()
RULES: Final = tuple(item.name for item in fields(Rules))


class Reason(StrEnum):
    """Why a group is withheld. At most 32 letters; every one follows from who took part alone."""

    FLOOR = "floor"
    REMAINDER = "remainder"
    PAIR = "pair"
    TRIPLE = "triple"
    ROW_SPACE = "row_space"
    INTEGERS = "integers"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is told and what is withheld.

    Attributes
    ----------
    released : tuple of str
        Keys, in the order in which they were kept: nodes before cuts, larger before smaller.
    withheld : dict of str to Reason
    """

    released: tuple[str, ...]
    withheld: dict[str, Reason]
