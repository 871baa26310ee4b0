"""Uploaded files: where they lie (mode 600), and what their columns probably mean."""

import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from extramile.core.tables import Field, Shape, TableProblem, guess_mapping
from extramile.core.tables.guarding import OURS
from extramile.intake.models import ImportBatch


class TooLarge(TableProblem):
    """More than EXTRAMILE_UPLOAD_LIMIT_MB."""


def store(blocks: Iterable[bytes], *, limit: int | None = None) -> Path:
    """Keep what comes in under a name of our own, readable by its owner alone. Half a file is removed."""
    most = limit if limit is not None else settings.UPLOAD_LIMIT_MEGABYTES << 20
    settings.UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = settings.UPLOADS / secrets.token_hex(16)
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            for block in blocks:
                size += len(block)
                if size > most:
                    raise TooLarge("too_large", {"limit": most >> 20})
                handle.write(block)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def copy_in(source: Path) -> Path:
    """A file of this machine, copied in: the import does not depend on what becomes of the original."""

    def blocks() -> Iterable[bytes]:
        with source.open("rb") as handle:
            while block := handle.read(1 << 20):
                yield block

    return store(blocks())


def path_of(batch: ImportBatch) -> Path:
    """Raises TableProblem where the file is gone."""
    path: Path = settings.DATA / batch.file
    if not batch.file or not path.is_relative_to(settings.UPLOADS) or not path.is_file():
        raise TableProblem("gone")
    return path


def delete(batch: ImportBatch) -> None:
    if batch.file:
        (settings.DATA / batch.file).unlink(missing_ok=True)
        ImportBatch.objects.filter(pk=batch.pk).update(file="")


def delete_orphans(now: datetime, *, days: int) -> int:
    """Files that no batch points at, from an upload that was killed."""
    if not settings.UPLOADS.is_dir():
        return 0
    known = set(ImportBatch.objects.exclude(file="").values_list("file", flat=True))
    gone = 0
    for path in settings.UPLOADS.iterdir():
        age = now.timestamp() - path.stat().st_mtime
        if str(path.relative_to(settings.DATA)) not in known and age > days * 86400:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def guess(shape: Shape, fields: Sequence[Field], remembered: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as confirmed last time, where this file has them; a guess for the other fields."""
    names = set(shape.columns)
    columns = {key: column for key, column in remembered.get("columns", {}).items() if column in names}
    attributes = [item for item in remembered.get("attributes", []) if item["column"] in names]
    taken = set(columns.values()) | {item["column"] for item in attributes}
    free = [column for column in shape.columns if column not in taken and column not in OURS]
    open_fields = [field for field in fields if field.key not in columns]
    return {
        "mapping": {**guess_mapping(free, open_fields), **columns},
        "attributes": attributes,
        "remembered": bool(columns),
    }
