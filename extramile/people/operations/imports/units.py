"""Units from rows: parents before children, whatever order the file has."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from extramile.core.tables import Applied, Row, RowProblem
from extramile.people.models import Unit, User
from extramile.people.operations.imports.new_units import add_new, kind_below, text_in, wanted_in
from extramile.people.operations.imports.shared import Outcome, counted, refuse_unfit, take
from extramile.people.operations.locks import one_at_a_time
from extramile.people.operations.units import add_unit, change_unit, close_unit, move_unit
from extramile.people.problems import Refused
from extramile.people.queries import unit_paths
from extramile.people.values import day

WAITING = frozenset({"unit_unknown", "cycle"})  # what a unit that is still to come would mend


@transaction.atomic
def import_units(
    rows: Iterable[Row],
    *,
    actor: User | None,
    now: datetime,
    seen: dict[str, int] | None = None,
    waits: bool = False,
) -> Applied:
    """Add, change, move and close units; a unit is known by its external id.

    `seen`: external ids of the rows before these. `waits`: more rows follow; those below a unit that nobody
    knows yet are handed back to be given again.
    """
    one_at_a_time()
    kept, refused = refuse_unfit(rows, {} if seen is None else seen)
    outcomes: dict[int, Outcome | RowProblem] = {}
    paths = unit_paths()
    waiting = kept
    while waiting:  # a row waits for a parent that is in the file too: as many rounds as the tree is deep
        names = _names(waiting)
        later = [row for row in waiting if _parent_comes_later(row, names, paths)]
        if len(later) == len(waiting):
            waiting = _give_up(later, outcomes)
            continue
        postponed = {row.number for row in later}
        ready = [row for row in waiting if row.number not in postponed]
        one = partial(_take_one, paths=paths, outcomes=outcomes, actor=actor, now=now)
        add_new(ready, paths, outcomes, take_one=one, actor=actor, now=now)
        waiting, paths = later, unit_paths()
    unknown = {
        number: ""
        for number, outcome in outcomes.items()
        if waits and isinstance(outcome, RowProblem) and outcome.code in WAITING
    }
    return counted(outcomes, refused, unknown)


def _names(rows: Iterable[Row]) -> set[str]:
    return {
        str(row.values.get(key, "")).strip().casefold() for row in rows for key in ("external_id", "name")
    }


def _parent_comes_later(row: Row, names: set[str], paths: dict[str, int]) -> bool:
    parent = str(row.values.get("parent", "")).strip().casefold()
    if not parent or parent in paths:
        return False
    return parent in names or parent.rpartition("/")[2] in names


def _give_up(rows: list[Row], outcomes: dict[int, Outcome | RowProblem]) -> list[Row]:
    """They wait for each other: a circle."""
    for row in rows:
        value = str(row.values.get("parent", ""))
        outcomes[row.number] = RowProblem("parent", value, "cycle", {"value": value}, row=row.number)
    return []


def _take_one(
    row: Row,
    *,
    paths: dict[str, int],
    outcomes: dict[int, Outcome | RowProblem],
    actor: User | None,
    now: datetime,
) -> None:
    take(row, partial(_write, row, paths, actor=actor, now=now), outcomes)


def _write(row: Row, paths: dict[str, int], *, actor: User | None, now: datetime) -> Outcome:
    external_id = text_in(row, "external_id")
    if not external_id:
        raise Refused("missing", field="external_id")
    parent = _parent(row, paths)
    wanted = wanted_in(row)
    unit = Unit.objects.filter(external_id=external_id).first()
    if unit is None:
        given = {"kind": kind_below(parent), **wanted}
        unit = add_unit(
            given.pop("name", ""), parent=parent, external_id=external_id, actor=actor, now=now, **given
        )
        _close(unit, row, actor=actor, now=now)
        return "created"
    changed = {name: value for name, value in wanted.items() if getattr(unit, name) != value}
    moved = parent is not None and unit.parent_id != parent.pk
    if moved:
        unit = move_unit(unit, to=parent, actor=actor, now=now)
    if changed:
        unit = change_unit(unit, actor=actor, now=now, **changed)
    closed = _close(unit, row, actor=actor, now=now)
    return "updated" if moved or changed or closed else "unchanged"


def _parent(row: Row, paths: dict[str, int]) -> Unit | None:
    written = text_in(row, "parent")
    if not written:
        return None
    found = paths.get(written.casefold())
    if found is None:
        raise Refused("unit_unknown", field="parent", value=written)
    return Unit.objects.get(pk=found)


def _close(unit: Unit, row: Row, *, actor: User | None, now: datetime) -> bool:
    on = day(row.values.get("closed_on"), field="closed_on")
    if on is None or unit.closed_on == on:
        return False
    close_unit(unit, on=on, actor=actor, now=now)
    return True
