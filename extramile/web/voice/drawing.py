"""Pictures of the results, drawn on the server: an interval on its scale, and the radar of a culture map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH: Final = 340
ROAD: Final = (
    '<svg class="road" viewBox="0 0 340 40" role="img" aria-label="{}">'
    '<line class="ground" x1="0" x2="340" y1="16" y2="16"/>'
    '<line class="span" x1="{}" x2="{}" y1="16" y2="16"/>'
    '<circle class="point" cx="{}" cy="16" r="7"/>'
    '<text x="0" y="38">{}</text><text x="340" y="38" text-anchor="end">{}</text></svg>'
)
SIZE: Final = 320
MIDDLE: Final = SIZE / 2
RADIUS: Final = 104.0
RINGS: Final = (25, 50, 75, 100)
RADAR: Final = (
    '<svg class="radar" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
    '<g class="rings">{2}{3}</g>{4}<g class="radar-labels">{5}</g></svg>'
)


def interval(value: int, low: int, high: int, *, least: int, most: int, words: str) -> SafeString:
    """A figure and its interval between the ends of its scale."""

    def at(number: int) -> float:
        return round((max(least, min(most, number)) - least) / (most - least) * WIDTH, 1)

    return format_html(ROAD, words, at(low), at(high), at(value), *_ends(least, most))


def _ends(least: int, most: int) -> tuple[str, str]:
    """A scale that goes below nought says so at both ends."""
    return (f"−{-least}", f"+{most}") if least < 0 else (str(least), str(most))


@dataclass(frozen=True, slots=True)
class Shape:
    """One division of points: how it is, or how it is wished."""

    css: str  # "now" or "wished"
    values: Sequence[int]


def radar(labels: Sequence[str], shapes: Sequence[Shape], *, words: str) -> SafeString:
    """Each statement on a ray of its own, from nothing in the middle. The scale goes to the largest value."""
    largest = max((value for shape in shapes for value in shape.values), default=0)
    scale = next((ring for ring in RINGS if ring >= largest), RINGS[-1])
    count = len(labels)
    rings = format_html_join(
        "",
        '<polygon points="{}"/>',
        ((_points([ring] * count, scale=RINGS[-1]),) for ring in RINGS),
    )
    rays = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}"/>',
        ((MIDDLE, MIDDLE, *_at(place, count, RADIUS)) for place in range(count)),
    )
    drawn = format_html_join(
        "",
        '<polygon class="{}" points="{}"/>',
        ((shape.css, _points(shape.values, scale=scale)) for shape in shapes),
    )
    return format_html(RADAR, SIZE, words, rings, rays, drawn, _labels(labels))


def _at(place: int, count: int, distance: float) -> tuple[float, float]:
    turn = 2 * math.pi * place / count - math.pi / 2
    return round(MIDDLE + distance * math.cos(turn), 1), round(MIDDLE + distance * math.sin(turn), 1)


def _points(values: Sequence[int], *, scale: int) -> str:
    count = len(values)
    ends = (_at(place, count, RADIUS * value / scale) for place, value in enumerate(values))
    return " ".join(f"{x},{y}" for x, y in ends)


def _labels(labels: Sequence[str]) -> SafeString:
    """Letters; the table below says what each of them stands for."""
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((*_at(place, len(labels), RADIUS + 18), label) for place, label in enumerate(labels)),
    )
