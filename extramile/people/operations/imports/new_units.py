"""New units by the thousand: what `add_unit` does, in a few statements for all of them.

Only what is plain: a row in which anything is wrong, or whose name is taken, is left to the way that
says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction

from extramile.core import audit
from extramile.core.copying import next_ids
from extramile.core.tables import Row, RowProblem
from extramile.people.models import Unit, UnitKind, User
from extramile.people.operations.imports.known import number_of
from extramile.people.operations.imports.shared import Outcome
from extramile.people.operations.units import checked, hang
from extramile.people.problems import Refused
from extramile.people.values import plain_text

Values = dict[str, Any]


def text_in(row: Row, key: str) -> str:
    return plain_text(row.values.get(key), field=key, most=1000)


def wanted_in(row: Row) -> Values:
    """What the row says about the unit itself."""
    wanted = {key: text_in(row, key) for key in ("name", "kind", "time_zone")}
    wanted["kind"] = wanted["kind"].lower()
    return {key: value for key, value in wanted.items() if value}


def kind_below(parent: object) -> UnitKind:
    """Where the row says none."""
    return UnitKind.TEAM if parent else UnitKind.COMPANY


def add_new(
    rows: Sequence[Row],
    paths: Mapping[str, int],
    outcomes: dict[int, Outcome | RowProblem],
    *,
    take_one: Callable[[Row], None],
    actor: User | None,
    now: datetime,
) -> None:
    """Rows in their order; `take_one` takes those that are known or not plain."""
    known = set(
        Unit.objects.filter(external_id__in=map(number_of, rows)).values_list("external_id", flat=True)
    )
    found = [(row, None if number_of(row) in known else _read(row, paths)) for row in rows]
    for is_new, some in groupby(found, key=lambda one: one[1] is not None):
        pairs = list(some)
        if is_new and _written([values for _, values in pairs if values], actor=actor, now=now):
            outcomes |= {row.number: "created" for row, _ in pairs}
        else:
            for row, _ in pairs:
                take_one(row)


def _read(row: Row, paths: Mapping[str, int]) -> Values | None:
    try:
        written = text_in(row, "parent")
        parent = paths.get(written.casefold()) if written else None
        if not number_of(row) or row.values.get("closed_on") or (written and parent is None):
            return None
        given = {"name": "", "kind": kind_below(parent), **wanted_in(row), "external_id": number_of(row)}
        return {"parent_id": parent, **checked(given)}
    except Refused:
        return None


def _written(new: Iterable[Values], *, actor: User | None, now: datetime) -> bool:
    """Not where a name or number is taken."""
    parents = Unit.objects.in_bulk({one["parent_id"] for one in new} - {None})
    units = [Unit(**one) for one in new]
    for unit, number in zip(units, next_ids("people_unit_id_seq", len(units)), strict=True):
        unit.pk = number
        hang(unit, parents[unit.parent_id] if unit.parent_id else None)
    try:
        with transaction.atomic():
            Unit.objects.bulk_create(units)
    except IntegrityError:
        return False
    audit.record_many(
        "people.unit.added",
        [(unit.pk, {"name": unit.name}) for unit in units],
        actor=actor,
        now=now,
        subject_type="unit",
    )
    return True
