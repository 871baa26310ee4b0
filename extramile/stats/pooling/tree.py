"""A tree as arrays: its nodes sorted by depth, so that each depth is one slice."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extramile.stats.errors import CycleError, ParentError

Places = NDArray[np.intp]
TOP: Final = -1  # the kind of the top: its level is the overall mean, not an effect


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in order of depth.

    Attributes
    ----------
    order : the node at each place; the last node is the made-up top of a forest
    slices : of each depth, from the top down
    parent : place of the node above, of the first its own
    kinds : the kind of each place, as a position in ``labels``; TOP for the top
    labels : of the kinds
    made_top : whether a top had to be made up
    """

    order: Places
    slices: tuple[slice, ...]
    parent: Places
    kinds: Places
    labels: tuple[Hashable, ...]
    made_top: bool

    @property
    def nodes(self) -> int:
        return len(self.order) - self.made_top

    def at_places(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values by node as values by place; what is missing at the end is nought."""
        padded = np.zeros(len(self.order))
        padded[: len(values)] = values
        return padded[self.order]

    def by_node(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values by place (in the last dimension) as values by node."""
        back = np.empty_like(values)
        back[..., self.order] = values
        return back[..., : self.nodes]


def tree_of(parents: ArrayLike, kinds: Sequence[Hashable] | None = None) -> Tree:
    """Read a tree from the place of each node's parent.

    Parameters
    ----------
    parents : array_like of int, shape (nodes,)
        The node above each node, from 0; -1 for a top. Several tops are the children of a made-up one.
    kinds : sequence of hashable, length nodes, optional
        Nodes of one kind share a variance. By default leaves are a kind ("leaf"), and the nodes above
        them one kind for each depth ("depth 1", ...).

    Raises
    ------
    ParentError, CycleError
    """
    above = _checked(parents)
    tops = np.flatnonzero(above < 0)
    made_top = len(tops) > 1
    if made_top:
        above = np.append(np.where(above < 0, len(above), above), -1)
    order, starts = _by_depth(above)
    place = np.empty(len(above), dtype=np.intp)
    place[order] = np.arange(len(order))
    slices = tuple(slice(*pair) for pair in pairwise(starts))
    parent = place[above[order]]
    parent[0] = 0
    found, labels = _kinds(above, order, slices, kinds)
    return Tree(order, slices, parent, found, labels, made_top)


def _checked(parents: ArrayLike) -> Places:
    raw = np.asarray(parents)
    if raw.ndim != 1 or raw.size == 0 or raw.dtype.kind not in "iu":
        raise ParentError("The parents are not one row of whole numbers.")
    above = raw.astype(np.intp)
    if np.any((above < -1) | (above >= len(above))):
        raise ParentError(f"A parent lies outside 0 to {len(above) - 1}.")
    if not np.any(above < 0):
        raise CycleError(tuple(range(min(len(above), 5))))
    return above


def _by_depth(above: Places) -> tuple[Places, list[int]]:
    """Nodes depth by depth, the children of one parent together, and where each depth starts."""
    children = np.argsort(above, kind="stable")
    first = np.searchsorted(above[children], np.arange(len(above) + 1))
    level = np.flatnonzero(above < 0)
    levels, starts = [], [0]
    while len(level):
        levels.append(level)
        starts.append(starts[-1] + len(level))
        sizes = first[level + 1] - first[level]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        level = children[np.repeat(first[level], sizes) + within]
    order = np.concatenate(levels)
    if len(order) < len(above):
        lost = np.setdiff1d(np.arange(len(above)), order)
        raise CycleError(tuple(lost[:5].tolist()))
    return order, starts


def _kinds(
    above: Places, order: Places, slices: tuple[slice, ...], kinds: Sequence[Hashable] | None
) -> tuple[Places, tuple[Hashable, ...]]:
    if kinds is None:
        depth = np.repeat(np.arange(len(slices)), [piece.stop - piece.start for piece in slices])
        leaf = np.isin(order, above, invert=True)
        names: list[Hashable] = [
            "leaf" if is_leaf else f"depth {far}"
            for far, is_leaf in zip(depth.tolist(), leaf.tolist(), strict=True)
        ]
    else:
        given = [*kinds, None]
        if len(kinds) not in (len(above), len(above) - 1):
            raise ParentError(f"{len(kinds)} kinds for {len(above)} nodes.")
        names = [given[node] for node in order.tolist()]
    labels = tuple(dict.fromkeys(names[1:]))
    known = {label: number for number, label in enumerate(labels)}
    return np.array([TOP] + [known[name] for name in names[1:]], dtype=np.intp), labels
