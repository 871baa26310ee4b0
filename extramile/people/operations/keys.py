"""Keys for programs. A key is shown once and stored hashed."""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from extramile.core import audit
from extramile.core.tokens import keyed_hash, random_token
from extramile.people import values
from extramile.people.models import ApiKey, User
from extramile.people.problems import Refused

SCOPES: Final = ("jobs", "people", "responses", "customers", "voice")
PREFIX_LENGTH: Final = 10


@transaction.atomic
def make_api_key(
    name: str, *, scopes: Iterable[str], actor: User | None, now: datetime
) -> tuple[ApiKey, str]:
    """The key's row, and the key itself: the only moment that it can be read."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise Refused("scope_unknown", field="scopes", value=", ".join(unknown))
    title = values.plain_text(name, field="name", most=100)
    if not title:
        raise Refused("missing", field="name")
    secret = f"xm_{random_token()}"
    key = ApiKey.objects.create(
        name=title,
        prefix=secret[:PREFIX_LENGTH],
        key_hash=keyed_hash("api-key", secret),
        scopes=wanted,
        created_by=actor,
        created_at=now,
    )
    audit.record(
        "people.api_key.made",
        actor=actor,
        now=now,
        subject_type="api_key",
        subject_id=key.pk,
        name=title,
        scopes=wanted,
    )
    return key, secret


def find_api_key(secret: str, *, now: datetime) -> ApiKey | None:
    """The key with this secret, unless revoked. When it was last used is kept to the minute."""
    key = ApiKey.objects.filter(prefix=secret[:PREFIX_LENGTH], revoked_at__isnull=True).first()
    expected = key.key_hash if key else keyed_hash("api-key", "nobody's")
    if not hmac.compare_digest(expected, keyed_hash("api-key", secret)) or key is None:
        return None
    if key.last_used_at is None or now - key.last_used_at > timedelta(minutes=1):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


@transaction.atomic
def revoke_api_key(key: ApiKey, *, actor: User | None, now: datetime) -> None:
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        audit.record(
            "people.api_key.revoked", actor=actor, now=now, subject_type="api_key", subject_id=key.pk
        )
