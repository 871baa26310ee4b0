"""How many took part so far: once a day, of companies and countries alone, in bands of ten per cent."""

from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from extramile.engagement.models import Cell, Participation, Wave, WaveState
from extramile.engagement.queries.planned import day_of
from extramile.people.models import Unit, UnitKind

LEAST_INVITED: Final = 50
BAND: Final = 10
TOLD: Final = (UnitKind.COMPANY, UnitKind.COUNTRY)


def count_participation(now: datetime) -> int:
    """A step: a row for each of these units of each open wave that has none today."""
    day = day_of(now)
    waves = Wave.objects.filter(state=WaveState.OPEN, opens_at__lte=now, closes_at__gt=now)
    return sum(
        _count(wave, now) for wave in waves.exclude(participation__day=day).values_list("pk", flat=True)
    )


def _count(wave_id: int, now: datetime) -> int:
    """How many were asked and took a ballot, by the frozen cells; what is told is a band and no number."""
    invited: dict[int, int] = {}
    taken: dict[int, int] = {}
    for above, asked, took in _cells(wave_id):
        for unit in above:
            invited[unit] = invited.get(unit, 0) + asked
            taken[unit] = taken.get(unit, 0) + took
    told = Unit.objects.filter(pk__in=invited, kind__in=TOLD).values_list("pk", flat=True)
    rows = [
        Participation(
            wave_id=wave_id,
            unit_id=unit,
            day=day_of(now),
            low_percent=band_of(taken[unit], invited[unit]),
            high_percent=band_of(taken[unit], invited[unit]) + BAND,
        )
        for unit in sorted(told)
        if invited[unit] >= LEAST_INVITED
    ]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _cells(wave_id: int) -> list[tuple[list[int], int, int]]:
    took = Count("invitees", filter=Q(invitees__took_ballot=True))
    rows = Cell.objects.filter(wave=wave_id).annotate(took=took).order_by("pk")
    return list(rows.values_list("above", "invited", "took"))


def band_of(taken: int, invited: int) -> int:
    """The lower end of the band: 0, 10, ... 90; everybody is in the last one too."""
    return min(100 * taken // invited // BAND * BAND, 100 - BAND)
