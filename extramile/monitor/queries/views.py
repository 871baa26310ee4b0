"""Saved views: one's own, and those that others share."""

from django.db.models import Q

from extramile.monitor.models import SavedView
from extramile.people.models import User


def views_for(user: User) -> list[SavedView]:
    """By name; one's own and the shared ones."""
    found = SavedView.objects.filter(Q(owner_id=user.pk) | Q(is_shared=True), deleted_at__isnull=True)
    return sorted(found, key=lambda view: (view.name.casefold(), view.pk))


def own_view(user: User, pk: int, *, is_deleted: bool = False) -> SavedView | None:
    """Nobody changes another's view, shared or not."""
    return SavedView.objects.filter(pk=pk, owner_id=user.pk, deleted_at__isnull=not is_deleted).first()


def names_of_owners(views: list[SavedView]) -> dict[int, str]:
    ids = {view.owner_id for view in views}
    return {one.pk: str(one) for one in User.objects.filter(pk__in=ids)} if ids else {}
