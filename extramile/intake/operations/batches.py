"""The life of a batch around its run: uploaded, confirmed, gone on with, cancelled, cleaned up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from extramile.core import audit
from extramile.core.preferences import preferences
from extramile.core.tables import (
    Field,
    Shape,
    Table,
    TableProblem,
    open_table,
)
from extramile.intake.models import BatchKind, BatchState, ImportBatch, Source
from extramile.intake.operations import files

IN_HAND: Final = (BatchState.QUEUED, BatchState.RUNNING)


def start_batch(
    source: Source,
    kind: BatchKind,
    path: Path,
    *,
    file_name: str,
    fields: Sequence[Field],
    now: datetime,
    actor: audit.Actor | None = None,
    sheet: str = "",
) -> ImportBatch:
    """Look at a stored file and guess its columns; waits for somebody to confirm them.

    `sheet`: of a workbook; else the one of last time, else the first that holds anything.
    """
    remembered = source.mappings.get(kind, {})
    table = open_table(path, sheet=sheet) if sheet else _as_last_time(open_table(path), remembered)
    shape = _remembered_dates(table.shape, remembered)
    batch = ImportBatch.objects.create(
        source=source,
        kind=kind,
        file_name=file_name[:300],
        file=str(path.relative_to(settings.DATA)),
        sha256=table.sha256,
        shape=_guessed(shape, fields, remembered),
        state=BatchState.MAPPING,
        created_at=now,
        created_by_id=actor.pk if actor else None,
        rows_expected=shape.rows,
    )
    audit.record(
        "intake.file.uploaded",
        actor=actor,
        now=now,
        subject_type="import",
        subject_id=batch.pk,
        kind=kind,
        rows=shape.rows,
    )
    return batch


def _as_last_time(table: Table, remembered: Mapping[str, Any]) -> Table:
    """The sheet that was confirmed earlier, where this workbook has it."""
    sheet = remembered.get("sheet", "")
    if sheet == table.shape.sheet or sheet not in table.shape.sheets:
        return table
    try:
        return open_table(table.path, sheet=sheet)
    except TableProblem:  # empty this time
        return table


def _guessed(shape: Shape, fields: Sequence[Field], remembered: Mapping[str, Any]) -> dict[str, Any]:
    """How the file is written and what its columns probably are; and what else was chosen last time."""
    also = {name: remembered[name] for name in ("region", "create_units") if name in remembered}
    return {"file": shape.to_json(), **files.guess(shape, fields, remembered), **also}


def choose_sheet(batch: ImportBatch, sheet: str, *, fields: Sequence[Field]) -> ImportBatch:
    """Look at another sheet of the workbook instead. Raises TableProblem where nothing can be read there."""
    remembered = batch.source.mappings.get(batch.kind, {})
    table = open_table(files.path_of(batch), sheet=sheet)
    shape = _guessed(_remembered_dates(table.shape, remembered), fields, remembered)
    ImportBatch.objects.filter(pk=batch.pk, state=BatchState.MAPPING).update(
        shape=shape, rows_expected=table.shape.rows
    )
    batch.refresh_from_db()
    return batch


def _remembered_dates(shape: Shape, remembered: Mapping[str, Any]) -> Shape:
    """The order of day and month that was confirmed earlier, where this file does not tell itself."""
    orders = remembered.get("dates", {})
    return shape.with_dates({name: orders[name] for name in shape.unsure_dates if name in orders})


@transaction.atomic
def confirm_mapping(
    batch: ImportBatch,
    *,
    mapping: Mapping[str, str],
    attributes: Sequence[Mapping[str, str]] = (),
    dates: Mapping[str, Any] | None = None,
    fields: Sequence[Field],
    region: str = "",
    create_units: bool = False,
    actor: audit.Actor | None = None,
    now: datetime,
) -> ImportBatch:
    """Take the columns as confirmed, remember them for this source, and let the import begin.

    `region`: country of telephone numbers without one; empty: the organisation's. Raises TableProblem
    where a needed field has no column.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state != BatchState.MAPPING:
        return held
    shape = Shape.from_json(held.shape["file"]).with_dates(dates or {})
    columns = {key: column for key, column in mapping.items() if column in shape.columns}
    missing = [field.key for field in fields if field.required and field.key not in columns]
    if missing:
        raise TableProblem("unmapped", {"fields": ", ".join(missing)})
    kept = [dict(item) for item in attributes if item["column"] in shape.columns]
    held.shape = {"file": shape.to_json(), "mapping": columns, "attributes": kept}
    held.shape |= {"region": region or preferences().region, "create_units": create_units}
    held.state = BatchState.QUEUED
    held.save(update_fields=["shape", "state"])
    _remember(held, dict(dates or {}))
    audit.record("intake.import.started", actor=actor, now=now, subject_type="import", subject_id=held.pk)
    return held


def _remember(batch: ImportBatch, dates: dict[str, Any]) -> None:
    source = Source.objects.select_for_update().get(pk=batch.source_id)
    earlier = source.mappings.get(batch.kind, {})
    source.mappings[batch.kind] = {
        "columns": batch.shape["mapping"],
        "attributes": batch.shape["attributes"],
        "dates": {**earlier.get("dates", {}), **dates},
        "sheet": batch.shape["file"]["sheet"] or earlier.get("sheet", ""),
        "region": batch.shape["region"],
        "create_units": batch.shape["create_units"],
    }
    source.save(update_fields=["mappings"])


def go_on(batch: ImportBatch, *, actor: audit.Actor | None, now: datetime) -> bool:
    """Try a stopped import again, from where it stopped."""
    went = (
        ImportBatch.objects.filter(pk=batch.pk, state=BatchState.FAILED)
        .exclude(file="")
        .update(state=BatchState.QUEUED, error="", finished_at=None)
    )
    if went:
        audit.record(
            "intake.import.resumed", actor=actor, now=now, subject_type="import", subject_id=batch.pk
        )
    return bool(went)


def cancel_batch(batch: ImportBatch, *, actor: audit.Actor | None, now: datetime) -> bool:
    """Stop, or do not begin. What was taken stays."""
    waiting = [BatchState.MAPPING, *IN_HAND, BatchState.FAILED]
    stopped = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=BatchState.CANCELLED, finished_at=now
    )
    if stopped:
        audit.record(
            "intake.import.cancelled", actor=actor, now=now, subject_type="import", subject_id=batch.pk
        )
    return bool(stopped)


def delete_old_files(now: datetime, *, days: int = 30) -> int:
    """Uploaded files hold customers' names: they go when nobody needs them any more."""
    old = ImportBatch.objects.filter(created_at__lt=now - timedelta(days=days)).exclude(file="")
    gone = 0
    for batch in old.exclude(state__in=IN_HAND):
        files.delete(batch)
        gone += 1
    return gone + files.delete_orphans(now, days=days)
