"""Letters to whoever is invited: that a wave is open, and a reminder. Everybody gets the same, no token.

Who has an e-mail address gets a mail; who has none, and a mobile number, an SMS, where the organisation has a
gateway for them. Who has neither is for a code card: `planned` says how many that are.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from extramile.core.preferences import preferences
from extramile.engagement.letters import Facts, compose, compose_sms
from extramile.engagement.models import Invitee, Wave, WaveState
from extramile.engagement.operations.locks import take_alone
from extramile.engagement.operations.planning import letters_of
from extramile.engagement.queries.planned import day_of, sends_sms
from extramile.engagement.queries.waves import WaveStep
from extramile.outbox.operations import Letter, post_many
from extramile.questionnaires.estimates import minutes
from extramile.questionnaires.queries import definition_of

AT_ONCE: Final = 1000
HEADERS: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
QUIET: Final = (time(21), time(8))  # no telephone sounds at night


@dataclass(frozen=True, slots=True)
class Addressee:
    employee: int
    name: str
    email: str
    mobile: str
    language: str


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


def _rows(people: QuerySet[Invitee]) -> list[Addressee]:
    rows = people.values_list(
        "employee_id", "employee__name", "employee__email", "employee__mobile", "employee__language"
    )
    return [Addressee(pk, name, email or "", mobile, language) for pk, name, email, mobile, language in rows]


def _post(wave: Wave, people: Collection[Addressee], *, kind: str, now: datetime) -> None:
    facts = _facts(wave, is_reminder=kind != "invitation")
    start = letters_of(wave.pk)
    found = (_letter(one, facts, key=f"{start}{one.employee}:{kind}", now=now) for one in people)
    post_many((letter for letter in found if letter is not None), now=now)


def _letter(to: Addressee, facts: Facts, *, key: str, now: datetime) -> Letter | None:
    """Each language is written once (`compose` remembers)."""
    if to.email:
        written = compose(facts, to.language)
        return Letter(
            key=key,
            channel="email",
            recipient=to.email,
            recipient_name=to.name,
            subject=written.subject,
            text=written.text,
            html=written.html,
            headers=HEADERS,
            language=to.language,
            due_at=now,
        )
    if to.mobile and sends_sms():
        return Letter(
            key=key,
            channel="sms",
            recipient=to.mobile,
            text=compose_sms(facts, to.language),
            language=to.language,
            due_at=now,
            quiet_from=QUIET[0],
            quiet_until=QUIET[1],
            time_zone=settings.TIME_ZONE,
        )
    return None


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
