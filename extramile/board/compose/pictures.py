"""Pictures, each with the same in words and a table behind it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from extramile.board.compose.numbers import amount, count, day, kept, points, score, stretch, told
from extramile.board.content import FittedLine, Mark, Picture, PictureKind, Scale
from extramile.board.gather.facts import Facts, Place
from extramile.evidence.views import FindingView

PER_TEN = "points_per_ten"
MOST_ROWS = 40  # beyond that a picture of areas is a wall; the table has them all


def of_link(found: FindingView) -> Picture | None:
    """Teams around their own usual level: one point for many of them."""
    if not found.bins:
        return None
    return Picture(
        kind=PictureKind.SCATTER,
        title=_("Teams beside their own usual level"),
        alternative=_alternative(found),
        x_label=_("eNPS of colleagues, above or below what is usual for the team"),
        y_label=_("NPS of customers in the period after it, above or below what is usual"),
        points=tuple((round(x, 2), round(y, 2)) for x, y in found.bins),
        line=_line(found),
        scale=Scale.DIFFERENCE,
        x_scale=Scale.DIFFERENCE,
        columns=(_("Colleagues"), _("Customers")),
        rows=tuple((points(x), points(y)) for x, y in found.bins),
    )


def _alternative(found: FindingView) -> str:
    words = _("%(n)s points, each the mean of many teams and waves.") % {"n": count(len(found.bins))}
    if found.estimate is None or found.estimate.unit != PER_TEN:
        return words
    slope = _(
        "The line rises by %(value)s NPS points for every ten points of eNPS (likely %(low)s to %(high)s)."
    )
    shown = {
        "value": amount(found.estimate.value),
        "low": amount(found.estimate.low),
        "high": amount(found.estimate.high),
    }
    return f"{words} {slope % shown}"


def _line(found: FindingView) -> FittedLine | None:
    if found.estimate is None or found.estimate.unit != PER_TEN:
        return None
    x = sum(one[0] for one in found.bins) / len(found.bins)
    y = sum(one[1] for one in found.bins) / len(found.bins)
    slope = found.estimate.value / 10
    return FittedLine(y - slope * x, slope, found.estimate.low / 10, found.estimate.high / 10)


def of_trend(facts: Facts) -> Picture | None:
    """Customers' score over the period. A stretch with too few answers has no mark."""
    rows = [(stretch(one), one.customers, score(one.customers)) for one in facts.trend]
    marks = tuple(
        Mark(label, *kept(found)) if found and tally.n >= facts.minimum else Mark(label, None)
        for label, tally, found in rows
    )
    seen = [mark for mark in marks if mark.value is not None]
    if len(seen) < 2:
        return None
    first, last = seen[0], seen[-1]
    return Picture(
        kind=PictureKind.TREND,
        title=_("NPS of customers over the period"),
        alternative=_("From %(first)s in %(start)s to %(last)s in %(end)s.")
        % {
            "first": _told(first),
            "start": first.label,
            "last": _told(last),
            "end": last.label,
        },
        y_label="NPS",
        marks=marks,
        columns=(_("Period"), "NPS", _("Likely between"), _("Answers")),
        rows=tuple(
            (mark.label, *_cells(mark), count(row[1].n)) for mark, row in zip(marks, rows, strict=True)
        ),
    )


def of_waves(facts: Facts) -> Picture | None:
    told_waves = [wave for wave in facts.waves if wave.company is not None]
    marks = tuple(
        Mark(wave.name, wave.company.value, wave.company.low, wave.company.high)
        for wave in told_waves
        if wave.company is not None
    )
    if len(marks) < 2:
        return None
    return Picture(
        kind=PictureKind.TREND,
        title=_("eNPS of colleagues, wave by wave"),
        alternative=_("From %(first)s in %(start)s to %(last)s in %(end)s.")
        % {
            "first": _told(marks[0]),
            "start": marks[0].label,
            "last": _told(marks[-1]),
            "end": marks[-1].label,
        },
        y_label="eNPS",
        marks=marks,
        columns=(_("Wave"), "eNPS", _("Likely between"), _("Closed on")),
        rows=tuple(
            (mark.label, *_cells(mark), day(wave.closed_on))
            for mark, wave in zip(marks, told_waves, strict=True)
        ),
    )


def of_areas(places: Sequence[Place], facts: Facts) -> Picture | None:
    if len(places) > MOST_ROWS:
        return None
    marks = []
    rows = []
    for place in places:
        found = score(place.customers)
        shown = found if found and place.customers.n >= facts.minimum else None
        mark = Mark(place.name, *kept(shown)) if shown else Mark(place.name, None)
        marks.append(mark)
        rows.append((place.name, *_cells(mark), count(place.customers.n)))
    if sum(mark.value is not None for mark in marks) < 2:
        return None
    whole = score(facts.company.customers)
    return Picture(
        kind=PictureKind.INTERVALS,
        title=_("NPS of customers by area, in the order of the alphabet"),
        alternative=_("An interval for each of %(n)s areas; the table below has the numbers.")
        % {"n": count(len(marks))},
        x_label="NPS",
        marks=tuple(marks),
        reference=round(whole.estimate, 1) if whole else None,
        reference_label=facts.company.name if whole else "",
        columns=(_("Area"), "NPS", _("Likely between"), _("Answers")),
        rows=tuple(rows),
    )


def _told(mark: Mark) -> str:
    if mark.value is None:
        return "–"
    if mark.low is None or mark.high is None:
        return points(mark.value)
    return told(mark.value, mark.low, mark.high)


def _cells(mark: Mark) -> tuple[str, str]:
    if mark.value is None:
        return "–", _("too few answers")
    if mark.low is None or mark.high is None:
        return points(mark.value), "–"
    return points(mark.value), f"{points(mark.low)} … {points(mark.high)}"
