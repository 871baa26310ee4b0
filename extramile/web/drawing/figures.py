"""A figure with its interval, its n and a sentence. Never a bare number."""

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from django.utils.formats import number_format
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
# The pooled score: ticks above and below the road, as what it leans on is not on it.
SMALL_LEANED: Final = '<path class="leaned" d="M{} 0v4M{} 14v4"/>'
# The other line (my team) is a dashed mark, not a rank.
ROAD: Final = (
    '<svg class="road" viewBox="0 0 340 {}" role="img" aria-label="{}">'
    '<line class="ground" x1="0" x2="340" y1="24" y2="24"/>'
    '<line class="middle" x1="170" x2="170" y1="19" y2="29"/>'
    '<line class="span" x1="{}" x2="{}" y1="24" y2="24"/><circle class="point" cx="{}" cy="24" r="7"/>{}'
    '<text x="0" y="{}">−100</text><text x="170" y="{}" text-anchor="middle">0</text>'
    '<text x="340" y="{}" text-anchor="end">+100</text>{}{}</svg>'
)
# A lane of its own under the road: most often it lies so near that one would hide the other.
LEANED: Final = (
    '<line class="leaned" x1="{}" x2="{}" y1="40" y2="40"/>'
    '<path class="leaned mark" d="M{} 35l5 5-5 5-5-5z"/>'
)
HEIGHT: Final = 48
LANE: Final = 14
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


class Leaned(NamedTuple):
    """The pooled score, in points, and what it leans on, in a sentence."""

    estimate: float
    low: float
    high: float
    sentence: str = ""


def signed(points: float | None) -> str:
    """+61, 0 or −12, with a real minus sign: an NPS is a difference."""
    if points is None:
        return "–"
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def counted(number: int) -> str:
    """1,204 or 1.204: a number of answers. Most are small, and there may be thousands on a page."""
    return str(number) if -1000 < number < 1000 else number_format(number, force_grouping=True)


def _x(points: float) -> float:
    return round((points + 100) / 200 * ROAD_WIDTH, 1)


def _interval_in_words(
    estimate: float, low: float, high: float, *, other: float | None, label: str, leaned: Leaned | None
) -> str:
    words = _("NPS %(estimate)s, likely between %(low)s and %(high)s") % {
        "estimate": signed(estimate),
        "low": signed(low),
        "high": signed(high),
    }
    if leaned is not None:
        pooled = _("leaning on others %(estimate)s, likely between %(low)s and %(high)s") % {
            "estimate": signed(leaned.estimate),
            "low": signed(leaned.low),
            "high": signed(leaned.high),
        }
        words = f"{words}; {pooled}"
    return words if other is None else f"{words}; {label} {signed(other)}"


def small_road(
    estimate: float,
    low: float,
    high: float,
    *,
    other: float | None = None,
    other_label: str = "",
    leaned: Leaned | None = None,
) -> SafeString:
    """The interval alone, for a row of a table, of which there may be many. In points, −100 to +100."""
    description = _interval_in_words(estimate, low, high, other=other, label=other_label, leaned=leaned)
    x = _x(estimate)
    if leaned is not None:
        at = _x(leaned.estimate)
        mark = format_html(SMALL_LEANED, at, at)
    else:
        mark = SafeString("")
    if other is not None:
        mark += format_html(SMALL_OTHER, _x(other), _x(other))
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


def _leaned(leaned: Leaned | None) -> SafeString | str:
    if leaned is None:
        return ""
    return format_html(LEANED, _x(leaned.low), _x(leaned.high), _x(leaned.estimate))


def road(
    estimate: float,
    low: float,
    high: float,
    *,
    other: float | None,
    other_label: str,
    leaned: Leaned | None = None,
) -> SafeString:
    """An interval on the road from −100 to +100; the pooled score in a lane below it."""
    description = _interval_in_words(estimate, low, high, other=other, label=other_label, leaned=leaned)
    mark, label = _other(other, other_label)
    height = HEIGHT if leaned is None else HEIGHT + LANE
    y = height - 2
    return format_html(
        ROAD, height, description, _x(low), _x(high), _x(estimate), mark, y, y, y, label, _leaned(leaned)
    )


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
    leaned: Leaned | None = None,
) -> SafeString:
    """An NPS in points, −100 to +100, never without its interval; None, or n under the minimum: too few.

    Under the minimum the pooled score is a range in a sentence: no number, no mark.
    """
    said = [sentence, leaned.sentence if leaned else ""]
    sentences = format_html_join("\n", "<p>{}</p>", ((one,) for one in said if one))
    if estimate is None or low is None or high is None or n < minimum:
        return _too_few(n, minimum) + sentences
    between = _("likely between %(low)s and %(high)s") % {"low": signed(low), "high": signed(high)}
    return format_html(
        FIGURE,
        signed(estimate),
        ngettext("NPS from one answer", "NPS from %(n)s answers", n) % {"n": counted(n)},
        between,
        road(estimate, low, high, other=other, other_label=other_label, leaned=leaned),
        sentences,
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
    words, of = _("%(count)s of %(total)s"), counted(total)
    drawn = format_html_join(
        "",
        BAR,
        ((one.label, words % {"count": counted(one.count), "total": of}, total, one.count) for one in items),
    )
    return format_html('<ul class="bars" role="list">{}</ul>', drawn)
