"""Open a wave when its time has come: freeze who is invited, make a key for each cell, say that it is open.

Each call does one bounded part, in one transaction: killed anywhere, the next call goes on where the last
one ended. Two hosts at once make keys for different cells.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from extramile.core import audit, blind_signatures, bulk
from extramile.core.sealing import seal
from extramile.engagement.cells import Division, divide
from extramile.engagement.models import Cell, CellKey, Invitee, Wave, WaveState
from extramile.engagement.operations.inviting import invite
from extramile.engagement.operations.locks import take_alone
from extramile.engagement.queries import keys_document
from extramile.engagement.queries.planned import day_of, people_of
from extramile.engagement.queries.waves import WaveStep, views
from extramile.people.queries import ancestor_ids

KEYS_AT_ONCE: Final = 32
NewKey = Callable[[], bytes]
INVITEE: Final = {
    "wave_id": "bigint",
    "employee_id": "bigint",
    "cell_id": "bigint",
    "team_id": "bigint",
    "layer": "text",
    "took_ballot": "boolean",
    "by_card": "boolean",
    "reminders": "smallint",
}


def open_due(now: datetime, *, new_key: NewKey = blind_signatures.new_private_key) -> int:
    """A step. How many people were placed, keys made or invitations posted; 0: nothing is due."""
    give_up(now)
    return _freeze(now) or _make_keys(now, new_key) or _open(now) or invite(now)


def give_up(now: datetime) -> None:
    """A draft that could not open in time says so; one that was still making keys is a draft again."""
    with transaction.atomic():
        Wave.objects.filter(state=WaveState.DRAFT, closes_at__lte=now).exclude(step=WaveStep.TOO_LATE).update(
            step=WaveStep.TOO_LATE
        )
        wave = take_alone(state=WaveState.OPENING, closes_at__lte=now)
        if wave is not None:
            Cell.objects.filter(wave=wave).delete()  # and keys and invitees with them
            _go_on(wave, WaveState.DRAFT, WaveStep.TOO_LATE)


def _go_on(wave: Wave, state: str, step: str, total: int = 0) -> None:
    wave.state, wave.step, wave.step_done, wave.step_total = state, step, 0, total
    wave.save(update_fields=["state", "step", "step_done", "step_total", "keys_digest"])


def _freeze(now: datetime) -> int:
    """Who is invited, and in which cell: as of this day, and never again."""
    for waiting in Wave.objects.filter(state=WaveState.DRAFT, opens_at__lte=now, closes_at__gt=now):
        with transaction.atomic():
            wave = take_alone(pk=waiting.pk, state=WaveState.DRAFT, opens_at__lte=now)
            placed = _place(wave, now) if wave else 0
        if placed:
            return placed
    return 0


def _place(wave: Wave, now: datetime) -> int:
    tree = ancestor_ids()
    people = people_of(views(Wave.objects.filter(pk=wave.pk))[0], day=day_of(now))
    division = divide(people, tree, least=wave.least_in_node)
    if not division.cells:
        if wave.step != WaveStep.TOO_FEW:
            _go_on(wave, WaveState.DRAFT, WaveStep.TOO_FEW)
        return 0
    cells = Cell.objects.bulk_create(
        (
            Cell(wave=wave, unit_id=unit, layer=layer, above=list(tree[unit]), invited=len(group))
            for (unit, layer), group in division.cells.items()
        ),
        batch_size=1000,
    )
    placed = list(_invitees(wave.pk, cells, division))
    bulk.insert(Invitee._meta.db_table, INVITEE, placed)
    _go_on(wave, WaveState.OPENING, WaveStep.KEYS, len(cells))
    return len(placed)


def _invitees(wave_id: int, cells: Iterable[Cell], division: Division) -> Iterable[Mapping[str, Any]]:
    for cell, group in zip(cells, division.cells.values(), strict=True):
        for person in group:
            yield {
                "wave_id": wave_id,
                "employee_id": person.employee_id,
                "cell_id": cell.pk,
                "team_id": person.team,
                "layer": person.layer,
                "took_ballot": False,
                "by_card": False,
                "reminders": 0,
            }


def _make_keys(now: datetime, new_key: NewKey) -> int:
    """A batch of cells that no other host is at. Making a key leaves Python's lock alone: threads help."""
    keyless = Cell.objects.filter(
        wave__state=WaveState.OPENING, wave__closes_at__gt=now, public_key__isnull=True
    )
    with transaction.atomic():
        cells = list(
            keyless.order_by("wave_id", "pk").select_for_update(skip_locked=True, of=("self",))[:KEYS_AT_ONCE]
        )
        if cells:
            with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as threads:
                keys = list(threads.map(lambda _cell: new_key(), cells))
            _keep(cells, keys)
            for wave in sorted({cell.wave_id for cell in cells}):
                _count(wave)
    return len(cells)


def _keep(cells: list[Cell], keys: list[bytes]) -> None:
    for cell, key in zip(cells, keys, strict=True):
        cell.public_key = blind_signatures.public_key(key)
    Cell.objects.bulk_update(cells, ["public_key"])
    CellKey.objects.bulk_create(
        CellKey(cell=cell, sealed=seal(base64.b64encode(key).decode("ascii")))
        for cell, key in zip(cells, keys, strict=True)
    )


class NoLongerOpening(Exception):
    """The wave was called off meanwhile: its new keys are undone with the transaction."""


def _count(wave_id: int) -> None:
    done = Cell.objects.filter(wave=wave_id, public_key__isnull=False).count()
    if not Wave.objects.filter(pk=wave_id, state=WaveState.OPENING).update(step_done=done):
        raise NoLongerOpening


def _open(now: datetime) -> int:
    """Every cell has its key: fix the list of keys, and take ballots."""
    with transaction.atomic():
        wave = take_alone(state=WaveState.OPENING, closes_at__gt=now)
        if wave is None or Cell.objects.filter(wave=wave, public_key__isnull=True).exists():
            return 0
        wave.keys_digest = hashlib.sha256(keys_document(wave.pk)).hexdigest()
        _go_on(wave, WaveState.OPEN, WaveStep.INVITING, Invitee.objects.filter(wave=wave).count())
        audit.record(
            "engagement.wave.opened",
            actor=None,
            now=now,
            subject_type="wave",
            subject_id=wave.pk,
            name=wave.name,
            keys=wave.keys_digest,
        )
    return 1
