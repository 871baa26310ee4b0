"""The figures behind a finding of linkage, as rows of a table, and its picture."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from extramile.board.content import FittedLine, Picture, PictureKind, Scale
from extramile.evidence.sentences.numbers import chance, number
from extramile.evidence.views import FindingView

Row = tuple[str, str, str, str]
TEN = 10.0


def rows(view: FindingView, figures: Mapping[str, Any], language: str) -> list[Row]:
    """What was computed: name, size for every ten points, interval, p-value."""
    found = [
        _row(_("Within teams"), figures.get("within"), language),
        _row(_("Between teams"), figures.get("between"), language),
        _row(_("The other way round: customers first"), figures.get("lead"), language),
        _row(_("Without the highest and lowest teams"), figures.get("trimmed"), language),
        _row(_("Weighted by customers’ answers"), figures.get("weighted"), language),
        *_lags(figures, language),
        *_without(figures, language),
        (_("Permuted within regions"), "", "", chance(figures.get("permutation_p"), language)),
        (
            _("Would have shown, 4 times out of 5"),
            number(view.facts.get("minimum_detectable"), language, places=2),
            "",
            "",
        ),
        *_reliable(view, language),
    ]
    return [row for row in found if any(row[1:])]


def _row(name: str, slope: Any, language: str) -> Row:
    if not slope:
        return name, "", "", ""
    size, low, high = (number(_ten(slope[one]), language, places=2) for one in ("estimate", "low", "high"))
    between = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return name, size, between, chance(slope["p_value"], language)


def _ten(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else TEN * value


def _lags(figures: Mapping[str, Any], language: str) -> list[Row]:
    """-2 ... +2 waves around the primary lag, each alone."""
    profile = figures.get("lag_profile") or {}
    names = {
        "-2": _("Employees two waves later, alone"),
        "-1": _("Employees one wave later, alone"),
        "1": _("Employees one wave earlier, alone"),
        "2": _("Employees two waves earlier, alone"),
    }
    return [_row(name, profile.get(lag), language) for lag, name in names.items()]


def _without(figures: Mapping[str, Any], language: str) -> list[Row]:
    sizes = [one for one in figures.get("without_region") or [] if isinstance(one, int | float)]
    if not sizes:
        return []
    low, high = (number(TEN * one, language, places=2) for one in (min(sizes), max(sizes)))
    return [
        (
            _("Leaving out one region at a time"),
            "",
            _("%(low)s to %(high)s") % {"low": low, "high": high},
            "",
        )
    ]


def _reliable(view: FindingView, language: str) -> list[Row]:
    share = view.facts.get("reliability")
    if not isinstance(share, int | float):
        return []
    return [
        (_("Share of the movement that is not luck"), f"{number(100 * share, language, places=0)}%", "", "")
    ]


def picture(view: FindingView, language: str) -> Picture | None:
    """Bins of many team-waves around each team's own norm; never a single team."""
    if len(view.bins) < 3 or "within" not in view.facts:
        return None
    slopes = [view.facts.get(name) for name in ("within", "within_low", "within_high")]
    if not all(isinstance(one, int | float) for one in slopes):
        return None
    slope, low, high = (float(one or 0) / TEN for one in slopes)
    columns = (_("Employees"), _("Customers"))
    return Picture(
        kind=PictureKind.SCATTER,
        title=_("Each dot: many teams and waves, around what is usual for each team"),
        alternative=_(
            "Ten dots from left to right: how far employees were from what is usual for their team, and how "
            "far its customers were in the period after. The line is the size in the sentence above."
        ),
        x_label=_("Employees: points from the usual"),
        y_label=_("Customers: points from the usual"),
        points=view.bins,
        line=FittedLine(intercept=0.0, slope=slope, slope_low=low, slope_high=high),
        scale=Scale.DIFFERENCE,
        x_scale=Scale.DIFFERENCE,
        columns=columns,
        rows=tuple((number(x, language), number(y, language)) for x, y in view.bins),
    )
