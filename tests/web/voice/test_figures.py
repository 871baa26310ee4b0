"""Released numbers as a reader's language writes them."""

import pytest
from django.utils.translation import override

from extramile.web.voice.figures import plain_number


@pytest.mark.parametrize(
    ("number", "english", "dutch"),
    [(4.0, "4", "4"), (4.2, "4.2", "4,2"), (3.67, "3.7", "3,7"), (3.96, "4", "4"), (-0.25, "-0.2", "-0,2")],
)
def test_a_number_is_rounded_and_not_cut_off(number: float, english: str, dutch: str) -> None:
    with override("en"):
        assert plain_number(number) == english
    with override("nl"):
        assert plain_number(number) == dutch
