"""Look at each column with its first values, and say what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from extramile.conductor.imports import handler_of
from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.core.tables import Shape, TableProblem, describe, open_table, remedy, tell
from extramile.core.tables.guarding import OURS
from extramile.intake.models import BatchKind, BatchState, ImportBatch
from extramile.intake.operations import Handler, choose_sheet, confirm_mapping
from extramile.intake.operations.files import path_of
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.countries import country_choices
from extramile.web.office.imports.common import find_batch, label_of
from extramile.web.office.imports.foretelling import ForetoldRow, Guess, foretell, guess_of

ATTRIBUTES: Final[dict[str, Promise]] = {
    "text": _("Keep it as text"),
    "number": _("Keep it as a number"),
    "date": _("Keep it as a date"),
    "yesno": _("Keep it as yes or no"),
}
LOOKED_AT: Final = 30
NumberedRows = list[tuple[int, list[str]]]


@dataclass(slots=True)
class Column:
    """One column of the file as the page shows it."""

    index: int
    heading: str
    examples: list[str]
    meaning: str  # "field:amount", "attribute:text" or empty
    order: str = ""  # "dmy" or "mdy" where it holds dates in figures
    unsure: bool = False
    guess: Guess | None = None

    @property
    def name(self) -> str:
        return f"column-{self.index}"

    @property
    def order_name(self) -> str:
        return f"dates-{self.index}"

    @property
    def field_key(self) -> str:
        what, _colon, key = self.meaning.partition(":")
        return key if what == "field" else ""


@dataclass(slots=True)
class Choices:
    """Everything that is chosen on the page."""

    columns: list[Column]
    region: str
    create_units: bool = False

    @property
    def mapping(self) -> dict[str, str]:
        """The first column of each field; the confirmation complains of a second."""
        pairs = [(one.field_key, one.heading) for one in self.columns if one.field_key]
        return dict(reversed(pairs))

    @property
    def attributes(self) -> list[dict[str, str]]:
        kept = [(one.heading, one.meaning.partition(":")) for one in self.columns]
        return [{"column": heading, "type": kind} for heading, (what, _, kind) in kept if what == "attribute"]

    @property
    def dates(self) -> dict[str, Any]:
        return {one.heading: one.order for one in self.columns if one.order}


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    batch = find_batch(request, pk)
    if batch.state != BatchState.MAPPING:
        return redirect("office:import", pk=pk)
    handler, rows = handler_of(batch.kind), _first_rows(batch)
    choices = _guessed(batch, handler, rows)
    if request.method != "POST":
        return _page(request, batch, handler, choices, rows)
    choices = _chosen(request.POST, choices, handler)
    if "look" in request.POST:
        return _page(request, batch, handler, choices, rows)
    try:
        _confirm(request, batch, handler, choices)
    except TableProblem as problem:
        return _page(request, batch, handler, choices, rows, problem=problem)
    return redirect("office:import", pk=pk)


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet of the workbook: its columns are guessed anew."""
    batch = find_batch(request, pk)
    if batch.state != BatchState.MAPPING:
        return redirect("office:import", pk=pk)
    handler = handler_of(batch.kind)
    try:
        choose_sheet(batch, request.POST.get("sheet", ""), fields=handler.fields)
    except TableProblem as problem:
        rows = _first_rows(batch)
        return _page(request, batch, handler, _guessed(batch, handler, rows), rows, problem=problem)
    return redirect("office:import-columns", pk=pk)


def _shape(batch: ImportBatch) -> Shape:
    return Shape.from_json(batch.shape["file"])


def _first_rows(batch: ImportBatch) -> NumberedRows:
    """None where the file is gone; the page says so when it is confirmed."""
    try:
        table = open_table(path_of(batch), shape=_shape(batch))
        return [row for _, row in zip(range(LOOKED_AT), table.rows(), strict=False)]
    except TableProblem:
        return []


def _guessed(batch: ImportBatch, handler: Handler, rows: NumberedRows) -> Choices:
    shape = _shape(batch)
    meaning = {column: f"field:{key}" for key, column in batch.shape["mapping"].items()}
    meaning |= {item["column"]: f"attribute:{item['type']}" for item in batch.shape["attributes"]}
    shown = [
        Column(
            index,
            heading,
            _examples(rows, index),
            meaning.get(heading, ""),
            order=shape.dates.get(heading, ""),
            unsure=heading in shape.unsure_dates,
        )
        for index, heading in enumerate(shape.columns)
        if heading not in OURS
    ]
    _say_how_sure(shown, batch, handler, rows)
    region = batch.shape.get("region") or preferences().region
    return Choices(shown, region, bool(batch.shape.get("create_units")))


def _say_how_sure(shown: Sequence[Column], batch: ImportBatch, handler: Handler, rows: NumberedRows) -> None:
    fields = {field.key: field for field in handler.fields}
    earlier = batch.source.mappings.get(batch.kind, {}).get("columns", {})
    for column in shown:
        field = fields.get(column.field_key)
        if field is not None:
            values = [row[column.index] for _, row in rows if column.index < len(row)]
            remembered = earlier.get(field.key) == column.heading
            column.guess = guess_of(column.heading, values, field, _shape(batch), remembered=remembered)


def _examples(rows: NumberedRows, index: int) -> list[str]:
    """The first three different values that are not empty."""
    values = (row[index].strip() for _, row in rows if index < len(row))
    return list(dict.fromkeys(value[:80] for value in values if value))[:3]


def _chosen(posted: QueryDict, guessed: Choices, handler: Handler) -> Choices:
    """What the form says; a value that the page did not offer is none."""
    offered = {f"field:{field.key}" for field in handler.fields}
    offered |= {f"attribute:{kind}" for kind in ATTRIBUTES} if handler.takes_attributes else set()
    for column in guessed.columns:
        meaning = posted.get(column.name, "")
        column.guess = column.guess if meaning == column.meaning else None
        column.meaning = meaning if meaning in offered else ""
        order = posted.get(column.order_name, "")
        if column.order and order in {"dmy", "mdy"}:
            column.order = order
    region = posted.get("region", "")
    guessed.region = region if region in dict(country_choices()) else guessed.region
    guessed.create_units = "create_units" in posted
    return guessed


def _confirm(request: HttpRequest, batch: ImportBatch, handler: Handler, choices: Choices) -> None:
    keys = [column.field_key for column in choices.columns if column.field_key]
    for key in keys:
        if keys.count(key) > 1:
            raise TableProblem("column_twice", {"field": label_of(key)})
    missing = [label_of(field.key) for field in handler.fields if field.required and field.key not in keys]
    if missing:
        raise TableProblem("unmapped", {"fields": ", ".join(missing)})
    confirm_mapping(
        batch,
        mapping=choices.mapping,
        attributes=choices.attributes,
        dates=choices.dates,
        fields=handler.fields,
        region=choices.region,
        create_units=choices.create_units and batch.kind == BatchKind.RESPONSES,
        actor=signed_in_user(request),
        now=now(),
    )


def _foretold(
    batch: ImportBatch, handler: Handler, choices: Choices, rows: NumberedRows
) -> list[ForetoldRow]:
    return foretell(
        rows,
        _shape(batch).with_dates(choices.dates),
        mapping=choices.mapping,
        attributes=choices.attributes,
        fields=handler.fields,
        labels={field.key: label_of(field.key) for field in handler.fields},
        region=choices.region,
    )


def _page(
    request: HttpRequest,
    batch: ImportBatch,
    handler: Handler,
    choices: Choices,
    rows: NumberedRows,
    *,
    problem: TableProblem | None = None,
) -> HttpResponse:
    has_mobiles = any(field.kind == "mobile" for field in handler.fields)
    context: dict[str, Any] = {
        "batch": batch,
        "shape": batch.shape["file"],
        "columns": choices.columns,
        "fields": [(f"field:{field.key}", label_of(field.key), field.required) for field in handler.fields],
        "attributes": [(f"attribute:{kind}", label) for kind, label in ATTRIBUTES.items()]
        if handler.takes_attributes
        else [],
        "foretold": _foretold(batch, handler, choices, rows),
        "countries": country_choices() if has_mobiles else [],
        "region": choices.region,
        "may_create_units": batch.kind == BatchKind.RESPONSES,
        "create_units": choices.create_units,
        "problem": problem and (describe(problem.code, problem.parameters), _remedy(problem)),
        "remembered": batch.shape.get("remembered"),
    }
    return render(request, "office/imports/columns.html", context, status=422 if problem else 200)


def _remedy(problem: TableProblem) -> str:
    return remedy(problem.code, problem.parameters) or tell(problem.code, problem.parameters)
