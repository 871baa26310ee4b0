"""What is shown of one employee: the same for the employee and for whoever may see it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from extramile.core.preferences import preferences
from extramile.monitor import queries
from extramile.monitor.tally import Tally
from extramile.people.access import LEAST_MEMBERS_FOR_COMPARISON, comparison_unit
from extramile.people.models import Employee, Unit
from extramile.people.queries import members_below
from extramile.web.monitor.figures import (
    TREND_REACH,
    Figure,
    TrendRow,
    compared,
    figure_of,
    is_enough,
    sure_change,
    trend_of,
)
from extramile.web.monitor.period import Period
from extramile.web.monitor.scene import Scene
from extramile.web.monitor.wording import TickCount, Wording, wording


@dataclass(frozen=True, slots=True)
class Portrait:
    """The figures of one employee in one period."""

    figure: Figure
    trend: list[TrendRow]
    praise: list[TickCount]
    improve: list[TickCount]
    unit: Unit | None  # compared with


@dataclass(frozen=True, slots=True)
class Rest:
    """Everybody else in the unit that one is compared with."""

    unit: Unit
    whole: Tally  # the unit's line, own answers included
    others: Tally


def wording_here() -> Wording:
    return wording(language=get_language() or "en")


def portrait_of(employee: Employee, period: Period, *, scene: Scene, words: Wording) -> Portrait:
    minimum = preferences().minimum_answers
    since = min(period.since, scene.today - TREND_REACH)
    days = queries.employee_days(employee.pk, since=since, until=scene.today)
    mine = Tally.total(tally for day, tally in days.items() if period.since <= day <= period.until)
    rest = rest_of_unit(employee, period, today=scene.today) if is_enough(mine, minimum) else None
    ticks = queries.employee_ticks(employee.pk, since=period.since, until=period.until)
    return Portrait(
        figure=_figure(mine, rest, minimum=minimum),
        trend=trend_of(days, today=scene.today, minimum=minimum),
        praise=words.most_ticked(ticks, "praise"),
        improve=words.most_ticked(ticks, "improve"),
        unit=rest.unit if rest else None,
    )


def _figure(mine: Tally, rest: Rest | None, *, minimum: int) -> Figure:
    if not is_enough(mine, minimum):
        return figure_of(mine, minimum=minimum)
    sentence = compared(mine, rest.others, minimum=minimum, name=rest.unit.name) if rest else ""
    whole = figure_of(rest.whole, minimum=minimum) if rest and sentence else None
    return figure_of(
        mine,
        minimum=minimum,
        sentence=" ".join(part for part in (sentence, sure_change(mine)) if part),
        other=whole.estimate if whole else None,
        other_label=rest.unit.name if rest else "",
    )


def rest_of_unit(employee: Employee, period: Period, *, today: date) -> Rest | None:
    """The unit's line; None where it would give a colleague away.

    With two people in a unit my own answers taken off would leave my only colleague's. So at least three of
    its people must have answers, not only be there: `comparison_unit` sees to the latter.
    """
    unit = comparison_unit(employee, today=today)
    if unit is None:
        return None
    members = list(members_below(unit, day=today).values_list("pk", flat=True))
    if queries.answering_members(members, since=period.since) < LEAST_MEMBERS_FOR_COMPARISON:
        return None
    whole = queries.unit_counts([unit.pk], since=period.since, until=period.until)[unit.pk]
    own = queries.own_answers_in_unit(employee.pk, path=unit.path, since=period.since, until=period.until)
    return Rest(unit, whole, whole - own)


def a_year_before(day: date) -> date:
    return day - timedelta(days=364)
