"""A unit talks about its results: celebrate, choose one thing, try it, look back."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from extramile.core import audit
from extramile.engagement.models import Change, Conversation, ReleasedGroup
from extramile.engagement.models.afterwards import Outcome
from extramile.engagement.problems import (
    NothingToSay,
    NotReleased,
    TooLong,
    TooManyChanges,
    UnknownChange,
)

MOST_CHANGES: Final = 3
LONGEST: Final = 2000


def hold_conversation(
    wave_id: int, unit_id: int, *, celebrate: str, held_on: date | None, actor: audit.Actor, now: datetime
) -> None:
    """What is celebrated, and when the unit sat together. Only about results that are there."""
    with transaction.atomic():
        found = _conversation(wave_id, unit_id)
        found.celebrate, found.held_on = _words(celebrate, needed=False), held_on
        found.save()
        _record("held", found, actor=actor, now=now)


def choose_change(
    wave_id: int,
    unit_id: int,
    *,
    words: str,
    question_key: str,
    owner_id: int | None,
    due_on: date,
    actor: audit.Actor,
    now: datetime,
) -> int:
    """One thing to change, with somebody who sees to it and a day. Its number, 1 to 3."""
    words = _words(words)
    with transaction.atomic():
        found = _conversation(wave_id, unit_id)
        taken = set(found.changes.values_list("number", flat=True))
        free = [number for number in range(1, MOST_CHANGES + 1) if number not in taken]
        if not free:
            raise TooManyChanges
        Change.objects.create(
            conversation=found,
            number=free[0],
            question_key=question_key,
            words=words,
            owner_id=owner_id,
            due_on=due_on,
        )
        _record("chosen", found, actor=actor, now=now, number=free[0])
    return free[0]


def look_back(
    wave_id: int,
    unit_id: int,
    number: int,
    *,
    outcome: str,
    words: str,
    today: date,
    actor: audit.Actor,
    now: datetime,
) -> None:
    """How far a change is, and what came of it: for everybody in the unit to see."""
    with transaction.atomic():
        found = _conversation(wave_id, unit_id)
        change = found.changes.filter(number=number).first()
        if change is None:
            raise UnknownChange
        change.outcome, change.looking_back = Outcome(outcome), _words(words, needed=False)
        change.save()
        if change.outcome in (Outcome.DONE, Outcome.DROPPED):
            found.looked_back_on = today
            found.save(update_fields=["looked_back_on"])
        _record("looked-back", found, actor=actor, now=now, number=number, outcome=str(change.outcome))


def take_back_change(wave_id: int, unit_id: int, number: int, *, actor: audit.Actor, now: datetime) -> None:
    """A change that was chosen by mistake. One that was begun is dropped instead: the team has seen it."""
    with transaction.atomic():
        found = _conversation(wave_id, unit_id)
        gone, _each = found.changes.filter(number=number, outcome=Outcome.CHOSEN).delete()
        if not gone:
            raise UnknownChange
        _record("taken-back", found, actor=actor, now=now, number=number)


def _conversation(wave_id: int, unit_id: int) -> Conversation:
    """Ours to write until the end of the transaction. Raises NotReleased where nothing is shown."""
    shown = ReleasedGroup.objects.filter(table__wave=wave_id, unit=unit_id, layer="", is_shown=True)
    if not shown.exists():
        raise NotReleased
    found, _made = Conversation.objects.get_or_create(wave_id=wave_id, unit_id=unit_id)
    return Conversation.objects.select_for_update().get(pk=found.pk)


def _words(words: str, *, needed: bool = True) -> str:
    words = words.replace("\x00", "").strip()
    if needed and not words:
        raise NothingToSay
    if len(words) > LONGEST:
        raise TooLong
    return words


def _record(
    deed: str, conversation: Conversation, *, actor: audit.Actor, now: datetime, **detail: object
) -> None:
    audit.record(
        f"engagement.conversation.{deed}",
        actor=actor,
        now=now,
        subject_type="unit",
        subject_id=conversation.unit_id,
        wave=conversation.wave_id,
        **detail,
    )
