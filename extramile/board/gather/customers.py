"""What customers' answers come to: the company, countries and regions, and month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from extramile.board.gather.basis import COMPANY
from extramile.board.gather.facts import Place, Stretch
from extramile.monitor.queries import unit_counts, unit_days
from extramile.monitor.tally import Tally
from extramile.people.models import Unit, UnitKind
from extramile.people.queries import ids_of_path
from extramile.stats import StatsError, compare_teams

AREAS: Final = (UnitKind.COUNTRY, UnitKind.REGION)
MOST_MONTHS: Final = 15  # a longer period is told by quarters
AT_ONCE: Final = 500


def tops() -> list[Unit]:
    return list(Unit.objects.filter(parent__isnull=True).order_by("name", "pk"))


def company(tops: Sequence[Unit], *, since: date, until: date, organisation: str) -> Place:
    """Everything below the top; where there are several tops, all of them together."""
    counts = unit_counts([unit.pk for unit in tops], since=since, until=until)
    name = tops[0].name if len(tops) == 1 else organisation
    return Place(
        unit_id=tops[0].pk if len(tops) == 1 else 0,
        name=name,
        path="",
        kind=UnitKind.COMPANY,
        customers=Tally.total(counts.values()),
    )


def area_units(*, since: date) -> list[Unit]:
    """Countries and regions that were open in the period; without any, what stands right below the top,
    unless that is a team: a report to the board points at none."""
    there = Unit.objects.exclude(closed_on__lte=since)
    found = list(there.filter(kind__in=AREAS))
    return found or list(there.filter(depth=1).exclude(kind=UnitKind.TEAM))


def areas(units: Sequence[Unit], *, since: date, until: date, minimum: int) -> list[Place]:
    """In the order of the alphabet, never of a score."""
    names = _names_above(units)
    counts = counts_of([unit.pk for unit in units], since=since, until=until)
    found = [
        Place(unit.pk, unit.name, " / ".join(names[unit.pk]), unit.kind, counts[unit.pk]) for unit in units
    ]
    found.sort(key=lambda one: (*(part.casefold() for part in names[one.unit_id]), one.name.casefold()))
    return _told_apart(found, minimum=minimum)


def counts_of(unit_ids: Sequence[int], *, since: date, until: date) -> dict[int, Tally]:
    counts: dict[int, Tally] = {}
    for start in range(0, len(unit_ids), AT_ONCE):
        counts |= unit_counts(unit_ids[start : start + AT_ONCE], since=since, until=until)
    return counts


def _names_above(units: Iterable[Unit]) -> dict[int, list[str]]:
    """The units between the top and this one, by name."""
    above = {unit.pk: ids_of_path(unit.path)[1:-1] for unit in units}
    known = dict(
        Unit.objects.filter(pk__in={pk for ids in above.values() for pk in ids}).values_list("pk", "name")
    )
    return {pk: [known[one] for one in ids] for pk, ids in above.items()}


def _told_apart(places: list[Place], *, minimum: int) -> list[Place]:
    """Whether an area's score is clearly above or below that of the others of its kind, with the many
    comparisons paid for. Nothing is said of an area with too few answers."""
    verdicts: dict[int, int] = {}
    for kind in {one.kind for one in places}:
        compared = [one for one in places if one.kind == kind and one.customers.n >= minimum]
        promoters, passives, detractors = (
            zip(*(one.customers.groups for one in compared), strict=True) if compared else ((), (), ())
        )
        try:
            verdict = compare_teams(promoters, passives, detractors).verdict.tolist()
        except StatsError:
            continue
        verdicts |= {one.unit_id: told for one, told in zip(compared, verdict, strict=True)}
    return [replace(one, verdict=verdicts.get(one.unit_id, 0)) for one in places]


def days(tops: Sequence[Unit], *, since: date, until: date) -> dict[date, Tally]:
    """The company's answers by day."""
    found: dict[date, Tally] = {}
    for unit in tops:
        for day, tally in unit_days(unit.pk, since=since, until=until).items():
            found[day] = found.get(day, Tally()) + tally
    return found


def trend(days: Mapping[date, Tally], *, since: date, until: date) -> list[Stretch]:
    """Whole months or quarters, the first and last cut off where the period is."""
    is_quarter = (until.year - since.year) * 12 + until.month - since.month >= MOST_MONTHS
    found: dict[date, Tally] = {}
    for day, tally in days.items():
        first = _first_of(day, is_quarter=is_quarter)
        found[first] = found.get(first, Tally()) + tally
    return [Stretch(first, is_quarter, tally) for first, tally in sorted(found.items())]


def _first_of(day: date, *, is_quarter: bool) -> date:
    return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1) if is_quarter else day.replace(day=1)


def since_then(before_until: date, *, since: date, until: date) -> tuple[date, date] | None:
    """The days of this report that the one before did not hold: only these can be compared with it."""
    first = max(since, before_until + timedelta(days=1))
    return (first, until) if first <= until else None


def groups_since(
    keys: Iterable[str], tops: Sequence[Unit], stretch: tuple[date, date]
) -> Mapping[str, tuple[int, int, int]]:
    """By the keys of a basis, what customers answered in these days."""
    since, until = stretch
    ids = [int(key) for key in keys if key != COMPANY]
    counts = counts_of(ids, since=since, until=until)
    whole = Tally.total(unit_counts([unit.pk for unit in tops], since=since, until=until).values())
    return {COMPANY: whole.groups, **{str(pk): tally.groups for pk, tally in counts.items()}}
