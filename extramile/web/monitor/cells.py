"""The cells of one figure in a table's row, put together here: a company has many rows, and a template would
take longer over them than all else together."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from extramile.web.drawing.figures import Leaned, counted, signed, small_road
from extramile.web.monitor.figures import Figure

ENOUGH = (
    '<td class="num strong" data-label="NPS">{}</td>'
    '<td data-label="{}"><span class="between"><span class="num nowrap">{} … {}</span>{}{}</span></td>'
)
LEANED = '<span class="leaning soft small num">{}</span>'
TOO_FEW = '<td class="num soft" data-label="NPS">–</td><td class="soft small" data-label="{}">{}</td>'
NUMBER = '{}<td class="num" data-label="{}">{}</td>'


def leaned_in_words(leaned: Leaned) -> str:
    return _("leaning: %(estimate)s (%(low)s … %(high)s)") % {
        "estimate": signed(leaned.estimate),
        "low": signed(leaned.low),
        "high": signed(leaned.high),
    }


def _leaned(leaned: Leaned | None) -> SafeString | str:
    return "" if leaned is None else format_html(LEANED, leaned_in_words(leaned))


def cells_of(figure: Figure) -> SafeString:
    """NPS, likely between, answers. Under the minimum: too few answers yet."""
    between = _("likely between")
    if figure.estimate is None or figure.low is None or figure.high is None:
        words = _("too few answers yet (%(n)s of %(minimum)s)") % {"n": figure.n, "minimum": figure.minimum}
        cells = format_html(TOO_FEW, between, words)
    else:
        low, high = signed(figure.low), signed(figure.high)
        drawn = small_road(figure.estimate, figure.low, figure.high, leaned=figure.leaned)
        cells = format_html(
            ENOUGH, signed(figure.estimate), between, low, high, drawn, _leaned(figure.leaned)
        )
    return format_html(NUMBER, cells, _("answers"), counted(figure.n))
