"""How a wave asks, as the survey coach wants to know it: how often, how many reminders, how small a group."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import floor
from typing import Final

from extramile.engagement.models import Wave, WaveState
from extramile.engagement.models.waves import LEAST_IN_NODE
from extramile.engagement.queries.planned import planned
from extramile.engagement.queries.responding import responded
from extramile.engagement.queries.waves import WaveView, views
from extramile.people.models import Unit
from extramile.questionnaires.coach import Audience, Fieldwork, Finding, check
from extramile.questionnaires.coach.looking import Look
from extramile.questionnaires.coach.shape import FULL_FROM_ITEMS, is_personal
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.queries import definition_of

USUAL_RESPONSE: Final = 0.75  # until a wave of one's own has told another
NEAR: Final = timedelta(days=366)
# What the coach can only judge by how a wave asks; the rest was judged when the questionnaire was published.
JUDGED_WITH_A_WAVE: Final = frozenset({"REM-1", "FRQ-1", "ANON-1", "LEN-2"})


def fieldwork_of(wave: WaveView) -> Fieldwork:
    """Of one wave, as it is planned. The smallest group is only counted out where a question may point at
    people: it takes the whole organisation to know."""
    days = wave.remind_on_days
    return Fieldwork(
        reminders=len(days),
        first_reminder_days=days[0] if days else None,
        reminds_everybody=bool(days) and not wave.remind_only_without_ballot,
        every_days=_days_to_the_nearest(wave),
        smallest_cell=_smallest_told(wave) if _asks_who_you_are(wave.questionnaire_version_id) else None,
        length_is_told=True,
    )


def advice_on(wave: WaveView) -> list[Finding]:
    """What the coach says of the way in which this wave asks; what it says of the words was said before."""
    found = check(
        definition_of(wave.questionnaire_version_id),
        audience=Audience.EMPLOYEES,
        fieldwork=fieldwork_of(wave),
    )
    return [one for one in found if one.rule in JUDGED_WITH_A_WAVE]


def fieldwork_of_questionnaire(questionnaire_id: int) -> Fieldwork:
    """Of a questionnaire for employees, as its waves to come or that run ask it: the most reminders, the
    shortest time between, the smallest group. Without any: as a wave begins, with teams told from five."""
    running = Wave.objects.filter(
        questionnaire_version__questionnaire=questionnaire_id,
        state__in=(WaveState.DRAFT, WaveState.OPENING, WaveState.OPEN),
    )
    found = [fieldwork_of(wave) for wave in views(running.order_by("-opens_at", "-pk")[:20])]
    cells = [one.smallest_cell for one in found if one.smallest_cell is not None]
    return Fieldwork(
        reminders=_most(one.reminders for one in found),
        first_reminder_days=_least(one.first_reminder_days for one in found),
        reminds_everybody=any(one.reminds_everybody for one in found),
        every_days=_least(one.every_days for one in found),
        smallest_cell=min(cells, default=LEAST_IN_NODE),
        length_is_told=True,
    )


def _most(numbers: Iterable[int | None]) -> int | None:
    return max((one for one in numbers if one is not None), default=None)


def _least(numbers: Iterable[int | None]) -> int | None:
    return min((one for one in numbers if one is not None), default=None)


def _asks_who_you_are(version: int) -> bool:
    definition = definition_of(version)
    return any(
        is_personal(question, language)
        for question in definition.questions
        for language in definition.languages
    )


def _smallest_told(wave: WaveView) -> int:
    """Fewest answers to expect in a group that is told: no fewer than the wave's own floor."""
    return max(wave.least_in_node, floor(planned(wave.id).smallest * _usual_response()))


def _usual_response() -> float:
    """Of the newest wave that has closed, by the band of the whole company at its end."""
    newest = next(iter(responded(1)), None)
    return (newest.low + newest.high) / 200 if newest else USUAL_RESPONSE


def _days_to_the_nearest(wave: WaveView) -> int | None:
    """Days to the nearest other wave that asks some of the same people; a long questionnaire is held against
    other long ones alone, for a short pulse between two of them is no burden."""
    is_long = _is_long(definition_of(wave.questionnaire_version_id))
    near = [
        abs((other.opens_at - wave.opens_at).days)
        for other in waves_of_the_same(wave, since=wave.opens_at - NEAR, until=wave.opens_at + NEAR)
        if not is_long or _is_long(definition_of(other.questionnaire_version_id))
    ]
    return min(near, default=None)


def waves_of_the_same(wave: WaveView, *, since: datetime, until: datetime) -> list[WaveView]:
    """Other waves that open within these moments and ask some of the same people."""
    others = Wave.objects.exclude(pk=wave.id).exclude(state=WaveState.CALLED_OFF)
    mine = _paths(wave.unit_ids)
    return [
        other
        for other in views(others.filter(opens_at__range=(since, until)))
        if _may_meet(wave, other) and _overlap(mine, _paths(other.unit_ids))
    ]


def _is_long(definition: Definition) -> bool:
    return len(Look(definition, Audience.EMPLOYEES).longest) >= FULL_FROM_ITEMS


def _may_meet(wave: WaveView, other: WaveView) -> bool:
    return not (wave.layers and other.layers) or not set(wave.layers).isdisjoint(other.layers)


def _paths(unit_ids: Collection[int]) -> list[str]:
    return list(Unit.objects.filter(pk__in=unit_ids).values_list("path", flat=True))


def _overlap(first: Collection[str], second: Collection[str]) -> bool:
    return any(one.startswith(two) or two.startswith(one) for one in first for two in second)
