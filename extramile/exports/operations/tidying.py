"""Files go when their time is over, when what stands in them is erased, and when nobody knows them."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.db.models import QuerySet

from extramile.exports import files
from extramile.exports.models import BUSY, Export, ExportState
from extramile.exports.operations.desk import ERASING


def delete_old(now: datetime) -> int:
    """The step: whose time is over, and what no row speaks of."""
    return _delete(Export.objects.filter(state=ExportState.DONE, expires_at__lte=now)) + _sweep_folder()


def take_back() -> int:
    """Somebody's words are being erased, in this transaction: no file that was made before may go on to hold
    them. What is being made begins again. How many files.

    Nobody begins to read while this transaction is open (`desk.wait_for_erasers`), and whoever began before
    is found here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ERASING])
    Export.objects.filter(state__in=BUSY).update(state=ExportState.QUEUED, tries=0)
    return _delete(Export.objects.filter(state=ExportState.DONE))


def _delete(found: QuerySet[Export]) -> int:
    """The row first: a file without a row is swept up, a row without a file would promise one."""
    gone = 0
    for export in found.order_by("pk"):
        gone += Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(state=ExportState.DELETED)
        transaction.on_commit(partial(files.path_of(export).unlink, missing_ok=True))
    return gone


def _sweep_folder() -> int:
    """What is left of makers that were killed and then called off."""
    left = [path for path in files.folder().iterdir() if files.number_of(path) is not None]
    whole, busy = _known(left)
    gone = 0
    for path in left:
        number = files.number_of(path)
        if number in busy or (number in whole and path.suffix in {".csv", ".xlsx"}):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        gone += 1
    return gone


def _known(paths: Iterable[Path]) -> tuple[set[int], set[int]]:
    numbers = {files.number_of(path) for path in paths}
    found = Export.objects.filter(pk__in=[number for number in numbers if number is not None])
    states = dict(found.values_list("pk", "state"))
    return (
        {pk for pk, state in states.items() if state == ExportState.DONE},
        {pk for pk, state in states.items() if state in BUSY},
    )
