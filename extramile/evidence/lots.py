"""Drawing lots that anybody can draw after: a published seed, SHA-256, and nothing else. Pure.

Units are put in order by region, then by size. As many neighbours as there are groups make a block, alike
in region and size; within a block the lot of a unit is SHA-256 of "seed:unit", and the smallest goes to the
first group. What is left of a region is put together with what is left of the others, and drawn in blocks the
same way. So each region and each size is spread evenly, and the groups differ by one at most.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A unit that takes part: its region, its size (answers a year), and itself."""

    region: int
    size: int
    unit: int


def lot(seed: str, unit: int) -> str:
    return hashlib.sha256(f"{seed}:{unit}".encode()).hexdigest()


def blocks(places: Iterable[Place], groups: int) -> list[list[int]]:
    """Units alike in region and size, as many as there are groups; the last block may be smaller."""
    whole: list[list[int]] = []
    left: list[int] = []
    for _, members in groupby(sorted(places), key=lambda place: place.region):
        units = [place.unit for place in members]
        spare = len(units) % groups
        # What does not make a whole block comes from the middle: the smallest and the largest have company.
        middle = (len(units) - spare) // 2
        left += units[middle : middle + spare]
        units = units[:middle] + units[middle + spare :]
        whole += [units[start : start + groups] for start in range(0, len(units), groups)]
    return whole + [left[start : start + groups] for start in range(0, len(left), groups)]


def draw(places: Sequence[Place], *, groups: int, seed: str) -> dict[int, int]:
    """For each unit its group, from 0."""
    dealt: dict[int, int] = {}
    for block in blocks(places, groups):
        drawn = sorted(block, key=lambda unit: lot(seed, unit))
        order = _order(seed, block, groups) if len(block) < groups else list(range(groups))
        dealt |= dict(zip(drawn, order, strict=False))
    return dealt


def _order(seed: str, block: Sequence[int], groups: int) -> list[int]:
    """Which groups get a unit of a block that is too small for all: by lot as well."""
    return sorted(range(groups), key=lambda group: lot(f"{seed}:{min(block)}", group))
