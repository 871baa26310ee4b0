"""The released table as a file: what the pages show to this person, coded as there, and nothing else."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extramile.core.tables.writing import csv_blocks, write_workbook
from extramile.engagement.queries import (
    Asked,
    Figure,
    ReleasedUnit,
    ScaleFigure,
    all_comments,
    questions_of,
    released,
    scale_figures,
    scales_of_wave,
    whole_table,
)
from extramile.people.models import Unit
from extramile.people.queries import unit_names
from extramile.web.access import signed_in
from extramile.web.toasts import went_wrong
from extramile.web.voice.here import Here, here_or_404

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS: Final = 100_000
NAMES_AT_ONCE: Final = 500
SHARES: Final = ("promoter", "passive", "detractor")
FIGURES: Final = (
    "wave", "closed_on", "unit", "layer", "answers_from", "answers_to", "why_withheld", "question", "title",
    "option", "option_title", "moment", "measure", "value", "bound", "low", "high",
    *(f"{share}_percent" for share in SHARES),
)  # fmt: skip
COMMENTS: Final = ("wave", "unit", "question", "title", "words", "replies")

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    what: str
    heading: tuple[str, ...]
    rows: Iterator[Row]


@signed_in
@require_safe
def table_file(request: HttpRequest, wave: UUID, unit: int, ending: str) -> HttpResponseBase:
    """A unit with its layers; `?below=yes`: and every unit below it that this person may read."""
    here = here_or_404(request, wave)
    found = here.unit(unit)
    _shown_or_404(here, found)
    wanted = here.inside(found) if request.GET.get("below") == "yes" else here.units.filter(pk=found.pk)
    rows = _figure_rows(here, whole_table(here.wave.id, wanted), language=request.LANGUAGE_CODE or "en")
    return _sent(request, here, found, Sheet("results", FIGURES, rows), ending)


@signed_in
@require_safe
def comments_file(request: HttpRequest, wave: UUID, unit: int, ending: str) -> HttpResponseBase:
    """The comments that the unit's page shows, in the same order."""
    here = here_or_404(request, wave)
    found = here.unit(unit)
    whole = _shown_or_404(here, found)
    if not whole.is_shown:
        raise Http404
    rows = _comment_rows(here, found, language=request.LANGUAGE_CODE or "en")
    return _sent(request, here, found, Sheet("comments", COMMENTS, rows), ending)


def _shown_or_404(here: Here, unit: Unit) -> ReleasedUnit:
    groups = released(here.wave.id, [unit.pk], layers=False)
    if not groups:
        raise Http404
    return groups[0]


def _sent(request: HttpRequest, here: Here, unit: Unit, sheet: Sheet, ending: str) -> HttpResponseBase:
    parts = (slugify(here.wave.name) or "wave", slugify(unit.name) or str(unit.pk), sheet.what)
    name = f"{'-'.join(parts)}.{ending}"
    if ending == "xlsx":
        file = _workbook(sheet)
        if file is None:
            went_wrong(request, _("These are more than 100,000 rows: take the CSV file, or a smaller unit."))
            return redirect("voice:unit", here.wave.public_id, unit.pk)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(csv_blocks(sheet.heading, sheet.rows), content_type=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(sheet: Sheet) -> BinaryIO | None:
    """None: more rows than a workbook is made of while somebody waits."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        first = islice(sheet.rows, MOST_XLSX_ROWS)
        write_workbook(file, title="Results", heading=sheet.heading, rows=first)
        too_many = next(sheet.rows, None) is not None
    except BaseException:
        file.close()
        raise
    if too_many:
        file.close()
        return None
    file.seek(0)
    return file


def _figure_rows(here: Here, groups: Iterator[ReleasedUnit], *, language: str) -> Iterator[Row]:
    asked = {one.key: one for one in questions_of(here.wave.id)}
    scales = scales_of_wave(here.wave.id)
    for group in groups:
        place: Row = (
            here.wave.name,
            here.table.closed_on.isoformat(),
            group.unit_name,
            group.layer,
            group.least,
            group.most,
            group.why_withheld,
        )
        if not group.figures:
            yield (*place, *[None] * (len(FIGURES) - len(place)))
        for figure in group.figures:
            yield (*place, *_written(figure, asked.get(figure.question_key), language))
        for scale in scale_figures(scales, group):
            yield (*place, *_of_scale(scale, language))


def _of_scale(scale: ScaleFigure, language: str) -> Row:
    """A loaded instrument's scale, worked out of the rows above it."""
    label = scale.label.get(language) or next(iter(scale.label.values()), "")
    bound = "at least" if scale.is_at_least else "at most" if scale.is_at_most else ""
    ends = (scale.low, scale.high, *[None] * len(SHARES))
    return (scale.key, label, "", "", scale.moment, "scale", scale.value, bound, *ends)


def _written(figure: Figure, asked: Asked | None, language: str) -> Row:
    shares: Mapping[str, Any] = figure.shares or {}
    return (
        figure.question_key,
        asked.question.text("title", language) if asked else "",
        figure.option_key,
        _option(asked, figure.option_key, language),
        figure.moment,
        figure.measure,
        figure.value,
        "at least" if figure.is_at_least else "at most" if figure.is_at_most else "",
        figure.low,
        figure.high,
        *(shares.get(share) for share in SHARES),
    )


def _option(asked: Asked | None, key: str, language: str) -> str:
    options = asked.question.options if asked else ()
    return next((one.label.get(language, key) for one in options if one.key == key), key)


def _comment_rows(here: Here, unit: Unit, *, language: str) -> Iterator[Row]:
    titles = {one.key: one.question.text("title", language) for one in questions_of(here.wave.id)}
    found = all_comments(here.wave.id, here.inside(unit))
    while piece := list(islice(found, NAMES_AT_ONCE)):
        names = unit_names({one.unit_id for one in piece})
        for one in piece:
            replies = " / ".join(message.words for message in one.messages)
            title = titles.get(one.question_key, "")
            yield (here.wave.name, names.get(one.unit_id, ""), one.question_key, title, one.words, replies)
