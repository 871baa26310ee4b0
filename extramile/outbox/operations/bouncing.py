"""What came back. The outbox writes it down; `invitations` and `contacts` draw the conclusions."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from extramile.outbox.models import BounceKind, Message


def bounced(*, kind: str, now: datetime, provider_id: str = "", number: int | None = None) -> bool:
    """A message came back or was complained of; found by the provider's id or by our own number.

    The first bounce stays, but a complaint after a soft bounce counts: it says more.
    """
    found = Message.objects.filter(pk=number) if number is not None else _by_provider(provider_id)
    kind = BounceKind(kind)
    weaker = found.filter(bounce_kind__in=["", BounceKind.SOFT]).exclude(bounce_kind=kind)
    settled = now if kind == BounceKind.SOFT else None
    return bool(weaker.update(bounced_at=now, bounce_kind=kind, bounce_settled_at=settled))


def _by_provider(provider_id: str) -> "models.QuerySet[Message]":
    return Message.objects.filter(provider_id=provider_id) if provider_id else Message.objects.none()


def settle_bounces(ids: Iterable[int], *, now: datetime) -> None:
    """Their conclusions have been drawn."""
    Message.objects.filter(pk__in=list(ids), bounce_settled_at__isnull=True).update(bounce_settled_at=now)
