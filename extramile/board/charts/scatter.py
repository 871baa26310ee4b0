"""Points with a line and its band. Of thousands, squares with more of them are drawn stronger."""

from collections import Counter
from typing import Final

from extramile.board.charts import marks
from extramile.board.charts.axes import Axis, across, beyond, upright
from extramile.board.charts.frame import (
    LINE_HEIGHT,
    REFERENCE,
    SMALL,
    Drawn,
    caption,
    entries,
    legend,
    level_lines,
    ticks_across,
    ticks_upright,
    upright_lines,
)
from extramile.board.charts.numbers import told
from extramile.board.charts.texts import width_of
from extramile.board.charts.words import Words
from extramile.board.content import FittedLine, Picture

PLOT_HEIGHT: Final = 260.0
ONE_BY_ONE: Final = 300  # points, above which they are drawn as one path
PIECES: Final = 24
SQUARE: Final = 4
SHADES: Final = ("0.3", "0.5", "0.7", "0.85", "1")
Point = tuple[float, float]


def scatter(picture: Picture, *, width: float, words: Words) -> Drawn:
    points = [(x, y) for x, y in picture.points if told(x) is not None and told(y) is not None]
    line = picture.line
    ends = _band(line, points) if line and points else []
    reference = told(picture.reference)
    tall = [y for _, y in points] + [one for _, low, _, high in ends for one in (low, high)]
    tall = [one for one in tall if told(one) is not None]
    tall += [] if reference is None else [reference]
    top = legend(entries(picture, []), width=width)
    rough = upright(tall, start=PLOT_HEIGHT, end=0, scale=picture.scale)
    above = caption(picture.y_label, rough, words, x=0, y=top.height, width=width)
    y = top.height + above.height + 10
    up = upright(tall, start=y + PLOT_HEIGHT - 8, end=y + 8, scale=picture.scale)
    left = max(width_of(up.label(tick, words), SMALL) for tick in up.ticks) + 8
    wide = [x for x, _ in points]
    rough_flat = across(wide, start=0, end=width - left, scale=picture.x_scale, words=words)
    side = max(18.0, beyond(rough_flat, words))
    start = max(left + 12, side)
    flat = across(wide, start=start, end=width - side, scale=picture.x_scale, words=words)
    parts = [*top.parts, *above.parts, *level_lines(up, left=left, right=width - 6)]
    parts += upright_lines(flat, [(y, y + PLOT_HEIGHT)])
    parts += ticks_upright(up, words, x=left - 6)
    if reference is not None:
        parts.append(
            marks.line("reference", left, up.at(reference), width - 6, up.at(reference), **REFERENCE)
        )
    parts += _points(points, flat, up)
    parts += _line(ends, flat, up)
    y += PLOT_HEIGHT
    parts += ticks_across(flat, words, y=y + 16)
    y += LINE_HEIGHT + 5
    also = words.stronger if len(points) > ONE_BY_ONE else ""
    below = caption(picture.x_label, flat, words, x=0, y=y, width=width, also=also)
    return Drawn(y + below.height + 3, [*parts, *below.parts])


def _points(points: list[Point], flat: Axis, up: Axis) -> list[str]:
    places = [(flat.at(x), up.at(y)) for x, y in points]
    if len(points) > ONE_BY_ONE:
        return _crowd(places)
    size = 4.0 if len(points) <= 60 else 3.0
    paint = {"kind": "point", "fill": marks.ROAD, "fill_opacity": "0.45", "stroke": "none"}
    return [marks.element("circle", cx=x, cy=y, r=size, **paint) for x, y in places]


def _crowd(places: list[Point]) -> list[str]:
    """A dot for each little square with points in it, stronger for every doubling of their number."""
    squares = Counter((int(x // SQUARE), int(y // SQUARE)) for x, y in places)
    levels: dict[int, list[tuple[int, int]]] = {}
    for square, count in sorted(squares.items()):
        levels.setdefault(min(count.bit_length(), len(SHADES)), []).append(square)
    return [
        marks.element(
            "path",
            kind="points",
            d="".join(f"M{across * SQUARE + 2} {down * SQUARE + 2}h.1" for across, down in levels[level]),
            fill="none",
            stroke=marks.ROAD,
            stroke_opacity=SHADES[level - 1],
            stroke_width=SQUARE,
            stroke_linecap="round",
        )
        for level in sorted(levels)
    ]


def _band(line: FittedLine, points: list[Point]) -> list[tuple[float, float, float, float]]:
    """x, lower end, line, upper end: the slopes of the interval turn about the middle of the points."""
    across_points = [x for x, _ in points]
    first, last = min(across_points), max(across_points)
    middle = sum(across_points) / len(across_points)
    if first == last or not _is_drawable(line):
        return []
    made = []
    for piece in range(PIECES + 1):
        x = first + (last - first) * piece / PIECES
        height = line.intercept + line.slope * middle
        ends = sorted(height + slope * (x - middle) for slope in (line.slope_low, line.slope_high))
        made.append((x, ends[0], line.intercept + line.slope * x, ends[1]))
    return made


def _is_drawable(line: FittedLine) -> bool:
    return all(told(one) is not None for one in (line.intercept, line.slope, line.slope_low, line.slope_high))


def _line(ends: list[tuple[float, float, float, float]], flat: Axis, up: Axis) -> list[str]:
    if not ends:
        return []
    there = [(flat.at(x), up.at(high)) for x, _, _, high in ends]
    back = [(flat.at(x), up.at(low)) for x, low, _, _ in reversed(ends)]
    inside = [(flat.at(x), up.at(y)) for x, _, y, _ in ends if up.low <= y <= up.high]
    band = marks.element(
        "polygon",
        kind="band series-2",
        points=_joined([*there, *back]),
        fill=marks.COLOURS[1],
        fill_opacity="0.22",
    )
    stroke = marks.element(
        "polyline",
        kind="line series-2",
        points=_joined([inside[0], inside[-1]] if len(inside) > 1 else inside),
        fill="none",
        stroke=marks.COLOURS[1],
        stroke_width="2.5",
    )
    return [band, stroke] if len(inside) > 1 else [band]


def _joined(places: list[Point]) -> str:
    return " ".join(f"{marks.number(x)},{marks.number(y)}" for x, y in places)
