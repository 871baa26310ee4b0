"""Numbers as their readers write them: +61, −12, 1,234.5 in English, 1.234,5 in Dutch."""

import math
from collections.abc import Iterable
from typing import Final

from extramile.board.charts.words import Words
from extramile.board.content import Scale

MOST_DECIMALS: Final = 6
MOST: Final = 1e12


def told(value: float | None) -> float | None:
    """What is not a number, or one that nobody could read, is not told: a drawing never guesses."""
    return float(value) if value is not None and abs(value) <= MOST else None


def is_signed(scale: Scale) -> bool:
    return scale in {Scale.SCORE, Scale.DIFFERENCE}


def sign_of(scale: Scale) -> str:
    """What stands behind a number of it."""
    return "%" if scale is Scale.SHARE else ""


def written(value: float, words: Words, *, decimals: int = 0, signed: bool = False) -> str:
    """With a real minus sign; what rounds to nothing has no sign."""
    text = f"{abs(value):,.{decimals}f}"
    text = text.replace(",", "\0").replace(".", words.decimal).replace("\0", words.thousands)
    if not any(sign in "123456789" for sign in text):
        return text
    if value < 0:
        return f"−{text}"
    return f"+{text}" if signed else text


def decimals_for(step: float) -> int:
    """As many as it takes to tell one tick from the next."""
    return min(MOST_DECIMALS, max(0, -math.floor(math.log10(step) + 1e-9)))


def decimals_of_values(values: Iterable[float], step: float) -> int:
    """Whole numbers where the ticks are tens; one figure finer than the ticks where those are small."""
    if step >= 5 or all(value == round(value) for value in values):
        return decimals_for(step)
    return min(MOST_DECIMALS, decimals_for(step) + 1)
