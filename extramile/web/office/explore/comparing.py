"""Comparisons in words: what may be said, and what may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from extramile.monitor.models import PublishedFigure
from extramile.monitor.operations.published.checking import urlsplit_or_none
from extramile.monitor.queries.explore import Beside, BesidePublished, Claim, Figure, Measure
from extramile.web.office.explore.wording import MEASURES, n_in_words, short_day, value_of

CLAIMS: Final[dict[Claim, str | Promise]] = {
    Claim.OTHER_METHOD: lazy(
        "Measured in another way: nobody can say whether the difference is one of customers or of measuring."
    ),
    Claim.NO_N: lazy("The source does not say of how many answers: no claim can be made."),
    Claim.NO_INTERVAL: lazy("The source does not say how sure it is: no claim can be made."),
    Claim.TOO_FEW: lazy("We have too few answers ourselves to compare."),
    Claim.ABOVE: lazy("Ours is surely higher."),
    Claim.BELOW: lazy("Ours is surely lower."),
    Claim.NOT_TOLD_APART: lazy("Not distinguishable from ours."),
}
NOT_CLAIMED: Final = frozenset({Claim.OTHER_METHOD, Claim.NO_N, Claim.NO_INTERVAL, Claim.TOO_FEW})


def difference_in_words(difference: Figure) -> str:
    """ "+6 points, likely between −2 and +14" """
    return _("%(value)s points, likely between %(low)s and %(high)s") % {
        "value": value_of(Measure.NPS, difference.value),
        "low": value_of(Measure.NPS, difference.low),
        "high": value_of(Measure.NPS, difference.high),
    }


def beside_in_words(beside: Beside) -> list[str]:
    """What one unit is beside the rest of what it belongs to."""
    names = {"unit": beside.unit.name, "parent": beside.parent.name}
    if beside.difference is None:
        return [_("Too few answers yet to compare %(unit)s with the rest of %(parent)s.") % names]
    sentences = {
        1: _("%(unit)s is surely above the rest of %(parent)s."),
        -1: _("%(unit)s is surely below the rest of %(parent)s."),
        0: _("%(unit)s cannot be told apart from the rest of %(parent)s."),
    }
    told = _("The difference: %(difference)s.") % {"difference": difference_in_words(beside.difference)}
    return [sentences[beside.verdict] % names, told]


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published figure beside our own; its source is always with it."""

    figure: PublishedFigure
    measure: str | Promise
    theirs: str
    theirs_between: str
    theirs_n: str
    days: str
    link: str
    ours: str
    ours_between: str
    ours_n: str
    claim: str | Promise
    is_caution: bool
    difference: str
    other_period: str


def published_lines(rows: Sequence[tuple[Figure, BesidePublished]]) -> list[PublishedLine]:
    return [_line(own, beside) for own, beside in rows]


def _line(own: Figure, beside: BesidePublished) -> PublishedLine:
    theirs = beside.published
    measure = theirs.measure
    known = theirs.low is not None and theirs.high is not None
    return PublishedLine(
        figure=theirs,
        measure=MEASURES.get(measure, measure),
        theirs=value_of(measure, theirs.value),
        theirs_between=_between(measure, theirs.low, theirs.high) if known else _("interval not known"),
        theirs_n=n_in_words(measure, theirs.n) if theirs.n else _("number of answers not known"),
        days=f"{short_day(theirs.since)} – {short_day(theirs.until)}",
        link=(urlsplit_or_none(theirs.link) or "") if theirs.link else "",
        ours=value_of(measure, own.value),
        ours_between=_("too few answers yet") if own.value is None else _between(measure, own.low, own.high),
        ours_n=n_in_words(measure, own.n),
        claim=CLAIMS[beside.claim],
        is_caution=beside.claim in NOT_CLAIMED,
        difference=_difference(measure, beside.difference) if beside.difference else "",
        other_period=_("Theirs is of other days than ours.") if beside.is_other_period else "",
    )


def _between(measure: str, low: float | None, high: float | None) -> str:
    return f"{value_of(measure, low)} … {value_of(measure, high)}"


def _difference(measure: str, difference: Figure) -> str:
    if measure == Measure.NPS:
        return difference_in_words(difference)
    return _("difference %(value)s, likely between %(low)s and %(high)s") % {
        "value": _signed(difference.value or 0),
        "low": _signed(difference.low or 0),
        "high": _signed(difference.high or 0),
    }


def _signed(number: float) -> str:
    tenths = round(number, 1)
    size = number_format(abs(tenths), decimal_pos=1, use_l10n=True)
    return f"−{size}" if tenths < 0 else f"+{size}"
