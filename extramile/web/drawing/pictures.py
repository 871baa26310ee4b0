"""A picture of figures: what is seen in words above it, and the table behind it."""

from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from extramile.board.charts import draw_for_page
from extramile.board.content import Picture
from extramile.web.drawing.worded import Worded

PICTURE: Final = '<figure class="stack tight"><figcaption class="strong">{}</figcaption>{}{}</figure>'
TABLE: Final = Worded(
    '<details class="disclosure"><summary>[table]</summary><div class="table-box" tabindex="0" role="region"'
    ' aria-label="{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>',
    table=_("The same as a table"),
)


def picture(drawn: Picture, *, language: str = "") -> SafeString:
    """`language`: of the figures, where it is another than the page's. A report is in its own."""
    svg = SafeString(draw_for_page(drawn, language=language or get_language() or "en"))
    return format_html(PICTURE, drawn.title, svg, _table(drawn) if drawn.rows else "")


def _table(drawn: Picture) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((one,) for one in drawn.columns))
    rows = format_html_join("", "<tr>{}</tr>", ((_row(row),) for row in drawn.rows))
    return TABLE.draw(drawn.title, head, rows)


def _row(row: tuple[str, ...]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', row[0]) if row else ""
    return format_html("{}{}", first, format_html_join("", "<td>{}</td>", ((one,) for one in row[1:])))
