"""What may be asked about messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from extramile.outbox.models import Message, ReturnPlace, State


@dataclass(frozen=True, slots=True)
class Bounce:
    message_id: int
    key: str
    recipient: str
    kind: str


def unsettled_bounces(limit: int) -> list[Bounce]:
    """Addresses that came back and from which nobody has drawn a conclusion yet."""
    rows = Message.objects.filter(bounced_at__isnull=False, bounce_settled_at__isnull=True)
    rows = rows.select_for_update(skip_locked=True).order_by("bounced_at")[:limit]
    return [Bounce(row.pk, row.key, row.recipient, row.bounce_kind) for row in rows]


def state_counts(*, since: datetime) -> dict[str, int]:
    """How many messages stand where; every state is named, also at 0."""
    rows = Message.objects.filter(created_at__gte=since).values("state").annotate(n=Count("pk"))
    return {str(state): 0 for state in State} | {row["state"]: row["n"] for row in rows}


def newest(*, state: str = "", channel: str = "") -> QuerySet[Message]:
    wanted = Q()
    if state:
        wanted &= Q(state=state)
    if channel:
        wanted &= Q(channel=channel)
    return Message.objects.filter(wanted).defer("text", "html", "headers").order_by("-created_at", "-pk")


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """How many are overdue, and since when the oldest: is the mail server alive?"""
    due = Message.objects.filter(state__in=[State.QUEUED, State.SENDING], due_at__lte=now)
    figures = due.aggregate(n=Count("pk"), oldest=Min("due_at"))
    return figures["n"], figures["oldest"]


def newest_error() -> str:
    """Why the newest waiting message waits."""
    waiting = Message.objects.filter(state=State.QUEUED).exclude(error="").order_by("-due_at")
    return waiting.values_list("error", flat=True).first() or ""


def states_of(keys: Iterable[str]) -> dict[str, str]:
    return dict(Message.objects.filter(key__in=list(keys)).values_list("key", "state"))


def posted_since(keys: Iterable[str], *, since: datetime) -> set[str]:
    """Which of these were put in the outbox after that moment."""
    posted = Message.objects.filter(key__in=list(keys), created_at__gt=since)
    return set(posted.values_list("key", flat=True))


def masked(address: str) -> str:
    """Enough of an address to recognise it by, for screens: "p…n@example.org", "+31…78"."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}…{name[-1:] if len(name) > 2 else ''}@{domain}"
    return f"{address[:3]}…{address[-2:]}" if len(address) > 6 else ""


def key_of(*, provider_id: str = "", number: int | None = None) -> str:
    """What asked for this message; empty if it is not ours."""
    found = Message.objects.filter(pk=number) if number is not None else Message.objects.none()
    if number is None and provider_id:
        found = Message.objects.filter(provider_id=provider_id)
    return found.values_list("key", flat=True).first() or ""


def recipients_of(keys: Iterable[str]) -> set[str]:
    """The addresses that these messages went to."""
    rows = Message.objects.filter(key__in=list(keys)).exclude(recipient="")
    return set(rows.values_list("recipient", flat=True))


def place_read(mailbox: str, *, era: int) -> int:
    """The last mail of the mailbox that was read; 0 in a new era."""
    found = ReturnPlace.objects.filter(mailbox=mailbox, era=era).values_list("place", flat=True)
    return found.first() or 0
