"""Send what is due. Any number of workers at once; each has one message in hand.

A claim is a committed guarded update plus a lock held by the worker's database session. When a worker
dies, PostgreSQL drops the lock with the session, and `put_back_abandoned` knows at once, without guessing
from the clock, that nobody is sending that row any more. So a killed worker loses nothing, and what may
arrive twice is the one message it had in hand. The end of one message and the claim of the next are one
commit: sending costs one commit a message.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from extramile.core.quiet import is_quiet, out_of_quiet
from extramile.outbox.mail import MailCarrier
from extramile.outbox.models import BounceKind, Channel, Message, State
from extramile.outbox.sms import SmsCarrier
from extramile.outbox.verdicts import Fate, Outcome

log = logging.getLogger(__name__)
LOCKS = 0x0B0C << 44  # our corner of PostgreSQL's advisory locks
PAUSE = timedelta(minutes=1)
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]

CLAIM = """
UPDATE outbox_message SET state = 'sending', claimed_at = %(now)s, tries = tries + 1
WHERE id = (
    SELECT id FROM outbox_message
    WHERE state = 'queued' AND due_at <= %(now)s AND channel = ANY(%(channels)s)
    ORDER BY urgent DESC, due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *, pg_advisory_lock(%(locks)s + id)
"""


class Carriers:
    """Whoever carries each channel, made when first needed."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], MailCarrier | SmsCarrier]] = {
            Channel.EMAIL: MailCarrier,
            Channel.SMS: SmsCarrier,
        }
        self._made: dict[str, MailCarrier | SmsCarrier] = {}
        self.open_channels = [str(channel) for channel in Channel]

    def carry(self, message: Message) -> Outcome:
        if message.channel not in self._made:
            self._made[message.channel] = self._makers[message.channel]()
        outcome = self._made[message.channel].carry(message)
        if outcome.fate == Fate.PAUSED and message.channel in self.open_channels:
            self.open_channels.remove(message.channel)
        return outcome

    def close(self) -> None:
        for carrier in self._made.values():
            carrier.close()


def send_due(now: datetime, limit: int = 1000) -> int:
    """Send up to so many due messages; returns how many were tried."""
    carriers, done, message = Carriers(), 0, None
    try:
        message = _claim(now, carriers.open_channels)
        while message is not None:
            outcome = _quiet(message, now) or carriers.carry(message)
            done += 1
            more = carriers.open_channels if done < limit else []
            message = _settle_and_claim(message, outcome, now, more)
    except BaseException:
        if message is not None:  # a fault of ours: let go of it, so that it is put back
            _let_go(message)
        raise
    finally:
        carriers.close()
    return done


def _claim(now: datetime, channels: list[str]) -> Message | None:
    if not channels:
        return None
    claimed = Message.objects.raw(CLAIM, {"now": now, "channels": channels, "locks": LOCKS})
    return next(iter(claimed), None)


def _settle_and_claim(
    message: Message, outcome: Outcome, now: datetime, channels: list[str]
) -> Message | None:
    with transaction.atomic():
        _settle(message, outcome, now)
        following = _claim(now, channels)
    _let_go(message)
    return following


def _let_go(message: Message) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS + message.pk])


def _quiet(message: Message, now: datetime) -> Outcome | None:
    """A message that got held up waits for the morning."""
    if message.quiet_from is None or message.quiet_until is None:
        return None
    zone = ZoneInfo(message.time_zone or "UTC")
    if not is_quiet(now, quiet_from=message.quiet_from, quiet_until=message.quiet_until, zone=zone):
        return None
    return Outcome(Fate.HELD, "waits for the end of the quiet hours")


def _later(message: Message, now: datetime, wait: timedelta) -> datetime:
    if message.quiet_from is None or message.quiet_until is None:
        return now + wait
    return out_of_quiet(
        now + wait,
        quiet_from=message.quiet_from,
        quiet_until=message.quiet_until,
        zone=ZoneInfo(message.time_zone or "UTC"),
    )


def _changes(message: Message, outcome: Outcome, now: datetime) -> dict[str, object]:
    """What becomes of the row."""
    if outcome.fate == Fate.SENT:
        return {"state": State.SENT, "sent_at": now, "error": "", "provider_id": outcome.provider_id}
    if outcome.fate in {Fate.PAUSED, Fate.HELD}:  # nothing is wrong with the message: it keeps its tries
        wait = {"due_at": _later(message, now, PAUSE), "tries": message.tries - 1}
        return {"state": State.QUEUED, "claimed_at": None, "error": outcome.error, **wait}
    if outcome.fate == Fate.LATER and message.tries <= len(BACKOFF):
        due_at = _later(message, now, BACKOFF[message.tries - 1])
        return {"state": State.QUEUED, "claimed_at": None, "error": outcome.error, "due_at": due_at}
    bounce = {"bounced_at": now, "bounce_kind": outcome.bounce} if outcome.bounce else {}
    settled = {"bounce_settled_at": now} if outcome.bounce == BounceKind.SOFT else {}
    return {"state": State.FAILED, "error": outcome.error, **bounce, **settled}


def _settle(message: Message, outcome: Outcome, now: datetime) -> None:
    changes = _changes(message, outcome, now)
    ours = Message.objects.filter(pk=message.pk, state=State.SENDING, claimed_at=message.claimed_at)
    if not ours.update(**changes):
        log.warning("message %s was no longer ours when it was settled", message.pk)
    if outcome.fate != Fate.SENT:
        log.info("message %s by %s: %s: %s", message.pk, message.channel, outcome.fate, outcome.error)


def put_back_abandoned(now: datetime) -> int:
    """Queue again what a dead worker had in hand: claimed, but nobody holds its lock."""
    back = 0
    with transaction.atomic():
        claimed = Message.objects.select_for_update(skip_locked=True).filter(state=State.SENDING)
        for message in claimed.defer("text", "html", "headers"):
            if _is_abandoned(message.pk):
                back += 1
                _put_back(message, now)
    return back


def _put_back(message: Message, now: datetime) -> None:
    """At once the first time; a message that ends its worker every time is given up in the end."""
    wait = timedelta() if message.tries <= 1 else BACKOFF[min(message.tries, len(BACKOFF)) - 1]
    state = State.QUEUED if message.tries <= len(BACKOFF) else State.FAILED
    error = "the sending worker stopped"
    Message.objects.filter(pk=message.pk).update(
        state=state, claimed_at=None, due_at=_later(message, now, wait), error=error
    )


def _is_abandoned(message_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCKS + message_id])
        return bool(cursor.fetchone()[0])
