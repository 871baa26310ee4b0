"""How much would it take? Of this organisation's own teams and answers, before the first wave and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Final
from uuid import UUID

from django.db.models import Count

from extramile import stats
from extramile.engagement.queries import Told, closed_waves, told
from extramile.evidence.compute.power import LEAST_TEAMS, LEAST_WAVES, REFERENCE, outlook
from extramile.evidence.queries.grounds import Ground, grounds
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.monitor.queries import unit_periods
from extramile.people.models import Membership
from extramile.people.queries import ids_of_path, running

LEAST_TOLD: Final = 10  # respondents: of fewer hardly a figure is told, that colleagues may not work it out
RATE: Final = 0.75  # of people who answer a wave, until there has been one
MORE_RESPONSE: Final = 0.90
QUARTER: Final = 91
QUARTERS: Final = 8
LEAST_ANSWERS: Final = 10
PLANNED: Final = 4  # waves, until there have been as many
MOST_WAVES_READ: Final = 8


@dataclass(frozen=True, slots=True)
class Outlook:
    """`detectable`: NPS points per ten of eNPS; None with `because`, a code, where nothing can be told.
    `by_waves`: (waves, detectable, chance). `needs_*`: each alone; None where no number would be enough."""

    teams: int
    teams_all: int
    people: int
    rate: float
    respondents: float
    answers: float
    waves: int
    worth: float
    exposure_is_assumed: bool
    outcome_is_assumed: bool
    because: str | None
    detectable: float | None
    chance: float | None
    by_waves: tuple[tuple[int, float, float], ...]
    needs_teams: int | None = None
    needs_waves: int | None = None
    needs_answers: int | None = None
    chance_half_years: float | None = None
    chance_more_response: float | None = None


def would_take(
    *,
    now: datetime,
    waves: int | None = None,
    worth: float = 1.0,
    rate: float | None = None,
    answers: float | None = None,
    teams: int | None = None,
) -> Outlook:
    """What so many waves would show of a link between eNPS and NPS, and what to change to see an effect of
    `worth` points per ten. `rate`, `answers` (per team and period) and `teams`: what if they were these?
    Without `waves`: after the next one, and four at least."""
    data = figures(now=now, rate=rate)
    waves = max(PLANNED, data["waves_told"] + 1) if waves is None else waves
    if answers is not None:
        data["answers"] = answers
    if teams is not None:
        data["respondents"] = _respondents(data, teams)
        data["teams"] = data["teams_if_more"] = teams
    found = outlook(data, waves=waves, worth=worth)
    return Outlook(
        by_waves=tuple((one[0], one[1], one[2]) for one in found["by_waves"]),
        exposure_is_assumed=bool(found["exposure_is_assumed"]),
        outcome_is_assumed=bool(found["outcome_is_assumed"]),
        **{
            name: found[name]
            for name in Outlook.__dataclass_fields__
            if name in found and name not in {"by_waves", "exposure_is_assumed", "outcome_is_assumed"}
        },
    )


def figures(*, now: datetime, rate: float | None = None) -> dict[str, Any]:
    """Everything that the outlook rests on, as JSON."""
    known = grounds()
    people = _people(now)
    expected = RATE if rate is None else min(max(rate, 0.01), 1.0)
    groups = _told(people, known, expected)
    more = _told(people, known, max(MORE_RESPONSE, expected))
    asked = _asked_by_customers(list(groups), known, now)
    waves = [one.id for one in closed_waves()]
    told_of = told("enps", wave_ids=waves) if waves else []
    exposure = _exposure(known, waves[:MOST_WAVES_READ], told_of)
    respondents = [size * expected for size in groups.values()]
    mean = len(respondents) / sum(1 / one for one in respondents) if respondents else 0.0
    return {
        "teams": len(groups),
        "teams_if_more": len(more),
        "teams_all": len(people),
        "people": sum(people.values()),
        "rate": expected,
        "waves_told": len({one.wave_id for one in told_of}),
        "respondents": mean,
        **asked,
        "exposure_spread": exposure,
        "exposure_signal": None if exposure is None else _signal(exposure, mean),
    }


def _respondents(data: dict[str, Any], teams: int) -> float:
    """In so many teams: more of them than there are hold the same people, so each is smaller, and just large
    enough at the least."""
    known = data["respondents"]
    if known and teams <= data["teams"]:
        return float(known)
    shared = data["people"] * data["rate"] / teams
    return float(max(LEAST_TOLD, min(known or shared, shared)))


def _signal(spread: float, respondents: float) -> float:
    """What is felt, of what was measured: never nothing, or no plan could ever show anything."""
    noise = REFERENCE["answer_variance"] / max(respondents, 1.0)
    return sqrt(max(spread**2 - noise, (REFERENCE["signal"] / 2) ** 2))


def _people(now: datetime) -> dict[int, int]:
    """Unit -> people in it today."""
    rows = Membership.objects.filter(running(now.date())).values("unit_id").annotate(many=Count("pk"))
    return dict(rows.values_list("unit_id", "many"))


def _told(people: dict[int, int], known: dict[int, Ground], rate: float) -> dict[int, int]:
    """Units of which a figure may be told, with their people: small teams count together, in the first unit
    above them that is large enough. At most so many: the release may withhold more, so that nobody can be
    worked out."""
    waiting = Counter(people)
    shown: dict[int, int] = {}
    above = {place for unit in people for place in ids_of_path(known[unit].path)}
    for unit in sorted(above, key=lambda one: (-len(ids_of_path(known[one].path)), one)):
        path = ids_of_path(known[unit].path)
        many = waiting.pop(unit, 0)
        if many * rate >= LEAST_TOLD:
            shown[unit] = many
        elif many and len(path) > 1:
            waiting[path[-2]] += many
    return shown


def _asked_by_customers(units: list[int], known: dict[int, Ground], now: datetime) -> dict[str, Any]:
    """Customers' answers per unit and quarter, and how these scores move, of the last two years."""
    since = now.date() - timedelta(days=QUARTER * QUARTERS)
    counts = unit_periods(units, since=since, days=QUARTER, periods=QUARTERS)
    rows = [[list(cell) for cell in counts[unit]] for unit in units]
    nothing = {"answers": 0.0, "answer_variance": None, "outcome_signal": None}
    last = [sum(row[-1]) for row in rows if sum(row[-1])]
    if not last:
        return nothing
    nothing["answers"] = len(last) / sum(1 / one for one in last)
    first = min(place for row in rows for place, cell in enumerate(row) if sum(cell))
    try:
        told = stats.spread_of_counts(
            [row[first:] for row in rows], regions=[known[unit].region for unit in units], least=LEAST_ANSWERS
        )
    except stats.StatsError:
        return nothing
    return nothing | {"answer_variance": told.answer_variance, "outcome_signal": told.signal}


def _exposure(known: dict[int, Ground], waves: Sequence[int], told_of: Sequence[Told]) -> float | None:
    """How far a team's own eNPS lies from wave to wave, of waves that were told; None before there are."""
    if len(waves) < 3:
        return None
    column = {wave: place for place, wave in enumerate(reversed(waves))}
    rows: dict[int, list[float]] = {}
    for one in (one for one in told_of if one.wave_id in column):
        row = rows.setdefault(one.unit_id, [float("nan")] * len(waves))
        row[column[one.wave_id]] = one.value / 100
    below = {above for unit in rows if unit in known for above in ids_of_path(known[unit].path)[:-1]}
    lowest = [row for unit, row in sorted(rows.items()) if unit not in below]
    try:
        return stats.spread_of_scores(lowest) if lowest else None
    except stats.StatsError:
        return None


def as_finding(told: Outlook, *, now: datetime) -> FindingView:
    """As a study of it would say it: the page and the report take the same sentences."""
    facts = {name: getattr(told, name) for name in Outlook.__dataclass_fields__ if name != "by_waves"}
    is_enough = told.because is None
    return FindingView(
        public_id=UUID(int=0),
        study_key="power",
        question={},
        evidence_class=EvidenceClass.DESCRIBES if is_enough else EvidenceClass.CANNOT_TELL,
        estimate=None,
        facts=facts | {"least_teams": LEAST_TEAMS, "least_waves": LEAST_WAVES},
        found_at=now,
        kind="power",
    )
