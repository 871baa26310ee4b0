"""Moments from left to right, a band around each line. No line is drawn over what is not told."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from extramile.board.charts import marks
from extramile.board.charts.axes import Axis, upright
from extramile.board.charts.frame import (
    LINE_HEIGHT,
    REFERENCE,
    SMALL,
    Drawn,
    caption,
    entries,
    legend,
    level_lines,
    series_of,
    soft_lines,
    ticks_upright,
)
from extramile.board.charts.numbers import told
from extramile.board.charts.texts import clean, cut, fitted, width_of
from extramile.board.charts.words import Words
from extramile.board.content import Picture

PLOT_HEIGHT = 190.0
BETWEEN_LABELS = 12.0
DENSE = 40  # moments, above which a line and its band say more than marks


@dataclass(frozen=True, slots=True)
class Spot:
    place: int  # which moment
    value: float | None
    low: float | None
    high: float | None
    is_emphasised: bool


@dataclass(frozen=True, slots=True)
class Line:
    series: int
    spots: list[Spot]


def trend(picture: Picture, *, width: float, words: Words) -> Drawn:
    moments, lines = _read(picture)
    reference = told(picture.reference)
    values = [one for line in lines for spot in line.spots for one in (spot.value, spot.low, spot.high)]
    known = [one for one in [*values, reference] if one is not None]
    top = legend(entries(picture, series_of([mark.series for mark in picture.marks])), width=width)
    parts, y = list(top.parts), top.height
    rough = upright(known, start=PLOT_HEIGHT, end=0, scale=picture.scale)
    shaded = words.shaded if any(mark.low is not None for mark in picture.marks) else ""
    above = caption(picture.y_label, rough, words, x=0, y=y, width=width, also=shaded)
    parts += above.parts
    y += above.height + 10
    axis = upright(known, start=y + PLOT_HEIGHT, end=y, scale=picture.scale)
    left = max(width_of(axis.label(tick, words), SMALL) for tick in axis.ticks) + 8
    places = _places(len(moments), left + 14, width - 14)
    parts += level_lines(axis, left=left, right=width)
    parts += ticks_upright(axis, words, x=left - 6)
    if reference is not None:
        parts.append(
            marks.line("reference", left, axis.at(reference), width, axis.at(reference), **REFERENCE)
        )
    # All bands lie under all lines: none hides another's marks.
    parts += [one for line in lines for one in _bands(line, places, axis)]
    parts += [one for line in lines for one in _strokes(line, places, axis)]
    y += PLOT_HEIGHT + 6
    parts += _not_told(lines, places, y - 6)
    parts += _moments(moments, places, y + 14, width)
    y += LINE_HEIGHT + 4
    below = _below(picture, lines, words, y=y, width=width)
    return Drawn(y + below.height + 3, [*parts, *below.parts])


def _read(picture: Picture) -> tuple[list[str], list[Line]]:
    names = series_of([mark.series for mark in picture.marks])
    moments = _in_order(
        [[clean(m.label) for m in picture.marks if clean(m.series) == name] for name in names]
    )
    lines = []
    for place, name in enumerate(names):
        spots = [
            Spot(
                moments.index(clean(mark.label)),
                told(mark.value),
                told(mark.low),
                told(mark.high),
                mark.is_emphasised,
            )
            for mark in picture.marks
            if clean(mark.series) == name
        ]
        lines.append(Line(place, sorted(spots, key=lambda spot: spot.place)))
    return moments, lines


def _in_order(series: list[list[str]]) -> list[str]:
    """Every moment once. One that the first line lacks comes right after the one it follows in its own."""
    moments: list[str] = []
    for labels in series:
        after = -1
        for label in labels:
            if label in moments:
                after = moments.index(label)
            else:
                after += 1
                moments.insert(after, label)
    return moments


def _places(count: int, start: float, end: float) -> list[float]:
    if count == 1:
        return [(start + end) / 2]
    return [start + (end - start) * place / (count - 1) for place in range(count)]


def _runs(line: Line) -> list[list[Spot]]:
    """Stretches without a moment that is not told. One that this line never had is no gap in it."""
    keyed = groupby(line.spots, key=lambda spot: spot.value is not None)
    return [list(group) for is_told, group in keyed if is_told]


def _bands(line: Line, places: list[float], axis: Axis) -> list[str]:
    parts = []
    paint = {"fill": marks.colour_of(line.series), "fill_opacity": "0.16"}
    for run in _runs(line):
        for has_interval, group in groupby(
            run, key=lambda spot: spot.low is not None and spot.high is not None
        ):
            spots = list(group)
            if has_interval and len(spots) > 1:
                there = [(places[one.place], axis.at(one.high or 0.0)) for one in spots]
                back = [(places[one.place], axis.at(one.low or 0.0)) for one in reversed(spots)]
                parts.append(
                    marks.element(
                        "polygon",
                        kind=f"band {marks.kind_of(line.series)}",
                        points=" ".join(f"{marks.number(x)},{marks.number(y)}" for x, y in [*there, *back]),
                        **paint,
                    )
                )
    return parts


def _strokes(line: Line, places: list[float], axis: Axis) -> list[str]:
    parts = []
    colour = {"stroke": marks.colour_of(line.series)}
    kind = marks.kind_of(line.series)
    is_dense = len(places) > DENSE
    for run in _runs(line):
        spots = [(places[one.place], axis.at(one.value or 0.0)) for one in run]
        if len(spots) > 1:
            points = " ".join(f"{marks.number(x)},{marks.number(y)}" for x, y in spots)
            parts.append(
                marks.element(
                    "polyline", kind=f"line {kind}", points=points, fill="none", stroke_width="2", **colour
                )
            )
        for one, (x, y) in zip(run, spots, strict=True):
            if not is_dense or one.is_emphasised or len(run) == 1:
                parts += _mark(line.series, one, x, y, axis)
    return parts


def _mark(series: int, spot: Spot, x: float, y: float, axis: Axis) -> list[str]:
    """Each with its own interval: a band alone hides which moments were measured well."""
    parts = []
    has_interval = spot.low is not None and spot.high is not None
    if has_interval:
        low, high = axis.at(spot.low or 0.0), axis.at(spot.high or 0.0)
        parts.append(
            marks.line(
                f"whisker {marks.kind_of(series)}",
                x,
                high,
                x,
                low,
                stroke=marks.colour_of(series),
                stroke_width="1.5",
                stroke_opacity="0.55",
            )
        )
    size = 6.0 if spot.is_emphasised else 4.5
    return [*parts, marks.mark(series, x, y, size=size, hollow=not has_interval)]


def _is_hollow(spot: Spot) -> bool:
    return spot.value is not None and (spot.low is None or spot.high is None)


def _has_gaps(lines: list[Line]) -> bool:
    return any(spot.value is None for line in lines for spot in line.spots)


def _not_told(lines: list[Line], places: list[float], y: float) -> list[str]:
    """A small cross on the axis where a moment is not told."""
    untold = sorted({spot.place for line in lines for spot in line.spots if spot.value is None})
    return [_cross(places[place], y) for place in untold]


def _cross(x: float, y: float) -> str:
    path = f"M{marks.number(x - 3)} {marks.number(y - 3)}l6 6m0 -6l-6 6"
    return marks.element("path", kind="untold", d=path, fill="none", stroke=marks.SOFT, stroke_width="1.5")


def _moments(moments: list[str], places: list[float], y: float, width: float) -> list[str]:
    """The last always, and before it every so many that none runs into the next."""
    most = max(width / 3, width / len(moments) - BETWEEN_LABELS)
    shown = [cut(one, SMALL, most) for one in moments]
    for every in range(1, len(moments) + 1):
        kept = range((len(moments) - 1) % every, len(moments), every)
        boxes = [_box(shown[place], places[place], width) for place in kept]
        if all(one[1] + BETWEEN_LABELS <= two[0] for one, two in pairwise(boxes)):
            break
    return [
        marks.text(
            shown[place],
            x=(start + end) / 2,
            y=y,
            text_anchor="middle",
            kind="soft",
            fill=marks.SOFT,
            font_size=SMALL,
        )
        for place, (start, end) in zip(kept, boxes, strict=True)
    ]


def _box(label: str, x: float, width: float) -> tuple[float, float]:
    half = width_of(label, SMALL) / 2
    middle = min(max(x, half), width - half)
    return middle - half, middle + half


def _below(picture: Picture, lines: list[Line], words: Words, *, y: float, width: float) -> Drawn:
    label = clean(picture.x_label)
    gaps = f"× {words.not_told}" if _has_gaps(lines) else ""
    hollow = words.no_interval if any(_is_hollow(spot) for line in lines for spot in line.spots) else ""
    text = " · ".join(part for part in (label, gaps, hollow) if part)
    if not text:
        return Drawn(0.0, [])
    lines_of_text = fitted(text, SMALL, width, lines=3)
    return Drawn(LINE_HEIGHT * len(lines_of_text), soft_lines(lines_of_text, 0.0, y + 12))
