"""What everybody and every unit leans on, and who stands out among neighbours."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from extramile import stats
from extramile.estimates.operations.reading import Read
from extramile.estimates.organisation import (
    EVERYTHING,
    Node,
    Organisation,
    Person,
    Spread,
    person_known,
    unit_known,
)

MANY: Final = 8  # neighbours: fewer are compared by looking
LEAST_ANSWERS: Final = 10  # of a unit among neighbours


class PersonLine(NamedTuple):
    employee_id: int
    unit_id: int
    mean: float
    variance: float
    within: float


class UnitLine(NamedTuple):
    unit_id: int
    mean: float
    variance: float
    within: float
    side: int | None


def person_lines(read: Read, spread: Spread) -> Iterator[PersonLine]:
    """Of everybody, with answers or without: the first ones may come before the next fit."""
    organisation = read.organisation
    paths: dict[int, list[Node]] = {}
    for person in (*organisation.people, *read.silent):
        if person.unit not in paths:
            paths[person.unit] = organisation.path(person.unit)
        line = _person_line(person, paths[person.unit], spread)
        if line:
            yield line


def _person_line(person: Person, path: list[Node], spread: Spread) -> PersonLine | None:
    found = person_known(person, path, spread)
    if found is None:
        return None
    node, known = found
    return PersonLine(person.id, node.id, known.mean, known.variance, spread.within)


def unit_lines(read: Read, spread: Spread, *, seed: int) -> list[UnitLine]:
    organisation = read.organisation
    known = {
        node.id: one
        for node in organisation.nodes.values()
        if node.id != EVERYTHING and (one := unit_known(node, organisation.path(node.id)[1:], spread))
    }
    sides = _sides(organisation, read, known, spread, seed=seed)
    return [UnitLine(pk, one.mean, one.variance, spread.within, sides.get(pk)) for pk, one in known.items()]


def _sides(
    organisation: Organisation,
    read: Read,
    known: dict[int, stats.Known],
    spread: Spread,
    *,
    seed: int,
) -> dict[int, int]:
    """Which units are clearly above or below the others under the same unit."""
    beside: dict[int | None, list[int]] = defaultdict(list)
    for pk in known:
        if organisation.nodes[pk].n >= LEAST_ANSWERS:
            beside[organisation.nodes[pk].parent].append(pk)
    found: dict[int, int] = {}
    for units in beside.values():
        if len(units) >= MANY:
            found |= _told(units, read, known, spread, seed=seed)
    return found


def _told(
    units: list[int], read: Read, known: dict[int, stats.Known], spread: Spread, *, seed: int
) -> dict[int, int]:
    """By the pooled levels; and nobody, where an exact test of the answers themselves finds nobody."""
    groups = [read.weeks[pk].groups for pk in units]
    levels = [
        stats.lean(*one, mean=known[pk].mean, variance=known[pk].variance, within=spread.within)
        for pk, one in zip(units, groups, strict=True)
    ]
    variances = [known[pk].variance * (1 - one.own_weight) for pk, one in zip(units, levels, strict=True)]
    told = stats.told_levels([one.estimate for one in levels], variances, seed=seed).tolist()
    if any(told) and not any(stats.compare_teams(*zip(*groups, strict=True)).verdict.tolist()):
        told = [0] * len(units)
    return dict(zip(units, told, strict=True))
