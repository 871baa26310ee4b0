"""Released results of the employees' voice, for programs: the table as it was published, and nothing else."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from extramile.engagement.queries import (
    Asked,
    Figure,
    ReleasedUnit,
    ScaleFigure,
    TableView,
    WaveView,
    closed_waves,
    questions_of,
    scale_figures,
    scales_of_wave,
    table_of,
    table_page,
    tables_of,
    wave_of,
)
from extramile.people.models import Unit
from extramile.questionnaires.instruments import Scale
from extramile.web.api.auth import Key
from extramile.web.api.errors import ApiError, Failed

router = Router(tags=["employees' voice"], auth=Key("voice"))
ERRORS: Any = {401: Failed, 403: Failed, 404: Failed, 422: Failed}


class WaveOut(Schema):
    id: UUID
    name: str
    kind: str
    closed_on: date
    fingerprint: str = Field(..., description="Of the released table, which never changes")


class WaveList(Schema):
    waves: list[WaveOut]


class QuestionOut(Schema):
    key: str
    title: dict[str, str]
    options: dict[str, dict[str, str]]


class FigureOut(Schema):
    question: str
    option: str = Field(..., description="Of a question with options; else empty")
    moment: str = Field(..., description="now or wished, of the culture map; else empty")
    line: str = Field(
        ..., description="The same over waves as long as the question was asked in the same way"
    )
    measure: str = Field(..., description="enps, mean (0 to 100), share or points (percent)")
    value: int
    bound: str = Field(..., description="“at least” or “at most” at the ends of the scale; else empty")
    low: int | None
    high: int | None
    shares: dict[str, int] | None


class ScaleOut(Schema):
    scale: str
    moment: str
    value: float = Field(..., description="On the instrument's own scale, worked out of the released figures")
    bound: str
    low: float | None
    high: float | None
    lowest: float
    highest: float


class GroupOut(Schema):
    unit: int
    unit_external_id: str | None
    unit_name: str = Field(..., description="As it was called when the wave closed")
    layer: str = Field(..., description="Empty: everybody of the unit and below it")
    is_shown: bool
    why_withheld: str
    answers_from: int | None = Field(..., description="How many answered, as a band; the number is not kept")
    answers_to: int | None
    figures: list[FigureOut]
    scales: list[ScaleOut] = Field(..., description="Of an instrument that was loaded; otherwise none")


class Released(Schema):
    wave: WaveOut
    rules: str
    questions: list[QuestionOut]
    groups: list[GroupOut]
    next: int | None = Field(..., description="Send it as `after` for the next page; null: this is the last")


@router.get("/waves", response={200: WaveList, **ERRORS}, url_name="list_waves", summary="Waves with results")
def list_waves(request: HttpRequest) -> WaveList:  # noqa: ARG001
    """Waves that have closed, the newest first. Of a wave that is open there is nothing to tell."""
    waves = closed_waves()
    tables = tables_of([one.id for one in waves])
    return WaveList(waves=[_wave(one, tables[one.id]) for one in waves if one.id in tables])


@router.get(
    "/waves/{wave}/released",
    response={200: Released, **ERRORS},
    url_name="get_released",
    summary="The released table of a wave",
)
def get_released(
    request: HttpRequest,  # noqa: ARG001
    wave: UUID,
    after: Annotated[int, Query(ge=0, lt=2**63, description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Units a page")] = 200,
) -> Released:
    """Rounded, coded and withheld as on the pages. It was computed once and never changes."""
    found = wave_of(wave)
    table = table_of(found.id) if found and found.state == "closed" else None
    if found is None or table is None:
        raise ApiError(
            HTTPStatus.NOT_FOUND,
            "no_such_wave",
            "There is no wave of this id that has results.",
            place="path.wave",
            remedy="Take an id from GET /api/v1/waves.",
        )
    groups, more = table_page(found.id, after=after, limit=limit)
    outside = dict(
        Unit.objects.filter(pk__in={one.unit_id for one in groups}).values_list("pk", "external_id")
    )
    scales = scales_of_wave(found.id)
    return Released(
        wave=_wave(found, table),
        rules=table.rules,
        questions=[_question(one) for one in questions_of(found.id)],
        groups=[_group(one, outside.get(one.unit_id), scales) for one in groups],
        next=more,
    )


def _wave(wave: WaveView, table: TableView) -> WaveOut:
    return WaveOut(
        id=wave.public_id,
        name=wave.name,
        kind=wave.kind,
        closed_on=table.closed_on,
        fingerprint=table.fingerprint,
    )


def _question(asked: Asked) -> QuestionOut:
    return QuestionOut(
        key=asked.key,
        title=dict(asked.question.texts.get("title", {})),
        options={one.key: dict(one.label) for one in asked.question.options},
    )


def _group(group: ReleasedUnit, external_id: str | None, scales: Sequence[Scale]) -> GroupOut:
    return GroupOut(
        unit=group.unit_id,
        unit_external_id=external_id,
        unit_name=group.unit_name,
        layer=group.layer,
        is_shown=group.is_shown,
        why_withheld=group.why_withheld,
        answers_from=group.least,
        answers_to=group.most,
        figures=[_figure(one) for one in group.figures],
        scales=[_scale(one) for one in scale_figures(scales, group)],
    )


def _scale(scale: ScaleFigure) -> ScaleOut:
    return ScaleOut(
        scale=scale.key,
        moment=scale.moment,
        value=scale.value,
        bound="at least" if scale.is_at_least else "at most" if scale.is_at_most else "",
        low=scale.low,
        high=scale.high,
        lowest=scale.lowest,
        highest=scale.highest,
    )


def _figure(figure: Figure) -> FigureOut:
    return FigureOut(
        question=figure.question_key,
        option=figure.option_key,
        moment=figure.moment,
        line=figure.line,
        measure=figure.measure,
        value=figure.value,
        bound="at least" if figure.is_at_least else "at most" if figure.is_at_most else "",
        low=figure.low,
        high=figure.high,
        shares=figure.shares,
    )
