"""Numbers and days in the language that is on: a real minus sign, n beside every score, bands as they are."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from extramile.board.content import Figure
from extramile.board.gather.facts import Colleagues, Place, Stretch
from extramile.monitor.tally import Tally
from extramile.stats import Points, nps_interval


def points(value: float) -> str:
    """+61, 0 or −12."""
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def amount(value: float) -> str:
    """A slope: one decimal below ten, with its sign."""
    places = 0 if abs(value) >= 10 else 1
    shown = number_format(round(abs(value), places), decimal_pos=places)  # which cuts off and does not round
    return f"−{shown}" if value < 0 and any(digit in shown for digit in "123456789") else shown


def count(number: int) -> str:
    return number_format(number, decimal_pos=0, force_grouping=True)


def answers(number: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", number) % {"n": count(number)}


def band(least: int | None, most: int | None) -> str:
    """How many colleagues answered, as it was released."""
    if least is None:
        return ""
    if most is None:
        return _("%(least)s or more answers") % {"least": count(least)}
    return _("%(least)s to %(most)s answers") % {"least": count(least), "most": count(most)}


def percent(share: float) -> str:
    return f"{number_format(round(share * 100))}%"


def day(moment: date) -> str:
    return date_format(moment, "j F Y")


def period(since: date, until: date) -> str:
    return _("%(since)s to %(until)s") % {"since": day(since), "until": day(until)}


def stretch(one: Stretch) -> str:
    if one.is_quarter:
        return _("Q%(quarter)s %(year)s") % {
            "quarter": (one.first.month - 1) // 3 + 1,
            "year": one.first.year,
        }
    return date_format(one.first, pgettext("format of a month in a picture", "M Y"))


def score(tally: Tally) -> Points[float] | None:
    return nps_interval(*tally.groups).points if tally.n else None


def kept(found: Points[float]) -> tuple[float, float, float]:
    """Estimate and ends as they are frozen: so fine that they are shown as if never rounded before."""
    return round(found.estimate, 4), round(found.low, 4), round(found.high, 4)


def told(value: float, low: float, high: float) -> str:
    return _("%(value)s, likely between %(low)s and %(high)s") % {
        "value": points(value),
        "low": points(low),
        "high": points(high),
    }


def of_customers(label: str, tally: Tally, *, minimum: int) -> Figure:
    """An NPS with its interval, answers and response rate; from too few answers none is told."""
    found = score(tally)
    if found is None or tally.n < minimum:
        why = _("Too few answers to tell a score (%(n)s of %(minimum)s)") % {"n": tally.n, "minimum": minimum}
        return Figure(label, None, n=answers(tally.n), why_not=why)
    return Figure(
        label,
        *kept(found),
        n=answers(tally.n),
        note=response(tally),
    )


def response(tally: Tally) -> str:
    rate = tally.response_rate
    return _("response %(rate)s") % {"rate": percent(rate)} if rate is not None else ""


def of_colleagues(label: str, place: Place) -> Figure:
    found = place.employees
    if found is None:
        return Figure(label, None, why_not=_why_not(place))
    return Figure(
        label,
        found.value,
        found.low,
        found.high,
        n=band(found.least, found.most),
        note=coded(found),
    )


def coded(found: Colleagues) -> str:
    """At the ends no exact value is released."""
    if found.is_at_least:
        return _("%(value)s or more") % {"value": points(found.value)}
    if found.is_at_most:
        return _("%(value)s or less") % {"value": points(found.value)}
    return ""


def _why_not(place: Place) -> str:
    if place.why_withheld:
        return _("Withheld, so that nobody’s answer can be worked out")
    return _("Not asked, or not released")
