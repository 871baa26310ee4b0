"""A picture as SVG: the same bytes for the same picture, the same look on a page and on paper.

    draw(picture, language="nl", width=WIDE)   one drawing, for paper or a place of known width
    draw_for_page(picture, language="nl")      two, of which the page's styles show the one that fits

Pure: no Django, no database, no numbers but those handed in. README.md says what may be relied on.
"""

from extramile.board.charts.drawing import NARROW, WIDE, draw, draw_for_page

__all__ = ["NARROW", "WIDE", "draw", "draw_for_page"]
