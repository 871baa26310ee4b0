"""What may be asked about ballots: who may take one, with which key, and what an answer becomes part of."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID

from extramile.core.blind_signatures import base64url
from extramile.engagement.models import Cell, Invitee, Wave, WaveState, WaveUnit
from extramile.engagement.queries.waves import WaveView, views
from extramile.engagement.release.groups import CellPlace, Wanted, wanted
from extramile.engagement.release.homes import LEAST_ANSWERS
from extramile.people.models import Unit, UnitKind
from extramile.stats.disclosure.coding import LEAST_SHARES

CUTTABLE: Final = (UnitKind.COMPANY, UnitKind.COUNTRY, UnitKind.REGION)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invited employee votes. `layer` is empty in a cell that joins layers."""

    wave: UUID
    cell_id: int
    cell_name: str
    layer: str
    invited: int  # how many people share this cell, and so its key
    public_key: bytes
    took_ballot: bool
    by_card: bool


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key of a cell, as everybody sees it."""

    cell_id: int
    unit_name: str
    layer: str
    invited: int
    public_key: bytes


class Shows(StrEnum):
    """The most that may ever be shown of a group, if everybody in it answered."""

    NOTHING = "nothing"  # fewer people are invited than the smallest group
    FIGURE = "figure"
    COMMENTS = "comments"  # and, of a unit, comments
    SHARES = "shares"  # and how the answers divide


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group that an answer will be counted in, and from how many answers on what is shown of it."""

    unit_id: int
    unit_name: str
    layer: str
    invited: int
    note: Shows
    least: int  # answers, before any figure is shown
    is_cell: bool  # the smallest of them: the voter's own


def place_of(wave_id: int, employee_id: int) -> Place | None:
    """The employee's place in this wave; None: not invited, or the keys are not made yet."""
    rows = Invitee.objects.filter(wave=wave_id, employee=employee_id, cell__public_key__isnull=False)
    found = rows.select_related("cell__unit", "wave").first()
    return _place(found) if found else None


def places_of(wave_id: int) -> dict[int, Place]:
    """Of everybody who is invited, by employee; nobody, as long as the keys are not made."""
    rows = Invitee.objects.filter(wave=wave_id, cell__public_key__isnull=False)
    return {invitee.employee_id: _place(invitee) for invitee in rows.select_related("cell__unit", "wave")}


def _place(invitee: Invitee) -> Place:
    cell = invitee.cell
    return Place(
        wave=invitee.wave.public_id,
        cell_id=cell.pk,
        cell_name=cell.unit.name,
        layer=cell.layer,
        invited=cell.invited,
        public_key=bytes(cell.public_key or b""),
        took_ballot=invitee.took_ballot,
        by_card=invitee.by_card,
    )


def invited_waves(employee_id: int, now: datetime) -> list[tuple[WaveView, Place]]:
    """The open waves that this employee is invited to, the one that closes first on top."""
    running = Wave.objects.filter(state=WaveState.OPEN, opens_at__lte=now, closes_at__gt=now)
    rows = Invitee.objects.filter(
        employee=employee_id, wave__in=running, cell__public_key__isnull=False
    ).select_related("cell__unit", "wave")
    places = {invitee.wave_id: _place(invitee) for invitee in rows}
    ordered = views(Wave.objects.filter(pk__in=list(places)).order_by("closes_at", "pk"))
    return [(wave, places[wave.id]) for wave in ordered]


def public_keys(wave_id: int) -> list[PublicKey]:
    """Every cell's key, in the one order that the digest is made in."""
    rows = Cell.objects.filter(wave=wave_id, public_key__isnull=False).order_by("pk")
    return [
        PublicKey(pk, name, layer, invited, bytes(key or b""))
        for pk, name, layer, invited, key in rows.values_list(
            "pk", "unit__name", "layer", "invited", "public_key"
        )
    ]


def keys_document(wave_id: int) -> bytes:
    """The list of all keys as JSON, written in one way: its SHA-256 is the wave's `keys_digest`.

    Without names of units: whoever checks it has no session, and a unit may be renamed meanwhile. Of each key
    the fingerprint: of 6,000 cells that is 0.2 MB for a phone, where the keys themselves would be 1.6. And
    how many share it: a cell made for one person would give that person away, so the page refuses it.
    """
    public_id = Wave.objects.values_list("public_id", flat=True).get(pk=wave_id)
    keys = [
        {"cell": key.cell_id, "invited": key.invited, "key": _fingerprint(key.public_key)}
        for key in public_keys(wave_id)
    ]
    return json.dumps({"wave": str(public_id), "keys": keys}, separators=(",", ":")).encode("ascii")


def _fingerprint(public_key: bytes) -> str:
    """As `blind_signatures.fingerprint`, of keys that we made ourselves."""
    return base64url(hashlib.sha256(public_key).digest())


def groups_of_cell(wave_id: int, cell_id: int) -> list[GroupView]:
    """ "What my boss sees": every group that an answer from this cell is counted in, the smallest first.

    By invited numbers alone, so that nobody learns from it who took part.
    """
    wave = next(iter(views(Wave.objects.filter(pk=wave_id))))
    groups = [one for one in _frozen(wave_id, wave.keys_digest) if cell_id in one.group.cells]
    units = Unit.objects.in_bulk([one.group.unit_id for one in groups])
    return [
        _group(
            units[one.group.unit_id],
            one.group.layer,
            one.invited,
            least=wave.least_in_cut if one.group.layer else wave.least_in_node,
            is_cell=one.group.cells == (cell_id,),
        )
        for one in groups
    ]


@dataclass(frozen=True, slots=True)
class _Frozen:
    group: Wanted
    invited: int


@lru_cache(maxsize=16)
def _frozen(wave_id: int, _keys_digest: str) -> list[_Frozen]:
    """All groups of a wave, the deepest first. They are frozen with its keys, so they are worked out once."""
    cells = list(Cell.objects.filter(wave=wave_id).order_by("pk"))
    invited = {cell.pk: cell.invited for cell in cells}
    units = {unit for cell in cells for unit in cell.above}
    cut = Unit.objects.filter(pk__in=units, kind__in=CUTTABLE).values_list("pk", flat=True)
    tops = WaveUnit.objects.filter(wave=wave_id, is_staff=False).values_list("unit_id", flat=True)
    groups = wanted(
        [CellPlace(cell.pk, tuple(cell.above), cell.layer) for cell in cells], invited=tops, cut=cut
    )
    return [
        _Frozen(one, sum(invited[cell] for cell in one.cells))
        for one in sorted(groups, key=lambda one: (-one.depth, one.layer == "", one.unit_id))
    ]


def _group(unit: Unit, layer: str, invited: int, *, least: int, is_cell: bool) -> GroupView:
    return GroupView(unit.pk, unit.name, layer, invited, _shows(invited, layer, least), least, is_cell)


def _shows(invited: int, layer: str, least: int) -> Shows:
    if invited < least:
        return Shows.NOTHING
    if invited >= max(least, LEAST_SHARES):
        return Shows.SHARES
    return Shows.COMMENTS if invited >= LEAST_ANSWERS and not layer else Shows.FIGURE
