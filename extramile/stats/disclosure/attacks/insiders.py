"""Colleagues who pool their own answers with what is told."""

from collections.abc import Sequence

import numpy as np

from extramile.stats.disclosure.attacks.linear import Exposed, solved
from extramile.stats.disclosure.groups import Atoms, Group, Whole, incidence


def coalitions(groups: Sequence[Group], atoms: Atoms, *, size: int, most: int) -> list[list[int]]:
    """The coalitions likeliest to succeed: all but one of what told groups leave of each other.

    Parameters
    ----------
    groups, atoms
        As told, of all waves.
    size : int
        Colleagues, 3 in the gates.
    most : int
        Coalitions made, the smallest remainders first.

    Returns
    -------
    list of list of int
        Atoms of the colleagues, an atom once for each.
    """
    found = incidence(groups, atoms)
    rows = found.rows.toarray().astype(np.int64)
    left = _remainders(groups, rows)
    for number in range(len(rows)):
        left += [np.abs(rows[number] - row) for row in rows[number + 1 :]]
    left += list(rows)
    people = np.array([int(row @ found.sizes) for row in left])
    atom_of = {int(number): atom for atom, number in reversed(list(enumerate(found.atoms))) if number >= 0}
    made: list[list[int]] = []
    for number in np.argsort(people, kind="stable"):
        if people[number] > 1 and len(made) < most:
            classes = np.repeat(np.arange(len(found.sizes)), left[number] * found.sizes)
            made.append([atom_of[int(place)] for place in classes[: min(size, len(classes) - 1)]])
    return made


def _remainders(groups: Sequence[Group], rows: Whole) -> list[Whole]:
    """Groups without all that is told inside them, of the same wave."""
    made: list[Whole] = []
    for number, group in enumerate(groups):
        inside = [
            row
            for other, row in enumerate(rows)
            if groups[other].wave == group.wave
            and other != number
            and (row <= rows[number]).all()
            and (row != rows[number]).any()
        ]
        if inside:
            made.append(rows[number] * (1 - np.clip(np.sum(inside, axis=0), 0, 1)))
    return made


def with_own_answers(
    groups: Sequence[Group], atoms: Atoms, colleagues: Sequence[int]
) -> tuple[list[Group], Atoms]:
    """The same told groups, and each colleague's answer as one more that is known.

    Parameters
    ----------
    colleagues : sequence of int
        Atoms; an atom twice for two of its people. An atom gives no more colleagues than it has people.
    """
    sizes, extra = atoms.sizes.copy(), []
    members = [group.members for group in groups]
    for atom in colleagues:
        if sizes[atom] > 0:
            sizes[atom] -= 1
            extra.append(atom)
    first = len(sizes)
    told = []
    for group, row in zip(groups, members, strict=True):
        own = [first + place for place, atom in enumerate(extra) if atom in set(row.tolist())]
        left = row[sizes[row] > 0]
        whole = np.concatenate([left, np.array(own, dtype=np.int64)])
        told.append(Group(group.key, group.wave, group.kind, whole, group.n, group.parent, group.rank))
    known = [
        Group(f"colleague {place}", -1, "node", np.array([first + place]), 1) for place in range(len(extra))
    ]
    everybody = np.concatenate([sizes, np.ones(len(extra), dtype=np.int64)])
    return [*told, *known], Atoms(everybody)


def pooled(groups: Sequence[Group], atoms: Atoms, colleagues: Sequence[int]) -> list[Exposed]:
    """Others than the colleagues whose own answer follows from what is told and what the colleagues know."""
    told, everybody = with_own_answers(groups, atoms, colleagues)
    found = incidence(told, everybody)
    own = {int(found.atoms[atom]) for atom in range(len(atoms), len(everybody))}
    exposed = solved(told, everybody, fewer_than=2, most_classes=1)
    return [item for item in exposed if not own.intersection(item.classes)]
