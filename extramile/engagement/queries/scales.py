"""Scales of a loaded instrument: worked out of the released figures of its items, and of nothing else.

Whoever has the released table can do the same sum. So a scale tells nothing about anybody that the table does
not tell, and there is nothing to decide about showing it: it is there where all of its items are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extramile.engagement.models import ReleasedFigure, Wave
from extramile.engagement.queries.results import Figure, ReleasedUnit, _figure
from extramile.questionnaires.instruments import POINTS, Item, Scale
from extramile.questionnaires.queries import scales_of_version

Place = tuple[str, str, str]  # question, option, moment
MOMENTS = ("", "now", "wished")


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """`value`, `low` and `high` on the instrument's own scale, from `lowest` to `highest`."""

    key: str
    label: Mapping[str, str]
    moment: str
    value: float
    low: float | None
    high: float | None
    lowest: float
    highest: float
    is_at_least: bool
    is_at_most: bool
    lines: tuple[str, ...]  # of its items: the same as long as they were asked in the same way


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One wave of a scale's series."""

    wave_name: str
    closed_on: date
    figure: ScaleFigure
    breaks: bool


def scales_of_wave(wave_id: int) -> tuple[Scale, ...]:
    return scales_of_version(Wave.objects.values_list("questionnaire_version_id", flat=True).get(pk=wave_id))


def scale_figures(scales: Sequence[Scale], group: ReleasedUnit) -> list[ScaleFigure]:
    """Of one group, in the order of the instrument. Of a withheld group there are none."""
    return _all(scales, {(one.question_key, one.option_key, one.moment): one for one in group.figures})


def _all(scales: Sequence[Scale], known: Mapping[Place, Figure]) -> list[ScaleFigure]:
    return [
        found for scale in scales for moment in MOMENTS if (found := _one(scale, moment, known)) is not None
    ]


def _one(scale: Scale, moment: str, known: Mapping[Place, Figure]) -> ScaleFigure | None:
    """None: an item of it is not shown."""
    parts = [(item, known.get((item.question, item.option, moment))) for item in scale.items]
    given = [(item, figure) for item, figure in parts if figure is not None]
    if len(given) < len(parts):
        return None
    turned = [_turned(item, figure) for item, figure in given]
    at_least, at_most = any(one[3] for one in turned), any(one[4] for one in turned)
    lows, highs = [one[1] for one in turned], [one[2] for one in turned]
    ends = (0.0, 100.0) if scale.scoring == POINTS else (scale.low, scale.high)
    return ScaleFigure(
        key=scale.key,
        label=scale.label,
        moment=moment,
        value=_on(ends, [one[0] for one in turned]),
        low=_on(ends, [one for one in lows if one is not None]) if None not in lows else None,
        high=_on(ends, [one for one in highs if one is not None]) if None not in highs else None,
        lowest=ends[0],
        highest=ends[1],
        is_at_least=at_least and not at_most,
        is_at_most=at_most and not at_least,
        lines=tuple(figure.line for _item, figure in given),
    )


Turned = tuple[int, int | None, int | None, bool, bool]  # value, low, high, at least, at most


def _turned(item: Item, figure: Figure) -> Turned:
    """On 0 to 100, the other way round where the key says so."""
    if not item.is_reversed:
        return figure.value, figure.low, figure.high, figure.is_at_least, figure.is_at_most
    low, high = (None if end is None else 100 - end for end in (figure.high, figure.low))
    return 100 - figure.value, low, high, figure.is_at_most, figure.is_at_least


def _on(ends: tuple[float, float], points: Sequence[int]) -> float:
    low, high = ends
    number = low + sum(points) / len(points) / 100 * (high - low)
    return round(number, 1 if high - low <= 10 else 0)


def scale_histories(
    scales: Sequence[Scale], unit_id: int, *, until: date
) -> dict[tuple[str, str], list[ScalePoint]]:
    """(scale, moment) -> its figures over the waves that closed by that day, the oldest first. One query."""
    if not scales:
        return {}
    rows = (
        ReleasedFigure.objects.filter(
            group__unit=unit_id,
            group__layer="",
            group__table__closed_on__lte=until,
            question_key__in={item.question for scale in scales for item in scale.items},
        )
        .select_related("group__table__wave")
        .order_by("group__table__wave__closes_at", "pk")
    )
    waves: dict[tuple[str, date], dict[Place, Figure]] = {}
    for row in rows:
        table = row.group.table
        known = waves.setdefault((table.wave.name, table.closed_on), {})
        known[row.question_key, row.option_key, row.moment] = _figure(row)
    found: dict[tuple[str, str], list[ScalePoint]] = defaultdict(list)
    for (name, closed_on), known in waves.items():
        for figure in _all(scales, known):
            before = found[figure.key, figure.moment]
            breaks = bool(before) and before[-1].figure.lines != figure.lines
            before.append(ScalePoint(name, closed_on, figure, breaks))
    return dict(found)
