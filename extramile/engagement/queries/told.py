"""One question's figures of every unit and wave at once: for whoever puts them beside other counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from extramile.engagement.models import ReleasedFigure, Wave, WaveState
from extramile.engagement.queries.results import questions_of


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a whole unit, as it was published, with the band of how many answered."""

    wave_id: int
    unit_id: int
    question_key: str
    line: str
    value: int
    low: int | None
    high: int | None
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class TellingWave:
    """A wave that has opened and asks the question. `closed_on`: once its table is released."""

    wave_id: int
    opens_at: datetime
    closed_on: date | None


COLUMNS = (
    "group__table__wave_id",
    "group__unit_id",
    "question_key",
    "line",
    "value",
    "low",
    "high",
    "group__least",
    "group__most",
)


def told(measure: str, *, wave_ids: Collection[int], question_key: str | None = None) -> list[Told]:
    """What these waves' tables show of whole units; of one question, or all of this measure. One query."""
    rows = ReleasedFigure.objects.filter(
        measure=measure,
        option_key="",
        moment="",
        group__layer="",
        group__is_shown=True,
        group__table__wave__in=list(wave_ids),
        group__least__isnull=False,
        group__most__isnull=False,
    )
    if question_key is not None:
        rows = rows.filter(question_key=question_key)
    return [Told(*row) for row in rows.order_by("group__unit_id", "pk").values_list(*COLUMNS)]


def telling_waves(measure: str, *, question_key: str | None = None) -> list[TellingWave]:
    """Waves with such a figure, and waves that ask for it and are not closed yet; by their closing."""
    figures = ReleasedFigure.objects.filter(measure=measure, option_key="", moment="", group__layer="")
    if question_key is not None:
        figures = figures.filter(question_key=question_key)
    telling = set(figures.values_list("group__table__wave_id", flat=True).distinct())
    rows = Wave.objects.exclude(state__in=[WaveState.DRAFT, WaveState.CALLED_OFF]).order_by("closes_at", "pk")
    return [
        TellingWave(wave.pk, wave.opens_at, wave.released.closed_on if wave.pk in telling else None)
        for wave in rows.select_related("released")
        if wave.pk in telling or (wave.state != WaveState.CLOSED and _asks(wave.pk, question_key))
    ]


def _asks(wave_id: int, question_key: str | None) -> bool:
    return question_key is None or any(asked.key == question_key for asked in questions_of(wave_id))
