"""What the released tables say: the only figures of the employees' voice that anybody reads."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from extramile.engagement.models import ReleasedFigure, ReleasedGroup, ReleasedTable, Wave
from extramile.engagement.release.figures import subject
from extramile.questionnaires.definition import Definition, Question
from extramile.questionnaires.queries import definition_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was published. `value` is in points, or on 0 to 100; see `ReleasedFigure`."""

    question_key: str
    option_key: str
    moment: str
    line: str
    measure: str
    value: int
    low: int | None
    high: int | None
    is_at_least: bool
    is_at_most: bool
    shares: dict[str, int] | None


@dataclass(frozen=True, slots=True)
class ReleasedUnit:
    """A unit with everything below it, or one layer of it. Withheld: without figures, with the reason."""

    unit_id: int
    unit_name: str
    layer: str
    is_shown: bool
    why_withheld: str
    least: int | None
    most: int | None
    figures: tuple[Figure, ...] = ()

    def figure(self, question_key: str, *, option_key: str = "", moment: str = "") -> Figure | None:
        wanted = (question_key, option_key, moment)
        return next(
            (one for one in self.figures if (one.question_key, one.option_key, one.moment) == wanted), None
        )


@dataclass(frozen=True, slots=True)
class TableView:
    """The released table itself, as a report quotes it."""

    wave_id: int
    closed_on: date
    rules: str
    least_in_node: int
    least_in_cut: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a wave, by what it is about: "now" and "wished" of one aspect are one."""

    key: str
    question: Question
    wished: Question | None = None


def table_of(wave_id: int) -> TableView | None:
    return tables_of([wave_id]).get(wave_id)


def tables_of(wave_ids: Collection[int]) -> dict[int, TableView]:
    """Of waves that have one, in one query."""
    return {
        one.wave_id: TableView(
            one.wave_id, one.closed_on, one.rules, one.least_in_node, one.least_in_cut, one.fingerprint
        )
        for one in ReleasedTable.objects.filter(wave__in=wave_ids)
    }


def definition_of_wave(wave_id: int) -> Definition:
    return definition_of(Wave.objects.values_list("questionnaire_version_id", flat=True).get(pk=wave_id))


def questions_of(wave_id: int) -> list[Asked]:
    """What was asked, in the order of the questionnaire."""
    found: dict[str, Asked] = {}
    for question in definition_of_wave(wave_id).questions:
        key, moment = subject(question)
        if moment == "wished" and key in found:
            found[key] = Asked(key, found[key].question, question)
        elif question.has_answer:
            found[key] = Asked(key, question)
    return list(found.values())


def released(wave_id: int, unit_ids: Collection[int], *, layers: bool = True) -> list[ReleasedUnit]:
    """What the wave's table says of these units, and of their layers. Two queries."""
    groups = ReleasedGroup.objects.filter(table__wave=wave_id, unit_id__in=unit_ids)
    if not layers:
        groups = groups.filter(layer="")
    rows = list(groups.order_by("unit_id", "layer"))
    figures = _figures(ReleasedFigure.objects.filter(group__in=[group.pk for group in rows]))
    return [_unit(group, figures.get(group.pk, ())) for group in rows]


def released_units(wave_id: int) -> list[int]:
    """Units of which the wave's table shows something."""
    shown = ReleasedGroup.objects.filter(table__wave=wave_id, layer="", is_shown=True)
    return list(shown.order_by("unit_id").values_list("unit_id", flat=True))


def _figures(rows: Iterable[ReleasedFigure]) -> dict[int, tuple[Figure, ...]]:
    found: dict[int, list[Figure]] = defaultdict(list)
    for row in rows:
        found[row.group_id].append(_figure(row))
    return {group: tuple(figures) for group, figures in found.items()}


def _figure(row: ReleasedFigure) -> Figure:
    return Figure(
        question_key=row.question_key,
        option_key=row.option_key,
        moment=row.moment,
        line=row.line,
        measure=row.measure,
        value=row.value,
        low=row.low,
        high=row.high,
        is_at_least=row.is_at_least,
        is_at_most=row.is_at_most,
        shares=row.shares,
    )


def _unit(group: ReleasedGroup, figures: tuple[Figure, ...]) -> ReleasedUnit:
    return ReleasedUnit(
        unit_id=group.unit_id,
        unit_name=group.unit_name,
        layer=group.layer,
        is_shown=group.is_shown,
        why_withheld=group.why_withheld,
        least=group.least,
        most=group.most,
        figures=figures,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One wave of a series. `breaks`: what was asked differs from the wave before, so no line joins them."""

    wave_id: int
    wave_name: str
    closed_on: date
    figure: Figure
    breaks: bool


def series(unit_id: int, question_key: str, *, layer: str = "") -> list[Point]:
    """The question's figures of a unit over all waves that show it, the oldest first."""
    rows = (
        ReleasedFigure.objects.filter(
            group__unit=unit_id, group__layer=layer, question_key=question_key, option_key="", moment=""
        )
        .select_related("group__table__wave")
        .order_by("group__table__wave__closes_at", "pk")
    )
    points: list[Point] = []
    for row in rows:
        table = row.group.table
        breaks = bool(points) and points[-1].figure.line != row.line
        points.append(Point(table.wave_id, table.wave.name, table.closed_on, _figure(row), breaks))
    return points
