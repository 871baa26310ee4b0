"""How likely it is that cuts and what is around them tell somebody's answer for certain: exactly.

A layer of the company is told beside the company, and what is left over is known within the width of two
figures. Programs over all cuts together (`integers`) try few made-up answers: too few to see what happens
once in some hundred times. So a group and the cuts inside it are tried by themselves on many, as units are
(`chances`). Real answers are not looked at.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from extramile.stats.disclosure.chances import Tree, risky
from extramile.stats.disclosure.groups import Atoms, Group, Incidence, Matrix, Whole, incidence
from extramile.stats.disclosure.measures import SCORE, Measure
from extramile.stats.disclosure.rules import COLLUDERS

DRAWS: Final = 4_000
MOST: Final = 4  # of them: one in a thousand. Whoever is beside a cut is tried by no other rule so exactly.
MOST_LEFT: Final = 100  # of more people left over nothing is ever certain


@dataclass(frozen=True, slots=True)
class Star:
    """A told group and told groups inside it that share nobody: their numbers."""

    around: int
    inside: tuple[int, ...]


def withheld_for_cuts(
    told: Sequence[Group],
    atoms: Atoms,
    *,
    asked: Sequence[Measure] = (SCORE,),
    colleagues: int = COLLUDERS,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    """Keys of groups to withhold so that what cuts tell is almost never certain of anybody.

    Parameters
    ----------
    told : sequence of Group
        Of this wave, in the order in which they are kept.
    asked : sequence of Measure
        What is told of its questions.
    colleagues : int
        How many may pool their own answers with what is told, as in `chances.risky`.

    Returns
    -------
    set of str
        Where something is certain too often, the cut that comes last; over and over.
    """
    found = incidence(told, atoms)
    sizes = np.asarray(found.rows @ found.sizes, dtype=np.int64)
    out: set[int] = set()
    stars = list(_stars(told, found, sizes))
    for done, star in enumerate(stars):
        progress("cuts", done, len(stars))
        while (tree := _tree(star, told, sizes, out)) is not None and any(
            risky(tree, measure, colleagues=colleagues, draws=DRAWS, most=MOST) for measure in asked
        ):
            out.add(max({star.around, *star.inside} - out))
    return {told[number].key for number in out}


def _stars(told: Sequence[Group], found: Incidence, sizes: Whole) -> Iterator[Star]:
    """The cuts inside a group, together; and a cut with each group around or inside it."""
    rows, lengths = found.rows, np.diff(found.rows.indptr)
    cuts = np.array([i for i, group in enumerate(told) if group.kind == "attribute"], dtype=np.int64)
    shared = (rows[cuts] @ rows.T).tocoo()
    one, other = cuts[shared.coords[0]], shared.coords[1]
    within = (shared.data == lengths[one]) & (lengths[one] < lengths[other])
    around = (shared.data == lengths[other]) & (lengths[other] < lengths[one])
    inside = {(int(a), int(b)) for a, b in zip(other[within], one[within], strict=True)}
    pairs = inside | {(int(a), int(b)) for a, b in zip(one[around], other[around], strict=True)}
    together: dict[int, list[int]] = defaultdict(list)
    for whole, cut in sorted(inside):
        together[whole].append(cut)
    for whole, several in together.items():
        apart = _apart(several, rows)
        if len(apart) > 1:
            yield Star(whole, tuple(apart))
    for whole, part in sorted(pairs):
        if sizes[whole] - sizes[part] <= MOST_LEFT:
            yield Star(whole, (part,))


def _apart(numbers: Sequence[int], rows: Matrix) -> list[int]:
    """Of these groups the first ones that share nobody."""
    taken, kept = np.zeros(rows.shape[1], dtype=bool), []
    for number in numbers:
        members = rows.indices[rows.indptr[number] : rows.indptr[number + 1]]
        if not taken[members].any():
            taken[members] = True
            kept.append(number)
    return kept


def _tree(star: Star, told: Sequence[Group], sizes: Whole, out: set[int]) -> Tree | None:
    """What is still told of it; None where that is one figure, or nothing."""
    inside = [number for number in star.inside if number not in out]
    if star.around in out or not inside:
        return None
    numbers = [star.around, *inside]
    left = sizes[star.around] - sizes[inside].sum()
    kinds = [told[number].kind for number in numbers]
    return Tree([-1] + [0] * len(inside), np.array([left, *sizes[inside]]), sizes[numbers], kinds)
