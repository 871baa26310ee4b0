"""One response that a program sends: one durable statement where it is new."""

import time
from datetime import datetime
from typing import Final

from extramile.core.tables import Applied
from extramile.intake.models import Source
from extramile.responses.incoming import Incoming
from extramile.responses.operations.inserting import insert
from extramile.responses.operations.placing import Placer

REMEMBERED_SECONDS: Final = 5.0
MOST_EMPLOYEES: Final = 2000
_placers: dict[int, tuple[float, Placer]] = {}


def send_new(source: Source, incoming: Incoming, *, now: datetime) -> Applied | None:
    """Like `take`, for one that is new; None where it is there already: then `take` it.

    Names that are not known may have been made meanwhile: asked once more.
    """
    applied = Applied()
    placed = _placer(source, now).place([incoming], applied)
    if applied.problems and applied.problems[0].code in {"unit_unknown", "unit_did_you_mean"}:
        _placers.pop(source.pk, None)
        applied = Applied()
        placed = _placer(source, now).place([incoming], applied)
    if not placed:
        return applied
    applied.created = insert(source.pk, placed, now=now)
    return applied if applied.created else None


def _placer(source: Source, now: datetime) -> Placer:
    """What units and employees are called, and who was in which team, is remembered for a few seconds; then
    the same employees are asked for anew, all at once."""
    since, placer = _placers.get(source.pk, (0.0, None))
    if placer is None or time.monotonic() - since > REMEMBERED_SECONDS:
        before, placer = placer, Placer(source, now)
        if before is not None and len(before.names) <= MOST_EMPLOYEES:
            placer.learn(before.names)
        _placers[source.pk] = (time.monotonic(), placer)
    return placer


def forget() -> None:
    """For tests, whose units and employees come and go within one process."""
    _placers.clear()
