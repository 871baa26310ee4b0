"""What is shown of one employee: the same for the employee and for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import get_language

from extramile.core.preferences import preferences
from extramile.estimates.queries import Leaning, pooled_employee
from extramile.monitor import queries
from extramile.monitor.tally import Tally
from extramile.people import access
from extramile.people.access import LEAST_MEMBERS_FOR_COMPARISON, nearest_with_members
from extramile.people.models import Employee, Unit, User
from extramile.people.queries import descendants
from extramile.responses.queries import OneAnswer, answers_of_employee, ticks_among
from extramile.web.drawing.figures import Leaned
from extramile.web.monitor.figures import (
    TREND_REACH,
    Figure,
    TrendRow,
    compared,
    figure_of,
    is_enough,
    leaned_of,
    sure_change,
    trend_of,
)
from extramile.web.monitor.period import Filters, Period
from extramile.web.monitor.scene import Scene
from extramile.web.monitor.wording import TickCount, Wording, wording

LEANED_ON: Final = timedelta(days=364)  # so far back go the answers that are leaned on


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


def portrait_of(
    employee: Employee,
    read: Sequence[OneAnswer],
    filters: Filters,
    *,
    scene: Scene,
    viewer: User,
    words: Wording,
) -> Portrait:
    """All of it from the answers themselves."""
    minimum = preferences().minimum_answers
    period = filters.period
    answers = [one for one in read if filters.only.fits(one)]
    within = [one for one in answers if period.since <= one.day <= period.until]
    mine = queries.tally_of(within)
    # Of a part of the answers there is no line of the team: two parts, subtracted, would tell of a colleague.
    comparable = filters.only.is_all and is_enough(mine, minimum)
    rest = rest_of_unit(within, period, scene=scene, viewer=viewer) if comparable else None
    ticks = ticks_among(within)
    leaning = pooled_employee(employee.pk) if filters.only.is_all and mine.n else None
    leaned = _leaned(mine, leaning, minimum=minimum, scene=scene, viewer=viewer) if leaning else None
    return Portrait(
        figure=_figure(mine, rest, minimum=minimum, leaned=leaned),
        trend=trend_of(queries.days_of(answers), today=scene.today, minimum=minimum),
        praise=words.most_ticked(ticks, "praise"),
        improve=words.most_ticked(ticks, "improve"),
        unit=rest.unit if rest else None,
    )


def _leaned(mine: Tally, leaning: Leaning, *, minimum: int, scene: Scene, viewer: User) -> Leaned | None:
    """What is leaned on are all answers of others: it says nothing of one channel or questionnaire."""
    year = Period("", scene.today - LEANED_ON, scene.today)
    if not _hides_colleagues(leaning.unit_id, year, scene=scene, viewer=viewer):
        return None
    return leaned_of(mine, leaning, minimum=minimum, on=leaning.unit_name)


def _figure(mine: Tally, rest: Rest | None, *, minimum: int, leaned: Leaned | None) -> Figure:
    if not is_enough(mine, minimum):
        return figure_of(mine, minimum=minimum, leaned=leaned)
    sentence = compared(mine, rest.others, minimum=minimum, name=rest.unit.name) if rest else ""
    whole = figure_of(rest.whole, minimum=minimum) if rest and sentence else None
    return figure_of(
        mine,
        minimum=minimum,
        sentence=" ".join(part for part in (sentence, sure_change(mine)) if part),
        other=whole.estimate if whole else None,
        other_label=rest.unit.name if rest else "",
        leaned=leaned,
    )


def rest_of_unit(mine: Sequence[OneAnswer], period: Period, *, scene: Scene, viewer: User) -> Rest | None:
    """The unit's line; None where it would give a colleague away.

    With two people in a unit my own answers taken off would leave my only colleague's. So at least three of
    its people must have answers, not only be there: `nearest_with_members` sees to the latter.
    """
    since, until = period.since, period.until
    answering: dict[int, bool] = {}

    def members(unit: Unit) -> int:
        there, answering[unit.pk] = queries.members_with_answers(
            unit, day=scene.today, since=since, until=until, wanted=LEAST_MEMBERS_FOR_COMPARISON
        )
        return there

    unit = nearest_with_members(scene.unit, members) if scene.unit else None
    if unit is None or not answering[unit.pk]:
        return None
    if not _hides_colleagues(unit.pk, period, scene=scene, viewer=viewer):
        return None
    whole = queries.unit_counts([unit.pk], since=since, until=until)[unit.pk]
    return Rest(unit, whole, whole - queries.tally_of(_in_unit(mine, unit)))


def _hides_colleagues(unit_id: int, period: Period, *, scene: Scene, viewer: User) -> bool:
    """Whether a unit's line keeps its secret from somebody who sees more than the own figures.

    A coach of all but one could take them off it, and have that one's left. So of those whom the visitor does
    not see two must have answers, as of an employee's colleagues; or there is nobody left to give away.
    """
    if not access.running_roles(viewer, today=scene.today):
        return True
    here = scene.unit  # mostly the very one
    unit = here if here is not None and here.pk == unit_id else Unit.objects.get(pk=unit_id)
    hidden = access.hidden_members(viewer, unit, today=scene.today)
    wanted = LEAST_MEMBERS_FOR_COMPARISON - 1
    return not hidden or queries.have_answers(
        hidden, unit, since=period.since, until=period.until, wanted=wanted
    )


def _in_unit(answers: Sequence[OneAnswer], unit: Unit) -> list[OneAnswer]:
    """Those of one's answers that are among the unit's too."""
    elsewhere = {one.unit_id for one in answers} - {unit.pk}
    below = {unit.pk}
    if elsewhere:
        below |= set(descendants(unit).filter(pk__in=elsewhere).values_list("pk", flat=True))
    return [one for one in answers if one.unit_id in below]
