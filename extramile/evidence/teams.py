"""Which units are the teams of a panel, and which units above them are its regions. Pure.

A unit holds everything below it: were a centre and its team both in one panel, the same people would count
twice. So the teams are chosen such that none stands above another, from the waves that tell of each unit
alone; no answer has a say in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

HIGHEST: Final = 2  # a team's region: two levels below the top, or the nearest above the team
ENOUGH: Final = (
    0.8  # of the teams must share their region with another, else regions are taken a level higher
)


def lowest_told(waves: Mapping[int, int], above: Mapping[int, tuple[int, ...]]) -> list[int]:
    """The units that compare best within themselves over time, none of them above another.

    `waves`: in how many waves each unit is told. `above`: its ids from the top down to itself. A unit makes
    way for those below it, unless it alone is told often enough to be compared with itself more often.
    """
    told = {unit: many for unit, many in waves.items() if unit in above}
    chosen: dict[int, tuple[int, list[int]]] = {}
    below: dict[int, list[int]] = {}
    tops: list[int] = []
    for unit in sorted(told, key=lambda one: -len(above[one])):
        parts = [chosen[part] for part in below.get(unit, ())]
        gained = sum(part[0] for part in parts)
        own = max(told[unit] - 1, 0)
        units = [one for part in parts for one in part[1]]
        chosen[unit] = (own, [unit]) if own > gained else (gained, units)
        parent = next((one for one in reversed(above[unit][:-1]) if one in told), None)
        (tops if parent is None else below.setdefault(parent, [])).append(unit)
    return sorted(one for top in tops for one in chosen[top][1])


def regions(teams: Iterable[int], above: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Each team's region: the lowest level, from two below the top upwards, at which nearly every team has
    another one to be compared with."""
    places = {team: above[team] for team in teams}
    found: dict[int, int] = {}
    for level in range(HIGHEST, -1, -1):
        found = {team: ids[min(level, max(len(ids) - 2, 0))] for team, ids in places.items()}
        sizes = Counter(found.values())
        if sum(sizes[region] > 1 for region in found.values()) >= ENOUGH * len(found):
            return found
    return found
