"""Letters to whoever is invited: that a wave is open, and a reminder. Everybody gets the same, no token."""

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from extramile.core.preferences import preferences
from extramile.engagement.letters import Facts, compose
from extramile.engagement.models import Invitee, Wave, WaveState
from extramile.engagement.operations.locks import take_alone
from extramile.engagement.operations.planning import letters_of
from extramile.engagement.queries.planned import day_of
from extramile.engagement.queries.waves import WaveStep
from extramile.outbox.operations import Letter, post_many
from extramile.questionnaires.estimates import minutes
from extramile.questionnaires.queries import definition_of

AT_ONCE: Final = 1000
HEADERS: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
Row = tuple[int, str, str, str]  # employee, name, address, language


def invite(now: datetime) -> int:
    """The next thousand invitations of a wave that has opened; how many people were come by."""
    with transaction.atomic():
        wave = take_alone(state=WaveState.OPEN, step=WaveStep.INVITING)
        if wave is None:
            return 0
        start = wave.step_done
        # Membership is frozen, so the order of ids is: a place in it is a place to go on from.
        people = Invitee.objects.filter(wave=wave).order_by("employee_id")[start : start + AT_ONCE]
        found = _rows(people)
        _post(wave, found, kind="invitation", now=now)
        wave.step_done = start + len(found)
        if len(found) < AT_ONCE:
            wave.step, wave.step_done, wave.step_total = "", 0, 0
        wave.save(update_fields=["step", "step_done", "step_total"])
    return max(len(found), 1)


def remind_due(now: datetime) -> int:
    """A step: the reminders whose day has come, to everybody or to those who took no ballot.

    All invitees are counted as reminded, written to or not: else the counter would say who voted before.
    """
    waves = Wave.objects.filter(state=WaveState.OPEN, closes_at__gt=now).exclude(step=WaveStep.INVITING)
    for waiting in waves.order_by("closes_at", "pk"):
        due = sum(now >= waiting.opens_at + timedelta(days=days) for days in waiting.remind_on_days)
        if due and (done := _remind(waiting.pk, due, now)):
            return done
    return 0


def _remind(wave_id: int, due: int, now: datetime) -> int:
    with transaction.atomic():
        wave = take_alone(pk=wave_id, state=WaveState.OPEN)
        if wave is None:
            return 0
        people = Invitee.objects.filter(wave=wave, reminders__lt=due)
        batch = list(people.order_by("employee_id").values_list("pk", flat=True)[:AT_ONCE])
        wanted = Invitee.objects.filter(pk__in=batch)
        if wave.remind_only_without_ballot:
            wanted = wanted.filter(took_ballot=False)
        _post(wave, _rows(wanted), kind=f"reminder:{due}", now=now)
        Invitee.objects.filter(pk__in=batch).update(reminders=due)
    return len(batch)


def _rows(people: QuerySet[Invitee]) -> list[Row]:
    rows = people.values_list("employee_id", "employee__name", "employee__email", "employee__language")
    return [(employee, name, address or "", language) for employee, name, address, language in rows]


def _post(wave: Wave, people: Collection[Row], *, kind: str, now: datetime) -> None:
    facts = _facts(wave, is_reminder=kind != "invitation")
    written = {language: compose(facts, language) for _, _, _, language in people}  # once for each language
    letters = (
        Letter(
            key=f"{letters_of(wave.pk)}{employee}:{kind}",
            channel="email",
            recipient=address,
            recipient_name=name,
            subject=written[language].subject,
            text=written[language].text,
            html=written[language].html,
            headers=HEADERS,
            language=language,
            due_at=now,
        )
        for employee, name, address, language in people
        if address
    )
    post_many(letters, now=now)


def _facts(wave: Wave, *, is_reminder: bool) -> Facts:
    definition = definition_of(wave.questionnaire_version_id)
    return Facts(
        organisation=preferences().organisation,
        wave=wave.name,
        minutes=max(1, math.ceil(minutes(definition, definition.languages[0]))),
        closes_on=day_of(wave.closes_at),
        link=f"{settings.ADDRESS}/voice/{wave.public_id}/",
        is_reminder=is_reminder,
    )
