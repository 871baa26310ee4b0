"""State a study, freeze it, put it away. What is frozen stays: another statement is a new version."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from extramile.core import audit
from extramile.evidence.canonical import fingerprint, plain
from extramile.evidence.kinds import kind_of
from extramile.evidence.models import Study
from extramile.evidence.problems import AlreadyFrozen, BadStatement, UnknownStudy


def state(
    *,
    key: str,
    kind: str,
    statement: Mapping[str, Any],
    actor: audit.Actor | None,
    now: datetime,
    is_standing: bool = False,
) -> UUID:
    """A draft; with the key of an existing study, its next version. Raises BadStatement, by field."""
    _check(kind, statement)
    with transaction.atomic():
        _take_turns(key)
        newest = Study.objects.filter(key=key).aggregate(newest=Max("version"))["newest"]
        study = Study.objects.create(
            public_id=uuid.uuid4(),
            key=key,
            version=(newest or 0) + 1,
            kind=kind,
            is_standing=is_standing,
            statement=plain(dict(statement)),
            created_at=now,
            created_by_id=actor.pk if actor else None,
        )
        _record("stated", study, actor=actor, now=now)
    return study.public_id


def restate(
    public_id: UUID, *, statement: Mapping[str, Any], actor: audit.Actor | None, now: datetime
) -> None:
    """Change a draft. Raises UnknownStudy, AlreadyFrozen, BadStatement."""
    with transaction.atomic():
        study = _held_draft(public_id)
        _check(study.kind, statement)
        study.statement = plain(dict(statement))
        study.save(update_fields=["statement"])
        _record("restated", study, actor=actor, now=now)


def freeze(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> str:
    """From now on it stays as it is; earlier versions of it are put away. The hash of the statement."""
    with transaction.atomic():
        study = _held_draft(public_id)
        _check(study.kind, study.statement)
        study.statement_hash = fingerprint(study.statement)
        study.frozen_at = now
        study.save(update_fields=["statement_hash", "frozen_at"])
        earlier = Study.objects.filter(key=study.key, frozen_at__isnull=False, retired_at__isnull=True)
        earlier.exclude(pk=study.pk).update(retired_at=now)
        _record("frozen", study, actor=actor, now=now, hash=study.statement_hash)
    return study.statement_hash


def discard(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> None:
    """Throw a draft away. Raises UnknownStudy, AlreadyFrozen."""
    with transaction.atomic():
        study = _held_draft(public_id)
        _record("discarded", study, actor=actor, now=now)
        study.delete()


def retire(public_id: UUID, *, actor: audit.Actor | None, now: datetime) -> None:
    """Run it no more. It stays readable, with its runs: what was once asked is not made unasked."""
    with transaction.atomic():
        study = Study.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
        if study is None or study.frozen_at is None:
            raise UnknownStudy
        if study.retired_at is None:
            study.retired_at = now
            study.save(update_fields=["retired_at"])
            _record("retired", study, actor=actor, now=now)


def _check(kind: str, statement: Mapping[str, Any]) -> None:
    problems = kind_of(kind).problems(dict(statement))
    if problems:
        raise BadStatement(problems)


def _held_draft(public_id: UUID) -> Study:
    study = Study.objects.select_for_update().filter(public_id=public_id).first()
    if study is None:
        raise UnknownStudy
    if study.frozen_at is not None:
        raise AlreadyFrozen
    return study


def _take_turns(key: str) -> None:
    """Two who state the same key at once get two versions, not an error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evidence:{key}"])


def _record(verb: str, study: Study, *, actor: audit.Actor | None, now: datetime, **detail: Any) -> None:
    audit.record(
        f"evidence.study.{verb}",
        actor=actor,
        now=now,
        subject_type="study",
        subject_id=study.public_id,
        key=study.key,
        version=study.version,
        **detail,
    )
