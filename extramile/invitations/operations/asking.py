"""Hand the question, and later the reminder, to the outbox when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from extramile.contacts.queries import Address, addresses, standing
from extramile.core import audit
from extramile.core.preferences import preferences
from extramile.core.quiet import is_quiet, out_of_quiet
from extramile.invitations.knowledge import address_keys
from extramile.invitations.letters import Facts, compose, compose_sms
from extramile.invitations.models import AskingPlan, Decision, Invitation, InvitationChannel
from extramile.invitations.operations import feed
from extramile.invitations.operations.noting import note
from extramile.invitations.queries.links import answer_link, stop_link, stop_mail_link
from extramile.invitations.queries.pieces import pieces_for
from extramile.invitations.rules import day_in
from extramile.outbox.models import State
from extramile.outbox.operations import Letter, post_many
from extramile.outbox.queries import posted_since, states_of
from extramile.people.queries import time_zones
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import definition_of

BY_MESSAGE: Final = (InvitationChannel.EMAIL, InvitationChannel.SMS)
MAY_NOT: Final = frozenset({"opted_out", "complained", "bounced"})
MOST_REMINDERS: Final = 3  # whatever a plan or a button says
# A definition is long: read with each row it cost more than the asking.
OF_VERSIONS: Final = Prefetch("version", Version.objects.only("questionnaire"))
LEAST_BETWEEN: Final = timedelta(days=1)
NOT_GONE_YET: Final = frozenset({State.QUEUED, State.SENDING})


class Fate(StrEnum):
    GO = "go"
    HOLD = "hold"  # quiet hours, or the question itself has not left yet
    OFF = "off"  # nobody may or can be asked any more


@dataclass(frozen=True, slots=True)
class Desk:
    """What must be known to write to a batch of invitations: a constant number of queries."""

    now: datetime
    zones: dict[int, ZoneInfo]
    addresses: dict[int, Address]
    standing: dict[str, str]

    @classmethod
    def of(cls, rows: Sequence[Invitation], now: datetime) -> "Desk":
        known = addresses({row.contact_id for row in rows if row.contact_id is not None})
        keys = {key for each in known.values() for key in address_keys(each.keys).values()}
        return cls(now, dict(time_zones()), known, {key: str(kind) for key, kind in standing(keys).items()})

    def address(self, row: Invitation) -> Address | None:
        return self.addresses.get(row.contact_id or 0)

    def channel(self, row: Invitation) -> str:
        """By which a message can go to this customer now; empty if there is none."""
        address = self.address(row)
        keys = address_keys(address.keys if address else None)
        wanted = [row.channel] if row.channel in BY_MESSAGE else list(row.plan.channels if row.plan else [])
        if {"opted_out", "complained"} & {self.standing.get(key, "") for key in keys.values()}:
            return ""
        usable = (name for name in wanted if name in keys and self.standing.get(keys[name]) not in MAY_NOT)
        return next(usable, "")

    def fate(self, row: Invitation) -> Fate:
        expired = row.expires_at is not None and row.expires_at <= self.now
        if expired or row.plan is None or row.version_id is None or not self.channel(row):
            return Fate.OFF
        return Fate.HOLD if self._is_quiet(row, row.plan) else Fate.GO

    def _is_quiet(self, row: Invitation, plan: AskingPlan) -> bool:
        zone = self.zones[row.unit_id]
        return is_quiet(self.now, quiet_from=plan.quiet_from, quiet_until=plan.quiet_until, zone=zone)

    def out_of_quiet(self, row: Invitation, moment: datetime) -> datetime:
        if row.plan is None:
            return moment
        zone = self.zones[row.unit_id]
        plan = row.plan
        return out_of_quiet(moment, quiet_from=plan.quiet_from, quiet_until=plan.quiet_until, zone=zone)

    def next_reminder(self, row: Invitation) -> datetime | None:
        """When the next reminder is due; none after the last, or once the link has expired."""
        if row.plan is None or row.reminders_sent >= row.plan.reminders:
            return None
        due = self.out_of_quiet(row, self.now + timedelta(days=row.plan.reminder_days))
        return due if row.expires_at is None or due < row.expires_at else None


def _open() -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(
        decision=Decision.ASKED, cancelled_at__isnull=True, responded_at__isnull=True
    )
    return rows.select_for_update(skip_locked=True, of=("self",)).prefetch_related("plan", OF_VERSIONS)


@transaction.atomic
def send_due(now: datetime, limit: int = 500, *, afterwards: bool = False) -> int:
    """Put the question in the outbox for up to so many; returns how many were looked at.

    `afterwards`: the past is told (a demo, a move from another system); no letter is written.
    """
    due = _open().filter(asked_at__isnull=True, due_at__lte=now, channel__in=BY_MESSAGE)
    rows = list(due.order_by("due_at")[:limit])
    if not rows:
        return 0
    desk = Desk.of(rows, now)
    fates = {row.pk: desk.fate(row) for row in rows}
    ready = [row for row in rows if fates[row.pk] is Fate.GO]
    if not afterwards:
        post_many(_letters(ready, desk), now=now)
    for row in rows:
        _note_question(row, fates[row.pk], desk)
    fields = ["asked_at", "asked_on", "next_reminder_at", "due_at", "cancelled_at"]
    note(rows, fields)
    feed.asked(ready)
    return len(rows)


def _note_question(row: Invitation, fate: Fate, desk: Desk) -> None:
    if fate is Fate.GO:
        row.asked_at, row.asked_on = desk.now, day_in(desk.now, desk.zones[row.unit_id])
        row.next_reminder_at = desk.next_reminder(row)
    elif fate is Fate.HOLD:
        row.due_at = desk.out_of_quiet(row, desk.now)
    else:
        row.cancelled_at = desk.now


@transaction.atomic
def remind_due(now: datetime, limit: int = 500, *, afterwards: bool = False) -> int:
    """Remind up to so many who have not answered; returns how many were looked at."""
    due = _open().filter(asked_at__isnull=False, next_reminder_at__lte=now)
    rows = list(due.order_by("next_reminder_at")[:limit])
    if not rows:
        return 0
    desk = Desk.of(rows, now)
    before = states_of(message_key(row) for row in rows)
    fates = {row.pk: _fate_of_reminder(row, before.get(message_key(row), ""), desk) for row in rows}
    ready = [row for row in rows if fates[row.pk] is Fate.GO]
    for row in ready:
        row.reminders_sent += 1
    if not afterwards:
        post_many(_letters(ready, desk), now=now)
    for row in rows:
        _note_reminder(row, fates[row.pk], desk)
    note(rows, ["reminders_sent", "next_reminder_at"])
    return len(rows)


@transaction.atomic
def remind_now(ids: Iterable[int], *, actor: audit.Actor, now: datetime) -> int:
    """Somebody in the office wants a reminder to go to these; returns to how many it will.

    Only to who was asked more than a day ago and has not answered, and never a fourth time.
    """
    silent = _open().filter(pk__in=list(ids), asked_at__lte=now - LEAST_BETWEEN)
    rows = list(silent.filter(reminders_sent__lt=MOST_REMINDERS, expires_at__gt=now))
    lately = posted_since((message_key(row) for row in rows), since=now - LEAST_BETWEEN)
    waiting = {row.pk for row in rows if row.next_reminder_at is not None and row.next_reminder_at <= now}
    chosen = [row.pk for row in rows if row.pk not in waiting and message_key(row) not in lately]
    Invitation.objects.filter(pk__in=chosen).update(next_reminder_at=now)
    if chosen:
        audit.record("invitations.reminder.wanted", actor=actor, now=now, invitations=chosen)
    return len(chosen)


def _fate_of_reminder(row: Invitation, question: str, desk: Desk) -> Fate:
    """Nobody is reminded of a question that never reached them."""
    if question in {State.FAILED, State.CANCELLED}:
        return Fate.OFF
    if row.reminders_sent >= MOST_REMINDERS:
        return Fate.OFF
    fate = desk.fate(row)
    return Fate.HOLD if fate is Fate.GO and question in NOT_GONE_YET else fate


def _note_reminder(row: Invitation, fate: Fate, desk: Desk) -> None:
    if fate is Fate.GO:
        row.next_reminder_at = desk.next_reminder(row)
    elif fate is Fate.HOLD:
        later = desk.out_of_quiet(row, desk.now)
        row.next_reminder_at = (
            later if later > desk.now else desk.out_of_quiet(row, desk.now + timedelta(days=1))
        )
    else:
        row.next_reminder_at = None


def message_key(row: Invitation) -> str:
    """The key of the newest message of this invitation; the same again is the same message."""
    return f"invitation:{row.pk}:{row.reminders_sent}"


def _letters(rows: Sequence[Invitation], desk: Desk) -> Iterable[Letter]:
    pieces, accent = pieces_for(rows, now=desk.now), preferences().accent
    for row in rows:
        facts = Facts(
            language=row.language,
            pieces=pieces[row.pk],
            link=answer_link(row.pk),
            stop=stop_link(row.pk),
            stop_mail=stop_mail_link(row.pk),
            is_reminder=row.reminders_sent > 0,
        )
        yield _letter(row, facts, desk, accent=accent)


def _letter(row: Invitation, facts: Facts, desk: Desk, *, accent: str) -> Letter:
    address, plan, version_id = desk.address(row), row.plan, row.version_id
    if address is None or plan is None or version_id is None:
        raise ValueError(f"invitation {row.pk} cannot be written to: its fate was to be OFF")
    channel = desk.channel(row)
    by_email = channel == InvitationChannel.EMAIL
    written = compose(definition_of(version_id), facts, accent=accent) if by_email else None
    return Letter(
        key=message_key(row),
        channel=channel,
        recipient=address.email if by_email else address.mobile,
        recipient_name=address.name if by_email else "",
        subject=written.subject if written else "",
        text=written.text if written else compose_sms(facts),
        html=written.html if written else "",
        headers=written.headers if written else {},
        language=row.language,
        due_at=desk.now,
        quiet_from=plan.quiet_from,
        quiet_until=plan.quiet_until,
        time_zone=desk.zones[row.unit_id].key,
    )
