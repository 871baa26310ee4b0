"""How much it would take to see an effect worth having: people, answers and how both move."""

from datetime import datetime, timedelta
from typing import Final

from extramile.evidence.compute.power import compute
from extramile.evidence.kinds import Asked, Json, Kind
from extramile.evidence.queries.power import figures

EVERY: Final = timedelta(days=28)


def read(_asked: Asked, now: datetime) -> Json:
    return figures(now=now)


def is_due(_asked: Asked, last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= EVERY


KIND = Kind(read=read, compute=compute, is_due=is_due)
