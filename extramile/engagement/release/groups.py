"""Which groups somebody would like to see of a wave: units, and layers of the company and its regions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Place = tuple[int, str]  # a unit, and one layer of it or "" for everybody


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell as it was frozen: the units from the top down to its own, and its layer ("" where joined)."""

    id: int
    above: tuple[int, ...]
    layer: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group: a unit with everything below it, or one layer of it."""

    unit_id: int
    layer: str
    cells: tuple[int, ...]
    above: tuple[int, ...]  # the units from the top down, without its own

    @property
    def place(self) -> Place:
        return self.unit_id, self.layer

    @property
    def depth(self) -> int:
        return len(self.above)

    @property
    def kind(self) -> Literal["node", "attribute"]:
        return "attribute" if self.layer else "node"


def key_of(wave_id: int, unit_id: int, layer: str) -> str:
    return f"{wave_id}:{unit_id}:{layer}"


def wanted(cells: Sequence[CellPlace], *, invited: Iterable[int], cut: Iterable[int]) -> list[Wanted]:
    """Every group of a wave, the top first.

    `invited`: the units that were invited, with everything below them; a unit above them is a group only if
    two of them meet there, for one invited country is not the company. `cut`: the units whose layers may be
    told apart (company, countries, regions).
    """
    tops = set(invited)
    inside: dict[int, list[CellPlace]] = {}
    for cell in cells:
        for unit in cell.above:
            inside.setdefault(unit, []).append(cell)
    meets = _meeting(cells, tops)
    places = _places(cells)
    nodes = [
        Wanted(unit, "", tuple(sorted(cell.id for cell in group)), places[unit])
        for unit, group in inside.items()
        if tops & set(_path(group[0], unit)) or len(meets[unit]) > 1
    ]
    cuttable = set(cut)
    cuts = [one for node in nodes if node.unit_id in cuttable for one in _layers(node, inside[node.unit_id])]
    return sorted([*nodes, *cuts], key=lambda one: (one.depth, one.unit_id, one.layer))


def _path(cell: CellPlace, unit: int) -> tuple[int, ...]:
    return cell.above[: cell.above.index(unit) + 1]


def _meeting(cells: Sequence[CellPlace], tops: set[int]) -> dict[int, set[int]]:
    """Unit -> the invited units at or below it."""
    found: dict[int, set[int]] = {}
    for cell in cells:
        own = tops & set(cell.above)
        for unit in cell.above:
            found.setdefault(unit, set()).update(own)
    return found


def _places(cells: Sequence[CellPlace]) -> Mapping[int, tuple[int, ...]]:
    """Unit -> the units above it, from the top down."""
    return {unit: cell.above[:depth] for cell in cells for depth, unit in enumerate(cell.above)}


def _layers(node: Wanted, group: Sequence[CellPlace]) -> list[Wanted]:
    layers = sorted({cell.layer for cell in group} - {""})
    if len(layers) < 2:
        return []
    return [
        Wanted(
            node.unit_id,
            layer,
            tuple(sorted(cell.id for cell in group if cell.layer == layer)),
            node.above,
        )
        for layer in layers
    ]
