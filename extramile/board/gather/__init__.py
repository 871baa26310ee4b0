"""Ask the rooms upstream, once, for everything that a report says. What comes out is frozen; nothing of it is
read again when the report is opened."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from extramile import __version__
from extramile.board.gather import colleagues, customers, evidence, words
from extramile.board.gather.basis import COMPANY, Basis, Released
from extramile.board.gather.facts import Colleagues, Facts, Place
from extramile.core.preferences import preferences
from extramile.engagement.queries import ReleasedUnit, WaveView
from extramile.monitor.tally import Tally
from extramile.people.models import Unit

STEPS: Final = 6  # told one by one, so that a page can show how far it is


class NothingToReportError(Exception):
    """There is no unit at all: nothing that a report could be about."""


def gather(
    report_id: uuid.UUID,
    *,
    since: date,
    until: date,
    before: Basis | None,
    today: date,
    step: Callable[[], None] = lambda: None,
) -> Facts:
    """Everything, in `STEPS` steps. Raises NothingToReportError."""
    tops = customers.tops()
    if not tops:
        raise NothingToReportError
    days = customers.days(tops, since=since, until=until)
    waves = colleagues.waves_until(until)
    facts = _figures(tops, days, waves, since=since, until=until, today=today, step=step)
    facts = replace(
        facts, findings=tuple(evidence.findings(until=until)), studies=tuple(evidence.study_facts())
    )
    step()
    facts = _compared(before, facts, tops)
    step()
    seed = words.seed_of(report_id, basis_of(facts).to_text())
    facts = replace(facts, quotes=tuple(words.draw(days, seed=seed)))
    step()
    facts = replace(facts, comments=tuple(colleagues.comments(waves, lot=uuid.UUID(seed[:32]))))
    step()
    return facts


def _figures(
    tops: Sequence[Unit],
    days: Mapping[date, Tally],
    waves: Sequence[WaveView],
    *,
    since: date,
    until: date,
    today: date,
    step: Callable[[], None],
) -> Facts:
    chosen = preferences()
    units = customers.area_units(since=since)
    company = customers.company(tops, since=since, until=until, organisation=chosen.organisation)
    areas = customers.areas(units, since=since, until=until, minimum=chosen.minimum_answers)
    trend = customers.trend(days, since=since, until=until)
    step()
    told = colleagues.wave_facts(waves, top_ids=[unit.pk for unit in tops])
    newest = colleagues.newest_with_enps(waves, told)
    released = colleagues.of_areas(newest, [company.unit_id, *(one.unit_id for one in areas)])
    changes, outcomes, late = colleagues.chosen(waves, today=today)
    step()
    return Facts(
        organisation=chosen.organisation,
        since=since,
        until=until,
        made_on=today,
        minimum=chosen.minimum_answers,
        company=_with_colleagues(company, released),
        areas=tuple(_with_colleagues(one, released) for one in areas),
        trend=tuple(trend),
        waves=tuple(told),
        changes=tuple(changes),
        outcomes=outcomes,
        late=late,
        version=__version__,
    )


def _with_colleagues(place: Place, released: Mapping[int, ReleasedUnit]) -> Place:
    unit = released.get(place.unit_id)
    if unit is None:
        return place
    why = "" if unit.is_shown else unit.why_withheld or "withheld"
    return replace(place, employees=colleagues.enps_of(unit), why_withheld=why)


def _compared(before: Basis | None, facts: Facts, tops: Sequence[Unit]) -> Facts:
    if before is None:
        return facts
    stretch = customers.since_then(before.until, since=facts.since, until=facts.until)
    if stretch is None:
        return replace(facts, before=before)
    known = {COMPANY, *(str(one.unit_id) for one in facts.areas)} & set(before.customers)
    groups = customers.groups_since(sorted(known), tops, stretch)
    return replace(facts, before=before, since_then=stretch, customers_since=groups)


def basis_of(facts: Facts) -> Basis:
    places = {COMPANY: facts.company, **{str(one.unit_id): one for one in facts.areas}}
    told = [wave for wave in facts.waves if wave.company is not None] or list(facts.waves)
    return Basis(
        since=facts.since,
        until=facts.until,
        made_on=facts.made_on,
        names={key: one.name for key, one in places.items()},
        customers={key: one.customers.groups for key, one in places.items()},
        employees={key: _released(one.employees) for key, one in places.items() if one.employees},
        wave=told[-1].fingerprint if told else "",
        classes={one.study_key: one.evidence_class.value for one in facts.findings},
    )


def _released(told: Colleagues) -> Released:
    return Released(told.value, told.low, told.high, told.line)
