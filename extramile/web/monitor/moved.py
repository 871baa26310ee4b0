"""What moved: the changes that we can be sure of, in sentences; mostly none, and that is said too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extramile.estimates.queries import Moved, WhatMoved
from extramile.web.drawing.figures import counted, signed

MOST_BELOW: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One movement: where, and what happened."""

    name: str
    url: str
    sentence: str
    sure: str  # how sure, how many answers, when it may have begun
    is_up: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The section of a unit's page."""

    own: Line | None
    nothing: str  # why no movement of the unit itself is shown
    below: list[Line]
    more: str


def told(found: WhatMoved, *, among: Iterable[int]) -> Told:
    """`among`: the units below of which this visitor may see the figures."""
    visible = set(among)
    below = [one for one in found.below if one.unit_id in visible]
    more = len(below) - MOST_BELOW
    return Told(
        own=_line(found.own) if found.own else None,
        nothing="" if found.own else _nothing(found),
        below=[_line(one) for one in below[:MOST_BELOW]],
        more=ngettext("And one more.", "And %(n)s more.", more) % {"n": more} if more > 0 else "",
    )


def _nothing(found: WhatMoved) -> str:
    if not found.is_told or found.until is None or found.seen is None:
        return _("Too few answers in the last year to tell a change from chance.")
    words = _(
        "No change we can be sure of in the year to %(until)s. A lasting change of some %(points)s points "
        "would most likely have been noticed."
    )
    return words % {"until": _day(found.until), "points": max(1, round(found.seen * 100))}


def _line(moved: Moved) -> Line:
    is_up = moved.direction > 0
    words = (
        _("Up from %(before)s to %(after)s since the week of %(week)s.")
        if is_up
        else _("Down from %(before)s to %(after)s since the week of %(week)s.")
    )
    numbers = {
        "before": signed(moved.before * 100),
        "after": signed(moved.after * 100),
        "week": _day(moved.week),
        "low": signed(moved.low * 100),
        "high": signed(moved.high * 100),
        "n_before": counted(moved.n_before),
        "n_after": counted(moved.n_after),
        "earliest": _day(moved.earliest),
        "latest": _day(moved.latest),
    }
    sure = _(
        "A difference of likely %(low)s to %(high)s points: %(n_before)s answers before, %(n_after)s since."
    )
    if moved.earliest != moved.latest:
        when = _("It may have begun between %(earliest)s and %(latest)s.")
        sure = f"{sure} {when}"
    return Line(
        moved.unit_name, reverse("monitor:unit", args=[moved.unit_id]), words % numbers, sure % numbers, is_up
    )


def _day(day: date) -> str:
    return date_format(day, "j F Y")
