"""The studies that every organisation gets, frozen before its first wave is closed."""

from datetime import datetime

from django.db import connection, transaction

from extramile.engagement.queries import waves
from extramile.evidence.models import Study
from extramile.evidence.operations.studies import freeze, state
from extramile.evidence.standing import STANDING


def ship_standing(now: datetime) -> int:
    """State and freeze those that are not there yet; those that are there stay. How many it shipped."""
    if not _missing():
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('evidence standing', 0))")
        missing = _missing()
        for key in missing:
            kind, statement = STANDING[key]
            study = state(key=key, kind=kind, statement=statement, actor=None, now=now, is_standing=True)
            freeze(study, actor=None, now=now)
    return len(missing)


def ship_when_planned(now: datetime) -> int:
    """A step: as soon as somebody plans a wave. Nobody's data are asked what nobody thought of asking."""
    return ship_standing(now) if _missing() and waves() else 0


def _missing() -> list[str]:
    there = set(Study.objects.filter(is_standing=True).values_list("key", flat=True))
    return [key for key in STANDING if key not in there]
