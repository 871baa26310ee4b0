"""Write down who did or saw what about whom."""

from collections.abc import Iterable
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


def record_many(
    action: str,
    subjects: Iterable[tuple[object, dict[str, Any]]],
    *,
    actor: Actor | None,
    now: datetime,
    subject_type: str,
) -> None:
    """The same deed to many: (subject id, detail) for each, in one statement."""
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=now,
                actor_id=actor.pk if actor else None,
                actor_name=str(actor) if actor else "the program",
                action=action,
                subject_type=subject_type,
                subject_id=str(subject_id),
                detail=detail,
            )
            for subject_id, detail in subjects
        ),
        batch_size=1000,
    )
