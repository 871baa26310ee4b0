"""Write down who did or saw what about whom."""

from datetime import datetime
from typing import Any, Protocol

from extramile.core.models import AuditEntry


class Actor(Protocol):
    """Somebody who can sign in; or None: the program itself."""

    pk: Any

    def __str__(self) -> str: ...


def record(
    action: str,
    *,
    actor: Actor | None,
    now: datetime,
    subject_type: str = "",
    subject_id: object = "",
    **detail: Any,
) -> None:
    AuditEntry.objects.create(
        at=now,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "the program",
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        detail=detail,
    )
