"""Plans of beginnings: who takes part, what they could show, who starts when."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import isnan
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from extramile import stats
from extramile.core.tables.guarding import guarded
from extramile.evidence.lots import Place, draw
from extramile.evidence.models import Rollout
from extramile.evidence.queries.grounds import grounds
from extramile.evidence.windows import window
from extramile.monitor.queries import unit_periods

WEEK: Final = 7
MONTH: Final = 28
YEAR: Final = 52 * WEEK
MOST_PAST: Final = 26  # periods of four weeks: two years of what units do by themselves
LEAST_ANSWERS: Final = 5
DRAWS: Final = 100
MANY_UNITS: Final = 400  # from there on fewer lots are tried: a page must not take a minute
SEED: Final = 20260103
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class StartView:
    unit: int
    name: str
    region: str
    group: int
    started_on: date | None  # None: waits until all is over


@dataclass(frozen=True, slots=True)
class RolloutView:
    """`drawn_at` empty: a plan that may still be changed."""

    public_id: UUID
    name: str
    sort: str
    unit_ids: tuple[int, ...]
    starts_on: tuple[date, ...]
    last_group_waits: bool
    weeks_before: int
    weeks_after: int
    worth_points: float
    created_at: datetime
    drawn_at: datetime | None
    plan_hash: str
    seed: str
    called_off_at: datetime | None
    why_called_off: str
    study_id: UUID | None
    ends_on: date  # the last day that is looked at: once drawn, the last one of its question
    overlaps: tuple[Mapping[str, Any], ...] = ()  # `Overlap.as_kept`: known when it was decided to go on
    why_all_the_same: str = ""
    decided_at: datetime | None = None
    study_key: str = ""
    starts: tuple[StartView, ...] = ()

    @property
    def state(self) -> str:
        if self.called_off_at is not None:
            return "called_off"
        return "drawn" if self.drawn_at is not None else "planned"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a plan could show, in points. `why_not`: a code when nothing can be told of it."""

    detectable: float | None
    chance: float | None  # of finding the smallest effect worth having
    units: int
    units_needed: int | None
    is_own_history: bool
    answers: float  # per unit and four weeks, in the middle
    why_not: str = ""


def rollouts() -> list[RolloutView]:
    """The newest first; without their starts."""
    return [_view(row) for row in _rows()]


def rollout_of(public_id: UUID) -> RolloutView | None:
    row = _rows().filter(public_id=public_id).first()
    return None if row is None else _view(row, starts=_starts(row))


def starting(since: date, until: date) -> list[tuple[RolloutView, StartView]]:
    """Who begins in these days, of lots that stand; the earliest first."""
    rows = _rows().filter(drawn_at__isnull=False, called_off_at__isnull=True)
    views = [_view(row, starts=_starts(row)) for row in rows if row.starts_on[-1] >= since]
    found = [
        (start.started_on, view.name, start.name, view, start)
        for view in views
        for start in view.starts
        if start.started_on is not None and since <= start.started_on <= until
    ]
    return [(view, start) for _day, _name, _unit, view, start in sorted(found, key=lambda row: row[:3])]


def places_of(units: Collection[int], *, now: datetime) -> list[Place]:
    """Units with what they are drawn alike by: region, and answers in the year until today."""
    known = grounds()
    since = now.date() - timedelta(days=YEAR)
    counts = unit_periods(units, since=since, days=YEAR, periods=1)
    return [Place(known[unit].region, sum(counts[unit][0]), unit) for unit in sorted(units) if unit in known]


def promise(
    units: Collection[int],
    starts_on: Sequence[date],
    *,
    last_group_waits: bool,
    weeks_before: int,
    weeks_after: int,
    worth_points: float,
    now: datetime,
) -> Promise:
    """What this plan could show, from what these units' scores do by themselves: lots are drawn over their
    past, in which nothing began, and what is then found is chance."""
    places = places_of(units, now=now)
    days = sorted(starts_on)
    groups = len(days) + last_group_waits
    after = -(-((days[-1] - days[0]).days + weeks_after * WEEK) // MONTH)
    before = weeks_before * WEEK // MONTH
    past = max(min(MOST_PAST, before + after), before)
    history, answers = _history([place.unit for place in places], periods=past, now=now)
    dealt = draw(places, groups=groups, seed=str(SEED))
    columns = [before + (day - days[0]).days // MONTH for day in days]
    starts = [
        float(columns[dealt[place.unit]]) if dealt[place.unit] < len(days) else float("inf")
        for place in places
    ]
    try:
        told = stats.rollout_power(
            history,
            starts,
            periods=before + after,
            seed=SEED,
            draws=DRAWS if len(places) <= MANY_UNITS else DRAWS // 4,
        )
    except stats.StatsError as problem:
        return Promise(None, None, len(places), None, False, answers, type(problem).__name__)
    worth = worth_points / 100
    return Promise(
        100 * told.minimum_detectable,
        told.chance(worth),
        told.units,
        told.units_needed(worth),
        told.is_own_history,
        answers,
    )


def promise_of(view: RolloutView, *, now: datetime, without: Collection[int] = ()) -> Promise:
    """The same for the same plan and answers on the same day: a page opened again need not try again.

    `without`: had these units no part in it.
    """
    units = tuple(unit for unit in view.unit_ids if unit not in without)
    return _promised(
        tuple(places_of(units, now=now)),
        units,
        view.starts_on,
        view.last_group_waits,
        (view.weeks_before, view.weeks_after, view.worth_points),
        now.date(),
    )


@lru_cache(maxsize=64)
def _promised(
    _places: tuple[Place, ...],
    units: tuple[int, ...],
    starts_on: tuple[date, ...],
    last_group_waits: bool,
    rest: tuple[int, int, float],
    day: date,
) -> Promise:
    weeks_before, weeks_after, worth_points = rest
    return promise(
        units,
        starts_on,
        last_group_waits=last_group_waits,
        weeks_before=weeks_before,
        weeks_after=weeks_after,
        worth_points=worth_points,
        now=datetime.combine(day, time(), tzinfo=UTC),
    )


def drawn_before(unit_ids: Collection[int], *, now: datetime, but: int | None = None) -> int:
    """Lots of these units that were drawn in the last year and called off: each was one more chance."""
    drawn = Rollout.objects.filter(
        drawn_at__gt=now - A_YEAR, called_off_at__isnull=False, unit_ids__overlap=list(unit_ids)
    )
    return (drawn if but is None else drawn.exclude(pk=but)).count()


def _history(units: list[int], *, periods: int, now: datetime) -> tuple[list[list[float]], float]:
    """Scores of whole periods until today, and the answers of the middle unit in one."""
    since = now.date() - timedelta(days=periods * MONTH)
    counts = unit_periods(units, since=since, days=MONTH, periods=periods)
    nothing = float("nan")
    rows = [
        [(row[0] - row[2]) / sum(row) if sum(row) >= LEAST_ANSWERS else nothing for row in counts[unit]]
        for unit in units
    ]
    first = min(
        (place for row in rows for place, cell in enumerate(row) if not isnan(cell)), default=periods
    )  # nobody had answers before
    a_month = sorted(sum(map(sum, counts[unit])) / max(periods - first, 1) for unit in units)
    return [row[first:] for row in rows], a_month[len(a_month) // 2] if a_month else 0.0


def as_csv(view: RolloutView) -> str:
    """Who starts when, for a spreadsheet."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["unit", "region", "group", "starts_on"])
    for one in view.starts:
        day = one.started_on.isoformat() if one.started_on else ""
        lines.writerow([guarded(one.name), guarded(one.region), one.group + 1, day])
    return out.getvalue()


def as_calendar(view: RolloutView, *, now: datetime) -> str:
    """Who starts when, as an iCalendar file (RFC 5545): one day a group."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Extra Mile//rollout//EN"]
    for group, day in enumerate(view.starts_on):
        names = ", ".join(one.name for one in view.starts if one.group == group)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{view.public_id}-{group + 1}@extramile",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"SUMMARY:{_escaped(view.name)} ({group + 1}/{len(view.starts_on)})",
            f"DESCRIPTION:{_escaped(names)}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, gone on with after a blank."""
    parts, held = [], b""
    for sign in line:
        octets = sign.encode()
        if len(held) + len(octets) > 73:
            parts.append(held.decode())
            held = b""
        held += octets
    return "\r\n ".join([*parts, held.decode()])


def _rows() -> QuerySet[Rollout]:
    return Rollout.objects.select_related("study").order_by("-created_at", "-pk")


def _starts(row: Rollout) -> tuple[StartView, ...]:
    known = grounds()
    days = row.starts_on
    found = []
    for unit, group in row.lots:
        place = known.get(unit)
        region = known.get(place.region) if place else None
        day = days[group] if group < len(days) else None
        found.append(
            StartView(unit, place.name if place else str(unit), region.name if region else "", group, day)
        )
    return tuple(sorted(found, key=lambda one: (one.group, one.region, one.name)))


def _view(row: Rollout, *, starts: tuple[StartView, ...] = ()) -> RolloutView:
    return RolloutView(
        public_id=row.public_id,
        name=row.name,
        sort=row.sort,
        unit_ids=tuple(row.unit_ids),
        starts_on=tuple(row.starts_on),
        last_group_waits=row.last_group_waits,
        weeks_before=row.weeks_before,
        weeks_after=row.weeks_after,
        worth_points=float(row.worth_points),
        created_at=row.created_at,
        drawn_at=row.drawn_at,
        plan_hash=row.plan_hash,
        seed=row.seed,
        called_off_at=row.called_off_at,
        why_called_off=row.why_called_off,
        study_id=row.study.public_id if row.study else None,
        ends_on=ends_on(row),
        overlaps=tuple(row.overlaps),
        why_all_the_same=row.why_all_the_same,
        decided_at=row.decided_at,
        study_key=row.study.key if row.study else "",
        starts=starts,
    )


def ends_on(row: Rollout) -> date:
    if row.study is not None:
        return window(row.study.statement)[1]
    return row.starts_on[-1] + timedelta(days=row.weeks_after * WEEK - 1)
