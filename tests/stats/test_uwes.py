"""Work engagement is counted as its authors count it."""

import doctest

import pytest

from extramile.stats import uwes
from extramile.stats.errors import StatsError
from extramile.stats.uwes import NotAnAnswerError, WorkEngagement, uwes3, uwes9


def test_each_item_counts_for_its_own_subscale_alone() -> None:
    """By the published key: 1, 2, 5 vigour; 3, 4, 7 dedication; 6, 8, 9 absorption."""
    key = {1: "vigour", 2: "vigour", 3: "dedication", 4: "dedication", 5: "vigour", 6: "absorption"}
    key |= {7: "dedication", 8: "absorption", 9: "absorption"}
    for item, subscale in key.items():
        score = uwes9([3 if place == item else 0 for place in range(1, 10)])
        found = {name for name in ("vigour", "dedication", "absorption") if getattr(score, name)}
        assert found == {subscale}
        assert getattr(score, subscale) == pytest.approx(1)
        assert score.total == pytest.approx(1 / 3)


def test_the_ends_of_the_scale() -> None:
    assert uwes9([0] * 9) == WorkEngagement(0, 0, 0, 0)
    assert uwes9([6] * 9) == WorkEngagement(6, 6, 6, 6)
    assert uwes3([6, 0, 3]) == WorkEngagement(3, 6, 0, 3)


@pytest.mark.parametrize(
    "answers", [[], [1] * 8, [1] * 10, [7] + [1] * 8, [-1] + [1] * 8, [True] + [1] * 8, [1.5] + [1] * 8]
)
def test_what_is_no_answer_makes_no_score(answers: list[int]) -> None:
    with pytest.raises(NotAnAnswerError):
        uwes9(answers)
    with pytest.raises(StatsError):
        uwes3(answers)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(uwes).failed == 0
