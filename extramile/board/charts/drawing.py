"""A picture as one SVG, with its title and its words for who cannot see it."""

import hashlib
from collections.abc import Callable
from html import escape
from typing import Final

from extramile.board.charts import marks
from extramile.board.charts.frame import LABEL, Drawn
from extramile.board.charts.intervals import intervals
from extramile.board.charts.scatter import scatter
from extramile.board.charts.texts import clean
from extramile.board.charts.trend import trend
from extramile.board.charts.words import Words, words_in
from extramile.board.content import Picture, PictureKind

WIDE: Final = 640
NARROW: Final = 340
KINDS: Final[dict[PictureKind, Callable[..., Drawn]]] = {
    PictureKind.INTERVALS: intervals,
    PictureKind.TREND: trend,
    PictureKind.SCATTER: scatter,
}


def draw(picture: Picture, *, language: str = "en", width: int = WIDE) -> str:
    """Laid out for `width`, in the drawing's own units: a letter is about 13 of them high."""
    words = words_in(language)
    known = picture.points if picture.kind is PictureKind.SCATTER else picture.marks
    drawn = KINDS[picture.kind](picture, width=float(width), words=words) if known else _nothing(words)
    return _svg(picture, drawn, width=width, language=language)


def draw_for_page(picture: Picture, *, language: str = "en") -> str:
    """For a narrow and for a wide place. The styles show one; a screen reader comes by that one alone."""
    return marks.element(
        "div",
        draw(picture, language=language, width=NARROW) + draw(picture, language=language, width=WIDE),
        kind="chart-place",
    )


def _nothing(words: Words) -> Drawn:
    told = marks.text(words.nothing, x=0.0, y=18.0, kind="soft", fill=marks.SOFT, font_size=LABEL)
    return Drawn(28.0, [told])


def _svg(picture: Picture, drawn: Drawn, *, width: int, language: str) -> str:
    seed = hashlib.sha256(f"{picture!r} {language} {width}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    told = [
        f'<title id="t{seed}">{escape(clean(picture.title))}</title>',
        f'<desc id="d{seed}">{escape(clean(picture.alternative))}</desc>',
    ]
    height = marks.number(drawn.height)
    return marks.element(
        "svg",
        "".join([*told, *drawn.parts]),
        xmlns="http://www.w3.org/2000/svg",
        kind=f"chart {'wide' if width > NARROW else 'narrow'} of-{picture.kind.value}",
        viewBox=f"0 0 {width} {height}",
        width=str(width),
        height=height,
        role="img",
        aria_labelledby=f"t{seed} d{seed}",
        direction="ltr",  # the numbers run from left to right on a page in Arabic too
        font_family=marks.FONT,
    )
