"""Numbers and days as readers of each language write them."""

from datetime import date

import pytest
from django.utils import translation

from extramile.board.compose.numbers import amount, count, of_customers, percent, points, score, stretch
from extramile.board.gather.facts import Stretch
from tests.board.facts import tally


@pytest.mark.parametrize(
    ("language", "month", "quarter"), [("en", "May 2026", "Q2 2026"), ("nl", "mei 2026", "2e kwartaal 2026")]
)
def test_a_month_has_a_capital_in_english_alone(language: str, month: str, quarter: str) -> None:
    with translation.override(language):
        assert stretch(Stretch(date(2026, 5, 1), False, tally(1, 1, 1))) == month
        assert stretch(Stretch(date(2026, 4, 1), True, tally(1, 1, 1))) == quarter


def test_signs_of_a_language() -> None:
    with translation.override("nl"):
        assert (amount(-1.26), count(12_345), percent(0.257)) == ("−1,3", "12.345", "26%")
    with translation.override("en"):
        assert (amount(-1.26), count(12_345), percent(0.257)) == ("−1.3", "12,345", "26%")


def test_numbers_are_rounded_and_not_cut_off() -> None:
    with translation.override("en"):
        assert [amount(one) for one in (0.04, 0.06, 9.96, 12.6, -0.04)] == ["0.0", "0.1", "10.0", "13", "0.0"]
        assert [percent(one) for one in (0.004, 0.006, 0.999)] == ["0%", "1%", "100%"]


def test_what_is_frozen_is_rounded_once() -> None:
    """The upper end, 22.549, is 23; by way of 22.5 it would be 22, beside a sentence that says 23."""
    told = tally(107, 150, 60)
    found, figure = score(told), of_customers("NPS", told, minimum=10)
    assert found is not None
    assert figure.high is not None
    assert points(found.high) == points(figure.high) == "+23"
