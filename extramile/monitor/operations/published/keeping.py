"""Published figures: kept once, taken away with a way back. Each deed is written in the audit trail."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from extramile.core import audit
from extramile.monitor.models import PublishedFigure
from extramile.monitor.operations.published.checking import Given
from extramile.people.models import User


def add_figure(given: Given, *, actor: User, now: datetime) -> tuple[PublishedFigure, bool]:
    """The figure, and whether it is new. The same one again, from the same source, brings it up to date."""
    figure = PublishedFigure(**asdict(given), created_at=now, created_by_id=actor.pk)
    try:
        with transaction.atomic():
            figure.save(force_insert=True)
            _note("added", figure, actor=actor, now=now)
    except IntegrityError:
        found = _same(given)
        if found is None:  # taken away in the same moment
            return add_figure(given, actor=actor, now=now)
        changed = {key: value for key, value in asdict(given).items() if getattr(found, key) != value}
        if changed:
            PublishedFigure.objects.filter(pk=found.pk).update(**changed)
            _note("changed", found, actor=actor, now=now)
        return found, False
    return figure, True


def _same(given: Given) -> PublishedFigure | None:
    return PublishedFigure.objects.filter(
        Exact(Lower("name"), Lower(Value(given.name))),  # as the constraint compares
        Exact(Lower("source"), Lower(Value(given.source))),
        measure=given.measure,
        since=given.since,
        until=given.until,
        deleted_at__isnull=True,
    ).first()


def delete_figure(figure: PublishedFigure, *, actor: User, now: datetime) -> bool:
    gone = PublishedFigure.objects.filter(pk=figure.pk, deleted_at__isnull=True).update(deleted_at=now)
    if gone:
        _note("deleted", figure, actor=actor, now=now)
    return bool(gone)


def restore_figure(figure: PublishedFigure, *, actor: User, now: datetime) -> bool:
    """False: it is there already, or was loaded anew meanwhile."""
    try:
        with transaction.atomic():
            back = PublishedFigure.objects.filter(pk=figure.pk, deleted_at__isnull=False).update(
                deleted_at=None
            )
            if back:
                _note("restored", figure, actor=actor, now=now)
    except IntegrityError:
        return False
    return bool(back)


def _note(deed: str, figure: PublishedFigure, *, actor: User, now: datetime) -> None:
    audit.record(
        f"monitor.published.{deed}",
        actor=actor,
        now=now,
        subject_type="published",
        subject_id=figure.pk,
        name=figure.name,
        measure=figure.measure,
        source=figure.source,
    )
