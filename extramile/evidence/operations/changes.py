"""Note something that began, take it back, and state the study of what changed since."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.evidence.models import ChangeSort, DatedChange, DatedStart, Rollout, Study
from extramile.evidence.operations.studies import freeze, state
from extramile.evidence.problems import BadStatement
from extramile.evidence.queries.grounds import Ground, beside, grounds, nested, regions_of
from extramile.monitor.queries import unit_periods

LONGEST_WORDS: Final = 200
WEEKS: Final = 24  # before the first start and after the last one
MONTH: Final = 28
WEEK: Final = 7
ENOUGH_A_WEEK: Final = 15  # answers of the middle unit: below that, four weeks are put together
LEAST_ANSWERS: Final = 5
DRAWS: Final = 999
SEED: Final = 20260102
METHOD_BEFORE: Final = (  # of statements of format 1
    "Difference in differences with staggered starts by imputation (Borusyak, Jaravel and Spiess 2024): each"
    " unit its own norm, each period (of a region) its own level, learned before a start alone. Unit"
    " jackknife; start dates dealt anew; test of the periods before the start."
)
METHOD: Final = f"{METHOD_BEFORE[:-1]}, of all together and of a steady rise or fall."


def note_change(
    *,
    what: str,
    starts: Mapping[int, date],
    sort: str = ChangeSort.OTHER,
    actor: audit.Actor | None,
    now: datetime,
) -> UUID:
    """Raises BadStatement: by field, what is wrong and what to do."""
    _check(what, starts, grounds())
    with transaction.atomic():
        change = _noted(what, starts, sort=sort, actor=actor, now=now)
        audit.record(
            "evidence.change.noted",
            actor=actor,
            now=now,
            subject_type="change",
            subject_id=change.public_id,
            what=what,
        )
    return change.public_id


def _noted(
    what: str, starts: Mapping[int, date], *, sort: str, actor: audit.Actor | None, now: datetime
) -> DatedChange:
    change = DatedChange.objects.create(
        public_id=uuid.uuid4(),
        what=what.strip(),
        sort=sort,
        noted_at=now,
        noted_by_id=actor.pk if actor else None,
    )
    DatedStart.objects.bulk_create(
        DatedStart(change=change, unit_id=unit, started_on=day) for unit, day in sorted(starts.items())
    )
    return change


def _check(what: str, starts: Mapping[int, date], known: Mapping[int, Ground]) -> None:
    wrong: dict[str, str] = {}
    if not what.strip():
        wrong["what"] = _("Say in a few words what began.")
    elif len(what) > LONGEST_WORDS:
        wrong["what"] = _("Say it in at most %(most)d characters.") % {"most": LONGEST_WORDS}
    if not starts:
        wrong["starts"] = _("Choose at least one unit, with the day on which it began.")
    elif not starts.keys() <= known.keys():
        wrong["starts"] = _("One of these units does not exist any more. Choose again.")
    elif pairs := nested(starts, known):
        inner, outer = pairs[0]
        wrong["starts"] = _("%(inner)s lies in %(outer)s. Choose one of the two.") % {
            "inner": known[inner].name,
            "outer": known[outer].name,
        }
    if wrong:
        raise BadStatement(wrong)


def take_back(public_id: UUID, *, why: str, actor: audit.Actor | None, now: datetime) -> bool:
    """It was noted wrongly: studies of it stay, and it stands beside no other study any more. A change that
    a rollout made goes with the rollout."""
    rows = DatedChange.objects.filter(public_id=public_id, taken_back_at__isnull=True, rollout__isnull=True)
    with transaction.atomic():
        done = rows.update(taken_back_at=now, why_taken_back=why[:LONGEST_WORDS])
        if done:
            audit.record(
                "evidence.change.taken-back",
                actor=actor,
                now=now,
                subject_type="change",
                subject_id=public_id,
                why=why,
            )
    return bool(done)


def study_change(
    public_id: UUID,
    *,
    actor: audit.Actor | None,
    now: datetime,
    compared_with: list[int] | None = None,
    weeks_before: int = WEEKS,
    weeks_after: int = WEEKS,
    worth_points: float = 5.0,
) -> UUID:
    """State and freeze the study of a change: one for each, however often it is asked for.

    The periods follow from how many answers units get, not from what these answers say.
    """
    change = DatedChange.objects.get(public_id=public_id, taken_back_at__isnull=True)
    statement = statement_of(
        change,
        now=now,
        compared_with=compared_with,
        weeks_before=weeks_before,
        weeks_after=weeks_after,
        worth_points=worth_points,
    )
    with transaction.atomic():
        study = state(key=f"change:{change.pk}", kind="change", statement=statement, actor=actor, now=now)
        freeze(study, actor=actor, now=now)
    return study


def statement_of(
    change: DatedChange,
    *,
    now: datetime,
    compared_with: list[int] | None = None,
    weeks_before: int = WEEKS,
    weeks_after: int = WEEKS,
    worth_points: float = 5.0,
    rollout: Rollout | None = None,
    draws_before: int = 0,
) -> dict[str, Any]:
    """All that the study fixes beforehand. Of a rollout: with the lots that gave the days."""
    starts = dict(change.starts.values_list("unit_id", "started_on"))
    known = grounds()
    first, last = min(starts.values()), max(starts.values())
    others = beside(starts, known, day=first) if compared_with is None else sorted(compared_with)
    others = [unit for unit in others if unit not in starts]
    days = _days([*starts, *others], first)
    since = first - timedelta(days=weeks_before * WEEK // days * days)
    after = (last - first).days + weeks_after * WEEK
    periods = (first - since).days // days + -(-after // days)
    return {
        "format": 2,
        "question": _question(change.what),
        "what": change.what,
        "change": str(change.public_id),
        "starts": [[unit, day.isoformat()] for unit, day in sorted(starts.items())],
        "compared_with": sorted(others),
        "regions": regions_of(starts, others, known) if rollout is None else _drawn_within(rollout, known),
        "since": since.isoformat(),
        "days": days,
        "periods": periods,
        "least_answers": LEAST_ANSWERS,
        "smallest_effect": float(worth_points),
        "method": METHOD,
        "level": 0.95,
        "draws": DRAWS,
        "seed": SEED,
        "stated_before": now.date() < first,
        "by_lot": None if rollout is None else _lots(rollout, draws_before),
    }


def _question(what: str) -> dict[str, str]:
    return {
        "en": f"What changed in what customers say since this began: {what}?",
        "nl": f"Wat veranderde er in wat klanten zeggen sinds dit begon: {what}?",
    }


def _days(units: list[int], first: date) -> int:
    """A week where the middle unit gets enough answers in one, else four weeks."""
    since = first - timedelta(days=12 * WEEK)
    counts = unit_periods(units, since=since, days=12 * WEEK, periods=1)
    a_week = sorted(sum(row[0]) / 12 for row in counts.values())
    return WEEK if a_week and a_week[len(a_week) // 2] >= ENOUGH_A_WEEK else MONTH


def _drawn_within(rollout: Rollout, known: Mapping[int, Ground]) -> list[list[int]]:
    """Regions in which every group has a unit; else all are one."""
    groups: dict[int, set[int]] = {}
    for unit, group in rollout.lots:
        groups.setdefault(known[unit].region, set()).add(group)
    whole = {group for _unit, group in rollout.lots}
    if any(found != whole for found in groups.values()):
        return []
    return [[unit, known[unit].region] for unit, _group in rollout.lots]


def _lots(rollout: Rollout, draws_before: int) -> dict[str, Any]:
    return {
        "rollout": str(rollout.public_id),
        "plan_hash": rollout.plan_hash,
        "seed": rollout.seed,
        "draws_before": draws_before,
    }


def add_starts(
    public_id: UUID, *, starts: Mapping[int, date], actor: audit.Actor | None, now: datetime
) -> None:
    """Units that began on another day, as long as nothing is asked of the change. Raises BadStatement."""
    with transaction.atomic():
        change = DatedChange.objects.select_for_update(of=("self",)).get(
            public_id=public_id, taken_back_at__isnull=True, rollout__isnull=True
        )
        if Study.objects.filter(key=f"change:{change.pk}", frozen_at__isnull=False).exists():
            raise BadStatement({"starts": _("The question is sealed: its units stay as they are.")})
        known = dict(change.starts.values_list("unit_id", "started_on"))
        if known.keys() & starts.keys():
            raise BadStatement({"starts": _("One of these is noted already, on another day perhaps.")})
        _check(change.what, {**known, **starts}, grounds())
        DatedStart.objects.bulk_create(
            DatedStart(change=change, unit_id=unit, started_on=day) for unit, day in sorted(starts.items())
        )
        audit.record(
            "evidence.change.grown",
            actor=actor,
            now=now,
            subject_type="change",
            subject_id=public_id,
            units=len(starts),
        )
