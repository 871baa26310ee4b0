"""Whose answer is certain from told figures: by integer programming, and from single figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from extramile.stats.disclosure.attacks.bands import BandProgram
from extramile.stats.disclosure.coding import CodedFigure
from extramile.stats.disclosure.consistent import STATEMENTS, Program, Statement, Told
from extramile.stats.disclosure.groups import Atoms, Group, Whole, incidence
from extramile.stats.disclosure.integers import block, true_of


@dataclass(frozen=True, slots=True)
class Certain:
    """Something that is certain of everybody of a class.

    Attributes
    ----------
    number : int
        The class, as `incidence` numbers it.
    statement : {"promoter", "not promoter", "detractor", "not detractor"}
    """

    number: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Attempt:
    """What integer programming made of a sample.

    Attributes
    ----------
    tried : int
        Classes of people.
    certain : tuple of Certain
        Proved.
    undecided : int
        Statements for which neither a proof nor another answer was found in time.
    """

    tried: int
    certain: tuple[Certain, ...]
    undecided: int


def certain(
    groups: Sequence[Group],
    figures: Mapping[str, CodedFigure],
    atoms: Atoms,
    answers: Whole,
    *,
    sample: int,
    seed: int,
    seconds: float = 2.0,
    around: int = 2_500,
    numbers_known: bool = False,
) -> Attempt:
    """Whose kind of answer is certain, to an attacker who knows all told figures and who may have answered.

    Parameters
    ----------
    groups : sequence of Group
        Told, of all waves; answers are taken as the same in each.
    figures : mapping of key to CodedFigure
    atoms : Atoms
    answers : ndarray of int, shape (atoms, 3)
        The truth: promoters, passives and detractors. It only saves work: what is not true cannot be
        certain, and other answers near it that fit prove that something is not.
    sample : int
        Classes drawn, those of one person first.
    seed : int
    seconds : float
        For one program.
    around : int
        Groups of more people are left out.
    numbers_known : bool
        Whether the attacker knows just who took part, too; else of the numbers only the bands.

    Returns
    -------
    Attempt
    """
    found = incidence(groups, atoms)
    told = [Told(group.kind, group.n, figures[group.key]) for group in groups]
    truth = np.zeros((len(found.sizes), 3), dtype=np.int64)
    np.add.at(truth, found.atoms[found.atoms >= 0], answers[found.atoms >= 0])
    chance = np.random.default_rng(seed).random(len(found.sizes))
    drawn = np.lexsort((chance, found.sizes))[:sample].tolist()
    proved, undecided = [], 0
    for number in drawn:
        place = block(number, found, told, around)
        if place is None:
            continue
        program, classes, where = place
        for statement in true_of(truth[number].tolist(), int(found.sizes[number])):
            if program.has_other(truth[classes], where, statement):
                continue
            outcome = program.other(where, statement, nodes=100_000, seconds=seconds)
            if outcome is not True and not numbers_known:
                reader = BandProgram(program.rows, program.sizes, program.told)
                outcome = reader.other(where, statement, seconds=seconds)
            undecided += outcome is None
            if outcome is False:
                proved.append(Certain(number, statement))
    return Attempt(len(drawn), tuple(proved), undecided)


def of_one_figure(told: Told) -> tuple[Statement, ...]:
    """What is certain of everybody in a group from its own figure and its exact number of answers."""
    one = Program(sparse.csr_array(np.ones((1, 1), dtype=np.int64)), np.array([told.n]), [told])
    return tuple(statement for statement in STATEMENTS if one.other(0, statement, nodes=1_000) is False)
