"""How often something may be tried. Counted in the database: every process and host counts together.

Fixed windows: after the first attempt `limit` are allowed within `seconds`. Count before doing the limited
thing and outside any transaction that a failure would roll back, so that failures are counted too.
"""

from datetime import datetime, timedelta

from django.db import connection

from extramile.core.models import Attempt
from extramile.core.tokens import keyed_hash

# A clock that was put back must not leave a window open for years: it never starts in the future.
COUNT = """
INSERT INTO core_attempt AS attempt (key, window_started_at, count) VALUES (%(key)s, %(now)s, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN attempt.window_started_at <= %(ended)s THEN 1 ELSE attempt.count + 1 END,
    window_started_at = CASE
        WHEN attempt.window_started_at <= %(ended)s THEN %(now)s
        ELSE least(attempt.window_started_at, %(now)s)
    END
RETURNING count
"""


def _key(kind: str, key: str) -> str:
    return keyed_hash(f"limit:{kind}", key)


def allow(key_kind: str, key: str, *, limit: int, seconds: int, now: datetime) -> bool:
    """Count one attempt; False when there were more than `limit` in this window."""
    parameters: dict[str, str | datetime] = {
        "key": _key(key_kind, key),
        "now": now,
        "ended": now - timedelta(seconds=seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, parameters)
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def reached(key_kind: str, key: str, *, limit: int, seconds: int, now: datetime) -> bool:
    """Whether `limit` attempts were counted in this window already; counts nothing itself."""
    since = now - timedelta(seconds=seconds)
    found = Attempt.objects.filter(key=_key(key_kind, key), window_started_at__gt=since)
    return found.filter(count__gte=limit).exists()


def forgive(key_kind: str, key: str) -> None:
    """After a success the failures before it no longer count."""
    Attempt.objects.filter(key=_key(key_kind, key)).delete()


def forget_old(now: datetime) -> int:
    """Windows that ended long ago; the longest that anybody asks for is a day."""
    deleted, _ = Attempt.objects.filter(window_started_at__lt=now - timedelta(days=2)).delete()
    return deleted
