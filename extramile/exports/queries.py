"""Which files somebody asked for, and what stands in them."""

from collections.abc import Collection
from datetime import date
from typing import cast

from django.db.models import QuerySet

from extramile.exports.models import BUSY, Export, ExportKind, ExportState
from extramile.exports.writing import What
from extramile.people.models import User
from extramile.responses.queries.export import Filters
from extramile.responses.queries.where import Group

__all__ = ["What", "exports_of", "is_within", "meant", "newest_of"]


def exports_of(user: User) -> QuerySet[Export]:
    """One's own, and nobody else's: a file holds what its maker may see."""
    return Export.objects.filter(created_by_id=user.pk)


def newest_of(user: User, *, most: int = 20) -> list[Export]:
    """What a page shows, newest first: all that are busy or ready, and the newest of the others."""
    mine = exports_of(user).order_by("-created_at", "-pk")
    kept = list(mine.filter(state__in=[*BUSY, ExportState.DONE])[:100])
    others = list(mine.exclude(state__in=[*BUSY, ExportState.DONE])[: max(0, most - len(kept))])
    return sorted([*kept, *others], key=lambda one: (one.created_at, one.pk), reverse=True)


def is_within(export: Export, unit_ids: Collection[int] | None) -> bool:
    """Whether everything in it is of these units (None: of all): rights may have shrunk since it was made."""
    if unit_ids is None:
        return True
    return export.unit_ids is not None and set(export.unit_ids) <= set(unit_ids)


def meant(export: Export) -> What:
    chosen = export.chosen
    filters = Filters(
        since=_day(chosen.get("since")),
        until=_day(chosen.get("until")),
        group=cast("Group | None", chosen.get("group") or None),
        unit_ids=None if export.unit_ids is None else tuple(export.unit_ids),
    )
    return What(ExportKind(export.kind), filters)


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
