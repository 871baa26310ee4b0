"""A row each: a mark with its interval on one axis. Not a bar: its length would promise a nought."""

from dataclasses import dataclass

from extramile.board.charts import marks
from extramile.board.charts.axes import Axis, across, beyond
from extramile.board.charts.frame import (
    LABEL,
    LINE_HEIGHT,
    NARROW_BELOW,
    SMALL,
    Drawn,
    caption,
    entries,
    legend,
    series_of,
    ticks_across,
    upright_lines,
    upright_reference,
)
from extramile.board.charts.numbers import decimals_of_values, is_signed, sign_of, told, written
from extramile.board.charts.texts import clean, fitted, width_of
from extramile.board.charts.words import Words
from extramile.board.content import Mark, Picture

AXIS_ABOVE_FROM = 15  # rows: who reads the first should not have to look for the axis at the last
GAP = 22.0  # between names, marks and figures


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: float | None
    low: float | None
    high: float | None
    series: int
    is_emphasised: bool
    figures: str

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where names, marks and figures stand. Narrow: names and figures above the marks."""

    is_narrow: bool
    name_width: float
    plot_start: float
    plot_end: float
    width: float


def intervals(picture: Picture, *, width: float, words: Words) -> Drawn:
    known = [one for mark in picture.marks for one in _values(mark) if one is not None]
    reference = told(picture.reference)
    all_values = known if reference is None else [*known, reference]
    rough = across(all_values, start=0, end=300, scale=picture.scale, words=words)
    rows = _rows(picture, _figures_of(picture, words, all_values, rough.step))
    columns = _columns(rows, width, max(GAP, beyond(rough, words)))
    axis = across(
        all_values, start=columns.plot_start, end=columns.plot_end, scale=picture.scale, words=words
    )
    return _put_together(picture, rows, columns, axis, words)


def _values(mark: Mark) -> tuple[float | None, float | None, float | None]:
    return told(mark.value), told(mark.low), told(mark.high)


def _figures_of(picture: Picture, words: Words, values: list[float], step: float) -> list[str]:
    decimals, signed = decimals_of_values(values, step), is_signed(picture.scale)
    sign = sign_of(picture.scale)

    def figures(mark: Mark) -> str:
        value, low, high = _values(mark)
        if value is None:
            return words.not_told
        shown = written(value, words, decimals=decimals, signed=signed) + sign
        if low is None or high is None:
            return shown
        first, last = (written(one, words, decimals=decimals, signed=signed) + sign for one in (low, high))
        return f"{shown} ({first} {words.to} {last})"

    return [figures(mark) for mark in picture.marks]


def _rows(picture: Picture, figures: list[str]) -> list[Row]:
    series = series_of([mark.series for mark in picture.marks])
    return [
        Row(
            clean(mark.label),
            *_values(mark),
            series=series.index(clean(mark.series)),
            is_emphasised=mark.is_emphasised,
            figures=text,
        )
        for mark, text in zip(picture.marks, figures, strict=True)
    ]


def _columns(rows: list[Row], width: float, gap: float) -> Columns:
    figures = max(width_of(row.figures, SMALL, bold=row.is_emphasised) for row in rows)
    if width < NARROW_BELOW:
        return Columns(True, max(width * 0.3, width - figures - 10), gap, width - gap, width)
    names = max(width_of(row.name, LABEL, bold=row.is_emphasised) for row in rows)
    names = min(names, width * 0.36)
    return Columns(False, names, names + gap, width - figures - gap, width)


def _put_together(picture: Picture, rows: list[Row], columns: Columns, axis: Axis, words: Words) -> Drawn:
    series = series_of([mark.series for mark in picture.marks])
    top = legend(entries(picture, series), width=columns.width)
    parts, y = list(top.parts), top.height
    if len(rows) >= AXIS_ABOVE_FROM:
        parts += ticks_across(axis, words, y=y + 12)
        y += LINE_HEIGHT + 3
    drawn: list[str] = []
    stretches: list[tuple[float, float]] = []
    for row in rows:
        one = _row(row, columns, axis, y)
        drawn += one.parts
        stretches.append((y + one.height - 20 if columns.is_narrow else y, y + one.height))
        y += one.height
    stretches = stretches if columns.is_narrow else [(stretches[0][0], y + 2)]
    parts += upright_lines(axis, stretches)
    if (reference := told(picture.reference)) is not None:
        parts.append(upright_reference(axis.at(reference), stretches))
    parts += [*drawn, *ticks_across(axis, words, y=y + 16)]
    y += LINE_HEIGHT + 5
    left = 0.0 if columns.is_narrow else columns.plot_start
    hollow = any(row.value is not None and not row.has_interval for row in rows)
    said = (words.bar if any(row.has_interval for row in rows) else "", words.no_interval if hollow else "")
    also = " · ".join(one for one in said if one)
    below = caption(picture.x_label, axis, words, x=left, y=y, width=columns.width - left, also=also)
    return Drawn(y + below.height + 3, [*parts, *below.parts])


def _row(row: Row, columns: Columns, axis: Axis, y: float) -> Drawn:
    lines = fitted(row.name, LABEL, columns.name_width, lines=2, bold=row.is_emphasised)
    if columns.is_narrow:
        # No line of the grid runs through the names: it is drawn beside the marks alone.
        text_height = LINE_HEIGHT * max(1, len(lines)) + 6
        middle, height, first = y + text_height + 9, text_height + 20, y + 16
    else:
        height = max(26.0, LINE_HEIGHT * len(lines) + 9)
        middle = y + height / 2
        first = middle + 4.5 - LINE_HEIGHT * (len(lines) - 1) / 2
    parts = [*_name(row, lines, first), *_interval(row, axis, middle)]
    parts.append(_figures(row, columns.width, first if columns.is_narrow else middle + 4.5))
    return Drawn(height, parts)


def _name(row: Row, lines: list[str], y: float) -> list[str]:
    weight = {"font_weight": "600"} if row.is_emphasised else {}
    return [
        marks.text(
            one, x=0.0, y=y + place * LINE_HEIGHT, kind="name", fill=marks.INK, font_size=LABEL, **weight
        )
        for place, one in enumerate(lines)
    ]


def _figures(row: Row, x: float, y: float) -> str:
    kind, fill = ("soft", marks.SOFT) if row.value is None else ("name", marks.INK)
    weight = {"font_weight": "600"} if row.is_emphasised else {}
    return marks.text(
        row.figures, x=x, y=y, text_anchor="end", kind=kind, fill=fill, font_size=SMALL, **weight
    )


def _interval(row: Row, axis: Axis, y: float) -> list[str]:
    if row.value is None:
        return []
    parts = []
    if row.low is not None and row.high is not None:
        colour = {"stroke": marks.colour_of(row.series)}
        x1, x2 = axis.at(row.low), axis.at(row.high)
        parts.append(
            marks.line(
                f"span {marks.kind_of(row.series)}",
                x1,
                y,
                x2,
                y,
                stroke_width="8",
                stroke_opacity="0.3",
                **colour,
            )
        )
        parts += [
            marks.line(f"cap {marks.kind_of(row.series)}", x, y - 4, x, y + 4, stroke_width="1.5", **colour)
            for x in (x1, x2)
        ]
    size = 6.5 if row.is_emphasised else 5.0
    return [*parts, marks.mark(row.series, axis.at(row.value), y, size=size, hollow=not row.has_interval)]
