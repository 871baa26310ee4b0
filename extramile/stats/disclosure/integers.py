"""The audit by integer programming: made-up answers, coded as they would be, give nobody away.

Real answers must not decide what is told: a withheld group would then say something about them. So answers
are made up, in three moods, the same whenever the same people took part; people are drawn where cuts and
units overlap; and the program of `consistent` looks for other answers that give the same figures.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from extramile.stats.disclosure.coding import coded_nps
from extramile.stats.disclosure.consistent import Program, Statement, Told
from extramile.stats.disclosure.groups import Atoms, Group, Incidence, Whole, incidence
from extramile.stats.disclosure.rules import LEAST_ATTRIBUTE, LEAST_NODE

MOODS: Final = ((0.70, 0.20, 0.10), (0.35, 0.30, 0.35), (0.92, 0.06, 0.02))
SEED: Final = 20_261_123


@dataclass(frozen=True, slots=True)
class Certainty:
    """How much the audit tries.

    Attributes
    ----------
    people : int
        Drawn where cuts overlap with units, for each of the three moods.
    around : int
        Groups of more people than this are left out: they bound one person's answer least.
    nodes : int
        Branches of each program; undecided counts as certain.
    """

    people: int = 10
    around: int = 300
    nodes: int = 2_000


def withheld_for_certainty(
    told: Sequence[Group],
    already: Sequence[Group],
    atoms: Atoms,
    certainty: Certainty,
    *,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    """Keys of groups to withhold so that nobody drawn is certain.

    Parameters
    ----------
    told, already : sequence of Group
        Of this wave, in the order in which they are kept; of earlier waves.
    certainty : Certainty

    Returns
    -------
    set of str
        Of each certainty the cut (or else the unit) that is kept last.
    """
    out: set[str] = set()
    while True:
        left = [group for group in told if group.key not in out]
        more = _round(left, already, atoms, certainty, progress)
        if not more:
            return out
        out |= more


def _round(
    told: Sequence[Group],
    already: Sequence[Group],
    atoms: Atoms,
    certainty: Certainty,
    progress: Callable[[str, int, int], None],
) -> set[str]:
    groups = [*already, *told]
    if not told:
        return set()
    found = incidence(groups, atoms)
    drawn = _drawn(groups, found, certainty)
    out: set[str] = set()
    for mood, shares in enumerate(MOODS):
        answers = _made_up(found.sizes, shares, mood)
        figures = _figures(groups, found, answers)
        for done, number in enumerate(drawn):
            progress("certainty", mood * len(drawn) + done, len(MOODS) * len(drawn))
            candidate = _least_important(number, groups, found, len(already))
            if candidate is None or groups[candidate].key in out:
                continue
            if _is_certain(number, found, figures, answers, certainty):
                out.add(groups[candidate].key)
    return out


def _least_important(number: int, groups: Sequence[Group], found: Incidence, first: int) -> int | None:
    """What to withhold for somebody: a cut they are in; else a unit inside their own; else their own."""
    ours = [i for i in _holders(found, number) if i >= first]
    if not ours or groups[ours[-1]].kind == "attribute":
        return ours[-1] if ours else None
    own = groups[ours[-1]].members
    inside = [
        i
        for i in range(ours[-1] + 1, len(groups))
        if groups[i].kind == "node" and np.isin(groups[i].members, own, assume_unique=True).all()
    ]
    return inside[-1] if inside else ours[-1]


def _holders(found: Incidence, number: int) -> list[int]:
    """The groups that a class is in."""
    columns = found.rows.tocsc()
    return sorted(columns.indices[columns.indptr[number] : columns.indptr[number + 1]].tolist())


def _drawn(groups: Sequence[Group], found: Incidence, certainty: Certainty) -> list[int]:
    """Classes of one, in as many groups as may be, in cuts first: whoever is told of most."""
    cuts = np.array([group.kind == "attribute" for group in groups], dtype=np.int64)
    in_groups = np.asarray(found.rows.sum(axis=0), dtype=np.int64).ravel()
    in_cuts = np.asarray(found.rows.T @ cuts, dtype=np.int64).ravel()
    chance = np.random.default_rng(SEED).random(len(found.sizes))
    order = np.lexsort((chance, -in_groups, -in_cuts, found.sizes))
    return [int(number) for number in order[: certainty.people]]


def _made_up(sizes: Whole, shares: Sequence[float], mood: int) -> Whole:
    """Promoters, passives and detractors of each class, shape (classes, 3)."""
    random = np.random.default_rng([SEED, mood])
    return np.asarray(random.multinomial(sizes, shares), dtype=np.int64)


def _figures(groups: Sequence[Group], found: Incidence, answers: Whole) -> list[Told | None]:
    totals = (found.rows @ answers).tolist()
    return [
        Told(group.kind, sum(total), coded_nps(*total, kind=group.kind))
        if sum(total) >= (LEAST_NODE if group.kind == "node" else LEAST_ATTRIBUTE)
        else None
        for group, total in zip(groups, totals, strict=True)
    ]


def _is_certain(
    number: int, found: Incidence, figures: Sequence[Told | None], answers: Whole, certainty: Certainty
) -> bool:
    around = block(number, found, figures, certainty.around)
    if around is None:
        return False
    program, classes, place = around
    return any(
        not program.has_other(answers[classes], place, statement)
        and program.other(place, statement, nodes=certainty.nodes) is not True
        for statement in true_of(answers[number].tolist(), int(found.sizes[number]))
    )


def true_of(answers: Sequence[int], size: int) -> Iterator[Statement]:
    """What is true of everybody of a class: only that can be certain."""
    promoters, _, detractors = answers
    if promoters == size:
        yield "promoter"
    if promoters == 0:
        yield "not promoter"
    if detractors == size:
        yield "detractor"
    if detractors == 0:
        yield "not detractor"


def block(
    number: int, found: Incidence, figures: Sequence[Told | None], around: int
) -> tuple[Program, Whole, int] | None:
    """The program of what is told inside the largest group around a class that is not too large.

    Returns
    -------
    tuple of Program, ndarray of int, int or None
        The program, its classes, and the place of this class among them; None when nothing is told there.
    """
    rows = found.rows
    known = [i for i in _holders(found, number) if (item := figures[i]) is not None and item.n <= around]
    inside = np.zeros(len(found.sizes), dtype=np.int64)
    for i in known:
        inside[rows.indices[rows.indptr[i] : rows.indptr[i + 1]]] = 1
    lengths = np.diff(rows.indptr)
    within = np.flatnonzero((rows @ inside == lengths) & (lengths > 0))
    told = {i: item for i in within.tolist() if (item := figures[i]) is not None}
    if not told:
        return None
    classes = np.flatnonzero(inside)
    program = Program(rows[list(told)][:, classes], found.sizes[classes], list(told.values()))
    return program, classes, int(np.searchsorted(classes, number))
