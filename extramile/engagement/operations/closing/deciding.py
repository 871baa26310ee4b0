"""Which groups are shown: handed to `stats.disclosure` as who took part where, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from extramile.engagement.models import Wave
from extramile.engagement.operations.closing import reading
from extramile.engagement.operations.closing.reading import Progress, Read
from extramile.engagement.release.groups import CellPlace, Place, Wanted, key_of, wanted
from extramile.engagement.release.measures import measures_of
from extramile.people.models import Unit, UnitKind
from extramile.questionnaires.definition import Question
from extramile.stats import disclosure

CUT_AT = (UnitKind.COMPANY, UnitKind.COUNTRY, UnitKind.REGION)


@dataclass(frozen=True, slots=True)
class Decided:
    """Every group that was wanted, and why those that are withheld are."""

    groups: Sequence[Wanted]
    why_withheld: dict[Place, str]

    @property
    def shown(self) -> list[Wanted]:
        return [group for group in self.groups if group.place not in self.why_withheld]


def decide(wave: Wave, read: Read, questions: Sequence[Question], *, progress: Progress) -> Decided:
    groups = wanted_of(wave, read.cells)
    earlier = reading.earlier_waves(wave)
    waves = [*earlier, wave]
    atoms = disclosure.atoms_of(reading.histories(waves) or [[-1] * len(waves)])
    now = len(earlier)
    missing = {(number, cell): lost for number, cell, lost in reading.lost_before(earlier)}
    atoms = disclosure.without_lost(atoms, missing | {(now, cell): lost for cell, lost in read.lost.items()})
    candidates = disclosure.unions(atoms, [_part(group, wave.pk) for group in groups], wave=now)
    already = [one for number, before in enumerate(earlier) for one in _before(atoms, before, number=number)]
    decision = disclosure.decide(
        candidates,
        atoms,
        already=already,
        floors=disclosure.Floors(node=wave.least_in_node, attribute=wave.least_in_cut),
        asked=measures_of(questions),
        progress=progress,
    )
    places = {key_of(wave.pk, *group.place): group.place for group in groups}
    return Decided(groups, {places[key]: str(reason) for key, reason in decision.withheld.items()})


def wanted_of(wave: Wave, cells: Sequence[CellPlace]) -> list[Wanted]:
    invited = wave.units.filter(is_staff=False).values_list("unit_id", flat=True)
    units = {unit for cell in cells for unit in cell.above}
    cut = Unit.objects.filter(pk__in=units, kind__in=CUT_AT).values_list("pk", flat=True)
    return wanted(cells, invited=invited, cut=cut)


def _part(group: Wanted, wave_id: int) -> disclosure.Part:
    return disclosure.Part(key_of(wave_id, *group.place), group.cells, group.kind, group.depth)


def _before(atoms: disclosure.Atoms, wave: Wave, *, number: int) -> list[disclosure.Group]:
    """The groups that an earlier wave's table shows."""
    shown = set(reading.shown_before(wave))
    groups = [group for group in wanted_of(wave, reading.cells_of(wave)) if group.place in shown]
    return disclosure.unions(atoms, [_part(group, wave.pk) for group in groups], wave=number)
