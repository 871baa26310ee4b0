"""Not everybody answers every question: which of the shown groups may show this one.

A question may be skipped, so the people behind its figure are fewer than those behind the group. For each
question the floors and the remainders are asked again, by how many answered it, never by what they answered.
"""

from collections.abc import Mapping, Sequence


def shown_for(
    tree: Mapping[int, Sequence[int]], *, top: int, answered: Mapping[int, int], least: int
) -> frozenset[int]:
    """The groups that show the question.

    `tree`: a shown group -> the shown groups right below it, which share nobody. `answered`: how many of each
    group answered. A child is shown if enough answered in it, and if what remains of its parent without all
    the children that are shown is nobody, or enough. Larger children go first.
    """
    found: set[int] = set()
    if answered.get(top, 0) >= least:
        _look(tree, top, answered=answered, least=least, found=found)
    return frozenset(found)


def _look(
    tree: Mapping[int, Sequence[int]],
    parent: int,
    *,
    answered: Mapping[int, int],
    least: int,
    found: set[int],
) -> None:
    found.add(parent)
    rest = answered[parent]
    children = sorted(tree.get(parent, ()), key=lambda child: (-answered.get(child, 0), child))
    for child in children:
        size = answered.get(child, 0)
        if size >= least and (rest == size or rest - size >= least):
            rest -= size
            _look(tree, child, answered=answered, least=least, found=found)
