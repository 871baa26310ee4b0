"""Groups made by hand, for the tests of what may be told and for the attacks on it."""

from collections.abc import Sequence

import numpy as np

from extramile.stats.disclosure import Atoms, Group
from extramile.stats.disclosure.groups import Kind


def sizes(*numbers: int) -> Atoms:
    """So many people in each class."""
    return Atoms(np.array(numbers, dtype=np.int64))


def group(
    key: str, members: Sequence[int], atoms: Atoms, *, wave: int = 0, kind: Kind = "node", rank: int = 0
) -> Group:
    """These classes together: as many people as there are in them."""
    row = np.array(members, dtype=np.int64)
    return Group(key, wave, kind, row, int(atoms.sizes[row].sum()), None, rank)
