"""The panel of a linkage study: released figures of employees beside counts of customers, by team and wave.

Only released tables are read of the employees' voice: rounded values, bands instead of numbers, shown units.
Of the customers' voice counts of a whole window and unit, and none where fewer than the stated least
answered. Teams have numbers in an order that tells nothing of which they are.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from extramile.core.tokens import keyed_hash
from extramile.engagement.queries import TellingWave, Told, telling_waves, told
from extramile.evidence.kinds import Asked, Json
from extramile.evidence.kinds.names import of_questions, of_topics
from extramile.evidence.teams import lowest_told, regions
from extramile.monitor.queries import ticks_of_units, unit_counts
from extramile.people.queries import ancestor_ids

EVERY: Final = "*"
SURE: Final = 1.959964  # released intervals are of 95 %
STEP: Final = 5  # released scores are rounded to steps of five, and a rounding scatters too
POINTS: Final = 100


@dataclass(frozen=True, slots=True)
class Closing:
    """A released wave with the window that followed it; both ends belong to the window."""

    wave_id: int
    closed_on: date
    since: date
    until: date


def closings(statement: Json, now: datetime) -> list[Closing]:
    """The waves of which the window is over, the oldest first; of all, not the newest alone."""
    exposure = statement["exposure"]
    waves = telling_waves(exposure["measure"], question_key=_question(exposure))
    return [one for one in _windows(waves, statement["periods"]) if one.until < now.date()]


def _question(exposure: Json) -> str | None:
    return None if exposure["question"] == EVERY else str(exposure["question"])


def _windows(waves: Sequence[TellingWave], periods: Json) -> list[Closing]:
    found = []
    for wave, following in pairwise([*waves, None]):
        if wave is None or wave.closed_on is None:
            continue
        since = wave.closed_on + timedelta(days=periods["from_day"])
        until = since + timedelta(days=periods["days"] - 1)
        if periods["until_next_wave"] and following is not None:
            until = min(until, following.opens_at.date() - timedelta(days=1))
        if until >= since:
            found.append(Closing(wave.wave_id, wave.closed_on, since, until))
    return found


def is_due(asked: Asked, last: datetime | None, now: datetime) -> bool:
    """A window is over that was not when the data were last read."""
    complete = closings(asked.statement, now)
    return bool(complete) and (last is None or complete[-1].until >= last.date())


def read(asked: Asked, now: datetime) -> Json:
    statement = asked.statement
    exposure = statement["exposure"]
    over = closings(statement, now)
    waves = over[-int(statement["waves"]["most"]) :]
    rows = told(
        exposure["measure"], wave_ids=[one.wave_id for one in waves], question_key=_question(exposure)
    )
    kept, other_lines = _of_one_line(rows, waves)
    above = ancestor_ids()
    teams = _teams(kept, above, statement["units"])
    homes = regions(teams, above)
    exposures = _exposures(kept, teams, waves)
    outcome = _outcome(statement["outcome"], teams, waves)
    numbers = {region: number for number, region in enumerate(_shuffled("region", set(homes.values())))}
    return {
        "format": 1,
        "waves": [_wave(one, asked.frozen_at) for one in waves],
        "over": {"now": len(over), "at_freezing": sum(one.until < asked.frozen_at.date() for one in over)},
        "regions": [numbers[homes[team]] for team in teams],
        "exposures": exposures,
        "outcome": outcome,
        "names": of_questions(exposures.keys(), wave_ids=[one.wave_id for one in waves])
        | of_topics(outcome.get("ticked", {}).keys()),
        "left_out": {"figures_on_another_line": other_lines},
    }


def _wave(one: Closing, frozen_at: datetime) -> Json:
    return {
        "closed_on": one.closed_on.isoformat(),
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "after_freezing": one.closed_on > frozen_at.date(),
    }


def _shuffled(kind: str, ids: set[int]) -> list[int]:
    """Always in the same order, and in one that nobody else can know."""
    return sorted(ids, key=lambda one: keyed_hash(f"evidence {kind}", str(one)))


def _of_one_line(rows: list[Told], waves: Sequence[Closing]) -> tuple[list[Told], int]:
    """Other words or another scale are another question: the line with most waves, of two the newer."""
    order = {one.wave_id: place for place, one in enumerate(waves)}
    told_in: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        told_in[row.question_key][row.line].add(order[row.wave_id])
    best = {
        key: max(lines, key=lambda line: (len(lines[line]), max(lines[line])))
        for key, lines in told_in.items()
    }
    kept = [row for row in rows if best[row.question_key] == row.line]
    return kept, len(rows) - len(kept)


def _teams(rows: list[Told], above: Any, units: list[int] | None) -> list[int]:
    waves: Counter[int] = Counter()
    for unit, _ in {(row.unit_id, row.wave_id) for row in rows}:
        waves[unit] += 1
    if units is not None:
        wanted = set(units)
        waves = Counter({unit: n for unit, n in waves.items() if wanted & set(above.get(unit, ()))})
    return _shuffled("team", set(lowest_told(waves, above)))


def _exposures(rows: list[Told], teams: list[int], waves: Sequence[Closing]) -> Json:
    """By question: value and sampling variance of each team and wave, on a scale of one, and the bands."""
    places = {team: place for place, team in enumerate(teams)}
    columns = {one.wave_id: column for column, one in enumerate(waves)}
    found: dict[str, Json] = {}
    for row in rows:
        if row.unit_id in places:
            tables = found.setdefault(row.question_key, _empty(len(teams), len(waves)))
            place, column = places[row.unit_id], columns[row.wave_id]
            tables["values"][place][column] = row.value / POINTS
            tables["variances"][place][column] = _variance(row)
            tables["least"][place][column] = row.least
    return dict(sorted(found.items()))


def _empty(teams: int, waves: int) -> Json:
    return {name: [[None] * waves for _ in range(teams)] for name in ("values", "variances", "least")}


def _variance(row: Told) -> float | None:
    """Of the told figure. Its interval is made for the lowest number of its band; the middle is likelier."""
    if row.low is None or row.high is None:
        return None
    widest = ((row.high - row.low) / 2 / SURE) ** 2
    return (widest * row.least / ((row.least + row.most) / 2) + STEP**2 / 12) / POINTS**2


def _outcome(outcome: Json, teams: list[int], waves: Sequence[Closing]) -> Json:
    least = int(outcome["least_answers"])
    by_wave = [unit_counts(teams, since=one.since, until=one.until) for one in waves]
    groups = [
        [_groups(counts[team].groups, least) for counts in by_wave] for team in teams
    ]  # [team][wave] -> (promoters, passives, detractors)
    tables: Json = {
        name: [[cell[place] for cell in row] for row in groups]
        for place, name in enumerate(("promoters", "passives", "detractors"))
    }
    tables["below_least"] = sum(0 < counts[team].n < least for counts in by_wave for team in teams)
    if outcome["measure"] == "ticked":
        tables["ticked"] = _ticked(outcome["tick"], groups, teams, waves)
    return tables


def _groups(counts: tuple[int, int, int], least: int) -> tuple[int, int, int]:
    return counts if sum(counts) >= least else (0, 0, 0)


def _ticked(wanted: str, groups: list[Any], teams: list[int], waves: Sequence[Closing]) -> Json:
    """By topic: in how many answers it was ticked; 0 where the answers are left out."""
    counted = [ticks_of_units(teams, since=one.since, until=one.until) for one in waves]
    names = {tick for wave in counted for ticks in wave.values() for tick in ticks}
    return {
        name: [
            [wave[team][name] if sum(groups[place][column]) else 0 for column, wave in enumerate(counted)]
            for place, team in enumerate(teams)
        ]
        for name in sorted(names)
        if wanted in {EVERY, name}
    }
