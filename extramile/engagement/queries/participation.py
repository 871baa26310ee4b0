"""How many took part so far: in bands, of companies and countries alone, as of the day."""

from dataclasses import dataclass
from datetime import date

from extramile.engagement.models import Participation


@dataclass(frozen=True, slots=True)
class ParticipationView:
    unit_id: int
    unit_name: str
    day: date
    low_percent: int
    high_percent: int


def participation(wave_id: int) -> list[ParticipationView]:
    """Per unit the newest day first."""
    rows = Participation.objects.filter(wave=wave_id).order_by("unit__depth", "unit__name", "unit_id", "-day")
    return [
        ParticipationView(*row)
        for row in rows.values_list("unit_id", "unit__name", "day", "low_percent", "high_percent")
    ]
