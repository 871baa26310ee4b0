"""What is shown of one employee: the same for the employee and for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from extramile.core.preferences import preferences
from extramile.monitor import queries
from extramile.monitor.tally import Tally
from extramile.people.access import LEAST_MEMBERS_FOR_COMPARISON, comparison_group
from extramile.people.models import Employee, Unit
from extramile.people.queries import descendants
from extramile.responses.queries import OneAnswer, answers_of_employee, ticks_among
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
from extramile.web.monitor.period import Filters, Period
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


def answers_for(employee: Employee, filters: Filters, *, scene: Scene) -> list[OneAnswer]:
    """All answers that the page speaks of, read once; `scene` is that of the employee's team."""
    since = min(filters.period.since, scene.today - TREND_REACH)
    return answers_of_employee(employee.pk, since=since, until=scene.today)


def portrait_of(read: Sequence[OneAnswer], filters: Filters, *, scene: Scene, words: Wording) -> Portrait:
    """All of it from the answers themselves."""
    minimum = preferences().minimum_answers
    period = filters.period
    answers = [one for one in read if filters.only.fits(one)]
    within = [one for one in answers if period.since <= one.day <= period.until]
    mine = queries.tally_of(within)
    # Of a part of the answers there is no line of the team: two parts, subtracted, would tell of a colleague.
    comparable = filters.only.is_all and is_enough(mine, minimum)
    rest = rest_of_unit(within, period, scene=scene) if comparable else None
    ticks = ticks_among(within)
    return Portrait(
        figure=_figure(mine, rest, minimum=minimum),
        trend=trend_of(queries.days_of(answers), today=scene.today, minimum=minimum),
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


def rest_of_unit(mine: Sequence[OneAnswer], period: Period, *, scene: Scene) -> Rest | None:
    """The unit's line; None where it would give a colleague away.

    With two people in a unit my own answers taken off would leave my only colleague's. So at least three of
    its people must have answers, not only be there: `comparison_group` sees to the latter.
    """
    group = comparison_group(scene.unit, today=scene.today) if scene.unit else None
    if group is None:
        return None
    unit, members = group
    since, until = period.since, period.until
    if not queries.have_answers(members, since=since, until=until, wanted=LEAST_MEMBERS_FOR_COMPARISON):
        return None
    whole = queries.unit_counts([unit.pk], since=since, until=until)[unit.pk]
    return Rest(unit, whole, whole - queries.tally_of(_in_unit(mine, unit)))


def _in_unit(answers: Sequence[OneAnswer], unit: Unit) -> list[OneAnswer]:
    """Those of one's answers that are among the unit's too."""
    elsewhere = {one.unit_id for one in answers} - {unit.pk}
    below = {unit.pk}
    if elsewhere:
        below |= set(descendants(unit).filter(pk__in=elsewhere).values_list("pk", flat=True))
    return [one for one in answers if one.unit_id in below]
