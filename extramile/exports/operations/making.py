"""The step that makes the files. A killed one begins again; whoever is called off leaves nothing.

The rows are read in one long snapshot on the usual connection. How far it is is written on another
(`desk.py`), which also holds a lock that PostgreSQL itself lets go of when its process is gone: so a worker
knows what is another's, on whatever host, and what nobody makes any more.
"""

import errno
import os
import shutil
from datetime import datetime
from typing import Final

from extramile.exports import files
from extramile.exports.models import BUSY, Export, ExportFormat, ExportState, Failure
from extramile.exports.operations.desk import CalledOff, Desk, desk_of
from extramile.exports.queries import meant
from extramile.exports.writing import write

MOST_TRIES: Final = 3


def run_waiting(now: datetime) -> int:
    """The step: what waits, and what a killed worker left behind, oldest first. How many were ended."""
    waiting = Export.objects.filter(state__in=BUSY).order_by("pk")
    return sum(make(export, now=now) for export in waiting[:20])


def make(export: Export, *, now: datetime) -> bool:
    """Make this file, unless somebody else does. Raises what went wrong; after some tries it has failed."""
    with desk_of(export, now=now) as desk:
        if not desk.take():
            return False
        try:
            _try(export, desk)
        except CalledOff:
            pass
        except Exception as error:
            _went_wrong(error, desk)
            raise
        finally:
            _sweep(export)
    return True


def _try(export: Export, desk: Desk) -> None:
    if desk.tries > MOST_TRIES:
        desk.end(ExportState.FAILED, failure=Failure.CUT_OFF)
        return
    desk.wait_for_erasers()
    desk.tell(expected=meant(export).count())
    size = _write(export, desk)
    desk.tell()
    files.part_of(export).replace(files.path_of(export))
    if not desk.end(ExportState.DONE, size=size):
        files.path_of(export).unlink(missing_ok=True)


def _write(export: Export, desk: Desk) -> int:
    scratch = files.scratch_of(export)
    shutil.rmtree(scratch, ignore_errors=True)  # of one that was killed
    scratch.mkdir(mode=0o700)
    with open(files.part_of(export), "wb", opener=_private) as out:
        write(meant(export), ExportFormat(export.format), out, on_rows=desk.add, aside=scratch)
        out.flush()
        os.fsync(out.fileno())
        return out.tell()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _went_wrong(error: Exception, desk: Desk) -> None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        desk.end(ExportState.FAILED, failure=Failure.NO_ROOM)
    elif desk.tries >= MOST_TRIES:
        desk.end(ExportState.FAILED, failure=Failure.ERROR)


def _sweep(export: Export) -> None:
    files.part_of(export).unlink(missing_ok=True)
    shutil.rmtree(files.scratch_of(export), ignore_errors=True)
