"""Put messages in the outbox, take them out before they leave, or give a failed one another chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from extramile.core import bulk
from extramile.outbox.models import Channel, Message, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as asked for. The same key twice is one message."""

    key: str
    channel: str
    recipient: str
    text: str
    due_at: datetime
    recipient_name: str = ""
    subject: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    urgent: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""


def one_line(text: str) -> str:
    """Without line breaks and control characters: a name may not become a header."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


COLUMNS: Final = {
    "key": "text",
    "channel": "text",
    "recipient": "text",
    "recipient_name": "text",
    "subject": "text",
    "text": "text",
    "html": "text",
    "headers": "jsonb",
    "language": "text",
    "state": "text",
    "due_at": "timestamptz",
    "created_at": "timestamptz",
    "urgent": "boolean",
    "quiet_from": "time",
    "quiet_until": "time",
    "time_zone": "text",
    "tries": "smallint",
    "error": "text",
    "provider_id": "text",
    "bounce_kind": "text",
}


def _row(letter: Letter, now: datetime) -> dict[str, Any]:
    return {
        "key": letter.key,
        "channel": Channel(letter.channel),
        "recipient": _storable(letter.recipient).strip(),
        "recipient_name": one_line(letter.recipient_name)[:100],
        "subject": one_line(letter.subject)[:250],
        "text": _storable(letter.text),
        "html": _storable(letter.html),
        "headers": {one_line(name): one_line(value) for name, value in letter.headers.items()},
        "language": letter.language,
        "state": State.QUEUED,
        "due_at": letter.due_at,
        "created_at": now,
        "urgent": letter.urgent,
        "quiet_from": letter.quiet_from,
        "quiet_until": letter.quiet_until,
        "time_zone": letter.time_zone,
        "tries": 0,
        "error": "",
        "provider_id": "",
        "bounce_kind": "",
    }


def _storable(text: str) -> str:
    """What PostgreSQL can keep: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def post_many(letters: Iterable[Letter], *, now: datetime) -> None:
    """Queue all of them; those whose key is already there are left as they are."""
    bulk.insert(Message._meta.db_table, COLUMNS, (_row(letter, now) for letter in letters))


def post(
    *,
    key: str,
    channel: str,
    recipient: str,
    text: str,
    now: datetime,
    due_at: datetime | None = None,
    subject: str = "",
    html: str = "",
    headers: Mapping[str, str] | None = None,
    language: str = "en",
    recipient_name: str = "",
    urgent: bool = False,
) -> Message:
    """Queue one message, or find the one that this key queued before. Whoever may not read messages (a page
    of the web that is not about them) uses `post_many`."""
    letter = Letter(
        key=key,
        channel=channel,
        recipient=recipient,
        recipient_name=recipient_name,
        subject=subject,
        text=text,
        html=html,
        headers=headers or {},
        language=language,
        due_at=due_at or now,
        urgent=urgent,
    )
    post_many([letter], now=now)
    return Message.objects.get(key=key)


def cancel(keys: Iterable[str]) -> int:
    """Take messages out that have not left yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_cancel(%s)", [list(keys)])
        found = cursor.fetchone()
    return int(found[0])


def cancel_beginning(prefixes: Iterable[str]) -> int:
    """The same for every message whose key begins so ("invitation:812:")."""
    wanted = reduce(or_, (Q(key__startswith=prefix) for prefix in prefixes), Q(pk__in=[]))
    return Message.objects.filter(wanted, state=State.QUEUED).update(state=State.CANCELLED)


def try_again(message_id: int, *, now: datetime) -> bool:
    """Queue a failed message once more; one that bounced stays where it is."""
    failed = Message.objects.filter(pk=message_id, state=State.FAILED, bounced_at__isnull=True)
    again = failed.exclude(recipient="").update(state=State.QUEUED, due_at=now, tries=0, error="")
    return bool(again)
