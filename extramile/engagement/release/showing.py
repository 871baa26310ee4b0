"""Of the groups that are shown: which may show a question that some skipped."""

from collections.abc import Mapping, Sequence

from extramile.engagement.release.groups import Place, Wanted
from extramile.engagement.release.items import shown_for


def showing(
    groups: Sequence[Wanted], answered: Mapping[Place, int], *, node: int, cut: int
) -> frozenset[Place]:
    """`answered`: how many of each group answered the question. `node`, `cut`: the floors."""
    nodes = [group for group in groups if not group.layer]
    tree, tops = _tree(nodes)
    numbers = {group.unit_id: answered[group.place] for group in nodes}
    units = {unit for top in tops for unit in shown_for(tree, top=top, answered=numbers, least=node)}
    layers: dict[int, list[Place]] = {}
    for group in groups:
        if group.layer and group.unit_id in units:
            layers.setdefault(group.unit_id, []).append(group.place)
    found = {(unit, "") for unit in units}
    for unit, places in layers.items():
        found |= _layers(places, answered, whole=numbers[unit], node=node, cut=cut)
    return frozenset(found)


def _tree(nodes: Sequence[Wanted]) -> tuple[dict[int, list[int]], list[int]]:
    """Each shown unit with the shown units right below it, and those that are below none."""
    there = {group.unit_id for group in nodes}
    tree: dict[int, list[int]] = {}
    tops = []
    for group in nodes:
        above = next((unit for unit in reversed(group.above) if unit in there), None)
        if above is None:
            tops.append(group.unit_id)
        else:
            tree.setdefault(above, []).append(group.unit_id)
    return tree, tops


def _layers(
    places: Sequence[Place], answered: Mapping[Place, int], *, whole: int, node: int, cut: int
) -> set[Place]:
    """The layers of one unit, the largest first: what is left of the unit is nobody, or enough."""
    found: set[Place] = set()
    rest = whole
    for place in sorted(places, key=lambda one: (-answered[one], one)):
        size = answered[place]
        if size >= cut and (rest == size or rest - size >= node):
            rest -= size
            found.add(place)
    return found
