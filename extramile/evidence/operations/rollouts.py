"""Plan a beginning, draw its lots once, call it off. What is drawn is never drawn again until it pleases."""

import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.evidence.canonical import fingerprint
from extramile.evidence.lots import draw
from extramile.evidence.models import ChangeSort, DatedChange, Rollout, Run, RunState, Study
from extramile.evidence.operations.changes import LONGEST_WORDS, _noted, statement_of
from extramile.evidence.operations.studies import freeze, state
from extramile.evidence.problems import AlreadyDrawn, BadStatement, Undecided, UnknownRollout
from extramile.evidence.queries.grounds import grounds, nested
from extramile.evidence.queries.overlaps import Overlap, is_undecided, overlaps_of
from extramile.evidence.queries.rollouts import drawn_before, places_of, rollout_of

LEAST_UNITS: Final = 6  # three that begin and three beside them
MOST_GROUPS: Final = 12


def plan_rollout(
    *,
    name: str,
    unit_ids: Collection[int],
    starts_on: Sequence[date],
    actor: audit.Actor | None,
    now: datetime,
    sort: str = ChangeSort.COACHING,
    last_group_waits: bool = True,
    weeks_before: int = 24,
    weeks_after: int = 24,
    worth_points: float = 5.0,
) -> UUID:
    """A plan that may still be changed. Raises BadStatement: by field, what is wrong and what to do."""
    fields = {
        "name": name.strip(),
        "sort": sort,
        "unit_ids": sorted(set(unit_ids)),
        "starts_on": sorted(starts_on),
        "last_group_waits": last_group_waits,
        "weeks_before": weeks_before,
        "weeks_after": weeks_after,
        "worth_points": worth_points,
    }
    _check(fields, now)
    with transaction.atomic():
        rollout = Rollout.objects.create(
            public_id=uuid.uuid4(), created_at=now, created_by_id=actor.pk if actor else None, **fields
        )
        _record("planned", rollout, actor=actor, now=now)
    return rollout.public_id


def change_rollout(public_id: UUID, *, actor: audit.Actor | None, now: datetime, **fields: Any) -> None:
    """Before the lots are drawn. Raises UnknownRollout, AlreadyDrawn, BadStatement."""
    with transaction.atomic():
        rollout = _held(public_id)
        fields["name"] = str(fields["name"]).strip()
        fields["unit_ids"] = sorted(set(fields["unit_ids"]))
        fields["starts_on"] = sorted(fields["starts_on"])
        _check(fields, now)
        for field, value in fields.items():
            setattr(rollout, field, value)
        rollout.save(update_fields=list(fields))
        _record("changed", rollout, actor=actor, now=now)


def go_on_all_the_same(public_id: UUID, *, why: str, actor: audit.Actor | None, now: datetime) -> None:
    """Something else begins in these units too, and that is known: what it is stays with the plan, and why.

    Raises UnknownRollout, AlreadyDrawn, BadStatement.
    """
    if not why.strip():
        raise BadStatement({"why": _("Say why: it stays with the plan.")})
    with transaction.atomic():
        rollout = _held(public_id)
        rollout.overlaps = [one.as_kept() for one in _overlaps(rollout)]
        rollout.why_all_the_same = why.strip()[:LONGEST_WORDS]
        rollout.decided_at, rollout.decided_by_id = now, actor.pk if actor else None
        rollout.save(update_fields=["overlaps", "why_all_the_same", "decided_at", "decided_by_id"])
        _record("all-the-same", rollout, actor=actor, now=now, why=rollout.why_all_the_same)


def leave_out_overlaps(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> int:
    """Units in which something else begins have no part in it any more; how many they were.

    Raises UnknownRollout, AlreadyDrawn, BadStatement where too few are left.
    """
    with transaction.atomic():
        rollout = _held(public_id)
        out = {unit for one in _overlaps(rollout) for unit in one.units}
        rollout.unit_ids = [unit for unit in rollout.unit_ids if unit not in out]
        _check(_fields(rollout), now)
        rollout.save(update_fields=["unit_ids"])
        _record("changed", rollout, actor=actor, now=now, left_out=len(out))
    return len(out)


def _overlaps(rollout: Rollout) -> list[Overlap]:
    view = rollout_of(rollout.public_id)
    return [] if view is None else overlaps_of(view)


def draw_lots(
    public_id: UUID, *, actor: audit.Actor | None, now: datetime, seed: str | None = None
) -> Rollout:
    """Once. The seed comes from the machine's own chance (`seed` is for tests and the demo), the plan is
    hashed, the change is noted with its days, and the study is frozen: before anybody begins.

    Raises UnknownRollout, AlreadyDrawn, BadStatement; Undecided where something else begins in these units.
    """
    with transaction.atomic():
        rollout = _held(public_id)
        _check(_fields(rollout), now)
        _check_overlaps(rollout)
        rollout.seed = seed or secrets.token_hex(16)
        rollout.plan_hash = fingerprint(plan_of(rollout))
        groups = len(rollout.starts_on) + rollout.last_group_waits
        dealt = draw(places_of(rollout.unit_ids, now=now), groups=groups, seed=rollout.seed)
        rollout.lots = [[unit, group] for unit, group in sorted(dealt.items())]
        starts = {
            unit: rollout.starts_on[group] for unit, group in dealt.items() if group < len(rollout.starts_on)
        }
        change = _noted(rollout.name, starts, sort=rollout.sort, actor=actor, now=now)
        rollout.change, rollout.study_id = change, _study(rollout, change, actor=actor, now=now)
        rollout.drawn_at, rollout.drawn_by_id = now, actor.pk if actor else None
        rollout.save()
        _record("drawn", rollout, actor=actor, now=now, seed=rollout.seed, plan=rollout.plan_hash)
    return rollout


def _check_overlaps(rollout: Rollout) -> None:
    """What does not begin there any more need not stay with the plan."""
    view = rollout_of(rollout.public_id)
    found = overlaps_of(view) if view else []
    if view and is_undecided(view, found):
        raise Undecided
    rollout.overlaps = [one.as_kept() for one in found]
    if not found:
        rollout.why_all_the_same, rollout.decided_at, rollout.decided_by_id = "", None, None


def _study(rollout: Rollout, change: DatedChange, *, actor: audit.Actor | None, now: datetime) -> int:
    waiting = [unit for unit, group in rollout.lots if group >= len(rollout.starts_on)]
    statement = statement_of(
        change,
        now=now,
        compared_with=waiting,
        weeks_before=rollout.weeks_before,
        weeks_after=rollout.weeks_after,
        worth_points=float(rollout.worth_points),
        rollout=rollout,
        draws_before=drawn_before(rollout.unit_ids, now=now, but=rollout.pk),
    )
    study = state(key=f"rollout:{rollout.pk}", kind="rollout", statement=statement, actor=actor, now=now)
    freeze(study, actor=actor, now=now)
    return Study.objects.values_list("pk", flat=True).get(public_id=study)


def call_off(public_id: UUID, *, why: str, actor: audit.Actor | None, now: datetime) -> None:
    """It stays in the record, with its lots. Raises UnknownRollout; BadStatement without a reason, or once it
    was read: what it says is not called off."""
    if not why.strip():
        raise BadStatement({"why": _("Say why: it stays in the record.")})
    with transaction.atomic():
        rollout = Rollout.objects.select_for_update().filter(public_id=public_id).first()
        if rollout is None or rollout.called_off_at is not None:
            raise UnknownRollout
        if Run.objects.filter(study=rollout.study_id, state=RunState.DONE).exists():
            raise BadStatement({"why": _("It has been read: what it says stays.")})
        rollout.called_off_at, rollout.why_called_off = now, why.strip()[:LONGEST_WORDS]
        rollout.save(update_fields=["called_off_at", "why_called_off"])
        _put_away(rollout, now=now)
        _record("called-off", rollout, actor=actor, now=now, why=rollout.why_called_off)


def _put_away(rollout: Rollout, *, now: datetime) -> None:
    """Its change stands beside no other study any more; its own study is run no more."""
    if rollout.change is not None:
        rollout.change.taken_back_at, rollout.change.why_taken_back = now, rollout.why_called_off
        rollout.change.save(update_fields=["taken_back_at", "why_taken_back"])
    if rollout.study is not None and rollout.study.retired_at is None:
        rollout.study.retired_at = now
        rollout.study.save(update_fields=["retired_at"])


def plan_of(rollout: Rollout) -> dict[str, Any]:
    """What the hash is taken of: anybody can put it together and see that it is the same. Where nothing else
    begins there, nothing is said of it."""
    knowingly = {"beside": rollout.overlaps, "all_the_same": rollout.why_all_the_same}
    return _plan(rollout) | (knowingly if rollout.overlaps else {})


def _plan(rollout: Rollout) -> dict[str, Any]:
    return {
        "name": rollout.name,
        "sort": rollout.sort,
        "units": rollout.unit_ids,
        "starts_on": [day.isoformat() for day in rollout.starts_on],
        "last_group_waits": rollout.last_group_waits,
        "weeks_before": rollout.weeks_before,
        "weeks_after": rollout.weeks_after,
        "worth_points": float(rollout.worth_points),
    }


def _fields(rollout: Rollout) -> dict[str, Any]:
    plan = _plan(rollout)
    return {**plan, "unit_ids": plan.pop("units"), "starts_on": rollout.starts_on}


def _held(public_id: UUID) -> Rollout:
    rollout = Rollout.objects.select_for_update().filter(public_id=public_id).first()
    if rollout is None or rollout.called_off_at is not None:
        raise UnknownRollout
    if rollout.drawn_at is not None:
        raise AlreadyDrawn
    return rollout


def _check(fields: dict[str, Any], now: datetime) -> None:
    groups = len(fields["starts_on"]) + bool(fields["last_group_waits"])
    wrong = {
        "name": _wrong_name(fields["name"]),
        "starts_on": _wrong_days(fields["starts_on"], groups, now),
        "unit_ids": _wrong_units(fields["unit_ids"], groups),
    }
    for field in ("weeks_before", "weeks_after"):
        if not 12 <= fields[field] <= 104:
            wrong[field] = _("Choose 12 to 104 weeks.")
    if not 0 < float(fields["worth_points"]) <= 100:
        wrong["worth_points"] = _("Choose a number of points above 0.")
    found = {field: words for field, words in wrong.items() if words}
    if found:
        raise BadStatement(found)


def _wrong_name(name: str) -> str:
    if not name:
        return _("Say in a few words what will begin.")
    return (
        ""
        if len(name) <= LONGEST_WORDS
        else _("Say it in at most %(most)d characters.") % {"most": LONGEST_WORDS}
    )


def _wrong_days(days: Sequence[date], groups: int, now: datetime) -> str:
    if not days:
        return _("Say on which day the first group begins.")
    if days[0] <= now.date():
        return _("The first group must begin after today: the lots come before the beginning.")
    if len(set(days)) < len(days):
        return _("Two groups begin on the same day. Give each its own.")
    if not 2 <= groups <= MOST_GROUPS:
        return _("Make 2 to %(most)d groups, the one that waits included.") % {"most": MOST_GROUPS}
    return ""


def _wrong_units(units: Sequence[int], groups: int) -> str:
    known, least = grounds(), max(LEAST_UNITS, 3 * groups)
    if any(unit not in known for unit in units):
        return _("One of these units does not exist any more. Choose again.")
    if pairs := nested(units, known):
        inner, outer = (known[unit].name for unit in pairs[0])
        return _("%(inner)s lies in %(outer)s. Choose one of the two.") % {"inner": inner, "outer": outer}
    if len(units) < least:
        return _("Choose at least %(least)d units: three for each group.") % {"least": least}
    return ""


def _record(verb: str, rollout: Rollout, *, actor: audit.Actor | None, now: datetime, **detail: Any) -> None:
    audit.record(
        f"evidence.rollout.{verb}",
        actor=actor,
        now=now,
        subject_type="rollout",
        subject_id=rollout.public_id,
        name=rollout.name,
        **detail,
    )
