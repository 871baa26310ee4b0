"""Groups made many at once are those made one by one."""

import numpy as np

from extramile.stats.disclosure import Part, atoms_of, union, unions


def test_many_groups_at_once_are_those_made_one_by_one() -> None:
    random = np.random.default_rng(5)
    cells = random.choice([-1, 3, 70, 1_000_004, 9, 12], size=(400, 3))
    atoms = atoms_of(cells)
    parts = [
        Part("all", [3, 70, 1_000_004, 9, 12], "node"),
        Part("some", [70, 12], "attribute", 2),
        Part("unknown", [8], "node", 1),
        Part("none", [], "node", 1),
        Part("twice", [9, 9], "node", 1),
    ]
    for wave in range(3):
        for part, found in zip(parts, unions(atoms, parts, wave=wave), strict=True):
            alone = union(atoms, set(part.cells), key=part.key, wave=wave, kind=part.kind, rank=part.rank)
            assert found.members.tolist() == alone.members.tolist()
            assert (found.key, found.wave, found.kind, found.n, found.rank) == (
                alone.key, alone.wave, alone.kind, alone.n, alone.rank
            )  # fmt: skip
