"""Code cards: how many were printed for a cell, and how many names were ticked off. Never how many were used:
with one name ticked, that would say whether this one person answered."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from extramile.engagement.models import Cell, CodeCard, Invitee


@dataclass(frozen=True, slots=True)
class CellCards:
    cell_id: int
    unit_id: int
    name: str
    layer: str
    invited: int
    printed: int
    ticked: int


@dataclass(frozen=True, slots=True)
class NameToTick:
    """Somebody who may draw a card. Whether they took a ballot in the browser is not shown here: whoever
    hands out cards need not know."""

    employee_id: int
    name: str
    by_card: bool


def cards_of(wave_id: int, unit_ids: Collection[int]) -> list[CellCards]:
    """The cells of people in these units, by unit and layer."""
    inside = Invitee.objects.filter(wave=wave_id, team__in=unit_ids).values("cell")
    cells = Cell.objects.filter(wave=wave_id, pk__in=inside).annotate(
        printed=_number(CodeCard.objects.filter(cell=OuterRef("pk"))),
        ticked=_number(Invitee.objects.filter(cell=OuterRef("pk"), by_card=True)),
    )
    rows = cells.order_by("unit__name", "unit_id", "layer")
    return [
        CellCards(*row)
        for row in rows.values_list("pk", "unit_id", "unit__name", "layer", "invited", "printed", "ticked")
    ]


def _number(rows: QuerySet[CodeCard] | QuerySet[Invitee]) -> Coalesce:
    counted = rows.order_by().values("cell").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def names_to_tick(wave_id: int, unit_ids: Collection[int], *, cell_id: int) -> list[NameToTick]:
    """Who of these units votes in that cell, by name."""
    rows = Invitee.objects.filter(wave=wave_id, cell=cell_id, team__in=unit_ids)
    return [
        NameToTick(*row)
        for row in rows.order_by("employee__name", "employee_id").values_list(
            "employee_id", "employee__name", "by_card"
        )
    ]
