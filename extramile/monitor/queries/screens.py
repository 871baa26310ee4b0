"""Team screens."""

from collections.abc import Collection

from django.db.models import QuerySet

from extramile.core.tokens import keyed_hash
from extramile.monitor.models import Screen


def screen_of(token: str) -> Screen | None:
    """The screen behind a link that has not been revoked."""
    return Screen.objects.filter(token_hash=keyed_hash("screen", token), revoked_at__isnull=True).first()


def screens_of(unit_ids: Collection[int]) -> QuerySet[Screen]:
    """Screens that still work, newest first."""
    return Screen.objects.filter(unit_id__in=unit_ids, revoked_at__isnull=True).order_by("-created_at")
