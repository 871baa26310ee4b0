"""What every kind of picture has: a legend above, ticks, and a caption that says what the axis is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extramile.board.charts import marks
from extramile.board.charts.axes import TICK_TEXT, Axis
from extramile.board.charts.texts import clean, fitted, width_of
from extramile.board.charts.words import Words
from extramile.board.content import Picture

LABEL: Final = 13.0
SMALL: Final = TICK_TEXT
LINE_HEIGHT: Final = 17.0
# Below this, names stand above their rows instead of beside them.
NARROW_BELOW: Final = 480.0
SAMPLE: Final = 26.0
BETWEEN: Final = 18.0


@dataclass(frozen=True, slots=True)
class Drawn:
    height: float
    parts: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the legend tells: `series` has a mark, None the dashed line of the reference."""

    name: str
    series: int | None


def series_of(names: Sequence[str]) -> list[str]:
    """Each once, in the order of their first row."""
    return list(dict.fromkeys(clean(name) for name in names))


def entries(picture: Picture, series: Sequence[str]) -> list[Entry]:
    told = [Entry(name, place) for place, name in enumerate(series)] if len(series) > 1 else []
    label = clean(picture.reference_label)
    return [*told, Entry(label, None)] if picture.reference is not None and label else told


def legend(told: Sequence[Entry], *, width: float) -> Drawn:
    """Side by side as far as they fit."""
    parts: list[str] = []
    x, y = 0.0, 0.0
    for entry in told:
        lines = fitted(entry.name, SMALL, width - SAMPLE, lines=2)
        wide = SAMPLE + max((width_of(one, SMALL) for one in lines), default=0.0)
        if x and x + wide > width:
            x, y = 0.0, y + LINE_HEIGHT
        parts.append(_sample(entry, x, y))
        parts += soft_lines(lines, x + SAMPLE, y + 12)
        x += wide + BETWEEN
        if len(lines) > 1:
            x, y = 0.0, y + LINE_HEIGHT * len(lines)
    height = y + (LINE_HEIGHT if x else 0.0)
    return Drawn(height + 6 if told else 0.0, parts)


def _sample(entry: Entry, x: float, y: float) -> str:
    if entry.series is None:
        return marks.line("reference", x, y + 8, x + 20, y + 8, **REFERENCE)
    return marks.mark(entry.series, x + 10, y + 8)


REFERENCE: Final[dict[str, str]] = {"stroke": marks.INK, "stroke_width": "1.5", "stroke_dasharray": "4 3"}
GRID: Final[dict[str, str]] = {"stroke": marks.LINE, "stroke_width": "1"}
ZERO: Final[dict[str, str]] = {"stroke": marks.SOFT, "stroke_width": "1"}


def soft_lines(lines: Sequence[str], x: float, y: float) -> list[str]:
    return [
        marks.text(one, x=x, y=y + place * LINE_HEIGHT, kind="soft", fill=marks.SOFT, font_size=SMALL)
        for place, one in enumerate(lines)
    ]


def caption(
    label: str, axis: Axis, words: Words, *, x: float, y: float, width: float, also: str = ""
) -> Drawn:
    """What the axis measures; and, of a part of a score's scale, that it is a part."""
    part = (
        words.part.format(axis.label(axis.low, words), axis.label(axis.high, words)) if axis.is_part else ""
    )
    whole = " · ".join(one for one in (clean(label), part, also) if one)
    lines = fitted(whole, SMALL, width, lines=4)
    return Drawn(len(lines) * LINE_HEIGHT, soft_lines(lines, x, y + 12))


def upright_lines(axis: Axis, stretches: Sequence[tuple[float, float]]) -> list[str]:
    """The grid of an axis from left to right, from each top to its bottom; the line of nought stands out."""
    grid = [axis.at(tick) for tick in axis.ticks if not _is_zero(tick, axis)]
    zero = [axis.at(tick) for tick in axis.ticks if _is_zero(tick, axis)]
    told = (("grid", grid, GRID), ("zero", zero, ZERO))
    return [
        marks.element("path", kind=kind, d=_uprights(places, stretches), fill="none", **paint)
        for kind, places, paint in told
        if places
    ]


def upright_reference(x: float, stretches: Sequence[tuple[float, float]]) -> str:
    return marks.element("path", kind="reference", d=_uprights([x], stretches), fill="none", **REFERENCE)


def _uprights(places: Sequence[float], stretches: Sequence[tuple[float, float]]) -> str:
    number = marks.number
    return "".join(
        f"M{number(x)} {number(top)}V{number(bottom)}" for x in places for top, bottom in stretches
    )


def level_lines(axis: Axis, *, left: float, right: float) -> list[str]:
    return [
        marks.line(
            "zero" if _is_zero(tick, axis) else "grid",
            left,
            axis.at(tick),
            right,
            axis.at(tick),
            **(ZERO if _is_zero(tick, axis) else GRID),
        )
        for tick in axis.ticks
    ]


def _is_zero(tick: float, axis: Axis) -> bool:
    return abs(tick) < axis.step / 1000


def ticks_across(axis: Axis, words: Words, *, y: float) -> list[str]:
    return [
        marks.text(
            axis.label(tick, words),
            x=axis.at(tick),
            y=y,
            text_anchor="middle",
            kind="soft",
            fill=marks.SOFT,
            font_size=SMALL,
        )
        for tick in axis.ticks
    ]


def ticks_upright(axis: Axis, words: Words, *, x: float) -> list[str]:
    return [
        marks.text(
            axis.label(tick, words),
            x=x,
            y=axis.at(tick) + 4,
            text_anchor="end",
            kind="soft",
            fill=marks.SOFT,
            font_size=SMALL,
        )
        for tick in axis.ticks
    ]
