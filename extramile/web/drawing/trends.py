"""A line with its band, and the same as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.web.drawing.figures import counted, signed
from extramile.web.drawing.worded import Worded

WIDTH: Final = 340
HEIGHT: Final = 86
NAMES: Final = ("label", "estimate", "low", "high", "n")
Row = Mapping[str, Any]

LINE: Final = (
    '<svg class="trend" viewBox="0 0 340 104" role="img" aria-label="{}">'
    '<line class="ground" x1="0" x2="340" y1="{}" y2="{}"/>{}{}{}'
    '<text x="0" y="102">{}</text><text x="340" y="102" text-anchor="end">{}</text></svg>\n'
)
DOT: Final = '<circle class="point" cx="{}" cy="{}" r="{}"/>'
NO_LINE: Final = Worded(
    '<p class="soft">[later]</p>\n{}',
    later=gettext_lazy("The line appears here once there are enough answers in a few periods."),
)
TABLE: Final = Worded(
    '<details class="disclosure"><summary>[same]</summary>'
    '<div class="table-box" role="region" tabindex="0" aria-label="[same]"><table><thead><tr>'
    '<th scope="col">{}</th><th scope="col" class="num">NPS</th><th scope="col" class="num">[between]</th>'
    '<th scope="col" class="num">[answers]</th></tr></thead><tbody>{}</tbody></table></div></details>',
    same=gettext_lazy("The same as a table"),
    between=gettext_lazy("likely between"),
    answers=gettext_lazy("answers"),
)
ROW: Final = '<tr><td>{}</td><td class="num">{}</td><td class="num">{} … {}</td><td class="num">{}</td></tr>'
ROW_OF_FEW: Final = Worded(
    '<tr><td>{}</td><td class="num">–</td><td class="num"><span class="soft">[few]</span></td>'
    '<td class="num">{}</td></tr>',
    few=gettext_lazy("too few answers"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Where everything is in the picture; points as "x,y"."""

    y_zero: float
    last: str
    bands: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    dots: list[str] = field(default_factory=list)
    description: str = ""


def rows_of(rows: Sequence[Any]) -> list[Row]:
    """Mappings as they are, objects by their attributes."""
    return [row if isinstance(row, Mapping) else {name: getattr(row, name) for name in NAMES} for row in rows]


def _runs(rows: Sequence[Row]) -> list[list[tuple[int, Row]]]:
    """Neighbours that have a figure: a gap in the answers is a gap in the line."""
    runs: list[list[tuple[int, Row]]] = [[]]
    for place, row in enumerate(rows):
        if row["estimate"] is None:
            runs.append([])
        else:
            runs[-1].append((place, row))
    return [run for run in runs if run]


def _y(points: float, *, bottom: float, top: float) -> float:
    return round(4 + (top - points) / (top - bottom) * (HEIGHT - 8), 1)


def _bounds(rows: Sequence[Row]) -> tuple[float, float]:
    """Whole fifties around what is drawn, so that a small change looks small."""
    low = min(row["low"] for row in rows)
    high = max(row["high"] for row in rows)
    bottom, top = 50 * (low // 50), -50 * (-high // 50)
    return max(-100, min(bottom, 0)), min(100, max(top, bottom + 100))


def line_of(rows: Sequence[Row]) -> Line | None:
    """None: fewer than two periods have a figure."""
    known = [row for row in rows if row["estimate"] is not None]
    if len(known) < 2:
        return None
    bottom, top = _bounds(known)
    step = WIDTH / max(1, len(rows) - 1)

    def at(place: int, points: float) -> str:
        return f"{round(place * step, 1)},{_y(points, bottom=bottom, top=top)}"

    runs = _runs(rows)
    place, row = runs[-1][-1]
    return Line(
        y_zero=_y(0, bottom=bottom, top=top),
        last=at(place, row["estimate"]),
        bands=[
            "M"
            + " ".join(
                [at(i, one["high"]) for i, one in run] + [at(i, one["low"]) for i, one in reversed(run)]
            )
            + "Z"
            for run in runs
        ],
        lines=[" ".join(at(i, one["estimate"]) for i, one in run) for run in runs],
        # A period between two gaps has no line to be on.
        dots=[at(run[0][0], run[0][1]["estimate"]) for run in runs[:-1] if len(run) == 1],
        description=_("From %(first)s to %(last)s; the table below has every figure.")
        % {
            "first": f"{known[0]['label']} {signed(known[0]['estimate'])}",
            "last": f"{row['label']} {signed(row['estimate'])}",
        },
    )


def trend(rows: Sequence[Any], *, period_label: str = "") -> SafeString:
    """Rows, oldest first, with label, estimate (points or None), low, high, n; mappings or objects."""
    table = rows_of(rows)
    line = line_of(table)
    drawn = _picture(line, table) if line else NO_LINE.draw("")
    return format_html("{}{}", drawn, _table(table, period_label or _("Period")) if table else "")


def _picture(line: Line, rows: Sequence[Row]) -> SafeString:
    dots = [(*dot.split(","), 3) for dot in line.dots] + [(*line.last.split(","), 4)]
    return format_html(
        LINE,
        line.description,
        line.y_zero,
        line.y_zero,
        format_html_join("", '<path class="band" d="{}"/>', ((band,) for band in line.bands)),
        format_html_join("", '<polyline class="line" points="{}"/>', ((one,) for one in line.lines)),
        format_html_join("", DOT, dots),
        rows[0]["label"],
        rows[-1]["label"],
    )


def _table(rows: Sequence[Row], period_label: str) -> SafeString:
    return TABLE.draw(period_label, format_html_join("", "{}", ((_row(row),) for row in rows)))


def _row(row: Row) -> SafeString:
    if row["estimate"] is None:
        return ROW_OF_FEW.draw(row["label"], row["n"])
    low, high = signed(row["low"]), signed(row["high"])
    return format_html(ROW, row["label"], signed(row["estimate"]), low, high, counted(row["n"]))
