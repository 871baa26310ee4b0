"""How likely it is that the units of one wave tell somebody's answer for certain: exactly, for everybody.

The told units of a wave lie in each other and beside each other, never across. So what can be known of the
people of a unit that are in no told unit inside it (its *piece*) follows from bounds that are passed up the
tree and down again: nothing else can be. That is tried on made-up answers, many times, for all pieces at
once. Where it happens more often than almost never, a unit is withheld. Real answers are not looked at.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extramile.stats.disclosure.groups import Atoms, Group, Kind, Whole, incidence
from extramile.stats.disclosure.measures import MOODS, SCORE, Measure, read
from extramile.stats.disclosure.row_space import Pieces, pieces
from extramile.stats.disclosure.rules import COLLUDERS

SEED: Final = 20_261_124
DRAWS: Final = 400
MOST: Final = 2  # of them: one in two hundred
TRIES: Final = 6  # units of which it is tried whether withholding them helps


@dataclass(frozen=True, eq=False)
class Tree:
    """Told units of one wave.

    Attributes
    ----------
    parents : list of int
        The smallest told unit around each; -1 for none.
    sizes : ndarray of int
        People of each that are in no told unit inside it.
    n : ndarray of int
        People of each.
    kinds : sequence of {"node", "attribute"}
        Of each, how its figures are told; units where nothing is said.
    """

    parents: list[int]
    sizes: Whole
    n: Whole
    kinds: Sequence[Kind] = ()

    def kind(self, number: int) -> Kind:
        return self.kinds[number] if self.kinds else "node"


Audit = Callable[[Tree], set[int]]  # the groups of whose pieces something is certain too often


def tree_of(groups: Sequence[Group], atoms: Atoms) -> Tree:
    """See `Tree`; cuts, and units that lie across others, are no part of it."""
    found = incidence(groups, atoms)
    split: Pieces = pieces(groups, found)
    sizes = np.array([int(found.sizes[row].sum()) for row in split.rows], dtype=np.int64)
    n = sizes.copy()
    for number in reversed(_downwards(split.parents)):
        if split.parents[number] >= 0:
            n[split.parents[number]] += n[number]
    return Tree(split.parents, sizes, n)


def _downwards(parents: Sequence[int]) -> list[int]:
    """Parents before children."""
    inside = _children(parents)
    order = inside.get(-1, [])[:]
    for number in order:
        order += inside.get(number, [])
    return order


def _children(parents: Sequence[int]) -> dict[int, list[int]]:
    inside: dict[int, list[int]] = defaultdict(list)
    for number, parent in enumerate(parents):
        inside[parent].append(number)
    return inside


def known(tree: Tree, sums: Whole, measure: Measure) -> tuple[Whole, Whole]:
    """The least and most that the answers of each piece may come to, by all told figures together.

    Parameters
    ----------
    tree : Tree
    sums : ndarray of int, shape (groups, draws)
        The true sums of the pieces.
    measure : Measure

    Returns
    -------
    tuple of ndarray of int, shape (groups, draws)
        Exactly: every sum between them is possible.
    """
    order, inside, top = _downwards(tree.parents), _children(tree.parents), measure.levels
    total, low, high = sums.copy(), np.zeros_like(sums), np.zeros_like(sums)
    under, over = np.zeros_like(sums), np.zeros_like(sums)  # of the units inside, together
    for number in reversed(order):
        own = total[number]
        least, most = read(measure, int(tree.n[number]), tree.kind(number), own)
        low[number] = np.maximum(least, under[number])
        high[number] = np.minimum(most, over[number] + top * tree.sizes[number])
        above = tree.parents[number]
        if above >= 0:
            total[above] += own
            under[above] += low[number]
            over[above] += high[number]
    for number in order:
        least, most, room = low[number].copy(), high[number].copy(), top * tree.sizes[number]
        for child in inside.get(number, []):
            beside = over[number] - high[child] + room, under[number] - low[child]
            low[child] = np.maximum(low[child], least - beside[0])
            high[child] = np.minimum(high[child], most - beside[1])
    room = top * tree.sizes[:, None]
    return np.maximum(low - over, 0), np.minimum(high - under, room)


def risky(
    tree: Tree, measure: Measure, *, colleagues: int = COLLUDERS, draws: int = DRAWS, most: int = MOST
) -> set[int]:
    """Numbers of the groups of whose pieces something is certain too often, in one of the moods.

    Parameters
    ----------
    tree : Tree
    measure : Measure
    colleagues : int
        How many of a piece may pool their own answers with what is told; fewer are tried too. Two of a
        piece at least stay others.
    draws : int
        Made-up sets of answers in each mood.
    most : int
        Of these, in how many something may be certain.

    Returns
    -------
    set of int
        Of pieces of which something is certain more often, to the table's reader alone or to colleagues.
    """
    found: set[int] = set()
    own = np.minimum(colleagues, np.maximum(tree.sizes - 2, 0))
    for mood in range(len(MOODS)):
        random = np.random.default_rng([SEED, mood])
        given = [
            measure.drawn((own > number).astype(np.int64), mood, draws, random)
            for number in range(colleagues)
        ]
        others = measure.drawn(tree.sizes - own, mood, draws, random)
        low, high = known(tree, sum(given, start=others), measure)
        often = certain(tree.sizes, low, high, given, measure).sum(axis=1) > most
        found |= set(np.flatnonzero((tree.sizes > 0) & often).tolist())
    return found


def certain(
    sizes: Whole, low: Whole, high: Whole, given: Sequence[Whole], measure: Measure
) -> NDArray[np.bool_]:
    """Of which pieces, in which draws: to nobody in particular, and to one colleague after another."""
    own, left = np.zeros_like(low), sizes.copy()
    found = (low >= measure.levels * left[:, None] - measure.spare) | (high <= measure.spare)
    for answer in given:
        own += answer
        left = np.maximum(left - 1, np.minimum(sizes, 2))
        room = measure.levels * left[:, None]
        found |= (low - own >= room - measure.spare) | (high - own <= measure.spare)
    return found


def withheld_for_chances(
    told: Sequence[Group],
    atoms: Atoms,
    *,
    asked: Sequence[Measure] = (SCORE,),
    colleagues: int = COLLUDERS,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    """Keys of units to withhold so that what units tell is almost never certain of anybody.

    Parameters
    ----------
    told : sequence of Group
        Of this wave, in the order in which they are kept.
    asked : sequence of Measure
        What is told of its questions.
    colleagues : int
        As in `risky`.

    Returns
    -------
    set of str
        For each risky piece the unit whose loss helps, inside it, itself or beside it; over and over.
    """
    units = [group for group in told if group.kind == "node"]
    if not units:
        return set()
    tree, names = tree_of(units, atoms), [group.key for group in units]
    audit = partial(_risky_for_any, asked=asked, colleagues=colleagues)
    while True:
        progress("chances", len(units) - len(names), len(units))
        gone = _to_withhold(tree, audit)
        if not gone:
            return {group.key for group in units} - set(names)
        tree = without(tree, gone)
        names = [name for number, name in enumerate(names) if number not in gone]


def without(tree: Tree, gone: set[int]) -> Tree:
    """The same people, and these groups no longer told: theirs is left over in the group around them."""
    sizes, kept = tree.sizes.copy(), [i for i in range(len(tree.parents)) if i not in gone]
    places = {number: place for place, number in enumerate(kept)}
    for number in reversed(_downwards(tree.parents)):
        if number in gone and tree.parents[number] >= 0:
            sizes[tree.parents[number]] += sizes[number]
    return Tree([places.get(_above(tree, i, gone), -1) for i in kept], sizes[kept], tree.n[kept])


def _above(tree: Tree, number: int, gone: set[int]) -> int:
    number = tree.parents[number]
    while number in gone:
        number = tree.parents[number]
    return number


def _branch(tree: Tree, root: int) -> tuple[Tree, list[int]]:
    """A group and all told inside it, as a tree of its own; and which they are."""
    inside, numbers = _children(tree.parents), [root]
    for number in numbers:
        numbers += inside.get(number, [])
    places = {number: place for place, number in enumerate(numbers)}
    parents = [places.get(tree.parents[number], -1) if number != root else -1 for number in numbers]
    return Tree(parents, tree.sizes[numbers], tree.n[numbers]), numbers


def _risky_for_any(tree: Tree, *, asked: Sequence[Measure], colleagues: int) -> set[int]:
    return {number for measure in asked for number in risky(tree, measure, colleagues=colleagues)}


def _to_withhold(tree: Tree, audit: Audit) -> set[int]:
    """For each risky piece one group, unless one near it goes already."""
    inside, gone = _children(tree.parents), set[int]()
    for number in sorted(audit(tree)):
        above = tree.parents[number]
        near = {number, above, *inside.get(number, []), *(inside.get(above, []) if above >= 0 else [])}
        if not near & gone:
            gone.add(_least_loss(tree, number, inside, audit))
    return gone


def _least_loss(tree: Tree, number: int, inside: dict[int, list[int]], audit: Audit) -> int:
    """The first of these without which nothing near is risky: a unit inside, itself, one beside it."""
    within, above = inside.get(number, [])[::-1], tree.parents[number]
    beside = [i for i in inside.get(above, [])[::-1] if i != number] if above >= 0 else []
    choices = within or [number, *beside]
    branch, numbers = _branch(tree, number if within or above < 0 else above)
    for one in choices[:TRIES]:
        trial = without(branch, {numbers.index(one)})
        if not audit(trial):
            return one
    return choices[0]
