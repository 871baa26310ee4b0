"""What else begins in the units of a plan, in the time that is looked at: nobody could tell the two apart."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from extramile.evidence.models import DatedStart, Rollout, Study
from extramile.evidence.queries.grounds import Ground, grounds
from extramile.evidence.queries.rollouts import WEEK, RolloutView, ends_on
from extramile.evidence.windows import window
from extramile.people.queries import ids_of_path

Days = tuple[date, date]  # first and last

CHANGE: Final = "change"
ROLLOUT: Final = "rollout"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another beginning that a plan meets.

    `units`: those of the plan that it is about; `begins_in`: those of them in which it begins while the plan
    is looked at, from `first` to `last`. `blurs_that`: the plan begins while the other looks at its units,
    those that only wait there too.
    """

    sort: str
    public_id: UUID
    what: str
    is_drawn: bool  # of a rollout: who begins when is known
    units: tuple[int, ...]
    begins_in: tuple[int, ...]
    names: tuple[str, ...]  # of these; where it begins in none, of all
    first: date
    last: date
    blurs_that: bool

    @property
    def blurs_this(self) -> bool:
        return bool(self.begins_in)

    def as_kept(self) -> dict[str, Any]:
        """As it stays with the plan: to be read when all of it has changed or gone."""
        return {
            "sort": self.sort,
            "id": str(self.public_id),
            "what": self.what,
            "units": list(self.units),
            "begins_in": list(self.begins_in),
            "names": list(self.names),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "blurs_that": self.blurs_that,
        }


@dataclass(frozen=True, slots=True)
class _Other:
    sort: str
    public_id: UUID
    what: str
    is_drawn: bool
    starts: Mapping[int, Days]  # when each unit begins; of lots not drawn yet: the earliest and the latest
    looks_at: Collection[int]  # its units, those that wait too
    looked_at: Days | None


def overlaps_of(plan: RolloutView) -> list[Overlap]:
    """The earliest first. What begins in all of the plan's units on one day is none: all are alike in it."""
    known = grounds()
    mine = [known[unit] for unit in plan.unit_ids if unit in known]
    looked_at = plan.starts_on[0] - timedelta(days=plan.weeks_before * WEEK), plan.ends_on
    begins = plan.starts_on[0], plan.starts_on[-1]
    others = [*_rollouts(plan.public_id), *_changes()]
    found = [_met(mine, looked_at, begins, other, known) for other in others]
    return sorted((one for one in found if one), key=lambda one: (one.first, one.what, one.public_id))


def is_undecided(plan: RolloutView, overlaps: Collection[Overlap]) -> bool:
    """Something else begins that nobody decided about, or in other units or on other days than was known."""
    known = [_facts(one) for one in plan.overlaps]
    return any(_facts(one.as_kept()) not in known for one in overlaps)


def _facts(kept: Mapping[str, Any]) -> list[Any]:
    return [kept[name] for name in ("sort", "id", "units", "begins_in", "first", "last", "blurs_that")]


def _met(
    mine: list[Ground], looked_at: Days, begins: Days, other: _Other, known: Mapping[int, Ground]
) -> Overlap | None:
    starts = {unit: days for unit, days in _here(mine, other.starts, known) if _meet(days, looked_at)}
    looks_at = _here(mine, dict.fromkeys(other.looks_at, begins), known)
    seen_by = {unit for unit, _days in looks_at} if _meet(begins, other.looked_at) else set()
    if other.is_drawn and len(starts) == len(mine) and len(set(starts.values())) == 1:
        starts = {}
    if not (starts or seen_by):
        return None
    units = sorted(starts.keys() | seen_by)
    days = list(starts.values()) or list(other.starts.values())
    return Overlap(
        sort=other.sort,
        public_id=other.public_id,
        what=other.what,
        is_drawn=other.is_drawn,
        units=tuple(units),
        begins_in=tuple(sorted(starts)),
        names=tuple(sorted(known[unit].name for unit in starts or units)),
        first=min(first for first, _last in days),
        last=max(last for _first, last in days),
        blurs_that=bool(seen_by),
    )


def _here(
    mine: Iterable[Ground], theirs: Mapping[int, Days], known: Mapping[int, Ground]
) -> Iterator[tuple[int, Days]]:
    """My units that are one of theirs, lie in one or hold one."""
    held: dict[int, list[int]] = {}
    for unit in theirs:
        if unit in known:
            for above in ids_of_path(known[unit].path):
                held.setdefault(above, []).append(unit)
    for ground in mine:
        around = [one for one in ids_of_path(ground.path) if one in theirs]
        met = [theirs[unit] for unit in {*around, *held.get(ground.unit, ())}]
        if met:
            yield ground.unit, (min(first for first, _ in met), max(last for _, last in met))


def _meet(one: Days, other: Days | None) -> bool:
    return other is not None and one[0] <= other[1] and other[0] <= one[1]


def _rollouts(but: UUID) -> Iterator[_Other]:
    rows = Rollout.objects.filter(called_off_at__isnull=True).exclude(public_id=but)
    for row in rows.select_related("study", "change").order_by("pk"):
        since = row.starts_on[0] - timedelta(days=row.weeks_before * WEEK)
        yield _Other(
            ROLLOUT,
            row.public_id,
            row.name,
            row.drawn_at is not None,
            _starts(row),
            row.unit_ids,
            window(row.study.statement) if row.study else (since, ends_on(row)),
        )


def _starts(row: Rollout) -> dict[int, Days]:
    days = row.starts_on
    if row.drawn_at is None:
        return dict.fromkeys(row.unit_ids, (days[0], days[-1]))
    return {unit: (days[group], days[group]) for unit, group in row.lots if group < len(days)}


def _changes() -> Iterator[_Other]:
    """Noted by hand; those that lots made come with their rollout."""
    rows = DatedStart.objects.filter(change__taken_back_at__isnull=True, change__rollout__isnull=True)
    starts: dict[int, dict[int, Days]] = {}
    names: dict[int, tuple[UUID, str]] = {}
    for row in rows.select_related("change").order_by("change_id", "unit_id"):
        starts.setdefault(row.change_id, {})[row.unit_id] = (row.started_on, row.started_on)
        names[row.change_id] = (row.change.public_id, row.change.what)
    studies = Study.objects.filter(kind=CHANGE, frozen_at__isnull=False, retired_at__isnull=True)
    studied = dict(studies.values_list("key", "statement"))
    for change, begun in starts.items():
        statement = studied.get(f"change:{change}")
        looks_at = [*begun, *statement["compared_with"]] if statement else []
        public_id, what = names[change]
        yield _Other(CHANGE, public_id, what, True, begun, looks_at, window(statement) if statement else None)
