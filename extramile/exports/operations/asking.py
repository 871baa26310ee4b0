"""Ask for a file, call it off, take it away, put it away. All of it is written in the audit trail."""

import hashlib
import json
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from extramile.core import audit
from extramile.exports import files
from extramile.exports.models import BUSY, Export, ExportFormat, ExportState
from extramile.exports.writing import What
from extramile.people.models import User

MOST_BUSY: Final = 5  # of one person at a time: each costs a disk and a worker


class TooManyExports(Exception):
    """This person's earlier files are still being made."""


def ask(what: What, form: ExportFormat, *, unit: str = "", actor: User, now: datetime) -> tuple[Export, bool]:
    """The file asked for, and whether it is a new one: the same wish, pressed twice or in two places at
    once, is one file. Raises TooManyExports."""
    row = _row(what, form, unit=unit, actor=actor, now=now)
    for _attempt in range(3):
        busy = Export.objects.filter(created_by_id=actor.pk, state__in=BUSY)
        found = busy.filter(same_as=row.same_as).first()
        if found is not None:
            return found, False
        if busy.count() >= MOST_BUSY:
            break
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                _note("asked", row, actor=actor, now=now)
        except IntegrityError:  # at the same moment, in another window
            row.pk = None
        else:
            return row, True
    raise TooManyExports


def _row(what: What, form: ExportFormat, *, unit: str, actor: User, now: datetime) -> Export:
    filters = what.filters
    chosen = {
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
        "group": filters.group or "",
        "unit": unit,
    }
    units = None if filters.unit_ids is None else sorted(filters.unit_ids)
    wish = json.dumps([actor.pk, what.kind, form, chosen, units])
    return Export(
        kind=what.kind,
        format=form,
        chosen={name: value for name, value in chosen.items() if value},
        unit_ids=units,
        same_as=hashlib.sha256(wish.encode()).hexdigest(),
        created_at=now,
        created_by_id=actor.pk,
    )


def cancel(export: Export, *, actor: User, now: datetime) -> bool:
    """Whoever makes it finds out at the next rows and leaves nothing behind. False: it had ended already."""
    stopped = Export.objects.filter(pk=export.pk, state__in=BUSY).update(
        state=ExportState.CANCELLED, finished_at=now
    )
    if stopped:
        _note("cancelled", export, actor=actor, now=now)
    return bool(stopped)


def remove(export: Export, *, actor: User, now: datetime) -> bool:
    """Before its time is over."""
    removed = Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(state=ExportState.DELETED)
    if removed:
        files.path_of(export).unlink(missing_ok=True)
        _note("removed", export, actor=actor, now=now)
    return bool(removed)


def downloaded(export: Export, *, actor: User, now: datetime) -> None:
    _note("downloaded", export, actor=actor, now=now, rows=export.rows)


def _note(deed: str, export: Export, *, actor: User, now: datetime, **detail: object) -> None:
    audit.record(
        f"exports.{export.kind}.{deed}",
        actor=actor,
        now=now,
        subject_type="export",
        subject_id=export.pk,
        format=export.format,
        **export.chosen,
        **detail,
    )
