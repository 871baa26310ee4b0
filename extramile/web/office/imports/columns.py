"""Look at each column with its first values, and say what it is."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from extramile.conductor.imports import handler_of
from extramile.core.clock import now
from extramile.core.tables import Shape, TableProblem, describe, open_table, remedy, tell
from extramile.core.tables.guarding import OURS
from extramile.intake.models import BatchState, ImportBatch
from extramile.intake.operations import Handler, confirm_mapping
from extramile.intake.operations.files import path_of
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.imports.common import find_batch, label_of

ATTRIBUTES: Final[dict[str, Promise]] = {
    "text": _("Keep it as text"),
    "number": _("Keep it as a number"),
    "date": _("Keep it as a date"),
    "yesno": _("Keep it as yes or no"),
}


@dataclass(slots=True)
class Column:
    """One column of the file as the page shows it."""

    index: int
    heading: str
    examples: list[str]
    meaning: str  # "field:amount", "attribute:text" or empty
    order: str = ""  # "dmy" or "mdy" where it holds dates in figures
    unsure: bool = False

    @property
    def name(self) -> str:
        return f"column-{self.index}"

    @property
    def order_name(self) -> str:
        return f"dates-{self.index}"


@allowed(Deed.IMPORT, Deed.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    batch = find_batch(request, pk)
    if batch.state != BatchState.MAPPING:
        return redirect("office:import", pk=pk)
    handler = handler_of(batch.kind)
    shape = Shape.from_json(batch.shape["file"])
    if request.method != "POST":
        return _page(request, batch, handler, _columns(batch, shape), problem=None)
    chosen = _chosen(request.POST, _columns(batch, shape))
    try:
        _confirm(request, batch, handler, chosen)
    except TableProblem as problem:
        return _page(request, batch, handler, chosen, problem=problem)
    return redirect("office:import", pk=pk)


def _columns(batch: ImportBatch, shape: Shape) -> list[Column]:
    meaning = {column: f"field:{key}" for key, column in batch.shape["mapping"].items()}
    meaning |= {item["column"]: f"attribute:{item['type']}" for item in batch.shape["attributes"]}
    try:
        rows = open_table(path_of(batch), shape=shape).first_rows(30)
    except TableProblem:
        rows = []
    return [
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


def _examples(rows: list[list[str]], index: int) -> list[str]:
    """The first three different values that are not empty."""
    values = (row[index].strip() for row in rows if index < len(row))
    return list(dict.fromkeys(value[:80] for value in values if value))[:3]


def _chosen(posted: QueryDict, shown: list[Column]) -> list[Column]:
    for column in shown:
        column.meaning = posted.get(column.name, "")
        order = posted.get(column.order_name, "")
        if column.order and order in {"dmy", "mdy"}:
            column.order = order
    return shown


def _confirm(request: HttpRequest, batch: ImportBatch, handler: Handler, chosen: list[Column]) -> None:
    mapping: dict[str, str] = {}
    attributes: list[dict[str, str]] = []
    keys = {field.key for field in handler.fields}
    for column in chosen:
        what, _colon, name = column.meaning.partition(":")
        if what == "field" and name in keys:
            if name in mapping:
                raise TableProblem("column_twice", {"field": label_of(name)})
            mapping[name] = column.heading
        elif what == "attribute" and name in ATTRIBUTES and handler.takes_attributes:
            attributes.append({"column": column.heading, "type": name})
    missing = [label_of(field.key) for field in handler.fields if field.required and field.key not in mapping]
    if missing:
        raise TableProblem("unmapped", {"fields": ", ".join(missing)})
    confirm_mapping(
        batch,
        mapping=mapping,
        attributes=attributes,
        dates={column.heading: column.order for column in chosen if column.order},
        fields=handler.fields,
        actor=signed_in_user(request),
        now=now(),
    )


def _page(
    request: HttpRequest,
    batch: ImportBatch,
    handler: Handler,
    shown: list[Column],
    *,
    problem: TableProblem | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": batch,
        "shape": batch.shape["file"],
        "columns": shown,
        "fields": [(f"field:{field.key}", label_of(field.key), field.required) for field in handler.fields],
        "attributes": [(f"attribute:{kind}", label) for kind, label in ATTRIBUTES.items()]
        if handler.takes_attributes
        else [],
        "problem": problem and (describe(problem.code, problem.parameters), _remedy(problem)),
        "remembered": batch.shape.get("remembered"),
    }
    return render(request, "office/imports/columns.html", context, status=422 if problem else 200)


def _remedy(problem: TableProblem) -> str:
    return remedy(problem.code, problem.parameters) or tell(problem.code, problem.parameters)
