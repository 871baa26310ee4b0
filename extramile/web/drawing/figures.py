"""A figure with its interval, its n and a sentence. Never a bare number."""

from collections.abc import Iterable
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from extramile.web.drawing.worded import Worded

ROAD_WIDTH: Final = 340
SMALL_ROAD: Final = (
    '<svg class="road small" viewBox="0 0 340 18" role="img" aria-label="{}" preserveAspectRatio="none">'
    '<line class="ground" x1="0" x2="340" y1="9" y2="9"/><line class="span" x1="{}" x2="{}" y1="9" y2="9"/>'
    '<line class="point-line" x1="{}" x2="{}" y1="2" y2="16"/>{}</svg>'
)
SMALL_OTHER: Final = '<line class="other" x1="{}" x2="{}" y1="1" y2="17"/>'
# The other line (my team) is a dashed mark, not a rank.
ROAD: Final = (
    '<svg class="road" viewBox="0 0 340 48" role="img" aria-label="{}">'
    '<line class="ground" x1="0" x2="340" y1="24" y2="24"/>'
    '<line class="middle" x1="170" x2="170" y1="19" y2="29"/>'
    '<line class="span" x1="{}" x2="{}" y1="24" y2="24"/><circle class="point" cx="{}" cy="24" r="7"/>{}'
    '<text x="0" y="46">−100</text><text x="170" y="46" text-anchor="middle">0</text>'
    '<text x="340" y="46" text-anchor="end">+100</text>{}</svg>'
)
OTHER: Final = '<line class="other" x1="{}" x2="{}" y1="13" y2="35"/>'
OTHER_LABEL: Final = '<text x="{}" y="9" text-anchor="{}">{}</text>'
FIGURE: Final = (
    '<div class="stack tight"><p class="figure-value"><b>{}</b><span>{}<small>{}</small></span></p>'
    "\n{}\n{}</div>"
)
TOO_FEW: Final = Worded(
    '<div class="stack tight"><p class="strong">[few]</p>\n<p class="soft">{}</p>\n{}</div>',
    few=gettext_lazy("Too few answers yet"),
)
SO_FAR: Final = Worded(
    '<meter min="0" max="{}" value="{}" aria-label="[far]">{}/{}</meter>', far=gettext_lazy("Answers so far")
)
BAR: Final = (
    '<li><span>{}</span><span class="num soft">{}</span>'
    '<meter min="0" max="{}" value="{}" aria-hidden="true"></meter></li>'
)


def signed(points: float | None) -> str:
    """+61, 0 or −12, with a real minus sign: an NPS is a difference."""
    if points is None:
        return "–"
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


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


def small_road(
    estimate: float, low: float, high: float, *, other: float | None = None, other_label: str = ""
) -> SafeString:
    """The interval alone, for a row of a table, of which there may be many. In points, −100 to +100."""
    description = _interval_in_words(estimate, low, high, other, other_label)
    x = _x(estimate)
    mark = "" if other is None else format_html(SMALL_OTHER, _x(other), _x(other))
    return format_html(SMALL_ROAD, description, _x(low), _x(high), x, x, mark)


def _other(other: float | None, label: str) -> tuple[SafeString | str, SafeString | str]:
    """The mark of the other line, and its label: kept within the frame."""
    if other is None:
        return "", ""
    x = place = _x(other)
    anchor = "middle"
    if x > ROAD_WIDTH - 30:
        anchor, place = "end", ROAD_WIDTH
    elif x < 30:
        anchor, place = "start", 0
    return format_html(OTHER, x, x), format_html(OTHER_LABEL, place, anchor, label)


def road(estimate: float, low: float, high: float, *, other: float | None, other_label: str) -> SafeString:
    """An interval on the road from −100 to +100."""
    description = _interval_in_words(estimate, low, high, other, other_label)
    mark, label = _other(other, other_label)
    return format_html(ROAD, description, _x(low), _x(high), _x(estimate), mark, label)


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
) -> SafeString:
    """An NPS in points, −100 to +100, never without its interval; None, or n under the minimum: too few."""
    if estimate is None or low is None or high is None or n < minimum:
        return _too_few(n, minimum)
    between = _("likely between %(low)s and %(high)s") % {"low": signed(low), "high": signed(high)}
    return format_html(
        FIGURE,
        signed(estimate),
        ngettext("NPS from one answer", "NPS from %(n)s answers", n) % {"n": n},
        between,
        road(estimate, low, high, other=other, other_label=other_label),
        format_html("<p>{}</p>", sentence) if sentence else "",
    )


def _too_few(n: int, minimum: int) -> SafeString:
    words = _("%(n)s of %(minimum)s. A score from so few answers says more about luck than about the work.")
    meter = SO_FAR.draw(minimum, n, n, minimum) if minimum else ""
    return TOO_FEW.draw(words % {"n": n, "minimum": minimum}, meter)


class Ticked(Protocol):
    @property
    def label(self) -> str | Promise: ...
    @property
    def count(self) -> int: ...


def bars(items: Iterable[Ticked], *, total: int) -> SafeString:
    """How often each thing was ticked, of so many answers."""
    words = _("%(count)s of %(total)s")
    drawn = format_html_join(
        "",
        BAR,
        ((one.label, words % {"count": one.count, "total": total}, total, one.count) for one in items),
    )
    return format_html('<ul class="bars" role="list">{}</ul>', drawn)
