"""Add, change, move and close units. `path` and `depth` are kept right here and nowhere else."""

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from extramile.core import audit
from extramile.people.models import TreeVersion, Unit, UnitKind, User
from extramile.people.operations.locks import one_at_a_time
from extramile.people.problems import Refused
from extramile.people.queries import members_below
from extramile.people.values import plain_text


@transaction.atomic
def add_unit(
    name: str,
    *,
    kind: str,
    parent: Unit | None = None,
    external_id: str | None = None,
    time_zone: str = "",
    actor: User | None = None,
    now: datetime | None = None,
) -> Unit:
    """Audited when it is somebody's deed at a moment; a company loaded at the start has neither."""
    one_at_a_time()
    values = checked({"name": name, "kind": kind, "external_id": external_id, "time_zone": time_zone})
    _refuse_taken(values, parent=parent, but=None)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)  # its path as it is now
    unit = Unit.objects.create(parent=parent, **values)
    hang(unit, parent)
    unit.save(update_fields=["path", "depth"])
    if now is not None:
        audit.record(
            "people.unit.added", actor=actor, now=now, subject_type="unit", subject_id=unit.pk, name=unit.name
        )
    return unit


def hang(unit: Unit, parent: Unit | None) -> None:
    """Give a new unit its place."""
    unit.depth = parent.depth + 1 if parent else 0
    unit.path = f"{parent.path if parent else '.'}{unit.pk}."


@transaction.atomic
def change_unit(unit: Unit, *, actor: User | None, now: datetime, **changes: Any) -> Unit:
    """Change the name, kind, external id or time zone; says in the audit trail what it was before."""
    one_at_a_time()
    values = checked(changes)
    _refuse_taken(values, parent=unit.parent, but=unit.pk)
    before = {name: getattr(unit, name) for name in values}
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(values))
    audit.record(
        "people.unit.changed",
        actor=actor,
        now=now,
        subject_type="unit",
        subject_id=unit.pk,
        before=before,
        after=values,
    )
    return unit


def checked(values: dict[str, Any]) -> dict[str, Any]:
    checked = dict(values)
    for name in ("name", "external_id", "time_zone"):
        if checked.get(name):
            checked[name] = plain_text(checked[name], field=name, most=200)
    if "name" in checked and not checked["name"]:
        raise Refused("missing", field="name")
    if "external_id" in checked:
        checked["external_id"] = checked["external_id"] or None
    if "kind" in checked and checked["kind"] not in UnitKind.values:
        raise Refused("kind_unknown", field="kind", value=checked["kind"])
    if checked.get("time_zone") and checked["time_zone"] not in available_timezones():
        raise Refused("time_zone_unknown", field="time_zone", value=checked["time_zone"])
    return checked


def _refuse_taken(values: dict[str, Any], *, parent: Unit | None, but: int | None) -> None:
    others = Unit.objects.exclude(pk=but or 0)
    if "name" in values and others.filter(parent=parent, name=values["name"]).exists():
        raise Refused("unit_name_taken", field="name", value=values["name"])
    external_id = values.get("external_id")
    if external_id and others.filter(external_id=external_id).exists():
        raise Refused("external_id_taken", field="external_id", value=external_id)


@transaction.atomic
def move_unit(unit: Unit, *, to: Unit | None, actor: User | None, now: datetime) -> Unit:
    """Hang the unit, with everything below it, under another. Roll-ups learn it from the tree version."""
    one_at_a_time()
    unit = Unit.objects.get(pk=unit.pk)
    target = Unit.objects.get(pk=to.pk) if to is not None else None
    if unit.parent_id == (target.pk if target else None):
        return unit
    if target is not None and target.path.startswith(unit.path):
        raise Refused("cycle", field="parent", value=target.name)
    _refuse_taken({"name": unit.name}, parent=target, but=unit.pk)
    before, parent_before = unit.path, unit.parent_id
    after = f"{target.path if target else '.'}{unit.pk}."
    deeper = (target.depth + 1 if target else 0) - unit.depth
    below = Unit.objects.filter(path__startswith=before)
    below.update(
        path=Concat(Value(after), Substr("path", len(before) + 1)),
        depth=F("depth") + deeper,
    )
    Unit.objects.filter(pk=unit.pk).update(parent=target)
    bump_tree_version()
    audit.record(
        "people.unit.moved",
        actor=actor,
        now=now,
        subject_type="unit",
        subject_id=unit.pk,
        before=parent_before,
        after=target.pk if target else None,
    )
    return Unit.objects.get(pk=unit.pk)


def bump_tree_version() -> None:
    TreeVersion.objects.get_or_create(pk=1)
    TreeVersion.objects.filter(pk=1).update(number=F("number") + 1)


@transaction.atomic
def close_unit(unit: Unit, *, on: date, actor: User | None, now: datetime) -> Unit:
    """Close it from that day on; its past stays. Refused while people or open units are in it."""
    one_at_a_time()
    open_below = Unit.objects.filter(path__startswith=unit.path, closed_on__isnull=True).exclude(pk=unit.pk)
    if open_below.exists() or members_below(unit, day=on).exists():
        raise Refused("unit_not_empty", field="unit", value=unit.name)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record(
        "people.unit.closed", actor=actor, now=now, subject_type="unit", subject_id=unit.pk, on=on.isoformat()
    )
    return unit
