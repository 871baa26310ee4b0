"""Made-up organisations with a tree, layers and waves between which people join, leave and move."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from extramile.stats.counts import Floats
from extramile.stats.disclosure.groups import NOWHERE, Atoms, Group, Whole, atoms_of, nodes, path, union

LAYERS: Final = ("front_line", "middle", "top", "staff")
LEAST_CELL: Final = 5
COMPANY: Final = "company"


@dataclass(frozen=True, slots=True)
class Shape:
    """How an organisation looks and changes.

    Attributes
    ----------
    people : int
    levels : tuple of int
        How many units each unit has below it: regions, centres, teams.
    waves : int
    response : float
        Mean share that takes part; it differs from person to person and stays theirs.
    movement : float
        Share that moves or leaves (half each) between two waves; who leaves is replaced.
    """

    people: int
    levels: tuple[int, ...]
    waves: int = 3
    response: float = 0.75
    movement: float = 0.04


SHAPES: Final = {
    60: Shape(60, (2, 3)),
    300: Shape(300, (3, 4, 3)),
    2000: Shape(2000, (5, 8, 5)),
    60_000: Shape(60_000, (30, 13, 14), waves=4),
}


@dataclass(frozen=True, eq=False)
class Organisation:
    """People of all waves, and the groups somebody would like to see of each.

    Attributes
    ----------
    atoms : Atoms
    groups : tuple of list of Group
        One list a wave.
    people : ndarray of int, shape (people, waves)
        Everybody's cell where they took part, -1 elsewhere.
    """

    atoms: Atoms
    groups: tuple[list[Group], ...]
    people: Whole


def organisation(shape: Shape, seed: int) -> Organisation:
    """A made-up organisation, the same for the same seed."""
    random = np.random.default_rng(seed)
    parents = _tree(shape.levels)
    teams = [unit for unit in parents if unit.count(".") == len(shape.levels) - 1 and unit != COMPANY]
    inner = [unit for unit in parents if unit not in set(teams)]
    weights = random.gamma(4.0, size=len(teams))
    team = random.choice(len(teams), size=shape.people, p=weights / weights.sum())
    staff = random.random(shape.people) < 0.08
    leads = _leads(team, random)
    office = random.choice(len(inner), size=shape.people)
    propensity = random.beta(6 * shape.response, 6 * (1 - shape.response), size=shape.people)
    numbers: dict[tuple[str, str], int] = {}
    columns, cells_by_wave = [], []
    for wave in range(shape.waves):
        if wave:
            _move(team, propensity, leads, teams=len(teams), shape=shape, random=random)
        places = [
            _place(teams[team[i]], inner[office[i]], bool(leads[i]), bool(staff[i]), parents)
            for i in range(shape.people)
        ]
        cells = _cells(places, parents)
        column = np.array([numbers.setdefault(cell, len(numbers)) for cell in cells], dtype=np.int64)
        cells_by_wave.append({numbers[cell]: cell for cell in cells})
        columns.append(np.where(random.random(shape.people) < propensity, column, NOWHERE))
    people = _apart(np.stack(columns, axis=1), leads)
    atoms = atoms_of(people)
    groups = tuple(_groups(atoms, parents, cells, wave) for wave, cells in enumerate(cells_by_wave))
    return Organisation(atoms, groups, people)


def _tree(levels: tuple[int, ...]) -> dict[str, str | None]:
    parents: dict[str, str | None] = {COMPANY: None}
    above = [COMPANY]
    for count in levels:
        below = []
        for unit in above:
            for number in range(count):
                name = f"{number:02d}" if unit == COMPANY else f"{unit}.{number:02d}"
                parents[name] = unit
                below.append(name)
        above = below
    return parents


def _leads(team: Whole, random: np.random.Generator) -> Whole:
    """One person a team leads it."""
    leads = np.zeros(len(team), dtype=np.int64)
    order = random.permutation(len(team))
    _, first = np.unique(team[order], return_index=True)
    leads[order[first]] = 1
    return leads


def _move(
    team: Whole, propensity: Floats, leads: Whole, *, teams: int, shape: Shape, random: np.random.Generator
) -> None:
    """Some move; some leave, and others come in their place (told apart later by `leads` going up by 2)."""
    draw = random.random(len(team))
    leave, move = draw < shape.movement / 2, (draw >= shape.movement / 2) & (draw < shape.movement)
    leads[leave] += 2
    propensity[leave] = random.beta(6 * shape.response, 6 * (1 - shape.response), size=int(leave.sum()))
    team[move] = random.integers(0, teams, size=int(move.sum()))


def _place(
    team: str, office: str, leads: bool, is_staff: bool, parents: dict[str, str | None]
) -> tuple[str, str]:
    if is_staff:
        return office, "staff"
    if leads:
        above = parents[team] or COMPANY
        return above, "middle" if above != COMPANY else "top"
    return team, "front_line"


def _cells(places: list[tuple[str, str]], parents: dict[str, str | None]) -> list[tuple[str, str]]:
    """Cells of five invitees or more: smaller ones join their layer above; at the top, all layers join."""
    where = list(dict.fromkeys(places))
    target = {place: place for place in where}
    counts = Counter(places)
    deepest = max(unit.count(".") for unit, _ in where) + 1
    for depth in range(deepest, -1, -1):
        joined: Counter[tuple[str, str]] = Counter()
        for place, count in counts.items():
            joined[target[place]] += count
        for place, (unit, layer) in target.items():
            if len(path(unit, parents)) - 1 == depth and joined[unit, layer] < LEAST_CELL:
                above = parents[unit]
                target[place] = (above, layer) if above is not None else (COMPANY, "")
    return [target[place] for place in places]


def _apart(table: Whole, leads: Whole) -> Whole:
    """Rows of people; who came later in somebody's place is a row of their own.

    Kept simple: a person who left took no part before in any wave that their successor is in.
    """
    came = leads // 2
    late = came > 0
    before, after = table[late].copy(), table[late].copy()
    half = table.shape[1] // 2
    before[:, half:], after[:, :half] = NOWHERE, NOWHERE
    return np.concatenate([table[~late], before, after])


def _groups(
    atoms: Atoms, parents: dict[str, str | None], cells: dict[int, tuple[str, str]], wave: int
) -> list[Group]:
    made = nodes(atoms, parents, {number: unit for number, (unit, _) in cells.items()}, wave=wave)
    by_cut: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (unit, layer) in cells.items():
        if layer:
            by_cut[COMPANY, layer].append(number)
            if unit != COMPANY:
                by_cut[unit.split(".")[0], layer].append(number)
    return made + [
        union(
            atoms, members, key=f"{wave}:{unit}:{layer}", wave=wave, kind="attribute", parent=f"{wave}:{unit}"
        )
        for (unit, layer), members in sorted(by_cut.items())
    ]
