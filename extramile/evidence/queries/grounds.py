"""Which units may be compared with which: where each lies, and whether it still exists."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from extramile.people.models import Unit, UnitKind
from extramile.people.queries import ids_of_path

ABOVE_CENTRES = (UnitKind.REGION, UnitKind.COUNTRY, UnitKind.COMPANY)


@dataclass(frozen=True, slots=True)
class Ground:
    """A unit. `region`: the nearest unit above it that is no centre; itself when there is none."""

    unit: int
    name: str
    kind: str
    path: str
    region: int
    closed_on: date | None

    def overlaps(self, other: "Ground") -> bool:
        """One is the other, or lies in it."""
        return self.path.startswith(other.path) or other.path.startswith(self.path)


def grounds() -> dict[int, Ground]:
    """All units; one query."""
    rows = list(Unit.objects.values_list("pk", "name", "kind", "path", "closed_on"))
    kinds = {row[0]: row[2] for row in rows}
    return {
        pk: Ground(pk, name, kind, path, _region(path, kinds), closed)
        for pk, name, kind, path, closed in rows
    }


def _region(path: str, kinds: Mapping[int, str]) -> int:
    *above, own = ids_of_path(path)
    return next((one for one in reversed(above) if kinds.get(one) in ABOVE_CENTRES), own)


def nested(units: Iterable[int], known: Mapping[int, Ground]) -> list[tuple[int, int]]:
    """Pairs of which the first lies in the second."""
    chosen = set(units)
    return [
        (unit, above)
        for unit in sorted(chosen)
        if unit in known
        for above in ids_of_path(known[unit].path)[:-1]
        if above in chosen
    ]


def beside(began: Collection[int], known: Mapping[int, Ground], *, day: date) -> list[int]:
    """Units of the same kinds that have no part in it, in them or above them, and existed then."""
    kinds = {known[unit].kind for unit in began}
    inside = set(began)
    around = {one for unit in began for one in ids_of_path(known[unit].path)}
    return [
        ground.unit
        for ground in known.values()
        if ground.kind in kinds
        and ground.unit not in around
        and inside.isdisjoint(ids_of_path(ground.path))
        and (ground.closed_on is None or ground.closed_on > day)
    ]


def regions_of(
    began: Collection[int], others: Collection[int], known: Mapping[int, Ground], *, least: int = 3
) -> list[list[int]]:
    """[unit, region] where each region has enough units to compare within; else nothing: all are one."""
    homes = {unit: known[unit].region for unit in (*began, *others)}
    waiting = [homes[unit] for unit in others]
    if all(waiting.count(region) >= least for region in {homes[unit] for unit in began}):
        return [[unit, region] for unit, region in sorted(homes.items())]
    return []
