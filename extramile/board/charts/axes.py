"""Axes from the data: round ticks, and of a score never more than there is, −100 to +100."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from extramile.board.charts.numbers import decimals_for, is_signed, sign_of, written
from extramile.board.charts.texts import width_of
from extramile.board.charts.words import Words
from extramile.board.content import Scale

LIMIT: Final = 100.0
# So much of the scale is needed for the whole of it to be shown.
WHOLE_FROM: Final = 120.0
# A score's axis is never finer than this: what is chance would look like a mountain.
LEAST_SPAN: Final = 20.0
LEAST: Final = 1e-5  # of what is no score: below it, numbers are not told apart in writing
TICK_TEXT: Final = 12.0
BETWEEN_TICKS: Final = 14.0


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` at `start` to `high` at `end`, in the drawing's own units; `end` may lie before `start`."""

    low: float
    high: float
    step: float
    start: float
    end: float
    scale: Scale

    def at(self, value: float) -> float:
        place = self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)
        return min(max(place, min(self.start, self.end)), max(self.start, self.end))

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + place * self.step for place in range(count + 1)]

    def label(self, tick: float, words: Words) -> str:
        text = written(tick, words, decimals=decimals_for(self.step), signed=is_signed(self.scale))
        return f"{text}{sign_of(self.scale)}"

    @property
    def is_part(self) -> bool:
        """A score of which not the whole scale is shown: that has to be said."""
        return self.scale is Scale.SCORE and (self.low > -LIMIT or self.high < LIMIT)


def across(values: Iterable[float], *, start: float, end: float, scale: Scale, words: Words) -> Axis:
    """From left to right: as many ticks as have room for their numbers."""
    low, high = _range(values, scale)
    most = 7
    while True:
        axis = _made(low, high, most=most, start=start, end=end, scale=scale)
        widest = max(width_of(axis.label(tick, words), TICK_TEXT) for tick in axis.ticks)
        apart = abs(end - start) / max(1, len(axis.ticks) - 1)
        if most <= 2 or widest + BETWEEN_TICKS <= apart:
            return axis
        most -= 1


def beyond(axis: Axis, words: Words) -> float:
    """How far the number at an end of the axis stands out beyond it."""
    return max(width_of(axis.label(tick, words), TICK_TEXT) for tick in axis.ticks) / 2 + 2


def upright(values: Iterable[float], *, start: float, end: float, scale: Scale) -> Axis:
    """From the bottom up."""
    low, high = _range(values, scale)
    most = max(2, min(6, int(abs(end - start) // 34)))
    return _made(low, high, most=most, start=start, end=end, scale=scale)


def _range(values: Iterable[float], scale: Scale) -> tuple[float, float]:
    known = list(values)
    if not known:
        return (-LIMIT, LIMIT) if scale is Scale.SCORE else (0.0, 1.0)
    low, high = min(known), max(known)
    if scale is Scale.SCORE:
        return _score(max(low, -LIMIT), min(high, LIMIT))
    least = max(0.05 * max(abs(low), abs(high)), LEAST) if low or high else 1.0
    if high - low < least:
        middle = (low + high) / 2
        return middle - least, middle + least
    return low, high


def _score(low: float, high: float) -> tuple[float, float]:
    low, high = min(low, LIMIT), max(high, -LIMIT)
    if high - low >= WHOLE_FROM:
        return -LIMIT, LIMIT
    if high - low >= LEAST_SPAN:
        return low, high
    middle = min(max((low + high) / 2, LEAST_SPAN / 2 - LIMIT), LIMIT - LEAST_SPAN / 2)
    return middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2


def _made(low: float, high: float, *, most: int, start: float, end: float, scale: Scale) -> Axis:
    step = _step((high - low) / most)
    if scale is Scale.SCORE and high - low > WHOLE_FROM:
        step = 50.0 if most >= 4 else 100.0
    while True:
        first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        if round((last - first) / step) <= most or step > high - low:
            return Axis(first, max(last, first + step), step, start, end, scale)
        step = _step(step * 1.01)


def _step(least: float) -> float:
    """1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(
        (times * power for times in (1.0, 2.0, 5.0) if times * power >= least * (1 - 1e-9)), 10 * power
    )
