"""Saved views: a question of the explore page under a name."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from extramile.core import audit
from extramile.monitor.models import SavedView
from extramile.monitor.queries.explore import Question, query_string
from extramile.people.models import User

LONGEST_NAME: Final = 80
MOST: Final = 200  # of one owner
KEPT: Final = timedelta(days=30)  # what was deleted can come back so long


class ViewNameError(Exception):
    """`code`: empty, taken or full."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def save_view(
    name: str, question: Question, *, is_shared: bool, actor: User, now: datetime
) -> tuple[SavedView, bool]:
    """The view, and whether it is new: the same name and question again, also in the same moment, is one.

    Raises ViewNameError where the name is that of another question."""
    view = SavedView(
        name=_name(name),
        query=query_string(question),
        owner_id=actor.pk,
        is_shared=is_shared,
        created_at=now,
    )
    if SavedView.objects.filter(owner_id=actor.pk, deleted_at__isnull=True).count() >= MOST:
        raise ViewNameError("full")
    try:
        with transaction.atomic():
            view.save(force_insert=True)
            _note("saved", view, actor=actor, now=now)
    except IntegrityError:
        found = _called(view.name, actor)
        if found is None or found.query != view.query:
            raise ViewNameError("taken") from None
        change_view(found, name=found.name, is_shared=is_shared, actor=actor, now=now)
        return found, False
    return view, True


def _name(name: str) -> str:
    clean = " ".join(name.replace("\x00", " ").split())[:LONGEST_NAME]
    if not clean:
        raise ViewNameError("empty")
    return clean


def _called(name: str, actor: User) -> SavedView | None:
    same = Exact(Lower("name"), Lower(Value(name)))  # as the constraint compares
    return SavedView.objects.filter(same, owner_id=actor.pk, deleted_at__isnull=True).first()


def change_view(view: SavedView, *, name: str, is_shared: bool, actor: User, now: datetime) -> None:
    """Another name, or shared and no longer. Raises ViewNameError."""
    before = (view.name, view.is_shared)
    view.name, view.is_shared = _name(name), is_shared
    if (view.name, view.is_shared) == before:
        return
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
            _note("changed", view, actor=actor, now=now)
    except IntegrityError:
        raise ViewNameError("taken") from None


def delete_view(view: SavedView, *, actor: User, now: datetime) -> bool:
    """It can come back for a month. False: it was gone already."""
    SavedView.objects.filter(owner_id=actor.pk, deleted_at__lt=now - KEPT).delete()
    gone = SavedView.objects.filter(pk=view.pk, deleted_at__isnull=True).update(deleted_at=now)
    if gone:
        _note("deleted", view, actor=actor, now=now)
    return bool(gone)


def restore_view(view: SavedView, *, actor: User, now: datetime) -> bool:
    """Raises ViewNameError when another view has its name by now."""
    try:
        with transaction.atomic():
            back = SavedView.objects.filter(pk=view.pk, deleted_at__isnull=False).update(deleted_at=None)
            if back:
                _note("restored", view, actor=actor, now=now)
    except IntegrityError:
        raise ViewNameError("taken") from None
    return bool(back)


def _note(deed: str, view: SavedView, *, actor: User, now: datetime) -> None:
    audit.record(
        f"monitor.view.{deed}",
        actor=actor,
        now=now,
        subject_type="view",
        subject_id=view.pk,
        query=view.query,
        shared=view.is_shared,
    )
