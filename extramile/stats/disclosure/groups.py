"""Atoms and groups: who took part where, without saying who.

An *atom* is the class of people who cannot be told apart by any group of any wave: the same cell (or no
part) in each wave. A *group* is a union of atoms: a unit with everything below it (``node``) or one layer of
the company or a region (``attribute``).
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from extramile.stats.disclosure.errors import SameKeyError, UnknownPeopleError

Whole: TypeAlias = NDArray[np.int64]
Kind: TypeAlias = Literal["node", "attribute"]
Matrix: TypeAlias = Any  # a scipy sparse matrix; scipy ships no types
NOWHERE = -1
Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Atoms:
    """Classes of people that no group tells apart.

    Attributes
    ----------
    sizes : ndarray of int, shape (atoms,)
        People in each.
    cells : ndarray of int, shape (atoms, waves)
        Their cell in each wave, -1 where they took no part. Groups are made of it by `union`.
    """

    sizes: Whole
    cells: Whole = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True, eq=False)
class Group:
    """A group whose figures may be told or not.

    Attributes
    ----------
    key : str
        One key a wave and group.
    wave : int
        Number of the wave, from 0.
    kind : {"node", "attribute"}
        A unit with everything below it, or a layer of the company or a region.
    members : ndarray of int, ascending
        The atoms it consists of.
    n : int
        People in it.
    parent : str or None
        Key of the unit above, for the reader; the rules look at the members alone.
    rank : int
        Depth, 0 at the top: of groups of equal size the lower rank is kept first.
    """

    key: str
    wave: int
    kind: Kind
    members: Whole
    n: int
    parent: str | None = None
    rank: int = 0


class Incidence(NamedTuple):
    """Groups against classes of people, as a sparse matrix of 0 and 1.

    Attributes
    ----------
    rows : scipy.sparse.csr_array, shape (groups, classes)
    sizes : ndarray of int, shape (classes,)
        People of each class; classes in no group are left out.
    atoms : ndarray of int, shape (atoms,)
        The class of each atom, -1 when it is in no group.
    """

    rows: Matrix
    sizes: Whole
    atoms: Whole


class Block(NamedTuple):
    """Some groups and classes of an incidence.

    Attributes
    ----------
    groups : list of int
        Their numbers.
    classes : ndarray of int
        Their numbers, rising.
    rows : scipy.sparse.csr_array, shape (groups, classes)
    """

    groups: list[int]
    classes: Whole
    rows: Matrix

    def place(self, number: int) -> int:
        """Of a class, among these."""
        return int(np.searchsorted(self.classes, number))


def atoms_of(cells: ArrayLike) -> Atoms:
    """The atoms of a table of people and waves.

    Parameters
    ----------
    cells : array_like of int, shape (people, waves)
        Cell of each person who *took part* in each wave; -1 where they did not. Nothing else of them.

    Returns
    -------
    Atoms
        In the order of their cells. Whoever took part in no wave is left out.
    """
    table = np.asarray(cells, dtype=np.int64)
    table = table[(table != NOWHERE).any(axis=1)]
    distinct, sizes = np.unique(table, axis=0, return_counts=True)
    return Atoms(sizes.astype(np.int64), distinct)


def without_lost(atoms: Atoms, lost: Mapping[tuple[int, int], int]) -> Atoms:
    """The same atoms, with only the answers that are there for sure.

    A ballot that was taken but not handed in is missing in its cell, and nobody knows whose it was: every
    atom of that cell counts as if it were its own. And each of its people may be one who answered in the
    other waves alone: for that an atom of nobody for sure is added, so that a unit of the same people is not
    taken for the same answers.

    Parameters
    ----------
    atoms : Atoms
    lost : mapping of (wave, cell) to int
        Ballots taken less answers handed in.

    Returns
    -------
    Atoms
        With sizes of 0 or more.
    """
    sizes, cells = atoms.sizes, atoms.cells
    for (wave, cell), missing in sorted(lost.items()):
        inside = cells[:, wave] == cell
        elsewhere = cells[inside].copy()
        elsewhere[:, wave] = NOWHERE
        sizes = np.where(inside, sizes - missing, sizes)
        cells, sizes = _with(cells, sizes, elsewhere[(elsewhere != NOWHERE).any(axis=1)])
    return Atoms(np.maximum(sizes, 0), cells)


def _with(cells: Whole, sizes: Whole, more: Whole) -> tuple[Whole, Whole]:
    """These rows too, with nobody in them for sure, where they are not there yet."""
    there = {row.tobytes() for row in cells} if len(more) else set()
    new = np.array([row.tobytes() not in there for row in more], dtype=bool)
    return np.concatenate([cells, more[new]]), np.concatenate(
        [sizes, np.zeros(int(new.sum()), dtype=np.int64)]
    )


def union(
    atoms: Atoms,
    cells: Collection[int],
    *,
    key: str,
    wave: int,
    kind: Kind,
    parent: str | None = None,
    rank: int = 0,
) -> Group:
    """The group of everybody who took part in these cells of a wave.

    Parameters
    ----------
    atoms : Atoms
    cells : collection of int
        Numbers of cells, as handed to `atoms_of`.

    Returns
    -------
    Group
    """
    members = np.flatnonzero(np.isin(atoms.cells[:, wave], list(cells)))
    return Group(key, wave, kind, members, int(atoms.sizes[members].sum()), parent, rank)


class Part(NamedTuple):
    """What a group is made of, for `unions`.

    Attributes
    ----------
    key : str
    cells : collection of int
        Numbers of cells, as handed to `atoms_of`.
    kind : {"node", "attribute"}
    rank : int
    """

    key: str
    cells: Collection[int]
    kind: Kind
    rank: int = 0


def unions(atoms: Atoms, parts: Iterable[Part], *, wave: int) -> list[Group]:
    """Many groups of one wave, as `union` makes them one by one; the atoms are put in order once.

    Parameters
    ----------
    atoms : Atoms
    parts : iterable of Part
    wave : int

    Returns
    -------
    list of Group
        In the order of the parts.
    """
    column = atoms.cells[:, wave]
    order = np.argsort(column, kind="stable")
    inside = column[order]
    found = []
    for part in parts:
        cells = np.unique(np.fromiter(part.cells, dtype=np.int64))
        starts, ends = np.searchsorted(inside, cells), np.searchsorted(inside, cells, side="right")
        pieces = [order[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        members = np.sort(np.concatenate(pieces)) if pieces else np.empty(0, dtype=np.int64)
        n = int(atoms.sizes[members].sum())
        found.append(Group(part.key, wave, part.kind, members, n, None, part.rank))
    return found


def nodes(
    atoms: Atoms,
    parents: Mapping[Unit, Unit | None],
    units_of_cells: Mapping[int, Unit],
    *,
    wave: int,
) -> list[Group]:
    """A group for each unit of a wave's tree: everybody in a cell at or below it.

    Parameters
    ----------
    atoms : Atoms
    parents : mapping of unit to the unit above, or None at the top
    units_of_cells : mapping of cell number to its unit
    wave : int

    Returns
    -------
    list of Group
        Keys are ``"<wave>:<unit>"``; units without anybody are there with ``n`` 0.
    """
    gathered: dict[Unit, list[Whole]] = {unit: [] for unit in parents}
    column = atoms.cells[:, wave]
    order = np.argsort(column, kind="stable")
    borders = np.searchsorted(column[order], np.arange(int(column.max(initial=NOWHERE)) + 2))
    for cell, unit in units_of_cells.items():
        if cell + 1 < len(borders):
            own = order[borders[cell] : borders[cell + 1]]
            for above in path(unit, parents):
                gathered[above].append(own)
    return [_node(atoms, unit, parents, parts, wave) for unit, parts in gathered.items()]


def path(unit: Unit, parents: Mapping[Unit, Unit | None]) -> list[Unit]:
    """The unit and the units above it, to the top."""
    found: list[Unit] = [unit]
    while (above := parents[found[-1]]) is not None:
        found.append(above)
    return found


def _node(
    atoms: Atoms, unit: Unit, parents: Mapping[Unit, Unit | None], parts: Sequence[Whole], wave: int
) -> Group:
    members = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
    above = parents[unit]
    parent = None if above is None else f"{wave}:{above}"
    n = int(atoms.sizes[members].sum())
    return Group(f"{wave}:{unit}", wave, "node", members, n, parent, len(path(unit, parents)) - 1)


def in_order(groups: Iterable[Group]) -> list[Group]:
    """Nodes before cuts, larger before smaller: the order in which groups are kept.

    Raises
    ------
    SameKeyError
        When two have one key.
    """
    ordered = sorted(groups, key=lambda group: (group.kind != "node", -group.n, group.rank, group.key))
    seen: set[str] = set()
    for group in ordered:
        if group.key in seen:
            raise SameKeyError(group.key)
        seen.add(group.key)
    return ordered


def incidence(groups: Sequence[Group], atoms: Atoms) -> Incidence:
    """Groups against the classes of people that they tell apart.

    Atoms in the same groups become one class. The classes come in an order that depends on the groups alone,
    not on the order of the atoms.

    Parameters
    ----------
    groups : sequence of Group
    atoms : Atoms

    Returns
    -------
    Incidence

    Raises
    ------
    UnknownPeopleError
        For members that are no atoms, or are named twice.
    """
    for group in groups:
        _check(group, len(atoms))
    columns = _matrix([group.members for group in groups], len(atoms)).tocsc()
    columns.sort_indices()
    starts, rows = columns.indptr, columns.indices.astype(">i4")
    marks = [rows[starts[atom] : starts[atom + 1]].tobytes() for atom in range(len(atoms))]
    numbers = {mark: number for number, mark in enumerate(sorted(set(marks) - {b""}))}
    classes = np.array([numbers.get(mark, NOWHERE) for mark in marks], dtype=np.int64)
    inside = classes != NOWHERE
    sizes = np.bincount(classes[inside], weights=atoms.sizes[inside], minlength=len(numbers))
    first = np.full(len(numbers), NOWHERE)
    first[classes[inside]] = np.flatnonzero(inside)
    chosen = columns[:, first].tocsr()
    chosen.sort_indices()
    return Incidence(chosen, sizes.astype(np.int64), classes)


def _check(group: Group, atoms: int) -> None:
    members = group.members
    if len(members) and (
        members[0] < 0 or members[-1] >= atoms or (len(members) > 1 and np.diff(members).min() <= 0)
    ):
        raise UnknownPeopleError(group.key)


def _matrix(rows: Sequence[Whole], width: int) -> Matrix:
    lengths = [len(row) for row in rows]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    columns = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int64)
    return sparse.csr_array((ones, columns, starts), shape=(len(rows), width))
