"""How many took part in earlier waves: as it was published of the whole company, and nothing finer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from extramile.engagement.models import Cell, Participation, ReleasedGroup, Wave, WaveState
from extramile.people.models import UnitKind


@dataclass(frozen=True, slots=True)
class Responded:
    """Between so many and so many of a hundred who were invited."""

    wave_name: str
    closed_on: date
    low: int
    high: int


def responded(last: int) -> list[Responded]:
    """Of the last waves that closed, the newest first, but for those of which nothing was published."""
    closed = Wave.objects.filter(state=WaveState.CLOSED).select_related("released")
    found = []
    for wave in closed.order_by("-closes_at", "-pk")[:last]:
        band = _at_the_end(wave) or _of_the_table(wave)
        if band is not None:
            found.append(Responded(wave.name, wave.released.closed_on, *band))
    return found


def _at_the_end(wave: Wave) -> tuple[int, int] | None:
    """The bands of its last day."""
    rows = Participation.objects.filter(wave=wave, unit__kind=UnitKind.COMPANY).order_by("-day")
    told = list(rows.values_list("day", "low_percent", "high_percent"))
    return _joint((low, high) for day, low, high in told if day == told[0][0])


def _of_the_table(wave: Wave) -> tuple[int, int] | None:
    """Of a small company no participation is told, but the released table has a band of its answers."""
    groups = ReleasedGroup.objects.filter(
        table__wave=wave, layer="", is_shown=True, unit__kind=UnitKind.COMPANY
    )
    bands = []
    for unit, least, most in groups.values_list("unit_id", "least", "most"):
        cells = Cell.objects.filter(wave=wave, above__contains=[unit])
        invited = cells.aggregate(all=Sum("invited"))["all"] or 0
        if invited and least is not None and most is not None:
            bands.append((100 * least // invited, min(100, -(-100 * most // invited))))
    return _joint(bands)


def _joint(bands: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    lows, highs = zip(*bands, strict=True) if (bands := list(bands)) else ((), ())
    return (min(lows), max(highs)) if lows else None
