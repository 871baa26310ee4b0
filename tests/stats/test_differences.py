"""Differences: seeded coverage where it matters (a few answers against many), and plain laws."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.stats import Interval, errors, is_distinguishable, nps_difference, smallest_sure_change
from extramile.stats.counts import Floats

TRUTHS = [(0.7, 0.2, 0.1), (0.9, 0.08, 0.02), (0.4, 0.3, 0.3)]
counts = st.tuples(*[st.integers(0, 200)] * 3).filter(lambda three: sum(three) > 0)


@pytest.mark.parametrize("sizes", [(8, 40), (20, 20), (50, 50)])
@pytest.mark.parametrize(
    ("truth", "other"),
    [(truth, truth) for truth in TRUTHS] + [(TRUTHS[1], TRUTHS[0]), (TRUTHS[0], TRUTHS[2])],
)
def test_coverage(
    sizes: tuple[int, int], truth: tuple[float, float, float], other: tuple[float, float, float]
) -> None:
    """At least .93 (measured .936-1.0 at 200,000 draws each); plain Wald's .747 at (8, 40) fails."""
    draw = np.random.default_rng(20_261_122)
    first, second = draw.multinomial(sizes[0], truth, 20_000), draw.multinomial(sizes[1], other, 20_000)
    interval = cast("Interval[Floats]", nps_difference(tuple(first.T), tuple(second.T)))
    true = (truth[0] - truth[2]) - (other[0] - other[2])
    inside = (interval.low <= true) & (true <= interval.high)
    assert inside.mean() >= 0.93


def test_a_clear_difference_and_none() -> None:
    assert is_distinguishable((70, 20, 10), (30, 30, 40)) == 1
    assert is_distinguishable((30, 30, 40), (70, 20, 10)) == -1
    assert is_distinguishable((6, 3, 1), (70, 20, 10)) == 0


@given(first=counts, second=counts)
@settings(max_examples=200, deadline=None)
def test_the_difference_turns_sign_when_the_groups_change_places(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    forth, back = nps_difference(first, second), nps_difference(second, first)
    assert forth.low == pytest.approx(-back.high)
    assert forth.high == pytest.approx(-back.low)
    assert -2 <= forth.low <= forth.estimate <= forth.high <= 2
    assert forth.width > 0


@given(
    groups=st.lists(st.tuples(counts, counts), min_size=1, max_size=12),
    level=st.sampled_from([0.5, 0.95, 0.999]),
)
@settings(max_examples=200, deadline=None)
def test_two_groups_alone_give_what_arrays_give(
    groups: list[tuple[tuple[int, int, int], tuple[int, int, int]]], level: float
) -> None:
    first, second = (np.array(side).T for side in zip(*groups, strict=True))
    together = cast("Interval[Floats]", nps_difference(tuple(first), tuple(second), level=level))
    for place, (one, other) in enumerate(groups):
        alone = nps_difference(one, other, level=level)
        expected = (together.estimate[place], together.low[place], together.high[place])
        assert (alone.estimate, alone.low, alone.high) == pytest.approx(expected, abs=1e-12)
        assert alone.n == together.n[place]


def test_the_smallest_sure_change_shrinks_with_answers() -> None:
    few, many = smallest_sure_change(27, 7, 4), smallest_sure_change(270, 70, 40)
    assert few == pytest.approx(0.305, abs=0.001)  # 38 answers: about 30 points
    assert many < few / 2.5


def test_a_change_of_that_size_is_a_sure_sign_and_half_of_it_is_not() -> None:
    change = smallest_sure_change(60, 30, 10)
    moved = round(change * 100 / 2) + 2  # promoters turned detractors move the score by two each
    assert is_distinguishable((60, 30, 10), (60 - moved, 30, 10 + moved)) == 1
    assert is_distinguishable((60, 30, 10), (60 - moved // 2, 30, 10 + moved // 2)) == 0


def test_nothing_to_compare_with() -> None:
    with pytest.raises(errors.NoAnswersError):
        nps_difference((1, 2, 3), (0, 0, 0))


@pytest.mark.parametrize("wrong", [(5, 1), (5, 1, 1, 1), 7, (np.array([5, 6]), np.array([1, 1]))])
def test_what_is_no_triple_says_what_to_hand_in(wrong: Any) -> None:
    with pytest.raises(errors.WrongShapeError, match="promoters, passives, detractors"):
        nps_difference(wrong, (1, 1, 1))
    with pytest.raises(errors.WrongShapeError, match=r"^second: "):
        nps_difference((1, 1, 1), wrong)
