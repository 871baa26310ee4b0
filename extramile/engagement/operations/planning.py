"""Plan a wave, change the plan, call a wave off."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extramile.core import audit
from extramile.engagement.models import (
    CastBallot,
    CastComment,
    Cell,
    CodeCard,
    Invitee,
    Layer,
    SpentBallot,
    Wave,
    WaveKind,
    WaveState,
    WaveUnit,
)
from extramile.engagement.models.waves import LEAST_IN_CUT, LEAST_IN_NODE, MOST_REMINDERS
from extramile.engagement.operations.locks import take_alone
from extramile.engagement.problems import BadPlan, CoachSaysNo, NotPlanned, UnknownWave
from extramile.engagement.queries.fieldwork import advice_on
from extramile.engagement.queries.waves import WaveStep, views
from extramile.outbox.operations.posting import cancel_beginning
from extramile.people.models import Unit
from extramile.questionnaires import coach
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import definition_of

LONGEST_REASON: Final = 1000
MOST_IN_A_GROUP: Final = 1000  # a floor above it would show nothing to anybody
STOPPABLE: Final = (WaveState.DRAFT, WaveState.OPENING, WaveState.OPEN)


class Plan(TypedDict):
    """What is chosen for a wave. Units are invited with everything below them; no layers: everybody."""

    name: str
    kind: str
    questionnaire_version_id: int
    opens_at: datetime
    closes_at: datetime
    languages: Sequence[str]
    unit_ids: Sequence[int]
    staff_unit_ids: NotRequired[Sequence[int]]
    layers: NotRequired[Sequence[str]]
    remind_on_days: NotRequired[Sequence[int]]
    remind_only_without_ballot: NotRequired[bool]
    least_in_node: NotRequired[int]
    least_in_cut: NotRequired[int]
    despite: NotRequired[str]  # why, where the survey coach says no


def plan(*, actor: audit.Actor | None, now: datetime, **chosen: Unpack[Plan]) -> UUID:
    """A new wave, as a draft that opens by itself at its time. Raises BadPlan with what to do per field, and
    CoachSaysNo where the survey coach finds errors in how it asks and `despite` says nothing."""
    _check(chosen, now)
    with transaction.atomic():
        wave = Wave.objects.create(
            public_id=uuid.uuid4(),
            created_at=now,
            created_by_id=actor.pk if actor else None,
            **_columns(chosen),
        )
        _set_units(wave, chosen)
        _record("planned", wave, actor=actor, now=now, **_ask_the_coach(wave, chosen))
    return wave.public_id


def change_plan(public_id: UUID, *, actor: audit.Actor | None, now: datetime, **chosen: Unpack[Plan]) -> None:
    """Plan anew what has not opened. Raises NotPlanned, BadPlan, UnknownWave, CoachSaysNo."""
    _check(chosen, now)
    with transaction.atomic():
        wave = _held(public_id)
        if wave.state != WaveState.DRAFT:
            raise NotPlanned
        for name, value in _columns(chosen).items():
            setattr(wave, name, value)
        wave.step = ""
        wave.save()
        wave.units.all().delete()
        _set_units(wave, chosen)
        _record("changed", wave, actor=actor, now=now, **_ask_the_coach(wave, chosen))


def _ask_the_coach(wave: Wave, chosen: Plan) -> dict[str, Any]:
    """What was overruled and why, for the audit trail; kept with the wave too."""
    found = coach.errors(advice_on(views(Wave.objects.filter(pk=wave.pk))[0]))
    why = chosen.get("despite", "").strip()[:LONGEST_REASON]
    if found and not why:
        raise CoachSaysNo(found)
    wave.despite = why if found else ""
    wave.overruled = [{"rule": one.rule, "question": one.question_key or ""} for one in found]
    wave.save(update_fields=["despite", "overruled"])
    return {"despite": wave.despite, "overruled": wave.overruled} if found else {}


def _held(public_id: UUID) -> Wave:
    wave = Wave.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if wave is None:
        raise UnknownWave
    return wave


def _columns(chosen: Plan) -> dict[str, Any]:
    return {
        "name": chosen["name"].strip(),
        "kind": chosen["kind"],
        "questionnaire_version_id": chosen["questionnaire_version_id"],
        "opens_at": chosen["opens_at"],
        "closes_at": chosen["closes_at"],
        "languages": list(chosen["languages"]),
        "layers": sorted(set(chosen.get("layers", ()))),
        "remind_on_days": sorted(set(chosen.get("remind_on_days", ()))),
        "remind_only_without_ballot": chosen.get("remind_only_without_ballot", True),
        "least_in_node": chosen.get("least_in_node", LEAST_IN_NODE),
        "least_in_cut": chosen.get("least_in_cut", LEAST_IN_CUT),
    }


def _set_units(wave: Wave, chosen: Plan) -> None:
    invited = {(unit, False) for unit in chosen["unit_ids"]}
    staff = {(unit, True) for unit in chosen.get("staff_unit_ids", ())}
    WaveUnit.objects.bulk_create(
        WaveUnit(wave=wave, unit_id=unit, is_staff=is_staff) for unit, is_staff in sorted(invited | staff)
    )


def _check(chosen: Plan, now: datetime) -> None:
    problems = _wrong_words(chosen) | _wrong_times(chosen, now) | _wrong_floors(chosen) | _wrong_units(chosen)
    if problems:
        raise BadPlan(problems)


def _wrong_words(chosen: Plan) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not chosen["name"].strip() or "\x00" in chosen["name"]:
        problems["name"] = _("Give the wave a name that people recognise.")
    if chosen["kind"] not in WaveKind.values:
        problems["kind"] = _("Choose what kind of wave this is.")
    if not set(chosen.get("layers", ())) <= set(Layer.values):
        problems["layers"] = _("Choose among the layers that are listed.")
    version = chosen["questionnaire_version_id"]
    if not Version.objects.filter(pk=version, published_at__isnull=False).exists():
        problems["questionnaire_version_id"] = _("Choose a questionnaire that is published.")
    elif not chosen["languages"] or not set(chosen["languages"]) <= set(definition_of(version).languages):
        problems["languages"] = _("Choose at least one language, of those that the questionnaire is in.")
    return problems


def _wrong_times(chosen: Plan, now: datetime) -> dict[str, str]:
    problems: dict[str, str] = {}
    opens, closes = chosen["opens_at"], chosen["closes_at"]
    if closes <= max(opens, now):
        problems["closes_at"] = _("Let the wave close after it opens, and in the future.")
    days = set(chosen.get("remind_on_days", ()))
    if len(days) > MOST_REMINDERS or not all(1 <= day < max((closes - opens).days, 1) + 1 for day in days):
        problems["remind_on_days"] = _("Remind three times at most, on days before the wave closes.")
    return problems


def _wrong_floors(chosen: Plan) -> dict[str, str]:
    """Raised, never lowered; the database refuses too."""
    problems: dict[str, str] = {}
    if not LEAST_IN_NODE <= chosen.get("least_in_node", LEAST_IN_NODE) <= MOST_IN_A_GROUP:
        problems["least_in_node"] = _("Five answers is the least for a unit. You may ask for more.")
    if not LEAST_IN_CUT <= chosen.get("least_in_cut", LEAST_IN_CUT) <= MOST_IN_A_GROUP:
        problems["least_in_cut"] = _("Ten answers is the least for a layer. You may ask for more.")
    return problems


def _wrong_units(chosen: Plan) -> dict[str, str]:
    wanted = {"unit_ids": set(chosen["unit_ids"]), "staff_unit_ids": set(chosen.get("staff_unit_ids", ()))}
    known = set(Unit.objects.filter(pk__in=set().union(*wanted.values())).values_list("pk", flat=True))
    unknown = {name: _("Choose units that exist.") for name, units in wanted.items() if not units <= known}
    if not chosen["unit_ids"]:
        return unknown | {"unit_ids": _("Choose who is invited: at least one unit.")}
    return unknown


def call_off(public_id: UUID, *, reason: str, actor: audit.Actor | None, now: datetime) -> None:
    """End a wave without a result. A step then destroys its answers, ballots, cards and keys.

    Raises NotPlanned when it is closing or closed: what is released stays released.
    """
    with transaction.atomic():
        wave = _held(public_id)
        if wave.state == WaveState.CALLED_OFF:
            return
        if wave.state not in STOPPABLE:
            raise NotPlanned
        wave.state, wave.step, wave.step_done, wave.step_total = WaveState.CALLED_OFF, WaveStep.CLEARING, 0, 0
        wave.save(update_fields=["state", "step", "step_done", "step_total"])
        _record("called-off", wave, actor=actor, now=now, reason=reason[:1000])


def clear_called_off(now: datetime) -> int:
    """A step: destroy what came into a wave that was called off, and stop its letters."""
    with transaction.atomic():
        wave = take_alone(state=WaveState.CALLED_OFF, step=WaveStep.CLEARING)
        if wave is None:
            return 0
        forget(wave.pk)
        Cell.objects.filter(wave=wave).delete()  # and their keys
        cancel_beginning([letters_of(wave.pk)])
        wave.step = ""
        wave.save(update_fields=["step"])
        _record("cleared", wave, actor=None, now=now)
    return 1


def forget(wave_id: int) -> None:
    """Every answer, ballot and card of a wave, and who was invited."""
    for table in (CastBallot, CastComment, SpentBallot, CodeCard, Invitee):
        table.objects.filter(wave=wave_id).delete()


def letters_of(wave_id: int) -> str:
    """How the keys of this wave's letters begin."""
    return f"voice:{wave_id}:"


def _record(deed: str, wave: Wave, *, actor: audit.Actor | None, now: datetime, **detail: Any) -> None:
    audit.record(
        f"engagement.wave.{deed}",
        actor=actor,
        now=now,
        subject_type="wave",
        subject_id=wave.pk,
        name=wave.name,
        **detail,
    )
