"""What opening a wave would do, for whoever plans it; and who is invited on a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q

from extramile.engagement.cells import Division, Group, Person, Tree, divide, layer_of
from extramile.engagement.models import Wave
from extramile.engagement.queries.waves import WaveView, views
from extramile.people.models import Membership, Role, RoleKind, Unit
from extramile.people.queries import ancestor_ids, running

MOST_NAMED: Final = 50


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """People who are too few to be a cell of their own: they vote in one higher up."""

    unit_id: int
    unit_name: str
    layer: str


@dataclass(frozen=True, slots=True)
class Planned:
    """`merged` and `too_small` name the first of them; the numbers are of all."""

    invited: int
    cells: int
    smallest: int
    merged_total: int
    merged: tuple[SmallGroup, ...]
    too_small: tuple[SmallGroup, ...]  # top units below which too few people are invited to ask any
    can_open: bool
    without_address: int  # who gets no invitation, by mail or SMS: a code card is for them
    # Unit -> how many are asked in it and below, as their answers will count; the units above first.
    asked_by_unit: Mapping[int, int]


def planned(wave_id: int) -> Planned:
    """As if the wave opened on its day with the people and units as they are now."""
    wave = next(iter(views(Wave.objects.filter(pk=wave_id))))
    people = people_of(wave, day=day_of(wave.opens_at))
    tree = ancestor_ids()
    division = divide(people, tree, least=wave.least_in_node)
    asked = [person.employee_id for group in division.cells.values() for person in group]
    merged = _named(division.merged[:MOST_NAMED])
    return Planned(
        invited=len(asked),
        cells=len(division.cells),
        smallest=min((len(group) for group in division.cells.values()), default=0),
        merged_total=len(division.merged),
        merged=merged,
        too_small=_named([(unit, "") for unit in division.too_small[:MOST_NAMED]]),
        can_open=bool(division.cells),
        without_address=_without_address(wave, asked),
        asked_by_unit=_by_unit(division, tree),
    )


def _by_unit(division: Division, tree: Tree) -> dict[int, int]:
    found: Counter[int] = Counter()
    for (unit, _layer), people in division.cells.items():
        for above in tree[unit]:
            found[above] += len(people)
    return dict(sorted(found.items(), key=lambda one: (len(tree[one[0]]), one[0])))


def sends_sms() -> bool:
    """Whether somebody without a mail address can be reached by telephone."""
    return bool(settings.SMS_GATEWAY)


def _without_address(wave: WaveView, asked: list[int]) -> int:
    day = day_of(wave.opens_at)
    without = Membership.objects.filter(running(day), _inside(wave.unit_ids))
    without = without.filter(Q(employee__email__isnull=True) | Q(employee__email=""))
    if sends_sms():
        without = without.filter(employee__mobile="")
    return len(set(without.values_list("employee_id", flat=True)) & set(asked))


def _named(groups: Iterable[Group]) -> tuple[SmallGroup, ...]:
    wanted = list(groups)
    names = dict(Unit.objects.filter(pk__in=[unit for unit, _ in wanted]).values_list("pk", "name"))
    return tuple(SmallGroup(unit, names[unit], layer) for unit, layer in wanted)


def day_of(moment: datetime) -> date:
    """The organisation's own day."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _inside(unit_ids: Iterable[int]) -> Q:
    """Members of these units or of any unit below them."""
    condition = Q(pk__in=[])
    for path in Unit.objects.filter(pk__in=list(unit_ids)).values_list("path", flat=True):
        condition |= Q(unit__path__startswith=path)
    return condition


def people_of(wave: WaveView, *, day: date) -> list[Person]:
    """Everybody who is invited to this wave on that day: in its units, in its layers, employed."""
    leads, kinds = _leading(day)
    staff = set(wave.staff_unit_ids)
    tree = ancestor_ids()
    members = Membership.objects.filter(running(day), _inside(wave.unit_ids)).filter(
        Q(employee__ended_on__isnull=True) | Q(employee__ended_on__gt=day)
    )
    people = [
        Person(
            employee_id=employee,
            team=team,
            layer=layer_of(
                leads=[kinds[unit] for unit in leads.get(employee, ())],
                team_kind=kind,
                in_staff_unit=not staff.isdisjoint(tree[team]),
            ),
            leads=frozenset(leads.get(employee, ())),
        )
        for employee, team, kind in members.values_list("employee_id", "unit_id", "unit__kind")
    ]
    return [person for person in people if not wave.layers or person.layer in wave.layers]


def _leading(day: date) -> tuple[dict[int, list[int]], dict[int, str]]:
    """Employee -> the units they lead; unit -> its kind."""
    roles = Role.objects.filter(running(day), kind=RoleKind.MANAGER, user__employee__isnull=False)
    leads: defaultdict[int, list[int]] = defaultdict(list)
    kinds: dict[int, str] = {}
    rows = roles.annotate(employee_number=F("user__employee"), kind_of_unit=F("unit__kind"))
    for employee, unit, kind in rows.values_list("employee_number", "unit_id", "kind_of_unit"):
        leads[employee].append(unit)
        kinds[unit] = kind
    return leads, kinds
