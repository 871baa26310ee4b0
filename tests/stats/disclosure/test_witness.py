"""The quick search finds nothing that is not there, and nearly all that is: against every possible answer."""

from itertools import product

import numpy as np

from extramile.stats.disclosure.consistent import STARTS, STATEMENTS, Statement
from extramile.stats.disclosure.groups import Whole
from extramile.stats.disclosure.integers import true_of
from extramile.stats.disclosure.witness import Limits, has_other, has_other_sum

ROOM = np.array([4, 4, 8, 4, 12])
SUMS = np.array(list(product(*(range(most + 1) for most in ROOM))))
SIZES = (2, 1, 3, 1, 2)


def splits(size: int) -> list[tuple[int, int, int]]:
    """Promoters, passives and detractors of a class."""
    return [(a, b, size - a - b) for a in range(size + 1) for b in range(size + 1 - a)]


ANSWERS = np.array(list(product(*map(splits, SIZES))))


def members_of(random: np.random.Generator) -> Whole:
    return np.asarray(random.random((3, len(SIZES))) < 0.6, dtype=np.int64)


def test_other_sums_are_found_where_there_are_some_and_nowhere_else() -> None:
    random = np.random.default_rng(5)
    there = found = 0
    for _ in range(200):
        members, sums = members_of(random), random.binomial(ROOM, 0.8)
        low = members @ sums - random.integers(0, 3, size=3)
        high = members @ sums + random.integers(0, 3, size=3)
        limits, told = Limits(members, low[:, None], high[:, None]), SUMS @ members.T
        fits = SUMS[((low <= told) & (told <= high)).all(axis=1)]
        for number, most in enumerate(ROOM.tolist()):
            least = int(random.integers(0, most))
            between = (least, most) if sums[number] < least else (0, max(int(sums[number]) - 1, 0))
            is_there = bool(((fits[:, number] >= between[0]) & (fits[:, number] <= between[1])).any())
            is_found = has_other_sum(limits, sums, ROOM, number, between)
            assert is_there or not is_found
            there, found = there + is_there, found + is_found
    assert 300 < there < 980  # of 1,000
    assert found > 0.97 * there


def is_otherwise(fits: Whole, number: int, statement: Statement) -> bool:
    """Whether some answers that fit make the statement wrong of somebody of the class."""
    some = {place: fits[:, number, place] for place in range(3)}
    place = 0 if statement.endswith("promoter") else 2
    return bool((some[place] > 0 if statement.startswith("not ") else some[place] < SIZES[number]).any())


def test_other_answers_too() -> None:
    random = np.random.default_rng(6)
    there = found = tried = 0
    for _ in range(60):
        members, answers = members_of(random), random.multinomial(SIZES, (0.7, 0.2, 0.1))
        limits = Limits(members, np.zeros((3, 2), dtype=np.int64), np.zeros((3, 2), dtype=np.int64))
        low, high = (limits.of(answers) + sign * random.integers(0, 2, size=(3, 2)) for sign in (-1, 1))
        limits = Limits(members, low, high)
        told = np.einsum("gc,acp->agp", members, ANSWERS)
        told = np.stack([told[:, :, 0] - told[:, :, 2], told[:, :, 0]], axis=2)
        fits = ANSWERS[((low <= told) & (told <= high)).all(axis=(1, 2))]
        for number, size in enumerate(SIZES):
            for statement in true_of(answers[number].tolist(), size):
                is_there = is_otherwise(fits, number, statement)
                is_found = has_other(limits, answers, number, STARTS[statement])
                assert is_there or not is_found
                tried, there, found = tried + 1, there + is_there, found + is_found
    assert 0.2 * tried < there < 0.98 * tried
    assert found > 0.95 * there
    assert set(STARTS) == set(STATEMENTS)
