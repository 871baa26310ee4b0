"""The audit by integer programming, of all waves and cuts together: made-up answers give nobody away.

Real answers must not decide what is told: a withheld group would then say something about them. So answers
are made up, in three moods, the same whenever the same people took part; and a program looks, question by
question, for other answers that give the same figures. Up to 400 people everybody is tried; of more, those
who are in most groups.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from extramile.stats.disclosure.coding import coded_nps
from extramile.stats.disclosure.consistent import Program, Statement, Told
from extramile.stats.disclosure.groups import Atoms, Block, Group, Incidence, Whole, incidence
from extramile.stats.disclosure.measures import MOODS, SCORE, Measure
from extramile.stats.disclosure.rules import COLLUDERS, LEAST_ATTRIBUTE, LEAST_NODE
from extramile.stats.disclosure.sums import Sums

SEED: Final = 20_261_123
MOST_DRAWS: Final = 4
Tell = Callable[[str, int, int], None]
Coalitions = Mapping[int, Sequence[Sequence[int]]]  # of each class, who pool their answers: nobody, or some


@dataclass(frozen=True, slots=True)
class Certainty:
    """How much the audit tries.

    Attributes
    ----------
    everybody : int
        Up to so many people all classes are tried.
    people : int
        Of more: classes drawn where cuts overlap with units.
    around : int
        Groups of more people than this are left out: they bound one person's answer least.
    nodes : int
        Branches of each program; undecided counts as certain.
    colleagues : int
        So many pool their own answers with what is told.
    draws : int
        Made-up answers in each mood, of everybody together: few people are tried several times, most once.
    """

    everybody: int = 400
    people: int = 10
    around: int = 300
    nodes: int = 2_000
    colleagues: int = COLLUDERS
    draws: int = 200


def withheld_for_certainty(
    told: Sequence[Group],
    already: Sequence[Group],
    atoms: Atoms,
    certainty: Certainty,
    *,
    asked: Sequence[Measure] = (SCORE,),
    progress: Tell,
) -> set[str]:
    """Keys of groups to withhold so that nobody who is tried is certain.

    Parameters
    ----------
    told, already : sequence of Group
        Of this wave, in the order in which they are kept; of earlier waves.
    certainty : Certainty
    asked : sequence of Measure
        What is told of the questions.

    Returns
    -------
    set of str
        Of each certainty that this wave adds, the least important group without which it is none; where
        several tell it, the least important ones.
    """
    groups = [*already, *told]
    if not told:
        return set()
    found = incidence(groups, atoms)
    drawn = _drawn(groups, found, certainty)
    out: set[int] = set()
    draws = min(max(certainty.draws // max(int(found.sizes.sum()), 1), 1), MOST_DRAWS)
    tries = list(product(range(draws), range(len(MOODS)), asked))
    together = {number: _coalitions(number, found, certainty.colleagues) for number in drawn}
    for place, (draw, mood, measure) in enumerate(tries):
        nodes, seed = certainty.nodes, [SEED, mood, draw]
        question = (
            _Score(groups, found, mood, seed=seed, nodes=nodes)
            if measure == SCORE
            else Sums(groups, found, measure, seed=seed, mood=mood, nodes=nodes)
        )
        look = _Look(question, found, together, first=len(already), around=certainty.around)
        for done, number in enumerate(drawn):
            progress("certainty", place * len(drawn) + done, len(tries) * len(drawn))
            out |= look.to_withhold(number, out)
    return {groups[number].key for number in out}


class _Look:
    """One question with made-up answers."""

    def __init__(
        self, question: "_Score | Sums", found: Incidence, together: Coalitions, *, first: int, around: int
    ) -> None:
        self.question, self.found, self.together = question, found, together
        self.first, self.around = first, around

    def to_withhold(self, number: int, out: set[int]) -> set[int]:
        """What to withhold for a class, besides what is withheld: none, one group, or as few as may be."""
        if not self._is_certain(number, out):
            return set()
        ours = [i for i in self._around(number) if i not in out]
        if not ours or self._is_certain(number, out | set(ours)):
            return set()  # earlier waves told it: what this one tells adds nothing
        for one in reversed(ours):
            if not self._is_certain(number, out | {one}):
                return {one}
        return self._as_few_as_may_be(number, ours, out)

    def _as_few_as_may_be(self, number: int, ours: list[int], out: set[int]) -> set[int]:
        """Where several tell it, each by itself: all are taken away, and put back, the largest first, as long
        as nothing is certain."""
        gone = set(ours)
        for one in ours:
            if not self._is_certain(number, out | gone - {one}):
                gone.remove(one)
        return gone

    def _around(self, number: int) -> list[int]:
        """The groups of this wave that have people in common with those of the class, the largest first."""
        rows = self.found.rows
        near = block_of(number, self.found, self.question.n, self.around, set())
        return (
            []
            if near is None
            else [i for i in near.groups if i >= self.first and rows.indptr[i] < rows.indptr[i + 1]]
        )

    def _is_certain(self, number: int, out: set[int]) -> bool:
        near = block_of(number, self.found, self.question.n, self.around, out)
        return near is not None and any(
            self.question.is_certain(number, near, colleagues=colleagues)
            for colleagues in self.together[number]
        )


class _Score:
    """Promoters, passives and detractors; with the share of promoters where that is told."""

    def __init__(
        self, groups: Sequence[Group], found: Incidence, mood: int, *, seed: Sequence[int], nodes: int
    ) -> None:
        random = np.random.default_rng(seed)
        self.answers: Whole = np.asarray(random.multinomial(found.sizes, MOODS[mood]), dtype=np.int64)
        self.figures = _figures(groups, found, self.answers)
        self.n = [0 if item is None else item.n for item in self.figures]
        self.found, self.nodes = found, nodes

    def is_certain(self, number: int, near: Block, *, colleagues: Sequence[int] = ()) -> bool:
        """Whether something is certain of everybody of a class, the colleagues apart."""
        told = [item for i in near.groups if (item := self.figures[i]) is not None]
        own = self._own(colleagues)[near.classes]
        sizes, answers = self.found.sizes[near.classes] - own.sum(axis=1), self.answers[near.classes] - own
        program = Program(near.rows, sizes, told, known=own)
        place = near.place(number)
        return any(
            not program.has_other(answers, place, statement)
            and program.other(place, statement, nodes=self.nodes) is not True
            for statement in true_of(answers[place].tolist(), int(sizes[place]))
        )

    def _own(self, colleagues: Sequence[int]) -> Whole:
        """What colleagues answered, by class: what most of their class did."""
        left, own = self.answers.copy(), np.zeros_like(self.answers)
        for one in colleagues:
            answer = int(left[one].argmax())
            left[one, answer] -= 1
            own[one, answer] += 1
        return own


def _coalitions(number: int, found: Incidence, many: int) -> list[list[int]]:
    """Nobody, and (where colleagues count) those who are in the same groups as the class, or nearly."""
    together = beside(number, found, many)
    return [[], together] if together else [[]]


def beside(number: int, found: Incidence, many: int) -> list[int]:
    """The colleagues who learn most of a class: classes in the same groups first, a class once for each.

    One of the class itself stays unknown. Ties are broken by chance, the same for the same people.
    """
    rows, sizes = found.rows, found.sizes.copy()
    sizes[number] -= 1
    column = np.asarray(rows[:, [number]].todense()).ravel()
    in_groups = np.asarray(rows.sum(axis=0)).ravel()
    apart = in_groups + column.sum() - 2 * (rows.T @ column)
    order = np.lexsort((np.random.default_rng([SEED, number]).random(len(sizes)), apart))
    nearest = order[sizes[order] > 0][:many]
    return [int(one) for one in np.repeat(nearest, sizes[nearest])[:many]]


def _holders(found: Incidence, number: int) -> list[int]:
    """The groups that a class is in."""
    columns = found.rows.tocsc()
    return sorted(columns.indices[columns.indptr[number] : columns.indptr[number + 1]].tolist())


def _drawn(groups: Sequence[Group], found: Incidence, certainty: Certainty) -> list[int]:
    """Everybody of few; else classes of one, in as many groups as may be, in cuts first."""
    cuts = np.array([group.kind == "attribute" for group in groups], dtype=np.int64)
    in_groups = np.asarray(found.rows.sum(axis=0), dtype=np.int64).ravel()
    in_cuts = np.asarray(found.rows.T @ cuts, dtype=np.int64).ravel()
    chance = np.random.default_rng(SEED).random(len(found.sizes))
    order = np.lexsort((chance, -in_groups, -in_cuts, found.sizes))
    order = order[found.sizes[order] > 0]
    everybody = int(found.sizes.sum()) <= certainty.everybody
    return [int(number) for number in (order if everybody else order[: certainty.people])]


def _figures(groups: Sequence[Group], found: Incidence, answers: Whole) -> list[Told | None]:
    totals = (found.rows @ answers).tolist()
    return [
        Told(group.kind, sum(total), coded_nps(*total, kind=group.kind))
        if sum(total) >= (LEAST_NODE if group.kind == "node" else LEAST_ATTRIBUTE)
        else None
        for group, total in zip(groups, totals, strict=True)
    ]


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


def block_of(number: int, found: Incidence, n: Sequence[int], around: int, out: set[int]) -> Block | None:
    """What is told inside the largest group around a class that is not too large.

    Parameters
    ----------
    number : int
        Of the class.
    n : sequence of int
        Answers of each group, 0 where nothing is told.
    around : int
    out : set of int
        Groups that are withheld.

    Returns
    -------
    Block or None
        None when nothing is told there.
    """
    rows = found.rows
    inside = np.zeros(len(found.sizes), dtype=np.int64)
    for i in _holders(found, number):
        if 0 < n[i] <= around and i not in out:
            inside[rows.indices[rows.indptr[i] : rows.indptr[i + 1]]] = 1
    lengths = np.diff(rows.indptr)
    within = np.flatnonzero((rows @ inside == lengths) & (lengths > 0)).tolist()
    told = [i for i in within if n[i] > 0 and i not in out]
    classes = np.flatnonzero(inside)
    return Block(told, classes, rows[told][:, classes]) if told else None


def block(
    number: int, found: Incidence, figures: Sequence[Told | None], around: int
) -> tuple[Program, Whole, int] | None:
    """The program of `block_of`, its classes, and the place of this class among them."""
    near = block_of(number, found, [0 if item is None else item.n for item in figures], around, set())
    if near is None:
        return None
    told = [item for i in near.groups if (item := figures[i]) is not None]
    return Program(near.rows, found.sizes[near.classes], told), near.classes, near.place(number)
