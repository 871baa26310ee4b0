"""What may be asked about waves: how they were planned and how far they are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from extramile.engagement.models import Wave, WaveState, WaveUnit


class WaveStep(StrEnum):
    """What long work is at, or why a planned wave does not open (`WaveView.step`)."""

    KEYS = "keys"  # opening: a key for each cell
    INVITING = "inviting"  # open: the invitations are being posted
    TOO_FEW = "too_few"  # draft: fewer people are invited than the smallest group
    TOO_LATE = "too_late"  # draft: its closing time passed before it could open
    CLEARING = "clearing"  # called off: answers and keys are being destroyed


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave as it is now. `step` is a `WaveStep` (or one of the closing); empty: nothing is going on."""

    id: int
    public_id: UUID
    name: str
    kind: str
    state: str
    opens_at: datetime
    closes_at: datetime
    languages: tuple[str, ...]
    layers: tuple[str, ...]
    remind_on_days: tuple[int, ...]
    remind_only_without_ballot: bool
    least_in_node: int
    least_in_cut: int
    keys_digest: str
    questionnaire_version_id: int
    step: str
    step_done: int
    step_total: int
    unit_ids: tuple[int, ...]
    staff_unit_ids: tuple[int, ...]
    despite: str = ""  # why the plan stands although the survey coach said no

    def takes_ballots(self, now: datetime) -> bool:
        return self.state == WaveState.OPEN and self.opens_at <= now < self.closes_at


def _units(waves: list[Wave]) -> dict[tuple[int, bool], tuple[int, ...]]:
    found: dict[tuple[int, bool], list[int]] = defaultdict(list)
    rows = WaveUnit.objects.filter(wave__in=[wave.pk for wave in waves]).order_by("unit_id")
    for wave, unit, is_staff in rows.values_list("wave_id", "unit_id", "is_staff"):
        found[wave, is_staff].append(unit)
    return {place: tuple(units) for place, units in found.items()}


def views(waves: QuerySet[Wave]) -> list[WaveView]:
    """Two queries, however many waves."""
    rows = list(waves)
    units = _units(rows)
    return [
        WaveView(
            id=wave.pk,
            public_id=wave.public_id,
            name=wave.name,
            kind=wave.kind,
            state=wave.state,
            opens_at=wave.opens_at,
            closes_at=wave.closes_at,
            languages=tuple(wave.languages),
            layers=tuple(wave.layers),
            remind_on_days=tuple(wave.remind_on_days),
            remind_only_without_ballot=wave.remind_only_without_ballot,
            least_in_node=wave.least_in_node,
            least_in_cut=wave.least_in_cut,
            keys_digest=wave.keys_digest,
            questionnaire_version_id=wave.questionnaire_version_id,
            step=wave.step,
            step_done=wave.step_done,
            step_total=wave.step_total,
            unit_ids=units.get((wave.pk, False), ()),
            staff_unit_ids=units.get((wave.pk, True), ()),
            despite=wave.despite,
        )
        for wave in rows
    ]


def wave_of(public_id: UUID) -> WaveView | None:
    return next(iter(views(Wave.objects.filter(public_id=public_id))), None)


def waves() -> list[WaveView]:
    """All of them, the newest first."""
    return views(Wave.objects.order_by("-opens_at", "-pk"))


def open_waves(now: datetime) -> list[WaveView]:
    """Those that take ballots at this moment, the one that closes first on top."""
    running = Wave.objects.filter(state=WaveState.OPEN, opens_at__lte=now, closes_at__gt=now)
    return views(running.order_by("closes_at", "pk"))


def closed_waves() -> list[WaveView]:
    """Those with a released table, the newest first."""
    return views(Wave.objects.filter(state=WaveState.CLOSED).order_by("-closes_at", "-pk"))
