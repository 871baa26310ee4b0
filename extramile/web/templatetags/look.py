"""Figures, dates and scores as the screens write them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from extramile.core.clock import now
from extramile.core.texts import direction

register = template.Library()
ROAD_WIDTH = 340
TREND_HEIGHT = 86


@register.filter
def signed(points: float | None) -> str:
    """+61, 0 or −12, with a real minus sign: an NPS is a difference."""
    if points is None:
        return "–"
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1, as people read it."""
    return "–" if share is None else f"{round(100 * share)} %"


def _day_in_words(day: date, *, today: date) -> str:
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    if timedelta(0) < today - day < timedelta(days=7):
        return date_format(day, "l")
    return date_format(day, "j F" if day.year == today.year else "j F Y")


@register.filter
def when(moment: datetime | date | None) -> str | SafeString:
    """Today 16:40, yesterday 9:05, Tuesday, 3 March: no more precise than a reader needs."""
    if moment is None:
        return ""
    today = timezone.localtime(now()).date()
    if not isinstance(moment, datetime):
        return format_html(
            '<time datetime="{}">{}</time>', moment.isoformat(), _day_in_words(moment, today=today)
        )
    local = timezone.localtime(moment)
    words = _day_in_words(local.date(), today=today)
    if timedelta(0) <= today - local.date() <= timedelta(days=1):
        words = f"{words} {date_format(local, 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def text_direction(language: str) -> str:
    return direction(language)


@register.filter
def undo_url(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags if tags.startswith("/") else ""


@register.filter
def toast_kind(message: Message) -> str:
    return "bad" if message.level_tag in {"error", "warning"} else ""


def _x(points: float) -> float:
    return round((points + 100) / 200 * ROAD_WIDTH, 1)


def _interval_in_words(
    estimate: float, low: float, high: float, other: float | None, other_label: str
) -> str:
    words = _("NPS %(estimate)s, likely between %(low)s and %(high)s") % {
        "estimate": signed(estimate),
        "low": signed(low),
        "high": signed(high),
    }
    return words if other is None else f"{words}; {other_label} {signed(other)}"


def _road(
    estimate: float, low: float, high: float, *, other: float | None, other_label: str
) -> dict[str, Any]:
    x_other = None if other is None else _x(other)
    anchor, x_label = "middle", x_other
    if x_other is not None and x_other > ROAD_WIDTH - 30:
        anchor, x_label = "end", ROAD_WIDTH
    elif x_other is not None and x_other < 30:
        anchor, x_label = "start", 0
    return {
        "x": f"{_x(estimate)}",
        "x_low": f"{_x(low)}",
        "x_high": f"{_x(high)}",
        "x_other": None if x_other is None else f"{x_other}",
        "x_label": f"{x_label}",
        "label_anchor": anchor,
        "other_label": other_label,
        "description": _interval_in_words(estimate, low, high, other, other_label),
    }


SMALL_ROAD = (
    '<svg class="road small" viewBox="0 0 340 18" role="img" aria-label="{}" preserveAspectRatio="none">'
    '<line class="ground" x1="0" x2="340" y1="9" y2="9"/><line class="span" x1="{}" x2="{}" y1="9" y2="9"/>'
    '<line class="point-line" x1="{}" x2="{}" y1="2" y2="16"/>{}</svg>'
)
SMALL_OTHER = '<line class="other" x1="{}" x2="{}" y1="1" y2="17"/>'


@register.simple_tag
def road(
    estimate: float, low: float, high: float, *, other: float | None = None, other_label: str = ""
) -> SafeString:
    """The interval alone, for a row of a table, of which there may be many. In points, −100 to +100."""
    description = _interval_in_words(estimate, low, high, other, other_label)
    x = _x(estimate)
    mark = "" if other is None else format_html(SMALL_OTHER, _x(other), _x(other))
    return format_html(SMALL_ROAD, description, _x(low), _x(high), x, x, mark)


@register.inclusion_tag("components/figure.html")
def figure(
    estimate: float | None,
    low: float | None,
    high: float | None,
    n: int,
    *,
    minimum: int = 10,
    other: float | None = None,
    other_label: str = "",
    sentence: str = "",
) -> dict[str, Any]:
    """An NPS in points, −100 to +100, never without its interval; None, or n under the minimum: too few."""
    if estimate is None or low is None or high is None or n < minimum:
        return {"estimate": None, "n": n, "minimum": minimum}
    drawn = _road(estimate, low, high, other=other, other_label=other_label)
    return {**drawn, "estimate": estimate, "low": low, "high": high, "n": n, "sentence": sentence}


Row = Mapping[str, Any]


def _runs(rows: Sequence[Row]) -> list[list[tuple[int, Row]]]:
    """Neighbours that have a figure: a gap in the answers is a gap in the line."""
    runs: list[list[tuple[int, Row]]] = [[]]
    for place, row in enumerate(rows):
        if row["estimate"] is None:
            runs.append([])
        else:
            runs[-1].append((place, row))
    return [run for run in runs if run]


def _alone(run: list[tuple[int, Row]]) -> tuple[int, float]:
    """A period between two gaps has no line to be on; it is drawn as a dot."""
    place, row = run[0]
    return place, row["estimate"]


def _y(points: float, *, bottom: float, top: float) -> float:
    return round(4 + (top - points) / (top - bottom) * (TREND_HEIGHT - 8), 1)


def _bounds(rows: Sequence[Row]) -> tuple[float, float]:
    """Whole fifties around what is drawn, so that a small change looks small."""
    low = min(row["low"] for row in rows)
    high = max(row["high"] for row in rows)
    bottom, top = 50 * (low // 50), -50 * (-high // 50)
    return max(-100, min(bottom, 0)), min(100, max(top, bottom + 100))


@register.inclusion_tag("components/trend.html")
def trend(rows: Sequence[Any], *, period_label: str = "") -> dict[str, Any]:
    """Rows, oldest first, with label, estimate (points or None), low, high, n; mappings or objects."""
    names = ("label", "estimate", "low", "high", "n")
    table: list[Row] = [
        row if isinstance(row, Mapping) else {name: getattr(row, name) for name in names} for row in rows
    ]
    context: dict[str, Any] = {"rows": table, "period_label": period_label or _("Period"), "drawn": False}
    known = [row for row in table if row["estimate"] is not None]
    if len(known) < 2:
        return context
    bottom, top = _bounds(known)
    step = ROAD_WIDTH / max(1, len(table) - 1)

    def at(place: int, points: float) -> str:
        return f"{round(place * step, 1)},{_y(points, bottom=bottom, top=top)}"

    runs = _runs(table)
    bands = [
        "M"
        + " ".join([at(i, row["high"]) for i, row in run] + [at(i, row["low"]) for i, row in reversed(run)])
        + "Z"
        for run in runs
    ]
    place, row = runs[-1][-1]
    return {
        **context,
        "drawn": True,
        "bands": bands,
        "lines": [" ".join(at(i, row["estimate"]) for i, row in run) for run in runs],
        "dots": [at(*_alone(run)).split(",") for run in runs[:-1] if len(run) == 1],
        "y_zero": f"{_y(0, bottom=bottom, top=top)}",
        "last": at(place, row["estimate"]).split(","),
        "first_label": table[0]["label"],
        "last_label": table[-1]["label"],
        "description": _("From %(first)s to %(last)s; the table below has every figure.")
        % {
            "first": f"{known[0]['label']} {signed(known[0]['estimate'])}",
            "last": f"{row['label']} {signed(row['estimate'])}",
        },
    }
