"""The bricks of a drawing. Colours stand as attributes, for paper; by the classes a page's styles win.

No inline style: the page's policy forbids it. What comes from outside goes through `clean` and is escaped.
"""

from html import escape
from typing import Final

from extramile.board.charts.texts import clean

INK: Final = "#20242c"
SOFT: Final = "#575d68"
LINE: Final = "#d9d0c0"
ROAD: Final = "#17494d"
# A group is told by its shape and its name; colour comes third.
COLOURS: Final = (ROAD, "#80590a", "#a83519", "#5b4a8a")
SHAPES: Final = 6
FONT: Final = "Noto Sans, system-ui, -apple-system, Segoe UI, Roboto, sans-serif"


def number(value: float) -> str:
    """As short as it is exact enough, and never −0."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, inside: str | None = None, /, **attributes: str | float) -> str:
    """`kind` is the class; an underscore stands for a hyphen. `inside` is markup already."""
    parts = [name]
    for key, value in attributes.items():
        known = "class" if key == "kind" else key.replace("_", "-")
        text = value if isinstance(value, str) else number(value)
        parts.append(f'{known}="{escape(text)}"')
    opening = " ".join(parts)
    return f"<{opening}/>" if inside is None else f"<{opening}>{inside}</{name}>"


def text(words: str, *, x: float, y: float, **attributes: str | float) -> str:
    return element("text", escape(clean(words)), x=x, y=y, **attributes)


def line(kind: str, x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    return element("line", kind=kind, x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def colour_of(series: int) -> str:
    return COLOURS[series % len(COLOURS)]


def kind_of(series: int) -> str:
    """The class by which the page's styles know the colour."""
    return f"series-{series % len(COLOURS) + 1}"


def _polygon(x: float, y: float, corners: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{number(x + right)},{number(y + down)}" for right, down in corners)


def mark(series: int, x: float, y: float, *, size: float = 5.0, hollow: bool = False) -> str:
    """A circle, diamond, square, triangle, triangle on its head, or cross. Hollow: there is no interval."""
    paint = {"kind": f"mark {kind_of(series)}{' hollow' if hollow else ''}"}
    paint |= {
        "fill": "none" if hollow else colour_of(series),
        "stroke": colour_of(series),
        "stroke_width": "1.5",
    }
    big, small = size * 1.3, size * 0.9
    corners: tuple[tuple[tuple[float, float], ...], ...] = (
        ((0, -big), (big, 0), (0, big), (-big, 0)),
        ((-small, -small), (small, -small), (small, small), (-small, small)),
        ((0, -size * 1.2), (size * 1.1, size * 0.8), (-size * 1.1, size * 0.8)),
        ((0, size * 1.2), (size * 1.1, -size * 0.8), (-size * 1.1, -size * 0.8)),
    )
    which = series % SHAPES
    if which == 0:
        return element("circle", cx=x, cy=y, r=size, **paint)
    if which <= len(corners):
        return element("polygon", points=_polygon(x, y, corners[which - 1]), **paint)
    across = f"M{number(x - size)} {number(y - size)}L{number(x + size)} {number(y + size)}"
    back = f"M{number(x - size)} {number(y + size)}L{number(x + size)} {number(y - size)}"
    return element("path", d=across + back, **(paint | {"stroke_width": "3", "fill": "none"}))
